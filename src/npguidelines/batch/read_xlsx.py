"""Read Excel workbooks row by row: stored values of formulas, merged cells and error values told."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from ..engine.columns import TEXT_COLUMNS, text_column, usual
from ..errors import DataFileError, closest, missing_extra
from .source import Row, Source, doubled, grouped, unique_names

_HEADER_ROWS: Final = 20  # a title may stand above the header
_MERGED: Final = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')


def read_xlsx(path: Path, column: str | None, sheet: str | None) -> Source:
    """Open a workbook: the sheet asked for, or the first that holds a text column. Raises `DataFileError`."""
    book = _open(path, values=True)
    visible = [n for n in book.sheetnames if getattr(book[n], "sheet_state", "visible") == "visible" and hasattr(book[n], "iter_rows")]
    if sheet is not None and sheet not in book.sheetnames:
        raise DataFileError("NPG203", expected=f"the sheet {sheet!r} in {path.name}", got=", ".join(book.sheetnames), cure=closest(sheet, book.sheetnames))
    failed: DataFileError | None = None
    for name in [sheet] if sheet is not None else visible:
        notes: list[str] = []
        try:
            at, names = _header(path, book[name], column, notes)
            text = text_column(names, column, f"{path.name}, sheet {name!r}")
            if column is None and doubled(text, names):
                raise DataFileError("NPG203", expected="one text column", got=f"the header {text!r} stands twice", cure=f"rename one, or say which: --text {text!r} or --text '{text} (2)'")
        except DataFileError as error:
            failed = failed or error
            continue
        others = [n for n in visible if n != name]
        if others:
            notes.append(f"read the sheet {name!r}; not read: {', '.join(others)} (--sheet NAME reads another)")
        return Source(path, "xlsx", names, text, grouped(_body(path, book[name], name, at, names, names.index(text))), "", notes)
    raise failed or DataFileError("NPG203", expected="a sheet with comments", got=f"{path.name} has no sheet with cells", cure="put the comments on a sheet with a header row")


def _open(path: Path, *, values: bool) -> Any:
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError as error:
        raise missing_extra("openpyxl", "batch", "Excel files") from error
    try:
        return load_workbook(path, read_only=True, data_only=values)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, ParseError, OSError, EOFError) as error:
        raise DataFileError("NPG202", expected="a whole Excel workbook", got=f"{path.name}: {str(error)[:160]}", cure="open it in Excel and save it again, or export it again") from error


def _header(path: Path, sheet: Any, column: str | None, notes: list[str]) -> tuple[int, list[str]]:
    """The row of the header and its names: the first row with the text column, else the first with two cells filled."""
    sheet.reset_dimensions()
    first: tuple[int, list[object]] | None = None
    try:
        for number, cells in enumerate(sheet.iter_rows(max_row=_HEADER_ROWS, values_only=True), 1):
            filled = [c for c in cells if c is not None and str(c).strip()]
            row = list(cells)
            while row and row[-1] is None:
                row.pop()
            names = [str(c) for c in filled]
            if column in names or (column is None and usual(names, TEXT_COLUMNS)):
                return number, unique_names(row, notes)
            if first is None and filled and (len(filled) > 1 or number == _HEADER_ROWS):
                first = (number, row)
    except (ParseError, ValueError, KeyError, zipfile.BadZipFile, EOFError) as error:
        raise DataFileError("NPG202", expected="a whole Excel workbook", got=f"{path.name}: {str(error)[:160]}", cure="open it in Excel and save it again, or export it again") from error
    if first is None:
        raise DataFileError("NPG203", expected="a header row", got="an empty sheet", cure="put the names of the columns into the first row")
    return first[0], unique_names(first[1], notes)


def _body(path: Path, sheet: Any, title: str, header: int, names: list[str], at: int) -> Iterator[Row]:
    empties = _Empties(path, title, sheet)
    number = 0
    place = header
    rows = sheet.iter_rows(min_row=header + 1)
    while True:
        try:
            cells = next(rows, None)
        except (ParseError, ValueError, KeyError, zipfile.BadZipFile, EOFError) as error:
            yield Row(place + 1, {}, "", f"the sheet is damaged after row {place}: {str(error)[:120]}; save it again in Excel", number + 1)
            return
        if cells is None:
            return
        place += 1
        values = [_plain(c.value) for c in cells]
        if all(v is None for v in values) and not empties.why(place, at):
            continue
        number += 1
        columns = dict(zip(names, values + [None] * (len(names) - len(values)), strict=False))
        text = values[at] if at < len(values) else None
        extra = [v for v in values[len(names) :] if v is not None]
        if extra:
            fault = f"{len(names) + len(extra)} cells where the header has {len(names)}"
        elif at < len(cells) and cells[at].data_type == "e":
            fault = f"the cell holds the error {text}; mend it in Excel"
        else:
            fault = empties.why(place, at) if text is None else ""
        yield Row(place, columns, "" if fault or text is None else _words(text), fault, number)


def _plain(value: Any) -> Any:
    """A cell's value; `_x000D_` and the like are what Excel writes for characters that XML cannot hold."""
    if isinstance(value, str) and "_x" in value:
        from openpyxl.utils.escape import unescape

        return unescape(value)
    return value


def _words(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime | time) else str(value)


class _Empties:
    """Why a text cell is empty: a formula whose value was not stored, a merged cell; looked up only when there is an empty one."""

    def __init__(self, path: Path, title: str, sheet: Any) -> None:
        self._path, self._title = path, title
        self._member = getattr(sheet, "_worksheet_path", None)
        self._formulas: Iterator[Any] | None = None
        self._at = 0
        self._row: Any = ()
        self._merged: list[tuple[int, int, int, int]] | None = None

    def why(self, row: int, column: int) -> str:
        """The fault of an empty cell (row from 1, column from 0), or nothing where it is simply empty."""
        if self._merged is None:
            self._merged = self._ranges()
            sheet = _open(self._path, values=False)[self._title]
            sheet.reset_dimensions()
            self._formulas = sheet.iter_rows(values_only=True)
        while self._at < row and self._formulas is not None:
            self._row = next(self._formulas, ())
            self._at += 1
        formula = self._row[column] if column < len(self._row) else None
        if isinstance(formula, str) and formula.startswith("="):
            return "a formula without a stored value; open the file in Excel and save it"
        for low, high, left, right in self._merged:
            if low <= row <= high and left <= column <= right and (row, column) != (low, left):
                return f"part of the merged cells of rows {low} to {high}; unmerge them in Excel"
        return ""

    def _ranges(self) -> list[tuple[int, int, int, int]]:
        from openpyxl.utils import column_index_from_string as index

        if self._member is None:
            return []
        found = []
        with zipfile.ZipFile(self._path) as archive, archive.open(self._member.lstrip("/")) as handle:
            tail = b""
            while piece := handle.read(1 << 20):
                data = tail + piece
                done = 0
                for match in _MERGED.finditer(data):
                    left, low, right, high = match.groups()
                    found.append((int(low), int(high), index(left.decode()) - 1, index(right.decode()) - 1))
                    done = match.end()
                tail = data[max(done, len(data) - 80) :]
        return found
