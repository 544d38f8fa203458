"""Contexts: what a span of the comment does to the words inside it (ConText: cue, direction, scope, effect)."""

from __future__ import annotations

from typing import NamedTuple

from ..rulebook.program import ContextProgram
from ..text.bits import positions
from .match import Matcher
from .scan import CUES


class Scope(NamedTuple):
    """One context at work: its name, the tokens it covers, the tokens of its cues."""

    program: ContextProgram
    covered: int
    cue: int


def scopes(matcher: Matcher) -> list[Scope]:
    """The contexts of a comment."""
    book = matcher.book
    found: dict[int, tuple[int, int]] = {}
    for cue in matcher.possible.candidates(CUES):
        number, which = book.cues[cue]
        program = book.contexts[number]
        covered, cues = found.get(number, (0, 0))
        for match in matcher.matches(program.cues[which]):
            for first, length in match.spans:
                cues |= ((1 << length) - 1) << first
                covered |= _reach(matcher, first, length, program)
        found[number] = (covered, cues)
    return [Scope(book.contexts[n], *found[n]) for n in sorted(found) if found[n][0]]


def _reach(matcher: Matcher, first: int, length: int, program: ContextProgram) -> int:
    """The tokens that a cue reaches, by direction and scope; the cue itself included."""
    document = matcher.document
    scope = program.context.scope
    if scope == "quotation":
        return document.quoted
    low, high = 0, document.size
    if scope != "comment":
        firsts = matcher.features["clauses"] if scope == "clause" else document.sentence_first
        low, high = _segment(firsts, first, document.size)
        if scope == "2 sentences":
            if program.context.direction in ("forward", "both") and high < document.size and not document.paragraph_first >> high & 1:
                high = _segment(document.sentence_first, high, document.size)[1]
            if program.context.direction in ("backward", "both") and low > 0 and not document.paragraph_first >> low & 1:
                low = _segment(document.sentence_first, low - 1, document.size)[0]
    if program.context.direction == "forward":
        low = first
    elif program.context.direction == "backward":
        high = first + length
    return ((1 << high) - 1) ^ ((1 << low) - 1)


def _segment(firsts: int, token: int, size: int) -> tuple[int, int]:
    """The half-open segment that holds `token`."""
    below = firsts & ((2 << token) - 1)
    above = firsts >> (token + 1)
    low = below.bit_length() - 1 if below else 0
    high = token + 1 + ((above & -above).bit_length() - 1) if above else size
    return low, high


def first_cue(scope: Scope) -> int:
    """The first token of the cue, for the record of what was set aside."""
    return next(positions(scope.cue, 1), 0)
