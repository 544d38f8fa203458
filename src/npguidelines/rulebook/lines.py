"""The lines of `word_points.txt` as the engine looks them up: numbers in place of stems, pairs of numbers in a flat table.

A table is a hash table with open addressing of 32-bit numbers, three an entry: two pieces and the row plus one (0: an empty
place). `(0, p)` stands for `stem*`, `(p, 0)` for `^ stem*`, `(p, q)` for `p .. q`. `engine/_lines.c` reads it.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Final, NamedTuple

NAME: Final = 1
GROUP: Final = 2
NUMBER: Final = 3
STEM: Final = 4  # the first number of a stem
REACH: Final = 3  # how far apart the words of a pair may stand
PLACE_HOLDERS: Final = {"<name>": NAME, "<group>": GROUP, "<number>": NUMBER}
_PIECE: Final = rf"(?:[a-z]+\*|{'|'.join(PLACE_HOLDERS)})"
LINE: Final = re.compile(rf"[a-z]+\*?|\^ [a-z]+\*|{_PIECE} \.\. {_PIECE}")  # what a line of `word_points.txt` may be
_BETWEEN: Final = " .. "
_START: Final = "^ "
_WORD: Final = 0xFFFFFFFF


class LineTable(NamedTuple):
    """`words`: word as it is read -> row; `stems`: word -> the number of its stem; `names`: the stems by number, a line each; `pairs`: the table of all other lines."""

    words: dict[str, int]
    stems: dict[str, int]
    names: str
    pairs: bytes

    def stems_of(self, words: Set[str]) -> set[str]:
        """The stems under which some of the words weigh."""
        names = self.names.split("\n")
        return {names[self.stems[word] - STEM] for word in words & self.stems.keys()}


def pieces_of_line(line: str) -> list[str]:
    """The stems and place-holders of a line.

    >>> pieces_of_line("^ sell*"), pieces_of_line("<name> .. sell*")
    (['sell*'], ['<name>', 'sell*'])
    """
    return line.removeprefix(_START).split(_BETWEEN)


def line_of(first: str, second: str) -> str:
    """The line of two pieces: `stem*` where the first is empty, `^ stem*` where the second is.

    >>> line_of("", "sell*"), line_of("sell*", ""), line_of("sell*", "<name>")
    ('sell*', '^ sell*', 'sell* .. <name>')
    """
    if not first:
        return second
    return f"{first}{_BETWEEN}{second}" if second else f"{_START}{first}"


def numbered(stems: Iterable[str]) -> dict[str, int]:
    """The numbers of stems and place-holders."""
    return PLACE_HOLDERS | {stem: number for number, stem in enumerate(sorted(set(stems)), STEM)}


def line_table(lines: Mapping[str, int], stems: Mapping[str, str]) -> LineTable:
    """Number the stems that lines use; `lines`: line -> row, `stems`: word -> the stem under which it weighs."""
    used = {piece for line in lines for piece in pieces_of_line(line) if piece[-1] == "*"}
    numbers = numbered(used)
    words: dict[str, int] = {}
    pairs: dict[tuple[int, int], int] = {}
    for line, row in lines.items():
        pieces = pieces_of_line(line)
        if line.startswith(_START):
            pairs[numbers[pieces[0]], 0] = row
        elif len(pieces) == 2:
            pairs[numbers[pieces[0]], numbers[pieces[1]]] = row
        elif line[-1] == "*":
            pairs[0, numbers[line]] = row
        else:
            words[line] = row
    return LineTable(words, {word: numbers[stem] for word, stem in stems.items() if stem in used}, "\n".join(sorted(used)), _table(pairs))


def slot(first: int, second: int, mask: int) -> int:
    """Where the search for a pair begins in a table of `mask` + 1 places."""
    mixed = (first * 0x9E3779B1 ^ second * 0x85EBCA77) & _WORD
    return (mixed ^ mixed >> 15) & mask


def _table(pairs: Mapping[tuple[int, int], int]) -> bytes:
    size = 1 << max(len(pairs) * 2 - 1, 1).bit_length()
    table = array("I", bytes(12 * size))
    for (first, second), row in sorted(pairs.items()):
        at = slot(first, second, size - 1)
        while table[3 * at + 2]:
            at = (at + 1) & (size - 1)
        table[3 * at : 3 * at + 3] = array("I", (first, second, row + 1))
    return table.tobytes()


def entries(table: bytes) -> Iterator[tuple[tuple[int, int], int]]:
    """The pairs of a table with their rows."""
    numbers: Iterable[int] = iter(array("I", table))
    for first, second, row in zip(numbers, numbers, numbers, strict=True):
        if row:
            yield (first, second), row - 1
