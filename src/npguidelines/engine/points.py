"""Weigh what the concepts of a comment say for and against a clause: points added up over the whole comment.

Many violations hold no construction that a rule knows, and yet their concepts together leave little doubt; and a rule may
match where everything else speaks of something else. The points stand in `rules/points.txt`. They decide twice: a rule
`points(N)` finds what no other rule of its clause found, and a finding is set aside where the comment has too few.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from ..model.base import Kind
from ..rulebook.program import Points, Rulebook
from ..text.bits import positions
from .match import Matcher

_FLAGGING: Final = frozenset(k.value for k in Kind if k.flagging)
_SHOWN: Final = 4  # how many signs of a finding are quoted
_LENGTH: Final = 13  # words of a comment whose points count as they are, the median of public comments
_POWER: Final = 0.25
Used = tuple[int, int, int]


Signs = dict[int, tuple[int, int]]  # concept -> where it first stands, as (first token, length)


class Weighing(NamedTuple):
    """What was weighed, and the points for each clause."""

    signs: Signs
    totals: dict[str, float]


def signs(matcher: Matcher, concepts: Iterable[int], blind: Collection[int]) -> Signs:
    """Which of `concepts` a comment has, each at its first place that shares no word with one of `blind`, unless it is one of these."""
    hidden = _touched(matcher, blind)
    possible = matcher.possible.concept
    found: Signs = {}
    for ident in concepts:
        if possible(ident):
            place = _first(matcher, ident, 0 if ident in blind else hidden)
            if place is not None:
                found[ident] = place
    return found


def _touched(matcher: Matcher, blind: Iterable[int]) -> int:
    """The tokens of concepts that the weighing does not see."""
    hidden = 0
    for ident in blind:
        if matcher.possible.concept(ident):
            for length, where in matcher.concept(ident).items():
                for shift in range(length):
                    hidden |= where << shift
    return hidden


def _first(matcher: Matcher, ident: int, hidden: int) -> tuple[int, int] | None:
    best: tuple[int, int] | None = None
    for length, where in matcher.concept(ident).items():
        seen = where
        for shift in range(length if hidden else 0):
            seen &= ~(hidden >> shift)
        if seen:
            first = next(positions(seen, 1))
            if best is None or (first, length) < best:
                best = (first, length)
    return best


class Weigher:
    """Weighs comments by the points of a rulebook."""

    def __init__(self, book: Rulebook, points: Points) -> None:
        self._points = points
        self._kinds = book.kinds
        self._concepts = sorted(points.of)

    def weigh(self, matcher: Matcher) -> Weighing:
        """The signs of a comment, and its points for each clause."""
        found = signs(matcher, self._concepts, self._points.blind)
        totals = dict.fromkeys(self._points.start, 0)
        for ident in found:
            for clause, points in self._points.of[ident]:
                totals[clause] += points
        counts = share(matcher.document.size)
        return Weighing(found, {clause: start + totals[clause] * counts for clause, start in self._points.start.items()})

    def points(self, ident: int, clause: str) -> int:
        """What a concept weighs for a clause."""
        return dict(self._points.of.get(ident, ())).get(clause, 0)

    def aside(self, weighing: Weighing, clause: str) -> bool:
        """Whether the comment has too few points for a finding of the clause to stand."""
        least = self._points.aside.get(clause)
        return least is not None and weighing.totals[clause] < least

    def speaking(self, weighing: Weighing, clause: str) -> list[Used]:
        """The signs of flagging kinds that speak most for a clause, in their order in the comment; no two share a word."""
        chosen: list[Used] = []
        taken = 0
        for points, ident in sorted((-points, ident) for ident in weighing.signs for at, points in self._points.of[ident] if at == clause and points > 0):
            first, length = weighing.signs[ident]
            tokens = ((1 << length) - 1) << first
            if self._kinds[ident] in _FLAGGING and not tokens & taken and len(chosen) < _SHOWN:
                taken |= tokens
                chosen.append((ident, first, length))
        return sorted(chosen, key=lambda used: used[1])


def share(size: int) -> float:
    """What a point counts in a comment of `size` words: less in long ones, where more concepts meet by chance."""
    return float((_LENGTH / max(size, 1)) ** _POWER)
