"""Labelled cases in the guide's form (JSON Lines), read strictly: every fault is told with its place and its cure."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from ..errors import CasesError, Problem, closest
from ..model.base import CLAUSE_IDS, Frozen, Outcome

_FORM: Final = 'a line {"id": "d-001", "text": "...", "expect": ["d"], "outcome": ["removable"]}, also_ok, tags and note where wanted'


class Case(Frozen):
    """One labelled comment; `expect` must be flagged, `also_ok` may be, `outcome` lists the acceptable outcomes."""

    id: str
    text: str
    expect: tuple[str, ...]
    also_ok: tuple[str, ...] = ()
    outcome: tuple[Outcome, ...]
    tags: tuple[str, ...] = ()
    note: str = ""

    @property
    def viewpoint(self) -> bool:
        """Whether nothing but `allow` is acceptable: a pure viewpoint, or a near miss of some clause."""
        return self.outcome == (Outcome.ALLOW,)


class Placed(NamedTuple):
    """A case, the file in which it stands, and its line from 1."""

    case: Case
    file: Path
    line: int

    @property
    def where(self) -> str:
        """The place as `file:line`."""
        return f"{self.file.as_posix()}:{self.line}"


def read_cases(paths: Iterable[Path]) -> list[Case]:
    """Read every case of `paths` (files, or folders of `*.jsonl` and `*.jsonl.gz`), in order; raises `CasesError` listing every fault."""
    return [placed.case for placed in placed_cases(paths)]


def placed_cases(paths: Iterable[Path]) -> list[Placed]:
    """As `read_cases`, each case with its place."""
    problems: list[Problem] = []
    placed: list[Placed] = []
    for path in case_files(paths, problems):
        placed.extend(Placed(case, path, line) for line, case in _cases(path, problems))
    _check_ids(placed, problems)
    _check_labels(placed, problems)
    if problems:
        raise CasesError(problems)
    return placed


def case_files(paths: Iterable[Path], problems: list[Problem]) -> list[Path]:
    """The files of cases that `paths` name, folders searched; what is not there is a problem."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            found = [p for p in sorted([*path.rglob("*.jsonl"), *path.rglob("*.jsonl.gz")]) if not _counterfactual(p)]
            if not found:
                problems.append(Problem(path.as_posix(), 0, 0, "NPG202", "a folder that holds .jsonl files", "none", "name the folder or the files of the cases"))
            files.extend(found)
        elif path.is_file():
            files.append(path)
        else:
            near = closest(path.name, (p.name for p in path.parent.iterdir())) if path.parent.is_dir() else f"there is no folder {str(path.parent)!r} either"
            problems.append(Problem(path.as_posix(), 0, 0, "NPG202", "a file or a folder of cases", "nothing there", f"check the path; {near}"))
    return files


def _counterfactual(path: Path) -> bool:
    """Whether a file of a folder holds groups or templates of neutrality, which have a form of their own."""
    if path.suffix == ".gz":
        return False
    with path.open(encoding="utf-8", errors="replace") as handle:
        first = handle.readline()
    return '"variants"' in first or '"template"' in first


def _cases(path: Path, problems: list[Problem]) -> Iterator[tuple[int, Case]]:
    """The readable cases of a file, with their lines."""
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")  # sealed halves are gzipped, so that nobody reads them in passing
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        problems.append(Problem(path.as_posix(), 0, 0, "NPG202", "a readable file in UTF-8 (gzipped, if its name ends in .gz)", str(error), "save the file as UTF-8, or restore it"))
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            case = _case(path.as_posix(), number, line, problems)
            if case is not None:
                yield number, case


def _case(file: str, number: int, line: str, problems: list[Problem]) -> Case | None:
    def fault(code: str, expected: str, got: str, cure: str, column: int = 1) -> None:
        problems.append(Problem(file, number, column, code, expected, got, cure))

    try:
        data: Any = json.loads(line)
    except json.JSONDecodeError as error:
        fault("NPG204", _FORM, f"no JSON: {error.msg}", "quote every text, and double the backslashes in it", error.colno)
        return None
    if not isinstance(data, dict):
        fault("NPG204", _FORM, f"a JSON {type(data).__name__}", "write one object a line")
        return None
    try:
        case = Case.model_validate(data)
    except ValidationError as error:
        for one in error.errors():
            name = ".".join(map(str, one["loc"]))
            cure = "remove it; " + closest(name, Case.model_fields) if one["type"] == "extra_forbidden" else f"see {_FORM}"
            fault("NPG204", f"{name}: {one['msg']}", repr(one.get("input"))[:80] if one["type"] != "missing" else "nothing", cure)
        return None
    wrong = sorted({*case.expect, *case.also_ok} - set(CLAUSE_IDS))
    if wrong:
        fault("NPG304", "clause letters a to j in `expect` and `also_ok`", ", ".join(map(repr, wrong)), "write the letter of the clause, or leave the list empty")
    if not case.outcome or bool(case.expect) == (Outcome.ALLOW in case.outcome):  # an empty `expect` may also accept a review
        fault("NPG204", "`allow` among the outcomes exactly when `expect` is empty", f"expect {list(case.expect)}, outcome {[o.value for o in case.outcome]}", "mend whichever of the two is wrong")
    return case


def _check_ids(placed: list[Placed], problems: list[Problem]) -> None:
    seen: dict[str, str] = {}
    for one in placed:
        if one.case.id in seen:
            got = f"{one.case.id!r}, which stands also at {seen[one.case.id]}"
            problems.append(Problem(one.file.as_posix(), one.line, 1, "NPG305", "an id of its own for each case", got, "give one of them another id, or remove the copy"))
        seen.setdefault(one.case.id, one.where)


def _check_labels(placed: list[Placed], problems: list[Problem]) -> None:
    """Two labels of one text contradict each other when no verdict could satisfy both."""
    seen: dict[str, Placed] = {}
    for one in placed:
        before = seen.setdefault(one.case.text, one)
        if before is not one and not _agree(before.case, one.case):
            got = f"{_label(one.case)}; {_label(before.case)} at {before.where}"
            problems.append(Problem(one.file.as_posix(), one.line, 1, "NPG306", "one label for one text", got, "decide which label is right, and remove the other"))


def _label(case: Case) -> str:
    return f"{case.id!r} expects {list(case.expect)}, {[o.value for o in case.outcome]}"


def _agree(one: Case, other: Case) -> bool:
    within = set(one.expect) <= {*other.expect, *other.also_ok} and set(other.expect) <= {*one.expect, *one.also_ok}
    return within and bool(set(one.outcome) & set(other.outcome))
