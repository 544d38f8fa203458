"""`npguidelines score`: a file of comments in, a file of verdicts out."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import DataFileError

if TYPE_CHECKING:
    from ..batch.summary import Summary
    from ..engine.moderator import Moderator

DONE, UNREADABLE = 0, 3


def add_options(command: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    command.add_argument("file", type=Path, help="CSV, TSV, JSON, JSON Lines, Parquet or XLSX")
    command.add_argument("-o", "--output", type=Path, help="NAME.csv, .jsonl, .parquet or .xlsx (default: FILE.verdicts.csv)")
    command.add_argument("--text", metavar="COLUMN", help="the column that holds the comment (default: found by name)")
    command.add_argument("--id", metavar="COLUMN", help="the column that names the row (default: found by name, else the number of the row)")
    command.add_argument("--encoding", help="of a text file (default: found)")
    command.add_argument("--sheet", help="of a workbook (default: the first with a text column)")
    command.add_argument("--jobs", type=_jobs, default=1, metavar="N", help="processes to use (default: 1); the verdicts are the same")
    command.add_argument("--show-identifiers", action="store_true", help="do not mask card numbers and the like")


def _jobs(given: str) -> int:
    try:
        number = int(given)
    except ValueError:
        number = 0
    if not 1 <= number <= 64:
        raise argparse.ArgumentTypeError(f"a number from 1 to 64 was expected, got {given!r}")
    return number


def run(options: argparse.Namespace, moderator_of: Callable[[argparse.Namespace], Moderator]) -> int:
    """Score the file, print the summary; returns the exit code."""
    from ..batch.writers import output_kind

    target = options.output or options.file.with_name(options.file.stem + ".verdicts.csv")
    output_kind(target)  # a bad name is told before the rules are loaded
    with _stopping() as check:
        summary = _asking(options, moderator_of(options), target, check)
    print(summary.text())
    return UNREADABLE if summary.unreadable else DONE


def _asking(options: argparse.Namespace, moderator: Moderator, target: Path, check: Callable[[], None]) -> Summary:
    """Score; on a terminal ask for the text column where none bears a usual name."""
    from ..batch.score import score_file

    bar = sys.stderr.isatty()

    def tick(number: int) -> None:
        check()
        if bar:
            print(f"\r{number} comments", end="", file=sys.stderr)

    def score(column: str | None) -> Summary:
        summary = score_file(moderator, options.file, target, column, tick, jobs=options.jobs, id_column=options.id, encoding=options.encoding, sheet=options.sheet)
        if bar:
            print("\r", end="", file=sys.stderr)
        return summary

    try:
        return score(options.text)
    except DataFileError as error:
        if error.code != "NPG203" or options.text is not None or not (sys.stdin.isatty() and bar):
            raise
        print(f"{error}\n", file=sys.stderr)
        column = input("Which column holds the comment? (Enter to stop) ").strip()
        if not column:
            raise
        return score(column)


@contextmanager
def _stopping() -> Iterator[Callable[[], None]]:
    """End by `KeyboardInterrupt` on Ctrl-C and when asked to end (SIGTERM), so that nothing half-written stays.

    Whatever Python code runs when the signal comes is interrupted, also code that a library calls: pydantic turns the interruption into
    an error of its own, and an exception in a finalizer is dropped. So the wish is kept: an error after it is the interruption, and the
    function that is given raises it where it was lost.
    """
    asked = False

    def stop(*_: object) -> None:
        nonlocal asked
        asked = True
        raise KeyboardInterrupt

    def check() -> None:
        if asked:
            raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield check
        return
    before = {wish: signal.signal(wish, stop) for wish in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield check
    except Exception as error:
        if asked:
            raise KeyboardInterrupt from error
        raise
    finally:
        for wish, handler in before.items():
            signal.signal(wish, handler)
