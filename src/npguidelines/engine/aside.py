"""What sets findings aside: contexts, and points that speak against them. What is set aside stays in the verdict, with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final, NamedTuple

from ..model.base import Strength, trusted
from ..model.verdict import SetAside
from ..text.bits import bits
from .analysis import Analysis
from .findings import Hit, flagging_marks
from .points import Weigher, Weighing

_AGREED: Final = 30  # by how many points less two rules of a clause that agree may stand
_BESIDE: Final = 30  # how many points more a rule that stands alone needs beside another clause for which more speaks
_APART: Final = frozenset("bch")  # clauses that are seldom taken for another, or (b) by threats alone


def set_aside(analysis: Analysis, found: Hit, context: str, because: str) -> None:
    """Note that a match does not count, and why."""
    rule, document = found.program.rule, analysis.matcher.document
    start = min(document.span(*s)[0] for s in found.match.spans)
    end = max(document.span(*s)[1] for s in found.match.spans)
    analysis.aside.append(trusted(SetAside, {"rule": rule.id, "clause": rule.clause, "start": start, "end": end, "context": context, "because": because}))


def by_contexts(analysis: Analysis) -> None:
    """Set aside the findings that a context covers, and lower those that it makes less sure."""
    kept = []
    for found, strength in analysis.hits:
        rule = found.program.rule
        marks = flagging_marks(analysis.matcher, found)
        tokens = {first for _, first, _ in marks}
        used = sum(1 << t for t in {t for _, first, length in marks for t in range(first, first + length)})
        aside = False
        for scope in analysis.scopes:
            context = scope.program.context
            if context.name in rule.contexts.ignore or not tokens or not scope.cue & ~used:
                continue
            if not all(scope.covered >> t & 1 for t in tokens):
                continue
            if rule.clause in context.effect.set_aside:
                set_aside(analysis, found, context.name, context.because)
                aside = True
                break
            if rule.clause in context.effect.lower:
                strength = strength.lowered()
        if not aside:
            kept.append((found, strength))
    analysis.hits = kept


def by_points(analysis: Analysis, weigher: Weigher, weighing: Weighing) -> None:
    """Set aside the findings against which everything else speaks: those of a rule that stands alone in its clause, where much more does those of several, and where another clause is meant."""
    agree = Counter({found.program.ident: found.program.clause for found, _ in analysis.hits}.values())
    stands: list[_Stand] = []
    for found, strength in analysis.hits:
        clause = found.program.clause
        least = weigher.least(clause)
        tokens = bits(found.tokens, analysis.matcher.document.size)
        stand = _Stand(found, strength, least, tokens, weighing.around(clause, tokens) if least is not None else 0.0)
        if not _too_little(analysis, weighing, stand, _AGREED if agree[clause] > 1 else 0, "The other words of the comment speak against it"):
            stands.append(stand)
    most: dict[str, float] = {}  # clause -> the points of its best finding
    for stand in stands:
        if stand.least is not None:
            clause = stand.found.program.clause
            most[clause] = max(stand.points, most.get(clause, stand.points))
    analysis.hits = [(s.found, s.strength) for s in stands if not _another_is_meant(analysis, weighing, s, most, alone=agree[s.found.program.clause] == 1)]


def _another_is_meant(analysis: Analysis, weighing: Weighing, stand: _Stand, most: Mapping[str, float], *, alone: bool) -> bool:
    """Whether more speaks for another clause, and too little for that of a rule that stands alone; noted when so."""
    clause = stand.found.program.clause
    if not alone or clause in _APART or all(points <= stand.points for other, points in most.items() if other != clause):
        return False
    return _too_little(analysis, weighing, stand, -_BESIDE, "The other words of the comment speak for another clause")


class _Stand(NamedTuple):
    """A finding with the points that speak for it; `least`: how many it needs, None where points play no part; `tokens`: its own."""

    found: Hit
    strength: Strength
    least: int | None
    tokens: int
    points: float


def _too_little(analysis: Analysis, weighing: Weighing, stand: _Stand, less: int, why: str) -> bool:
    """Whether too little speaks for a finding in the comment and in its own sentences, `less` points being allowed for; noted when so."""
    if stand.least is None or stand.points >= stand.least - less:
        return False
    if weighing.says_all(stand.tokens) or "points" in stand.found.program.rule.contexts.ignore:
        return False
    set_aside(analysis, stand.found, "points", f"{why}: {stand.points:.0f} points, where {stand.least - less} are needed.")
    return True
