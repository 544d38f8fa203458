"""Score a file of comments: verdicts beside the rows, unreadable rows beside the verdicts, a summary at the end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from ..engine.columns import text_column
from ..engine.moderator import Moderator
from ..engine.rows import Key
from ..engine.workers import Workers, in_order
from ..errors import DataFileError
from ..model.verdict import Verdict
from .recall import Recall, digest
from .rows import read_rows
from .source import Block, Source
from .summary import Summary
from .write_csv import csv_line
from .writers import Scored, Writer, open_writer, output_kind

_MOST: Final = 5
_Pending = tuple[Block, list[tuple[Key, bytes, bytes]], list[tuple[bytes, Key]]]  # each key with its digest and that of its text


def score_file(
    moderator: Moderator, source: Path, target: Path, column: str | None = None, tick: Callable[[int], None] = lambda _: None, *,
    jobs: int = 1, id_column: str | None = None, encoding: str | None = None, sheet: str | None = None,
) -> Summary:  # fmt: skip
    """Score `source` into `target` (`.csv`, `.jsonl`, `.parquet`, `.xlsx`), written beside and renamed when whole.

    Rows that cannot be read go to `<target>.unreadable.csv` with line and reason. Identical comments are judged once.
    Memory stays flat whatever the number of rows. `tick` is called with the number of rows read so far. Raises `DataFileError`.
    """
    suffix = output_kind(target)
    opened = read_rows(source, column, encoding=encoding, sheet=sheet, cells=suffix != ".parquet", also=id_column)
    if id_column is not None:
        text_column(opened.names, id_column, source.name)
    if target.exists() and target.samefile(source):
        raise DataFileError("NPG205", expected="an output beside the input", got=f"{target} for both", cure="choose another -o")
    summary = Summary(notes=[f"text column: {opened.text}"])
    side = target.with_name(target.name + ".unreadable.csv")
    parts = [p.with_name(f".{p.name}.{os.getpid()}.part") for p in (target, side)]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with parts[1].open("w", encoding="utf-8", newline="") as bad:
            bad.write(csv_line(["line", "reason"]))
            writer = open_writer(suffix, parts[0], opened, moderator, summary.notes.append)
            try:
                with Workers(moderator, jobs) as workers:
                    _score(_Run(moderator, opened, workers, id_column), writer, summary, lambda line, why: bad.write(csv_line([str(line), why])), tick)
                writer.close()
            except BaseException:
                writer.abandon()
                raise
        _rename(parts[0], target)
        if summary.unreadable:
            _rename(parts[1], side)
        else:
            side.unlink(missing_ok=True)  # of an earlier run
    except OSError as error:
        raise DataFileError("NPG205", expected="a folder that can be written, with room", got=str(error), cure="choose another -o, or free the disk; nothing half-written was left") from error
    finally:
        for part in parts:
            _remove(part)
    summary.written = (str(target), *((str(side),) if summary.unreadable else ()))
    return summary


class _Run:
    """One file on its way: its blocks, the keys of their rows, what is known already."""

    def __init__(self, moderator: Moderator, source: Source, workers: Workers, id_column: str | None) -> None:
        special = source.special
        self.source = source
        self.recall = Recall(moderator)
        self.id, self._post, self._parent = id_column or special["id"], special["post"], special["parent"]
        self.workers = workers

    def pending(self) -> Iterator[tuple[_Pending, Callable[[], list[Verdict | None]]]]:
        """Each block with its keys, those of them that are new, and the answers to these, under way."""
        blocks = iter(self.source.blocks)
        while True:
            try:
                block = next(blocks, None)
            except OSError as error:
                raise DataFileError("NPG202", expected="a file that can be read to its end", got=str(error), cure="copy it to a local disk and try again") from error
            if block is None:
                return
            keys = [Key(r.text, self._said(r.columns, self._post), self._said(r.columns, self._parent)) for r in block.rows if not r.fault]
            digests = [digest(k) for k in keys]
            texts = digests if self._post is self._parent is None else [digest(Key(k.text)) for k in keys]
            wanted = self.recall.unknown(digests, keys)
            yield (block, list(zip(keys, digests, texts, strict=True)), wanted), self.workers.submit([k for _, k in wanted])

    def _said(self, columns: object, name: str | None) -> str | None:
        value = columns.get(name) if name is not None and name != self.source.text else None  # type: ignore[attr-defined]
        return value if isinstance(value, str) and value else None


def _score(run: _Run, writer: Writer, summary: Summary, unreadable: Callable[[int, str], object], tick: Callable[[int], None]) -> None:
    seen = 0
    for (block, keys, wanted), answers in in_order(run.pending(), run.workers.ahead):
        run.recall.learn(wanted, answers)
        scored = Scored(block, [], [], [], [])
        of_row = iter(keys)
        for place, row in enumerate(block.rows):
            if row.fault:
                summary.fault(row.line, row.fault)
                unreadable(row.line, row.fault)
                continue
            given = row.columns.get(run.id) if run.id is not None else None
            ident = str(given) if given not in (None, "") else str(row.number)
            key, of_key, of_text = next(of_row)
            answer = run.recall.answer(of_key, key)
            copy = run.recall.copy_of(of_text, ident) if row.text.strip() else ""  # pictures without words are no copies
            summary.count(ident, answer, copy)
            scored.add(place, answer, ident, copy)
        writer.write(scored)
        seen += len(block.rows)
        tick(seen)
    _tell(run, summary)


def _tell(run: _Run, summary: Summary) -> None:
    """Note what the reader of the summary must know of the file."""
    source = run.source
    summary.copies_exact = run.recall.exact
    summary.most_copied = sorted(run.recall.copies.values(), key=lambda c: (-c[1], c[0]))[:_MOST]
    if source.encoding not in ("", "utf-8", "utf-8-sig"):
        summary.notes.append(f"read as {source.encoding}")
    if source.repaired[0]:
        summary.notes.append(f"{source.repaired[0]} texts were encoded twice and have been mended")
    summary.notes += source.notes


def _rename(part: Path, target: Path) -> None:
    """Move a whole file into its place, once it is on the disk."""
    with part.open("r+b") as handle:
        os.fsync(handle.fileno())
    part.replace(target)


def _remove(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:  # its folder is no folder, or gone: nothing was written
        return
