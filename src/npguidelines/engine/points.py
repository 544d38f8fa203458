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
_STRONG: Final = 6  # points of a sign that may be quoted; two such are needed
_LENGTH: Final = 13  # words of a comment whose points count as they are, the median of public comments
_POWER: Final = 0.25
_SENTENCE: Final = 5  # words of a sentence that is weighed by itself
Used = tuple[int, int, int]


Signs = dict[int, dict[int, int]]  # concept -> length -> bit set of first tokens


class Window(NamedTuple):
    """A stretch that is weighed by itself, the whole comment or one of its sentences: its tokens, and the points for each clause."""

    tokens: int
    totals: dict[str, float]


class Weighing(NamedTuple):
    """What was weighed: the signs, and the windows, the whole comment first."""

    signs: Signs
    windows: list[Window]

    def best(self, clause: str, tokens: int = -1) -> Window:
        """The window of those that hold one of `tokens` in which most speaks for a clause."""
        return max((w for w in self.windows if w.tokens & tokens), key=lambda w: w.totals[clause])


def signs(matcher: Matcher, concepts: Iterable[int], blind: Collection[int]) -> Signs:
    """Which of `concepts` a comment has, and where; not where it shares a word with one of `blind`, unless it is one of these."""
    hidden = _touched(matcher, blind)
    possible = matcher.possible.concept
    found: Signs = {}
    for ident in concepts:
        if possible(ident):
            places = matcher.concept(ident)
            if hidden and ident not in blind:
                places = {length: seen for length, where in places.items() if (seen := _seen(length, where, hidden))}
            if places:
                found[ident] = places
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


def _seen(length: int, where: int, hidden: int) -> int:
    for shift in range(length):
        where &= ~(hidden >> shift)
    return where


class Weigher:
    """Weighs comments by the points of a rulebook."""

    def __init__(self, book: Rulebook, points: Points) -> None:
        self._points = points
        self._kinds = book.kinds
        self._concepts = sorted(points.of)

    def weigh(self, matcher: Matcher) -> Weighing:
        """The signs of a comment, and the points of it and of each of its sentences for each clause."""
        found = signs(matcher, self._concepts, self._points.blind)
        document = matcher.document
        firsts = list(positions(document.sentence_first))
        windows = [self._window(found, document.all, document.size)]
        if len(firsts) > 1:
            for first, last in zip(firsts, [*firsts[1:], document.size], strict=True):
                if last - first >= _SENTENCE:
                    windows.append(self._window(found, ((1 << last) - 1) & ~((1 << first) - 1), last - first))
        return Weighing(found, windows)

    def _window(self, found: Signs, tokens: int, size: int) -> Window:
        totals = dict.fromkeys(self._points.start, 0)
        for ident, places in found.items():
            if any(where & tokens for where in places.values()):
                for clause, points in self._points.of[ident]:
                    totals[clause] += points
        counts = share(size)
        return Window(tokens, {clause: start + totals[clause] * counts for clause, start in self._points.start.items()})

    def points(self, ident: int, clause: str) -> int:
        """What a concept weighs for a clause."""
        return dict(self._points.of.get(ident, ())).get(clause, 0)

    def least(self, clause: str) -> int | None:
        """How many points a finding of a clause needs to stand."""
        return self._points.aside.get(clause)

    def speaking(self, weighing: Weighing, clause: str, window: Window) -> list[Used]:
        """The strong signs of flagging kinds that speak most for a clause in a window, in their order; no two share a word. None where there is but one."""
        chosen: list[Used] = []
        taken = 0
        for points, ident in sorted((-self.points(ident, clause), ident) for ident in weighing.signs):
            place = _first(weighing.signs[ident], window.tokens)
            if -points >= _STRONG and place is not None and self._kinds[ident] in _FLAGGING and len(chosen) < _SHOWN:
                first, length = place
                tokens = ((1 << length) - 1) << first
                if not tokens & taken:
                    taken |= tokens
                    chosen.append((ident, first, length))
        return sorted(chosen, key=lambda used: used[1]) if len(chosen) > 1 else []


def _first(places: dict[int, int], tokens: int) -> tuple[int, int] | None:
    """The first place among `tokens`, the shortest there."""
    return min(((next(positions(where & tokens, 1)), length) for length, where in places.items() if where & tokens), default=None)


def share(size: int) -> float:
    """What a point counts in a comment of `size` words: less in long ones, where more concepts meet by chance."""
    return float((_LENGTH / max(size, 1)) ** _POWER)
