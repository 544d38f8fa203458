"""Two rulebooks over the same texts: which decisions change, and what about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ..model.base import CLAUSE_IDS
from .cases import Case


@dataclass(frozen=True, slots=True)
class Subject:
    """A text to compare on: where it stands, its id, and its label where it has one."""

    where: str
    id: str
    text: str
    case: Case | None = None

    @property
    def viewpoint(self) -> bool:
        """Whether its label allows nothing but `allow`."""
        return self.case is not None and self.case.viewpoint


@dataclass(frozen=True, slots=True)
class Ground:
    """A finding as far as a comparison shows it."""

    clause: str
    rule: str
    version: int
    because: str
    quotes: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    def __str__(self) -> str:
        quotes = " ... ".join(f"\u201c{q}\u201d" for q in self.quotes)
        return f"{self.clause} by {self.rule} v{self.version}: {quotes}. {self.because}"


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict as far as a comparison shows it; `aside` are the reasons for which matches were not counted, by rule."""

    outcome: str
    flagged: tuple[str, ...]
    grounds: tuple[Ground, ...]
    aside: tuple[tuple[str, str], ...]


def decision(verdict: Mapping[str, Any]) -> Decision:
    """The decision of a verdict in its JSON form (design, "Verdict"), of this version of the package or another."""
    flagged = tuple(verdict["flagged"])
    grounds = tuple(
        Ground(f["clause"], f["rule"], f["rule_version"], f["because"], tuple(e["quote"] for e in f["evidence"]), tuple((e["start"], e["end"]) for e in f["evidence"]))
        for f in verdict["findings"]
        if f["clause"] in flagged
    )
    return Decision(verdict["outcome"], flagged, grounds, tuple((s["rule"], s["because"]) for s in verdict["set_aside"]))


# The kinds of change, in the order in which they are told.
KINDS: Final = ("viewpoint newly flagged", "newly flagged", "flagged no more", "other clauses", "other outcome")


@dataclass(frozen=True, slots=True)
class Change:
    """A text that the two rulebooks decide otherwise; `kind` is one of `KINDS`."""

    kind: str
    subject: Subject
    old: Decision
    new: Decision


@dataclass(slots=True)
class Comparison:
    """The changes, in the order of their kinds, and how often each clause and each rule begins or ceases to be a ground."""

    texts: int = 0
    other_rules: int = 0  # decided alike, by other rules
    changes: list[Change] = field(default_factory=list)
    clauses: dict[str, Counter[str]] = field(default_factory=lambda: {c: Counter() for c in CLAUSE_IDS})
    rules: dict[str, Counter[str]] = field(default_factory=dict)

    def of(self, kind: str) -> list[Change]:
        """The changes of one kind."""
        return [c for c in self.changes if c.kind == kind]


def compare(subjects: Sequence[Subject], old: Iterable[Decision], new: Iterable[Decision]) -> Comparison:
    """Compare the decisions of two rulebooks on the same subjects, in their order."""
    result = Comparison(texts=len(subjects))
    for subject, before, after in zip(subjects, old, new, strict=True):
        _count(result, before, after)
        kind = _kind(subject, before, after)
        if kind:
            result.changes.append(Change(kind, subject, before, after))
        elif {g.rule for g in before.grounds} != {g.rule for g in after.grounds}:
            result.other_rules += 1
    result.changes.sort(key=lambda c: KINDS.index(c.kind))
    return result


def _kind(subject: Subject, old: Decision, new: Decision) -> str:
    if not old.flagged and new.flagged:
        return KINDS[0] if subject.viewpoint else KINDS[1]
    if old.flagged and not new.flagged:
        return KINDS[2]
    if old.flagged != new.flagged:
        return KINDS[3]
    return KINDS[4] if old.outcome != new.outcome else ""


def _count(result: Comparison, old: Decision, new: Decision) -> None:
    for clause in CLAUSE_IDS:
        result.clauses[clause]["newly"] += clause in new.flagged and clause not in old.flagged
        result.clauses[clause]["no more"] += clause in old.flagged and clause not in new.flagged
    before, after = {g.rule for g in old.grounds}, {g.rule for g in new.grounds}
    for rule in before ^ after:
        result.rules.setdefault(rule, Counter())["newly" if rule in after else "no more"] += 1
