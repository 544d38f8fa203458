"""What a file of comments is to the scorer: named columns, blocks of rows, each row with its place and, if it cannot be read, why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..engine.columns import ID_COLUMNS, PARENT_COLUMNS, POST_COLUMNS, usual
from ..engine.schema import PREFIX

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS: Final = 1_024  # rows of a block at most
_CHARACTERS: Final = 4_000_000  # and characters, about


class Row(NamedTuple):
    """One row: its line in the file (from 1), the columns, the text; `fault` says why it could not be read.

    `number` counts the rows of data from 1, unreadable ones too, so that mending one row changes no other's id.
    """

    line: int
    columns: Mapping[str, Any]
    text: str
    fault: str = ""
    number: int = 0


class Block(NamedTuple):
    """Some rows in order; `record` is the Arrow batch that they come from, row by row, where the file is Parquet."""

    rows: list[Row]
    record: pa.RecordBatch | None = None


@dataclass(slots=True)
class Source:
    """A file of comments that has been opened. Iterating yields its rows; it can be read once.

    `names` are the columns in order; `all_names` finds them where a file (JSON) does not say them at its beginning.
    """

    path: Path
    kind: str
    names: list[str]
    text: str
    blocks: Iterator[Block]
    encoding: str = ""
    notes: list[str] = field(default_factory=list)
    all_names: Callable[[], list[str]] | None = None
    schema: pa.Schema | None = None
    repaired: list[int] = field(default_factory=lambda: [0])  # how many strings were encoded twice

    def __iter__(self) -> Iterator[Row]:
        for block in self.blocks:
            yield from block.rows

    @property
    def special(self) -> dict[str, str | None]:
        """The columns of id, post and parent, where there are any. `from.id` is the id of somebody, not of the row."""
        return {"id": usual(self.names, ID_COLUMNS, dotted=False), "post": usual(self.names, POST_COLUMNS), "parent": usual(self.names, PARENT_COLUMNS)}


def grouped(rows: Iterable[Row]) -> Iterator[Block]:
    """Cut rows into blocks of bounded size, so that memory stays flat."""
    block: list[Row] = []
    size = 0
    for row in rows:
        block.append(row)
        size += len(row.text)
        if len(block) >= _ROWS or size >= _CHARACTERS:
            yield Block(block)
            block, size = [], 0
    if block:
        yield Block(block)


def input_name(name: str) -> str:
    """The name that a column of the input bears in the output: one of an earlier run makes room for the new verdicts.

    >>> input_name("npg_outcome"), input_name("message")
    ('npg_outcome (input)', 'message')
    """
    return f"{name} (input)" if name.startswith(PREFIX) else name


def unique_names(header: Sequence[object], notes: list[str]) -> list[str]:
    """Give every column a name of its own; what had to be renamed is noted.

    >>> notes = []
    >>> unique_names(["id", "text", "text", "", "npg_outcome"], notes)
    ['id', 'text', 'text (2)', 'column 4', 'npg_outcome (input)']
    >>> notes
    ["the header 'text' stands twice; the second is called 'text (2)'", "the columns of an earlier run are kept, as 'npg_outcome (input)' and so on"]
    """
    names: dict[str, None] = {}
    earlier = False
    for number, given in enumerate(header, 1):
        plain = str(given if given is not None else "").strip() or f"column {number}"
        earlier = earlier or plain.startswith(PREFIX)
        plain = name = input_name(plain)
        copy = 1
        while name in names:
            copy += 1
            name = f"{plain} ({copy})"
        if copy > 1:
            notes.append(f"the header {plain!r} stands {'twice' if copy == 2 else f'{copy} times'}; the {'second' if copy == 2 else 'last'} is called {name!r}")
        names[name] = None
    if earlier:
        notes.append(f"the columns of an earlier run are kept, as {input_name(PREFIX + 'outcome')!r} and so on")
    return list(names)


def doubled(name: str, names: Sequence[str]) -> bool:
    """Whether a header was there twice, so that `name` alone does not say which column is meant."""
    return f"{name} (2)" in names
