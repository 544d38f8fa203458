"""Add up what the signs of a comment weigh for each clause. `engine/_tally.c` does the same where there was a C compiler."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import Protocol

try:
    from ._tally import Tally as _Native
except ImportError:  # built without a compiler
    _Native = None  # type: ignore[assignment, misc]

Groups = list[tuple[int, ...] | Mapping[int, object]]


class Tally(Protocol):
    """The points of one rulebook."""

    def sums(self, groups: Groups, /) -> tuple[int, ...]:
        """The points of the rows in the groups together, each row once, by column."""


class PlainTally:
    """The same in Python: `table` holds signed 16-bit numbers, `columns` of them a row."""

    def __init__(self, table: bytes, columns: int) -> None:
        self._table = array("h", table)
        self._columns = columns

    def sums(self, groups: Groups) -> tuple[int, ...]:
        """The points of the rows in the groups together, each row once, by column."""
        starts = [row * self._columns for row in set[int]().union(*groups)]
        return tuple(sum(self._table[start + column] for start in starts) for column in range(self._columns))


def tally_of(table: bytes, columns: int, *, plain: bool = False) -> Tally:
    """The tally of a table. In C where the package has it, unless `plain`."""
    return PlainTally(table, columns) if _Native is None or plain else _Native(table, columns)
