"""Add up what the signs of a comment weigh for each clause. `engine/_tally.c` does the same where there was a C compiler."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import Protocol

from ..text.word import Word

try:
    from ._tally import Tally as _Native
    from ._tally import spread_marks as _spread_marks
    from ._tally import spread_words as _spread_words
except ImportError:  # built without a compiler
    _Native = None  # type: ignore[assignment, misc]
    _spread_marks = _spread_words = None  # type: ignore[assignment]


class Tally(Protocol):
    """The points of one rulebook. `signs`: row -> the tokens at which it begins, as a bit set; `tokens`: where to look, negative for everywhere."""

    def sums(self, signs: dict[int, int], tokens: int, /) -> tuple[int, ...]:
        """The points of the signs that begin at one of the tokens, each once, by column."""

    def above(self, signs: dict[int, int], tokens: int, column: int, least: int, /) -> list[tuple[int, int]]:
        """(points, row) of these signs that weigh at least so much in a column."""


class PlainTally:
    """The same in Python: `table` holds signed 16-bit numbers, `columns` of them a row."""

    def __init__(self, table: bytes, columns: int) -> None:
        self._table = array("h", table)
        self._columns = columns

    def sums(self, signs: Mapping[int, int], tokens: int) -> tuple[int, ...]:
        """The points of the signs that begin at one of the tokens, each once, by column."""
        starts = [row * self._columns for row, seen in signs.items() if seen & tokens]
        return tuple(sum(self._table[start + column] for start in starts) for column in range(self._columns))

    def above(self, signs: Mapping[int, int], tokens: int, column: int, least: int) -> list[tuple[int, int]]:
        """(points, row) of these signs that weigh at least so much in a column."""
        points = ((self._table[row * self._columns + column], row) for row, seen in signs.items() if seen & tokens)
        return [pair for pair in points if pair[0] >= least]


def plain_spread_words(signs: dict[int, int], by_word: Mapping[Word, int], rows: Mapping[Word, tuple[int, ...]], hidden: int) -> None:
    """Note in `signs` the rows of words at the tokens of each that are not `hidden`. `engine/_tally.c` does the same."""
    for word, where in by_word.items():
        seen = where & ~hidden
        if seen:
            for row in rows[word]:
                signs[row] = signs.get(row, 0) | seen


def plain_spread_marks(signs: dict[int, int], marks: Mapping[int, Mapping[int, int]], rows: Mapping[int, int], hidden: int) -> None:
    """Note in `signs` the rows of concepts where `marks` (concept -> length -> first tokens) hold no `hidden` token; those without a row are left. `engine/_tally.c` does the same."""
    for concept, places in marks.items():
        row = rows.get(concept)
        seen = 0 if row is None else in_sight(places, hidden)
        if row is not None and seen:
            signs[row] = signs.get(row, 0) | seen


def in_sight(places: Mapping[int, int], hidden: int) -> int:
    """The first tokens of `places` (length -> first tokens) that hold no `hidden` token."""
    found = 0
    for length, where in places.items():
        for shift in range(length if hidden else 0):
            where &= ~(hidden >> shift)
        found |= where
    return found


spread_words = plain_spread_words if _spread_words is None else _spread_words
spread_marks = plain_spread_marks if _spread_marks is None else _spread_marks


def tally_of(table: bytes, columns: int, *, plain: bool = False) -> Tally:
    """The tally of a table. In C where the package has it, unless `plain`."""
    return PlainTally(table, columns) if _Native is None or plain else _Native(table, columns)
