"""Labelled cases in the guide's form (JSON Lines), read strictly."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from ..errors import DataFileError
from ..model.base import CLAUSE_IDS, Frozen, Outcome


class Case(Frozen):
    """One labelled comment; `expect` must be flagged, `also_ok` may be, `outcome` lists the acceptable outcomes."""

    id: str
    text: str
    expect: tuple[str, ...]
    also_ok: tuple[str, ...] = ()
    outcome: tuple[Outcome, ...]
    tags: tuple[str, ...] = ()
    note: str = ""


def read_cases(paths: Iterable[Path]) -> list[Case]:
    """Read every case of `paths` (files, or folders of `*.jsonl` and `*.jsonl.gz`), in order; raises `DataFileError` listing every fault."""
    cases: list[Case] = []
    faults: list[str] = []
    seen: dict[str, str] = {}
    for path in _files(paths, faults):
        for number, line in enumerate(_read(path).split("\n"), 1):
            if not line.strip():
                continue
            where = f"{path.name}:{number}"
            try:
                case = Case.model_validate(json.loads(line))
            except (json.JSONDecodeError, ValidationError) as error:
                faults.append(f"{where}: {str(error).splitlines()[0]}")
                continue
            if set(case.expect) | set(case.also_ok) > set(CLAUSE_IDS) or not {*case.expect, *case.also_ok} <= set(CLAUSE_IDS):
                faults.append(f"{where}: labels outside a-j: {case.expect} {case.also_ok}")
            if case.id in seen:
                faults.append(f"{where}: id {case.id!r} stands also at {seen[case.id]}")
            if bool(case.expect) == (Outcome.ALLOW in case.outcome):  # an empty `expect` may also accept a review
                faults.append(f"{where}: `expect` and `outcome` disagree")
            seen[case.id] = where
            cases.append(case)
    if faults:
        raise DataFileError("NPG204", expected="cases in the form of the labelling guide", got="; ".join(faults[:20]), cure="mend the lines named")
    return cases


def _read(path: Path) -> str:
    """The text of a file of cases; sealed halves are kept gzipped, so that nobody reads them in passing."""
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")


def _files(paths: Iterable[Path], faults: list[str]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files.extend(sorted([*path.rglob("*.jsonl"), *path.rglob("*.jsonl.gz")]))
        elif path.is_file():
            files.append(path)
        else:
            faults.append(f"{path}: no such file")
    return files
