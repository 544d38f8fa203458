"""Write Excel workbooks: texts as texts, never as formulas; what a cell cannot hold is cut and told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from ..errors import missing_extra
from .cells import VERDICT_COLUMNS, plain, verdict_cells
from .read_json import flat
from .writers import Scored

_CELL: Final = 32_767  # characters of a cell, Excel's limit
_ROWS: Final = 1_048_576  # rows of a sheet, Excel's limit
_CUT: Final = " [cut]"
_LARGE: Final = 10**15  # Excel keeps fifteen digits of a number


class XlsxWriter:
    """One sheet `verdicts`, and more when it is full. `note` is told once of cells that had to be cut or cleaned."""

    def __init__(self, part: Path, names: list[str], note: Callable[[str], None], *, nested: bool) -> None:
        try:
            from openpyxl import Workbook
            from openpyxl.cell import WriteOnlyCell
            from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
        except ImportError as error:
            raise missing_extra("openpyxl", "batch", "Excel files") from error
        self._part, self._names, self._note, self._nested = part, names, note, nested
        part.touch()  # an unwritable folder is told before the work, not after it
        self._book = Workbook(write_only=True)
        self._new_cell, self._illegal = WriteOnlyCell, ILLEGAL_CHARACTERS_RE
        self._sheets = 0
        self._cut = self._cleaned = 0
        self._new_sheet()

    def _new_sheet(self) -> None:
        self._sheets += 1
        self._sheet = self._book.create_sheet("verdicts" if self._sheets == 1 else f"verdicts {self._sheets}")
        self._sheet.freeze_panes = "A2"
        self._sheet.append([self._cell(n) for n in (*self._names, *VERDICT_COLUMNS)])
        self._filled = 1

    def write(self, scored: Scored) -> None:
        """Add the rows of one block."""
        for place, answer, ident, copy in zip(scored.places, scored.answers, scored.ids, scored.copies, strict=True):
            columns = scored.block.rows[place].columns
            if self._nested:
                columns = flat(columns)
            if self._filled >= _ROWS:
                self._new_sheet()
            self._sheet.append([self._cell(columns.get(n)) for n in self._names] + [self._cell(c) for c in verdict_cells(answer, ident, copy)])
            self._filled += 1

    def _cell(self, value: Any) -> Any:
        """Numbers and dates as they are; all else as a cell of text, which Excel does not compute whatever it begins with."""
        if value is None or isinstance(value, bool) or (isinstance(value, int | float) and abs(value) < _LARGE):
            return value
        if isinstance(value, datetime | date | time) and getattr(value, "tzinfo", None) is None:
            return value
        text = plain(value)
        if len(text) > _CELL:
            self._cut += 1
            text = text[: _CELL - len(_CUT)] + _CUT
        if self._illegal.search(text):
            self._cleaned += 1
            text = self._illegal.sub("\ufffd", text)
        if not text.startswith(("=", "#")):
            return text
        cell = self._new_cell(self._sheet, value="")
        cell._value, cell.data_type = text, "s"
        return cell

    def close(self) -> None:
        """Finish the file."""
        if self._cut:
            self._note(f"{self._cut} cell(s) held more than Excel's {_CELL:,} characters and were cut; -o NAME.csv or NAME.parquet keeps them whole")
        if self._cleaned:
            self._note(f"{self._cleaned} cell(s) held control characters that Excel refuses; they were replaced")
        self._book.save(self._part)

    def abandon(self) -> None:
        """Let go of a workbook that will not be finished: nothing of it stands in the file yet."""
        self._sheet.close()
