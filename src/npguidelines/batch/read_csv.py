"""Read CSV and TSV: delimiter and encoding found, one broken record costs one line, never the rest of the file."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ..engine.columns import text_column
from ..errors import DataFileError
from .encoding import broken, detect, error_handler, known
from .source import Row, Source, doubled, grouped, unique_names

_LIMIT: Final = 32_000_000  # characters of one record
_LINES: Final = 10_000  # lines of one record: a quotation mark that nobody closes runs no further
_DELIMITERS: Final = (",", ";", "\t", "|")


class _TooLong(Exception):
    """A record passed the limits."""


class _Feed:
    """Lines for `csv.reader`: remembers those of the record being read, and takes them back."""

    def __init__(self, path: Path, encoding: str) -> None:
        self._handle = path.open(encoding=encoding, errors=error_handler(encoding), newline="")
        self._back: deque[str] = deque()
        self.taken: list[str] = []
        self.line = 0
        self._size = 0

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else self._handle.readline(_LIMIT + 1)
        if not line:
            raise StopIteration
        self.taken.append(line)
        self.line += 1
        self._size += len(line)
        if self._size > _LIMIT or len(self.taken) > _LINES:
            raise _TooLong(f"more than {_LIMIT:,} characters" if self._size > _LIMIT else f"more than {_LINES:,} lines")
        return line

    def begin(self) -> None:
        """A new record begins."""
        self.taken.clear()
        self._size = 0

    def give_back(self) -> None:
        """Take back every line of the record but the first, to be read afresh."""
        self._back.extendleft(reversed(self.taken[1:]))
        self.line -= len(self.taken) - 1

    def close(self) -> None:
        self._handle.close()


def read_csv(path: Path, column: str | None, encoding: str | None) -> Source:
    """Open a CSV file; raises `DataFileError` when it has no header or no text column."""
    csv.field_size_limit(2 * _LIMIT)
    name = known(encoding) if encoding else detect(path)
    feed = _Feed(path, name)
    first = next((line for line in feed if line.strip()), None)
    delimiter = "\t" if path.suffix.lower() in (".tsv", ".tab") else ","
    if first is not None and first.lower().startswith("sep=") and len(first.strip()) == 5:  # written by Excel
        delimiter = first[4]
        first = next((line for line in feed if line.strip()), None)
    elif first is not None:
        delimiter = max(_DELIMITERS, key=lambda d: (len(next(csv.reader([first], delimiter=d))), d == delimiter))
    if first is None:
        feed.close()
        raise DataFileError("NPG203", expected="a header line", got="an empty file", cure="export the comments with a header")
    feed._back.appendleft(first)
    feed.line -= 1
    feed.begin()
    notes: list[str] = []
    try:
        names = unique_names(next(csv.reader(feed, delimiter=delimiter, strict=True)), notes)
        text = text_column([n[:80] for n in names], column, path.name)
    except (csv.Error, _TooLong) as error:
        raise DataFileError("NPG203", expected="a header line", got=f"broken quoting in the first line of {path.name} ({error})", cure="close its quotation marks, or export again") from error
    if column is None and doubled(text, names):
        raise DataFileError("NPG203", expected="one text column", got=f"the header {text!r} stands twice in {path.name}", cure=f"rename one, or say which: --text {text!r} or --text '{text} (2)'")
    return Source(path, "csv", names, text, grouped(_body(feed, delimiter, names, names.index(text))), name, notes)


def _body(feed: _Feed, delimiter: str, names: list[str], at: int) -> Iterator[Row]:
    number = 0
    try:
        reader = csv.reader(feed, delimiter=delimiter, strict=True)
        while True:
            feed.begin()
            line = feed.line + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, _TooLong) as error:
                number += 1
                yield Row(line, {}, "", f"broken quoting: {error}; close the quotation mark, or double those inside the text", number)
                feed.give_back()
                reader = csv.reader(feed, delimiter=delimiter, strict=True)
                continue
            if cells:
                number += 1
                yield _row(line, cells, names, at, number)
    finally:
        feed.close()


def _row(line: int, cells: list[str], names: list[str], at: int, number: int) -> Row:
    while len(cells) > len(names) and not cells[-1]:
        cells.pop()  # a delimiter at the end of the line
    columns = dict(zip(names, cells, strict=False))
    if len(cells) != len(names):
        return Row(line, columns, "", f"{len(cells)} cells where the header has {len(names)}", number)
    if any(broken(c) for c in cells):
        return Row(line, columns, "", "not UTF-8, as the rest of the file is", number)
    return Row(line, columns, cells[at], "", number)
