"""Add up what the signs of a comment weigh for each clause. `engine/_tally.c` does the same where there was a C compiler."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import Protocol

try:
    from ._tally import Tally as _Native
    from ._tally import spread as _spread
except ImportError:  # built without a compiler
    _Native = None  # type: ignore[assignment, misc]
    _spread = None  # type: ignore[assignment]


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


def plain_spread(signs: dict[int, int], rows: tuple[int, ...], tokens: int) -> None:
    """Note in `signs` that `rows` begin at `tokens` too. `engine/_tally.c` does the same."""
    for row in rows:
        signs[row] = signs.get(row, 0) | tokens


spread = plain_spread if _spread is None else _spread


def tally_of(table: bytes, columns: int, *, plain: bool = False) -> Tally:
    """The tally of a table. In C where the package has it, unless `plain`."""
    return PlainTally(table, columns) if _Native is None or plain else _Native(table, columns)
