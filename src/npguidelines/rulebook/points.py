"""What concepts weigh for and against a clause: read `points.txt`, and put ids in place of names.

    [start]: b-31 c-28              the points of a comment before any concept counts
    [set aside below]: b-45 c-45    a finding of the clause is set aside where the comment has fewer
    [blind to]: listed_group        a concept that shares a word with one of these counts nothing
    sell_verb: d+14 e-3             any other line: a concept, in order of names
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from ..errors import Problem, closest
from .content import PointList
from .lists import entries
from .needs import Names
from .program import Points

FILE: Final = "points.txt"
_START, _ASIDE, _BLIND = "[start]", "[set aside below]", "[blind to]"
_ONE: Final = re.compile(r"([a-j])([+-]\d{1,3})")


def read_points(root: Path, problems: list[Problem]) -> PointList | None:
    """Read `points.txt`, if the rulebook has it; faults are noted."""
    path = root / FILE
    if not path.is_file():
        return None
    found = PointList()
    last = ""
    for number, line in entries(path, root, problems):
        name, sign, rest = (part.strip() for part in line.partition(":"))
        if name == _BLIND:
            found.blind = dict.fromkeys(rest.split(), number)
            continue
        marks = [_ONE.fullmatch(one) for one in rest.split()]
        points = tuple((mark[1], int(mark[2])) for mark in marks if mark)
        if not sign or not marks or None in marks or len(dict(points)) < len(points):
            problems.append(Problem(FILE, number, 1, "NPG105", "a name, a colon, and points as in `d+14 e-3`, each clause once", repr(line), "write `+` or `-` and a number behind the letter of a clause"))
        elif name in (_START, _ASIDE):
            (found.start if name == _START else found.aside).update(points)
        elif name <= last:
            problems.append(Problem(FILE, number, 1, "NPG106", "concepts in order, each once", repr(name), "sort the lines"))
        else:
            last = name
            found.of[name] = (number, points)
    told = dict.fromkeys(found.aside, 0) | {clause: number for number, points in found.of.values() for clause, _ in points}
    for clause in sorted(set(told) - set(found.start)):
        problems.append(Problem(FILE, told[clause], 1 if told[clause] else 0, "NPG105", f"a [start] for each clause with points, as in `[start]: {clause}-20`", f"none for {clause}", "say where a comment starts, or take the points of the clause out"))
    return found


def check_points(points: PointList | None, names: Names, problems: list[Problem]) -> None:
    """Refuse points of concepts that are not there."""
    if points is None:
        return
    named = [n for n in names.ids if n[0] not in "#~'"]
    for name, number in (*((n, line) for n, (line, _) in points.of.items()), *points.blind.items()):
        if name not in names.ids:
            problems.append(Problem(FILE, number, 1, "NPG108", "a concept", name, closest(name, named)))


def resolved(points: PointList | None, names: Names) -> Points | None:
    """The points by the ids of concepts."""
    if points is None:
        return None
    return Points({names.ids[n]: p for n, (_, p) in points.of.items()}, points.start, points.aside, tuple(sorted(names.ids[n] for n in points.blind)))
