"""The signs of a comment, and what they weigh together for each clause. `engine/_tally.c` does the same where there was a C compiler."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from ..text.word import Word

try:
    from . import _tally as _native
except ImportError:  # built without a compiler
    _native = None  # type: ignore[assignment]


class Signs(Protocol):
    """Rows of the table of points, each with the tokens at which it begins, as a bit set; in the order in which they were noted."""

    def note_words(self, by_word: Mapping[Word, int], rows: Mapping[Word, bytes], hidden: int, /) -> None:
        """Note the rows of words (32-bit numbers) at the tokens of each that are not `hidden`."""

    def note_marks(self, marks: Mapping[int, Mapping[int, int]], rows: Mapping[int, int], hidden: int, /) -> None:
        """Note the rows of concepts where `marks` (concept -> length -> first tokens) hold no `hidden` token; those without a row are left."""

    def note(self, row: int, tokens: int, /) -> None:
        """Note that a row begins at these tokens."""

    def seen(self, row: int, /) -> int:
        """The tokens at which a row begins."""

    def __iter__(self) -> Iterator[int]: ...

    def __len__(self) -> int: ...


class PlainSigns:
    """The same in Python."""

    def __init__(self, size: int) -> None:
        del size  # integers are as long as they must be
        self._seen: dict[int, int] = {}

    def note_words(self, by_word: Mapping[Word, int], rows: Mapping[Word, bytes], hidden: int) -> None:
        """Note the rows of words at the tokens of each that are not `hidden`."""
        for word, where in by_word.items():
            seen = where & ~hidden
            if seen:
                for row in array("I", rows[word]):
                    self.note(row, seen)

    def note_marks(self, marks: Mapping[int, Mapping[int, int]], rows: Mapping[int, int], hidden: int) -> None:
        """Note the rows of concepts where `marks` hold no `hidden` token; those without a row are left."""
        for concept, places in marks.items():
            row = rows.get(concept)
            seen = 0 if row is None else in_sight(places, hidden)
            if row is not None and seen:
                self.note(row, seen)

    def note(self, row: int, tokens: int) -> None:
        """Note that a row begins at these tokens."""
        self._seen[row] = self._seen.get(row, 0) | tokens

    def seen(self, row: int) -> int:
        """The tokens at which a row begins."""
        return self._seen.get(row, 0)

    def __iter__(self) -> Iterator[int]:
        return iter(self._seen)

    def __len__(self) -> int:
        return len(self._seen)


class Tally(Protocol):
    """The points of one rulebook. `tokens`: where to look, negative for everywhere. The signs are of its own kind (`signs_of`)."""

    def sums(self, signs: Any, tokens: int, /) -> tuple[int, ...]:
        """The points of the signs that begin at one of the tokens, each once, by column."""

    def above(self, signs: Any, tokens: int, column: int, least: int, /) -> list[tuple[int, int]]:
        """(points, row) of these signs that weigh at least so much in a column."""


class PlainTally:
    """The same in Python: `table` holds signed 16-bit numbers, `columns` of them a row."""

    def __init__(self, table: bytes, columns: int) -> None:
        self._table = array("h", table)
        self._columns = columns

    def sums(self, signs: Signs, tokens: int) -> tuple[int, ...]:
        """The points of the signs that begin at one of the tokens, each once, by column."""
        starts = [row * self._columns for row in signs if signs.seen(row) & tokens]
        return tuple(sum(self._table[start + column] for start in starts) for column in range(self._columns))

    def above(self, signs: Signs, tokens: int, column: int, least: int) -> list[tuple[int, int]]:
        """(points, row) of these signs that weigh at least so much in a column."""
        points = ((self._table[row * self._columns + column], row) for row in signs if signs.seen(row) & tokens)
        return [pair for pair in points if pair[0] >= least]


def in_sight(places: Mapping[int, int], hidden: int) -> int:
    """The first tokens of `places` (length -> first tokens) that hold no `hidden` token."""
    found = 0
    for length, where in places.items():
        for shift in range(length if hidden else 0):
            where &= ~(hidden >> shift)
        found |= where
    return found


def signs_of(size: int, *, plain: bool = False) -> Signs:
    """No signs yet, in a comment of `size` tokens. In C where the package has it, unless `plain`."""
    return PlainSigns(size) if _native is None or plain else _native.Signs(size)


def tally_of(table: bytes, columns: int, *, plain: bool = False) -> Tally:
    """The tally of a table. In C where the package has it, unless `plain`."""
    return PlainTally(table, columns) if _native is None or plain else _native.Tally(table, columns)
