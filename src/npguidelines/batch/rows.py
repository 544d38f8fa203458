"""Read exported comments: CSV and JSON Lines. Unreadable rows are told with their line, never dropped in silence."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from ..errors import DataFileError, closest

TEXT_COLUMNS: Final = ("text", "message", "comment", "comment_text", "body", "content")
ID_COLUMNS: Final = ("id", "comment_id", "row_id")
_LIMIT: Final = 50_000_000


class Row(NamedTuple):
    """One row: its line in the file (from 1), the columns, the text; `fault` says why it could not be read."""

    line: int
    columns: dict[str, str]
    text: str
    fault: str = ""


def read_rows(path: Path, column: str | None = None) -> Iterator[Row]:
    """Yield the rows of a CSV (`.csv`, `.tsv`) or JSON Lines file, lazily; `column` names the text column.

    Raises `DataFileError` when the file cannot be read, or the text column is not found.
    """
    if not path.is_file():
        raise DataFileError("NPG202", expected="a file", got=str(path), cure="check the path")
    if path.suffix.lower() in (".jsonl", ".ndjson", ".json"):
        return _json_rows(path, column)
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        return _csv_rows(path, column)
    raise DataFileError("NPG202", expected="a .csv, .tsv or .jsonl file", got=path.name, cure="export the comments as CSV or JSON Lines")


def texts_of(path: Path, column: str | None = None) -> Iterator[str]:
    """Yield the texts of the readable rows of a file."""
    return (row.text for row in read_rows(path, column) if not row.fault)


def text_column(names: list[str], column: str | None, where: str) -> str:
    """Return the name of the text column: the one asked for, or the first of the usual names."""
    if column is not None:
        if column in names:
            return column
        raise DataFileError("NPG203", expected=f"the column {column!r} in {where}", got=", ".join(names), cure="name it with --text; " + closest(column, names))
    lowered = {n.strip().lower(): n for n in names}
    for name in TEXT_COLUMNS:
        if name in lowered:
            return lowered[name]
    raise DataFileError("NPG203", expected="a text column (" + ", ".join(TEXT_COLUMNS) + f") in {where}", got=", ".join(names) or "no columns", cure="name it with --text COLUMN")


def _lines(path: Path) -> Iterator[str]:
    """Decode strictly line by line; a line that is no UTF-8 keeps its bytes as surrogates, so that the row can be told."""
    with path.open("rb") as handle:
        first = True
        for raw in handle:
            line = raw.removeprefix(b"\xef\xbb\xbf") if first else raw
            first = False
            yield line.decode("utf-8", "surrogateescape")


def _broken(text: str) -> bool:
    return any("\udc80" <= c <= "\udcff" for c in text)


def _csv_rows(path: Path, column: str | None) -> Iterator[Row]:
    csv.field_size_limit(_LIMIT)
    reader = csv.reader(_lines(path), delimiter="\t" if path.suffix.lower() == ".tsv" else ",")
    header = next(reader, None)
    if header is None:
        raise DataFileError("NPG203", expected="a header line", got="an empty file", cure="export the comments with a header")
    name = text_column(header, column, path.name)
    return _csv_body(reader, header, name)


def _csv_body(reader: object, header: list[str], name: str) -> Iterator[Row]:
    rows = reader
    assert hasattr(rows, "line_num")
    at = header.index(name)
    while True:
        line = int(rows.line_num) + 1
        try:
            cells = next(rows)  # type: ignore[call-overload]
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(line, {}, "", f"broken CSV: {error}")
            continue
        if not cells:
            continue
        columns = dict(zip(header, cells, strict=False))
        if len(cells) != len(header):
            yield Row(line, columns, "", f"{len(cells)} cells where the header has {len(header)}")
        elif _broken("".join(cells)):
            yield Row(line, columns, "", "not UTF-8")
        else:
            yield Row(line, columns, cells[at])


def _json_rows(path: Path, column: str | None) -> Iterator[Row]:
    name = column
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        if _broken(line):
            yield Row(number, {}, "", "not UTF-8")
            continue
        try:
            data = json.loads(line)
        except json.JSONDecodeError as error:
            yield Row(number, {}, "", f"no JSON: {error.msg} at column {error.colno}")
            continue
        if not isinstance(data, dict):
            yield Row(number, {}, "", f"a JSON object was expected, got {type(data).__name__}")
            continue
        if name is None:
            name = text_column([str(k) for k in data], None, path.name)
        value = data.get(name)
        if not isinstance(value, str):
            yield Row(number, data, "", f"the column {name!r} holds {'nothing' if value is None else type(value).__name__}")
            continue
        yield Row(number, data, value)


def as_cell(value: object) -> str:
    """Make a spreadsheet cell safe: text that begins like a formula gets an apostrophe (OWASP, CSV injection).

    >>> as_cell("=1+1"), as_cell("-5"), as_cell("fine")
    ("'=1+1", "'-5", 'fine')
    """
    text = value if isinstance(value, str) else "" if value is None else str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def csv_line(cells: list[object]) -> str:
    """Return one CSV line with safe cells."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow([as_cell(c) for c in cells])
    return buffer.getvalue()
