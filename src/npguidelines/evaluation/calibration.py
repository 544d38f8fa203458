"""Whether scores mean what they say: a score is the precision that findings of its strength are expected to have.

Reliability tables and the expected calibration error (Naeini et al. 2015; bins of width .1), and each band beside its measured precision.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from ..model.base import CLAUSE_IDS, Strength
from ..model.rule import Rule
from ..model.verdict import Finding
from .intervals import wilson

LEAST: Final = 20  # findings from which the band of a rule is judged
_LOWEST_READING: Final = 0.85  # the strongest discount of a reading (engine/score.py): a score below it was lowered by a context


class Scored(NamedTuple):
    """The score above 0 that a clause got in one comment, and whether the clause was to be flagged there."""

    clause: str
    score: float
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """The rows whose scores lie in one bin: how many, their mean score, how many were right."""

    low: float
    high: float
    rows: int
    mean: float
    right: int

    @property
    def measured(self) -> float:
        """The share that was right."""
        return self.right / self.rows

    @property
    def interval(self) -> tuple[float, float]:
        """Its 95 % interval."""
        return wilson(self.right, self.rows)


@dataclass(slots=True)
class Tally:
    """Findings that were right and wrong; those on clauses that may be flagged count neither way."""

    right: int = 0
    wrong: int = 0

    @property
    def total(self) -> int:
        """All that were decided."""
        return self.right + self.wrong

    @property
    def precision(self) -> float:
        """The share that was right; 1 where there was none."""
        return self.right / self.total if self.total else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        """Its 95 % interval."""
        return wilson(self.right, self.total)

    def add(self, right: bool) -> None:
        """Count one finding."""
        self.right += right
        self.wrong += not right


def reliability(rows: Sequence[Scored]) -> list[Bin]:
    """The reliability table: bins of width .1 that hold rows, from low to high."""
    bins: dict[int, list[Scored]] = {}
    for row in rows:
        bins.setdefault(min(int(row.score * 10 + 1e-9), 9), []).append(row)
    return [Bin(n / 10, (n + 1) / 10, len(r), sum(x.score for x in r) / len(r), sum(x.right for x in r)) for n, r in sorted(bins.items())]


def calibration_error(rows: Sequence[Scored]) -> float:
    """The expected calibration error: the distance of mean score and share right, weighed by the rows of each bin; 0 without rows.

    >>> calibration_error([Scored("a", 0.85, True), Scored("a", 0.85, False)])
    0.35
    """
    return round(sum(b.rows * abs(b.mean - b.measured) for b in reliability(rows)) / len(rows), 4) if rows else 0.0


def errors_by_clause(rows: Sequence[Scored]) -> dict[str, tuple[int, float]]:
    """Clause -> how many rows had a score above 0, and their expected calibration error; clauses without rows are left out."""
    found = {clause: [r for r in rows if r.clause == clause] for clause in CLAUSE_IDS}
    return {clause: (len(mine), calibration_error(mine)) for clause, mine in found.items() if mine}


def band_of(finding: Finding, rule: Rule) -> Strength:
    """The band of a finding: that of its rule, or the one to which a context lowered it."""
    band = rule.strength
    while finding.score < band.score * _LOWEST_READING - 1e-9 and band is not Strength.WEAK:
        band = band.lowered()
    return band


@dataclass(frozen=True, slots=True)
class Misjudged:
    """A rule whose band lies outside the 95 % interval of its measured precision, and the band that lies nearest to it."""

    rule: Rule
    tally: Tally
    better: Strength


def misjudged(rules: Iterable[Rule], tallies: dict[str, Tally], least: int = LEAST) -> list[Misjudged]:
    """The rules with at least `least` findings whose band lies outside the interval.

    The highest band says "at least": a rule of it is misjudged only when it does worse. A rule is left alone where no band fits better than its own.
    """
    found = []
    for rule in sorted(rules, key=lambda r: r.id):
        tally = tallies.get(rule.id)
        if tally is None or tally.total < least:
            continue
        low, high = tally.interval
        above = rule.strength is not Strength.CERTAIN and low > rule.strength.score
        better = min(Strength, key=lambda s: abs(s.score - tally.precision))
        if (rule.strength.score > high or above) and better is not rule.strength:
            found.append(Misjudged(rule, tally, better))
    return found
