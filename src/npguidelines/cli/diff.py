"""`npguidelines diff`: what a change of rules or of the policy changes in verdicts."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from .output import deliver
from .rulebooks import BAD, DONE, FAILED, UNREADABLE, Add

if TYPE_CHECKING:
    from ..errors import Problem
    from ..evaluation.compare import Subject


def register(add: Add) -> None:
    """Add the command."""
    command = add("diff", "compare two rulebooks or editions on comments: which verdicts change, by clause and rule; a viewpoint newly flagged is told first and fails", _run)
    command.add_argument("old", help="a folder of rules, a wheel, a revision in git (REV or REV:FOLDER), or `installed`")
    command.add_argument("new", help="the same")
    command.add_argument("--corpus", nargs="+", type=Path, required=True, metavar="FILE", help="labelled cases, opinion banks, or exports of comments (CSV, TSV, JSON Lines); folders are searched for .jsonl")
    command.add_argument("--text", metavar="COLUMN", help="the column of exports that holds the comment")
    command.add_argument("--limit", type=int, default=20, help="how many texts of each kind of change to print (viewpoints newly flagged are all printed)")
    command.add_argument("--json", action="store_true", help="as JSON, every text included")
    command.add_argument("-o", "--output", type=Path, help="write to this file")


def _run(options: argparse.Namespace) -> int:
    from ..errors import CompareError
    from ..evaluation.compare import KINDS, compare
    from ..evaluation.sides import Side, judge
    from ..report.comparison import comparison_json, comparison_text

    unreadable: list[str] = []
    subjects = list(_subjects(options.corpus, options.text, unreadable))
    texts = [s.text for s in subjects]
    sides: list[Side] = []
    for name, spec in (("old", options.old), ("new", options.new)):
        try:
            sides.append(judge(spec, texts, date.today()))
        except CompareError as error:
            print(f"{name}: {error}", file=sys.stderr)
    if len(sides) < 2:
        return BAD
    old, new = sides
    result = compare(subjects, old.decisions, new.decisions)
    deliver(comparison_json(old, new, result) if options.json else comparison_text(old, new, result, options.limit), options.output)
    for line in unreadable:
        print(f"unreadable: {line}", file=sys.stderr)
    return FAILED if result.of(KINDS[0]) else UNREADABLE if unreadable else DONE


def _subjects(paths: Sequence[Path], column: str | None, unreadable: list[str]) -> Iterator[Subject]:
    """Every text of the files; labelled cases are read strictly, and rows of exports that cannot be read are noted. Raises with every fault."""
    from ..errors import CasesError
    from ..evaluation.cases import case_files, placed_cases
    from ..evaluation.compare import Subject

    problems: list[Problem] = []
    files = case_files(paths, problems)
    labelled = [f for f in files if _labelled(f)]
    try:
        placed = placed_cases(labelled)
    except CasesError as error:
        problems.extend(error.problems)
    if problems:
        raise CasesError(problems)
    for one in placed:
        yield Subject(one.where, one.case.id, one.case.text, one.case)
    for path in files:
        if path not in labelled:
            yield from _export(path, column, unreadable)


def _labelled(path: Path) -> bool:
    """Whether a file holds labelled cases: gzipped, or JSON Lines whose first line has the key `expect`."""
    if path.suffix == ".gz":
        return True
    if path.suffix != ".jsonl":
        return False
    with path.open(encoding="utf-8", errors="replace") as handle:
        first = next((line for line in handle if line.strip()), "")
    return '"expect"' in first


def _export(path: Path, column: str | None, unreadable: list[str]) -> Iterator[Subject]:
    from ..batch.rows import read_rows
    from ..evaluation.compare import Subject

    rows = read_rows(path, column)
    named = rows.special["id"]
    for row in rows:
        if row.fault:
            unreadable.append(f"{path.as_posix()}:{row.line}: {row.fault}")
        else:
            ident = str(row.columns.get(named) or "") if named is not None else ""
            yield Subject(f"{path.as_posix()}:{row.line}", ident, row.text)
