"""Open a file of comments, whatever its kind. Unreadable rows are told with their line, never dropped in silence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..errors import DataFileError
from .read_csv import read_csv
from .read_json import read_json
from .sniff import kind_of
from .source import Row, Source


def read_rows(path: Path, column: str | None = None, *, encoding: str | None = None, sheet: str | None = None, cells: bool = True, also: str | None = None) -> Source:
    """Open CSV, TSV, JSON, JSON Lines, Parquet or XLSX; iterating yields its rows, lazily.

    `column` names the text column, `encoding` that of a text file, `sheet` that of a workbook; each is found where not
    named. `cells=False` leaves the columns of Parquet rows out, save id, post, parent and `also`. Raises `DataFileError` when the file cannot be read, is not
    what its name says, or has no text column; `MissingExtraError` when its kind needs `npguidelines[batch]`.
    """
    kind = kind_of(path)
    try:
        if kind == "csv":
            return read_csv(path, column, encoding)
        if kind in ("json", "jsonl"):
            return read_json(path, kind, column, encoding)
        if kind == "parquet":
            from .read_parquet import read_parquet

            return read_parquet(path, column, cells=cells, also=also)
        from .read_xlsx import read_xlsx

        return read_xlsx(path, column, sheet)
    except OSError as error:
        raise DataFileError("NPG202", expected="a file that can be read", got=str(error), cure="check its permissions, and close other programs that use it") from error


def texts_of(path: Path, column: str | None = None) -> Iterator[str]:
    """Yield the texts of the readable rows of a file."""
    return (row.text for row in read_rows(path, column) if not row.fault)


__all__ = ["Row", "Source", "read_rows", "texts_of"]
