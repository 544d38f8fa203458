"""Write CSV: UTF-8, cells safe against formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from .cells import VERDICT_COLUMNS, as_cell, verdict_cells
from .read_json import flat
from .writers import Scored

_END: Final = "\r\n"  # RFC 4180; with "\n" alone the csv module leaves a lone "\r" inside a cell unquoted, which splits the row

def csv_line(cells: Iterable[object]) -> str:
    """Return one CSV line with safe cells."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator=_END).writerow([as_cell(c) for c in cells])
    return buffer.getvalue()


class CsvWriter:
    """`mark` writes the byte order mark by which Excel knows UTF-8: for input that came from Excel itself."""

    def __init__(self, part: Path, names: list[str], *, mark: bool, nested: bool) -> None:
        self._names, self._nested = names, nested
        self._handle = part.open("w", encoding="utf-8-sig" if mark else "utf-8", newline="")
        self._out = csv.writer(self._handle, lineterminator=_END)
        self._out.writerow([as_cell(n) for n in (*names, *VERDICT_COLUMNS)])

    def write(self, scored: Scored) -> None:
        """Add the rows of one block."""
        for place, answer, ident, copy in zip(scored.places, scored.answers, scored.ids, scored.copies, strict=True):
            columns = scored.block.rows[place].columns
            if self._nested:
                columns = flat(columns)
            self._out.writerow([as_cell(c) for c in (*(columns.get(n) for n in self._names), *verdict_cells(answer, ident, copy))])

    def close(self) -> None:
        """Finish the file."""
        self._handle.close()

    def abandon(self) -> None:
        """Let go of a file that will not be finished: what is buffered need not be written."""
        with suppress(OSError):
            self._handle.close()
