"""Find the lines of `word_points.txt` in the words of a comment. `engine/_lines.c` does the same where there was a C compiler.

Words are told apart by numbers: of their stem, or of what stands for a name, a group, a number (rulebook/lines.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from ..rulebook.lines import GROUP, NAME, REACH, STEM, entries

try:
    from ._lines import Lines as _Native
except ImportError:  # built without a compiler
    _Native = None  # type: ignore[assignment, misc]

Place = tuple[int, int, int]  # the row of a line, its first token, how many it takes


class Lines(Protocol):
    """The lines of one rulebook that are more than a word as it is read."""

    def found(self, pieces: list[int], /) -> list[Place]:
        """Where lines stand; `pieces` are the numbers of the words, 0 for what says nothing, `~number` at the start of a sentence."""


def spelled(pieces: Sequence[int]) -> Iterator[tuple[tuple[int, int], int, int]]:
    """Everything that could be a line: its two pieces, its first token, how many it takes. `(0, p)`: a stem; `(p, 0)`: one at the start of a sentence; else a pair in order.

    Of words of the same name or group in a row one counts.

    >>> list(spelled([~5, 2, 2, 6]))
    [((0, 5), 0, 1), ((5, 0), 0, 1), ((5, 2), 0, 2), ((0, 6), 3, 1), ((5, 6), 0, 4), ((2, 6), 1, 3)]
    """
    before: list[tuple[int, int]] = []
    for at, number in enumerate(pieces):
        piece = number
        if number < 0:
            piece, before = ~number, []
        if piece:
            if before and before[-1][0] == piece and piece in (GROUP, NAME):
                continue
            if piece >= STEM:
                yield (0, piece), at, 1
                if not before:
                    yield (piece, 0), at, 1
            for other, there in before[-REACH:]:
                if other:
                    yield (other, piece), there, at - there + 1
        before.append((piece, at))


class PlainLines:
    """The same in Python."""

    def __init__(self, table: bytes) -> None:
        self._rows = dict(entries(table))

    def found(self, pieces: list[int]) -> list[Place]:
        """Where lines stand."""
        row_of = self._rows.get
        return [(row, first, length) for pair, first, length in spelled(pieces) if (row := row_of(pair)) is not None]


def lines_of(table: bytes, *, plain: bool = False) -> Lines:
    """What finds the lines of a table. In C where the package has it, unless `plain`."""
    return PlainLines(table) if _Native is None or plain else _Native(table)
