"""Parts in any order within a scope: `all(A, B, !C) within sentence`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ..rulebook.program import Node, Together
from ..text.bits import positions, segments_with

if TYPE_CHECKING:
    from .match import Matcher
    from .values import Spans

MOST: Final = 12  # matches of one pattern that are told
_SEGMENTS: Final = 24  # segments of one scope that are tried for parts that share no word
_TRIED: Final = 200  # ways in one segment that are tried
_CHOICES: Final = 20  # places of one part in one segment that are tried

Placed = tuple[tuple[int, int], ...]  # (first token, length) of each part that must be there


class _Place(NamedTuple):
    """A match of one part; `words` are the tokens that it rests on, without those in its gaps."""

    first: int
    length: int
    words: int


def somewhere(matcher: Matcher, top: Together) -> bool:
    """Whether the parts, each of which matches, stand together in any segment."""
    if not top.apart:
        return any(held for _, held in _held(matcher, top))
    return next(together(matcher, top), None) is not None


def together(matcher: Matcher, top: Together) -> Iterator[Placed]:
    """Yield where the parts, each of which matches (`Matcher.met`), stand in each segment that holds them all, first matches first; at most `MOST` a partition."""
    seen: set[Placed] = set()
    for lasts, held in _held(matcher, top):
        told = 0
        for last in positions(held, _SEGMENTS if top.apart else MOST):
            placed = _placed(matcher, top, _window(lasts, last))
            if placed is not None:
                told += 1
                if placed not in seen:
                    seen.add(placed)
                    yield placed
                if told == MOST:
                    break


def _held(matcher: Matcher, top: Together) -> Iterator[tuple[int, int]]:
    """The partitions of the scope (their last tokens), each with the last tokens of the segments that hold all parts and none that is forbidden."""
    starts = [matcher.starts(p) for p in top.present]
    absent = [matcher.starts(p) for p in top.absent]
    for lasts in matcher.segments(top.scope):
        held = lasts
        for mask in starts:
            held &= segments_with(mask, lasts)
        for mask in absent:
            if held and mask:
                held &= ~segments_with(mask, lasts)
        if held:
            yield lasts, held


def _window(lasts: int, last: int) -> int:
    """The tokens of the segment that ends with `last`."""
    first = (lasts & ((1 << last) - 1)).bit_length()
    return ((1 << (last + 1)) - 1) ^ ((1 << first) - 1)


def _placed(matcher: Matcher, top: Together, window: int) -> Placed | None:
    """The first match of each part in the window; where parts share words, the first choice in which they do not, if there is one."""
    plain = tuple(_first_in(matcher.value(p), window) for p in top.present)
    if not top.apart or _disjoint([((1 << length) - 1) << first for first, length in plain]):
        return plain
    choices = [_choices(matcher, p, window) for p in top.present]
    order = sorted(range(len(choices)), key=lambda n: len(choices[n]))
    chosen = _choose([choices[n] for n in order], 0, [_TRIED])
    if chosen is None:
        return None
    back = sorted(zip(order, chosen, strict=True))
    return tuple((place.first, place.length) for _, place in back)


def _choose(choices: Sequence[Sequence[_Place]], used: int, left: list[int]) -> list[_Place] | None:
    """One place of each part so that no two share a word; `left` counts down the ways that may still be tried."""
    if not choices:
        return []
    for place in choices[0]:
        if place.words & used or left[0] <= 0:
            continue
        left[0] -= 1
        rest = _choose(choices[1:], used | place.words, left)
        if rest is not None:
            return [place, *rest]
    return None


def _choices(matcher: Matcher, node: Node, window: int) -> list[_Place]:
    """The first matches of a part in the window, short before long at each place."""
    found = sorted((first, length) for length, where in matcher.value(node).items() for first in positions(where & window, _CHOICES))
    return [_Place(first, length, _words(matcher, node, first, length)) for first, length in found[:_CHOICES]]


def _words(matcher: Matcher, node: Node, first: int, length: int) -> int:
    words = 0
    for _, start, size in matcher.derivation(node, first, length):
        words |= ((1 << size) - 1) << start
    return words


def _disjoint(masks: Sequence[int]) -> bool:
    used = 0
    for mask in masks:
        if mask & used:
            return False
        used |= mask
    return True


def _first_in(spans: Spans, window: int) -> tuple[int, int]:
    """The first match in the window, the longest at its place."""
    best: tuple[int, int] | None = None
    for length, where in spans.items():
        inside = where & window
        if inside:
            first = (inside & -inside).bit_length() - 1
            if best is None or (first, -length) < (best[0], -best[1]):
                best = (first, length)
    assert best is not None
    return best
