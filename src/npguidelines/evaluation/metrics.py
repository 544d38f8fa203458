"""Precision, recall and F1 by clause and by sub-kind; near misses flagged; outcomes; errors by class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..engine.moderator import Moderator
from ..model.base import CLAUSE_IDS, Outcome, Strength
from ..model.rule import Rule
from ..model.verdict import Finding, Verdict
from .calibration import Scored, Tally, band_of
from .cases import Case
from .groups import by_group
from .intervals import wilson


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
    def precision_interval(self) -> tuple[float, float]:
        """The 95 % interval of the precision."""
        return wilson(self.tp, self.tp + self.fp)

    @property
    def recall_interval(self) -> tuple[float, float]:
        """The 95 % interval of the recall."""
        return wilson(self.tp, self.tp + self.fn)

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
    scored: list[Scored] = field(default_factory=list)
    bands: dict[Strength, Tally] = field(default_factory=lambda: {s: Tally() for s in Strength})
    rules: dict[str, Tally] = field(default_factory=dict)
    rehearsal: dict[str, Tally] = field(default_factory=dict)
    groups: dict[str, Tally] = field(default_factory=dict)


def evaluate(moderator: Moderator, cases: Sequence[Case]) -> Evaluation:
    """Review every case and count. A clause in `also_ok` counts neither way."""
    result = Evaluation()
    rules = {p.rule.id: p.rule for p in moderator.rulebook.programs}
    near_misses: list[tuple[str, bool]] = []
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
            near_misses.append((case.text, bool(flagged)))
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
        _count_scores(result, case, verdict)
        _count_findings(result, case, verdict, rules)
    result.groups = by_group(moderator, near_misses)
    return result


def _count_scores(result: Evaluation, case: Case, verdict: Verdict) -> None:
    for clause, score in verdict.scores.items():
        if score > 0 and (clause in case.expect or clause not in case.also_ok):
            result.scored.append(Scored(clause, score, clause in case.expect))


def _count_findings(result: Evaluation, case: Case, verdict: Verdict, rules: Mapping[str, Rule]) -> None:
    """Count each rule once a comment, at its strongest finding there."""
    for findings, tallies in ((verdict.findings, result.rules), (verdict.rehearsal, result.rehearsal)):
        strongest: dict[str, Finding] = {}
        for finding in sorted(findings, key=lambda f: f.score):
            strongest[finding.rule] = finding
        for rule, finding in strongest.items():
            if finding.clause in case.also_ok and finding.clause not in case.expect:
                continue
            right, band = finding.clause in case.expect, band_of(finding, rules[rule])
            if band is rules[rule].strength:
                tallies.setdefault(rule, Tally()).add(right)
            if findings is verdict.findings:
                result.bands[band].add(right)
