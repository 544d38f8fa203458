"""Read vocabularies: `rules/concepts/<name>.txt`, one term a line under a commented header."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from ..errors import Problem, closest
from ..model.base import Kind
from ..model.concept import Concept

_HEADER: Final = re.compile(r"#\s*(kind|about|inflect|misspelt|part|mask):\s*(.*)")
_MISSPELT_KINDS: Final = {Kind.PROFANITY, Kind.SLUR, Kind.ACT, Kind.OFFER, Kind.CLAIM}
_MASK_KINDS: Final = {Kind.PROFANITY, Kind.SLUR}
MAX_WORDS: Final = 8


def read_vocabulary(path: Path, root: Path) -> tuple[Concept | None, list[Problem]]:
    """Read one vocabulary; every fault of the file is returned, none raised."""
    name = path.relative_to(root).as_posix()
    problems: list[Problem] = []

    def fault(line: int, code: str, expected: str, got: str, cure: str) -> None:
        problems.append(Problem(name, line, 1 if line else 0, code, expected, got, cure))

    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        fault(0, "NPG101", "a readable UTF-8 file", str(error), "restore the file or save it as UTF-8")
        return None, problems
    header: dict[str, str] = {}
    terms: list[str] = []
    for number, line in enumerate(lines, 1):
        match = _HEADER.match(line)
        if match and not terms:
            if match[1] in header:
                fault(number, "NPG104", "each header once", match[1], "remove one of them")
            header[match[1]] = match[2].strip()
        elif re.match(r"#\s*[a-z_]+:", line) and not terms:
            key = line.lstrip("# ").split(":")[0]
            fault(number, "NPG103", "a known header", key, closest(key, ("kind", "about", "inflect", "misspelt", "part", "mask")))
        elif line.startswith("# ") or line == "#" or not line.strip():
            continue
        else:
            _check_term(line, terms, number, fault)
            terms.append(line)
    return _concept(path.stem, name, header, terms, problems, fault), problems


def _check_term(term: str, before: list[str], number: int, fault: object) -> None:
    assert callable(fault)
    if term != " ".join(term.split()) or term != term.lower():
        fault(number, "NPG106", "lower case, single spaces", repr(term), "write it in lower case without spaces around it")
    if len(term.split()) > MAX_WORDS:
        fault(number, "NPG106", f"at most {MAX_WORDS} words", repr(term), "use a pattern concept for long phrases")
    if before and term == before[-1]:
        fault(number, "NPG106", "each term once", repr(term), "remove the second one")
    elif before and term < before[-1]:
        fault(number, "NPG106", f"sorted lines (after {before[-1]!r})", repr(term), "sort the file by code point")


def _concept(stem: str, name: str, header: dict[str, str], terms: list[str], problems: list[Problem], fault: object) -> Concept | None:
    assert callable(fault)
    for key in ("kind", "about"):
        if not header.get(key):
            fault(1, "NPG105", f"the header `# {key}: ...`", "nothing", f"add a line `# {key}:` at the top")
    if not terms:
        fault(0, "NPG105", "at least one term", "none", "add terms or remove the file")
    if problems and (not header.get("kind") or not terms):
        return None
    flags: dict[str, bool] = {}
    for key in ("misspelt", "part", "mask"):
        value = header.get(key)
        if value not in (None, "yes", "no"):
            fault(1, "NPG105", f"`# {key}: yes` or `no`", repr(value), "write yes or no")
        flags[key] = value == "yes"
    try:
        kind = Kind(header["kind"])
    except ValueError:
        fault(1, "NPG105", "a kind", repr(header["kind"]), closest(header["kind"], [k.value for k in Kind]))
        return None
    flags["correctable"] = header.get("misspelt") != "no"
    if "misspelt" not in header:
        flags["misspelt"] = kind in _MISSPELT_KINDS
    if "mask" not in header:
        flags["mask"] = kind in _MASK_KINDS
    try:
        return Concept(name=stem, kind=kind, about=header.get("about", ""), source=name, terms=tuple(terms), inflect=header.get("inflect", "none"), **flags)  # type: ignore[arg-type]
    except ValidationError:
        fault(1, "NPG105", "`# inflect: none|verb|noun|adjective`", repr(header.get("inflect")), "write one of the four")
        return None
