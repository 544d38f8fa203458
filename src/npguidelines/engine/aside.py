"""What sets findings aside: contexts, and points that speak against them. What is set aside stays in the verdict, with its reason."""

from __future__ import annotations

from collections import Counter
from typing import Final

from ..model.base import trusted
from ..model.verdict import SetAside
from ..text.bits import bits
from .analysis import Analysis
from .findings import Hit, flagging_marks
from .points import Weigher, Weighing

_AGREED: Final = 12  # by how many points less a finding may stand for each further rule of its clause that agrees
_MOST_AGREED: Final = 2  # of these that count


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
    """Set aside the findings against which everything else speaks; several rules of a clause that agree may stand with less."""
    agree = Counter({found.program.ident: found.program.clause for found, _ in analysis.hits}.values())
    kept = []
    for found, strength in analysis.hits:
        clause = found.program.clause
        least = weigher.least(clause)
        if least is None or not _too_little(analysis, weighing, found, least - _AGREED * min(agree[clause] - 1, _MOST_AGREED)):
            kept.append((found, strength))
    analysis.hits = kept


def _too_little(analysis: Analysis, weighing: Weighing, found: Hit, least: int) -> bool:
    """Whether too little speaks for a finding in the comment and in its own sentences; noted when so."""
    tokens = bits(found.tokens, analysis.matcher.document.size)
    points = weighing.around(found.program.clause, tokens)
    if points >= least or weighing.says_all(tokens) or "points" in found.program.rule.contexts.ignore:
        return False
    taken = weighing.taken(found.program.clause, tokens)
    set_aside(analysis, found, "points", f"The other words of the comment speak against it: {points:.0f} points{taken}, where {least} are needed.")
    return True
