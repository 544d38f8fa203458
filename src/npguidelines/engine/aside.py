"""What sets findings aside: exceptions of their rule, contexts, points that speak against them, rules that prevail, other clauses to which a rule yields or beside which it stands; and points that overrule the first two. What is set aside stays in the verdict, with its reason."""

from __future__ import annotations

from collections import Counter
from typing import Final

from ..model.base import Strength, trusted
from ..model.rule import Unless
from ..model.verdict import SetAside
from ..rulebook.content import Context
from ..text.bits import bits
from .analysis import Analysis
from .findings import Hit, flagging_marks
from .points import Weigher, Weighing
from .windows import window

_AGREED: Final = 12  # by how many points less a finding may stand for each further rule of its clause that agrees
_MOST_AGREED: Final = 2  # of these that count
_SIGNS: Final = 30  # points that a finding of signs needs more to overrule a context: what a rule is worth by itself
MOST_FINDINGS: Final = 40  # of a comment, in each status


def excepted(analysis: Analysis, found: Hit, unless: Unless) -> None:
    """Note that an exception of its rule silences a match."""
    set_aside(analysis, found, f"unless: {unless.match}", unless.because)


def set_aside(analysis: Analysis, found: Hit, context: str, because: str) -> None:
    """Note that a match does not count, and why."""
    rule, document = found.program.rule, analysis.matcher.document
    start = min(document.span(*s)[0] for s in found.match.spans)
    end = max(document.span(*s)[1] for s in found.match.spans)
    analysis.aside.append(trusted(SetAside, {"rule": rule.id, "clause": rule.clause, "start": start, "end": end, "context": context, "because": because}))


def by_exceptions(analysis: Analysis) -> None:
    """Set aside the matches that an exception of their rule silences, save where no other finding of the clause stands and so much speaks for it that the exception is overruled; all where nothing was weighed."""
    standing = {found.program.clause for found, _ in analysis.hits}
    for found, unless in analysis.excepted:
        if not unless.holds and found.program.clause not in standing and len(analysis.hits) < MOST_FINDINGS and _overruling(analysis, found):
            analysis.hits.append((found, found.program.rule.strength))
        else:
            excepted(analysis, found, unless)
    analysis.excepted.clear()


def by_contexts(analysis: Analysis) -> None:
    """Set aside the findings that a context covers, save where no other finding of the clause stands and so much speaks for it that the context is overruled; and lower those that a context makes less sure."""
    kept: list[tuple[Hit, Strength]] = []
    covered: list[tuple[Hit, Strength, Context]] = []
    for found, strength in analysis.hits:
        rule = found.program.rule
        marks = flagging_marks(analysis.matcher, found)
        tokens = {first for _, first, _ in marks}
        used = sum(1 << t for t in {t for _, first, length in marks for t in range(first, first + length)})
        for scope in analysis.scopes:
            context = scope.program.context
            if context.name in rule.contexts.ignore or not tokens or not scope.cue & ~used:
                continue
            if not all(scope.covered >> t & 1 for t in tokens):
                continue
            if rule.clause in context.effect.set_aside:
                covered.append((found, strength, context))
                break
            if rule.clause in context.effect.lower:
                strength = strength.lowered()
        else:
            kept.append((found, strength))
    standing = {found.program.clause for found, _ in kept}
    for found, strength, context in covered:
        if found.program.clause not in standing and _overruling(analysis, found):
            kept.append((found, strength))
        else:
            set_aside(analysis, found, context.name, context.because)
    analysis.hits = kept


def by_prevailing(analysis: Analysis) -> None:
    """Set aside the findings that recommend more than a rule of their clause which prevails, in the sentences in which that finds what it tells of."""
    prevailing = [(found, window(analysis.matcher, found, "sentence")) for found, _ in analysis.hits if found.program.status == "stable" and found.program.rule.prevails]
    if not prevailing:
        return
    kept = []
    for found, strength in analysis.hits:
        rule, tokens = found.program.rule, bits(found.tokens, analysis.matcher.document.size)
        deciding = next((by.program.rule for by, reach in prevailing if by.program.clause == rule.clause and reach & tokens), None)
        if deciding is None or rule.ceiling == deciding.ceiling:
            kept.append((found, strength))
        else:
            set_aside(analysis, found, f"prevails: {deciding.id}", f"Another rule decides here: {deciding.because}")
    analysis.hits = kept


def by_other_clauses(analysis: Analysis) -> None:
    """Set aside the findings of rules that yield to another clause which was found, or stand only beside one which was not."""
    standing = {found.program.clause for found, _ in analysis.hits if found.program.status == "stable"}
    kept = []
    for found, strength in analysis.hits:
        rule = found.program.rule
        other = next((clause for clause in rule.yields_to if clause in standing), None)
        if other is not None:
            set_aside(analysis, found, f"yields to clause {other}", f"It belongs to what clause {other} holds here.")
        elif rule.only_beside and standing.isdisjoint(rule.only_beside):
            set_aside(analysis, found, f"only beside clause {' or '.join(rule.only_beside)}", f"It counts only where clause {' or '.join(rule.only_beside)} is met as well.")
        else:
            kept.append((found, strength))
    analysis.hits = kept


def _overruling(analysis: Analysis, found: Hit) -> bool:
    """Whether so much speaks for a finding that neither a context nor an exception of its rule sets it aside: its cue belongs to something else then, or is no cue."""
    weighing, program = analysis.weighing, found.program
    if weighing is None or "points" in program.rule.contexts.ignore:
        return False
    return weighing.overrules(program.clause, bits(found.tokens, analysis.matcher.document.size), _SIGNS if program.weighs else 0)


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
