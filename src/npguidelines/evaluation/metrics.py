"""Precision, recall and F1 by clause and by sub-kind; near misses flagged; outcomes; errors by class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..engine.moderator import Moderator
from ..model.base import CLAUSE_IDS, Outcome
from ..model.verdict import Verdict
from .cases import Case


@dataclass(slots=True)
class Count:
    """True positives, false positives and false negatives."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    @property
    def precision(self) -> float:
        """tp / (tp + fp); 1 where nothing was flagged."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 1.0

    @property
    def recall(self) -> float:
        """tp / (tp + fn); 1 where nothing was to be found."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0


@dataclass(slots=True)
class Wrong:
    """A case decided wrongly: what was missed, what was flagged without reason, by which rules."""

    case: Case
    verdict: Verdict
    missed: tuple[str, ...]
    false: tuple[str, ...]


@dataclass(slots=True)
class Evaluation:
    """The figures over a set of cases."""

    cases: int = 0
    right: int = 0
    outcomes_right: int = 0
    near_misses: int = 0
    near_misses_flagged: int = 0
    clauses: dict[str, Count] = field(default_factory=lambda: {c: Count() for c in CLAUSE_IDS})
    kinds: dict[str, Count] = field(default_factory=dict)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[Wrong] = field(default_factory=list)


def evaluate(moderator: Moderator, cases: Sequence[Case]) -> Evaluation:
    """Review every case and count. A clause in `also_ok` counts neither way."""
    result = Evaluation()
    for case, verdict in zip(cases, moderator.review_many(c.text for c in cases), strict=True):
        flagged, expected = set(verdict.flagged), set(case.expect)
        missed = tuple(sorted(expected - flagged))
        false = tuple(sorted(flagged - expected - set(case.also_ok)))
        result.cases += 1
        result.right += not missed and not false
        result.outcomes_right += verdict.outcome in case.outcome
        if case.outcome == (Outcome.ALLOW,):
            result.near_misses += 1
            result.near_misses_flagged += bool(flagged)
        result.confusion["|".join(o.value for o in case.outcome), verdict.outcome.value] += 1
        kind = f"{(case.expect or ('allow',))[0]}/{case.tags[0] if case.tags else '-'}"
        for clause in CLAUSE_IDS:
            count = result.clauses[clause]
            count.tp += clause in expected and clause in flagged
            count.fn += clause in missed
            count.fp += clause in false
        per_kind = result.kinds.setdefault(kind, Count())
        per_kind.tp += len(expected & flagged)
        per_kind.fn += len(missed)
        per_kind.fp += len(false)
        if missed or false or verdict.outcome not in case.outcome:
            result.wrong.append(Wrong(case, verdict, missed, false))
    return result
