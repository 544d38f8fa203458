"""Write verdicts beside the rows: CSV, JSON Lines, Parquet, XLSX. Every input column is kept; every format streams."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from ..engine.moderator import Moderator
from ..errors import DataFileError
from ..model.verdict import Verdict
from .source import Block, Source

SUFFIXES: Final = (".csv", ".jsonl", ".parquet", ".xlsx")


class Scored(NamedTuple):
    """The readable rows of a block (`places` in it), with their answers, ids, and the ids of the rows that they are copies of."""

    block: Block
    places: list[int]
    answers: list[Verdict | None]
    ids: list[str]
    copies: list[str]

    def add(self, place: int, answer: Verdict | None, ident: str, copy: str) -> None:
        """Add one row."""
        self.places.append(place)
        self.answers.append(answer)
        self.ids.append(ident)
        self.copies.append(copy)


class Writer(Protocol):
    """Writes one file."""

    def write(self, scored: Scored) -> None:
        """Add the rows of one block."""

    def close(self) -> None:
        """Finish the file."""

    def abandon(self) -> None:
        """Let go of a file that will not be finished."""


def output_kind(target: Path) -> str:
    """Return the suffix of an output, if it can be written; raises `DataFileError`."""
    suffix = target.suffix.lower()
    if suffix not in SUFFIXES:
        raise DataFileError("NPG205", expected="an output name that ends in " + ", ".join(SUFFIXES), got=target.name, cure=f"choose -o {target.stem or 'NAME'}.csv")
    return suffix


def open_writer(suffix: str, part: Path, source: Source, moderator: Moderator, note: Callable[[str], None]) -> Writer:
    """Begin the file `part` in the format of `suffix`; `note` takes what the reader of the summary must know."""
    if suffix == ".jsonl":
        from .write_json import JsonWriter

        return JsonWriter(part, moderator)
    names = source.all_names() if source.all_names is not None else source.names
    if suffix == ".csv":
        from .write_csv import CsvWriter

        return CsvWriter(part, names, mark=source.encoding not in ("", "utf-8"), nested=source.all_names is not None)
    if suffix == ".parquet":
        from .write_parquet import ParquetWriter

        return ParquetWriter(part, names, source.schema, moderator, nested=source.all_names is not None)
    from .write_xlsx import XlsxWriter

    return XlsxWriter(part, names, note, nested=source.all_names is not None)
