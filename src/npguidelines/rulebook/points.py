"""What concepts and words weigh for and against a clause: read `points.txt` and `word_points.txt`, and put rows of a table in place of names.

    [start]: b-31 c-28              the points of a comment before any concept counts
    [set aside below]: b-45 c-45    a finding of the clause is set aside where the comment has fewer
    [overruled from]: c+10 d+10     a finding with so many stands, whatever context or exception would set it aside
    [may meet together]: ej fj      pairs of clauses; what speaks for any other one is taken from a clause
    [blind to]: listed_group        a concept that shares a word with one of these counts nothing
    [names]: given_name surname     a word of one of these stands for any name
    sell_verb: d+14 e-3             any other line: a concept, in order of names

A clause may have kinds that are read apart, `j-violence+9 j-disclosure-3`: the one for which most speaks decides. The kinds of alerts have points like clauses do: `self-harm+9`. `word_points.txt`, which a rulebook may do without, holds words in the same form:

    cheap: d+7 e+2                  a word as it is read
    sell*: d+5                      any form of it: words with this stem
    sell* .. cheap*: d+9            two of them in this order in a sentence, at most two words between
    <name> .. live*: f+4            beside <name>, <group> and <number>: any of these
    ^ sell*: d+3                    at the start of a sentence
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from ..errors import Problem, closest
from ..text.language import languages_of
from ..text.lexicon import Lexicon
from .content import Content, PointList
from .lines import LINE, line_table
from .lists import entries
from .needs import Names
from .program import WORD, Points
from .stems import pieces_of

FILE: Final = "points.txt"
WORDS: Final = "word_points.txt"
_START, _ASIDE, _OVERRULED, _TOGETHER, _BLIND, _NAMES = "[start]", "[set aside below]", "[overruled from]", "[may meet together]", "[blind to]", "[names]"
_ONE: Final = re.compile(r"([a-j](?:-[a-z]+)?|self-harm|emergency)([+-]\d{1,3})")
_PAIR: Final = re.compile(r"([a-j])(?!\1)[a-j]")


def read_points(root: Path, problems: list[Problem]) -> PointList | None:
    """Read `points.txt`, if the rulebook has it; faults are noted."""
    path = root / FILE
    if not path.is_file():
        return None
    found = PointList()
    bars = {_START: found.start, _ASIDE: found.aside, _OVERRULED: found.overruled}
    for number, line, name, rest in _entries(path, root, problems):
        if name in (_BLIND, _NAMES):
            (found.blind if name == _BLIND else found.names).update(dict.fromkeys(rest.split(), number))
            continue
        if name == _TOGETHER:
            found.together |= _read_pairs(number, line, rest, problems)
            continue
        points = _read(FILE, number, line, rest, problems)
        if name in bars:
            bars[name].update(points)
        elif points:
            _note(found.of, FILE, number, name, points, problems)
    for number, line, name, rest in _entries(root / WORDS, root, problems) if (root / WORDS).is_file() else ():
        points = _read(WORDS, number, line, rest, problems)
        if not LINE.fullmatch(name):
            problems.append(Problem(WORDS, number, 1, "NPG105", "`word`, `stem*`, `stem* .. stem*` or `^ stem*` of small letters, a to z; `<name>`, `<group>` or `<number>` for a stem", repr(name), "write words as they are read: no signs, no digits; for longer phrases write a vocabulary"))
        elif points:
            _note(found.words, WORDS, number, name, points, problems)
    _check_starts(found, problems)
    return found


def _entries(path: Path, root: Path, problems: list[Problem]) -> Iterator[tuple[int, str, str, str]]:
    """Each line with its number, the name before the colon and what stands behind it."""
    for number, line in entries(path, root, problems):
        name, _, rest = line.partition(":")
        yield number, line, name.strip(), rest


def _read(file: str, number: int, line: str, rest: str, problems: list[Problem]) -> tuple[tuple[str, int], ...]:
    """The points of a line; none where they cannot be read, which is noted."""
    marks = [_ONE.fullmatch(one) for one in rest.split()]
    points = tuple((mark[1], int(mark[2])) for mark in marks if mark)
    if marks and None not in marks and len(dict(points)) == len(points):
        return points
    problems.append(Problem(file, number, 1, "NPG105", "a name, a colon, and points as in `d+14 e-3`, each clause once", repr(line), "write `+` or `-` and a number behind the letter of a clause, one of its kinds or the kind of an alert"))
    return ()


def _read_pairs(number: int, line: str, rest: str, problems: list[Problem]) -> set[frozenset[str]]:
    """The pairs of clauses of a line; none where they cannot be read, which is noted."""
    pairs = rest.split()
    if pairs and all(_PAIR.fullmatch(pair) for pair in pairs):
        return {frozenset(pair) for pair in pairs}
    problems.append(Problem(FILE, number, 1, "NPG105", "a colon, and pairs of clauses as in `ej fj`", repr(line), "write the letters of two clauses without a blank between them"))
    return set()


def _note(into: dict[str, tuple[int, tuple[tuple[str, int], ...]]], file: str, number: int, name: str, points: tuple[tuple[str, int], ...], problems: list[Problem]) -> None:
    """Note the points of a name, which must come after the last one."""
    if name <= next(reversed(into), ""):
        problems.append(Problem(file, number, 1, "NPG106", "names in order, each once", repr(name), "sort the lines"))
    else:
        into[name] = (number, points)


def _check_starts(found: PointList, problems: list[Problem]) -> None:
    """Refuse points of a column that has no start, and bars for what is no clause or kind of alert that has one."""
    barred = {*found.aside, *found.overruled} - found.clauses
    told = dict.fromkeys(barred, (FILE, 0))
    for file, points_of in ((FILE, found.of), (WORDS, found.words)):
        told |= {clause: (file, number) for number, points in points_of.values() for clause, _ in points}
    for clause in sorted((set(told) - set(found.start)) | barred):
        file, number = told.get(clause, (FILE, 0))
        problems.append(Problem(file, number, 1 if number else 0, "NPG105", f"a [start] for each clause with points, as in `[start]: {clause}-20`", f"none for {clause}", "say where a comment starts, or take the points of the clause out"))


def check_points(points: PointList | None, names: Names, problems: list[Problem]) -> None:
    """Refuse points of concepts that are not there."""
    if points is None:
        return
    named = [n for n in names.ids if n[0] not in "#~'"]
    for name, number in (*((n, line) for n, (line, _) in points.of.items()), *points.blind.items(), *points.names.items()):
        if name not in names.ids:
            problems.append(Problem(FILE, number, 1, "NPG108", "a concept", name, closest(name, named)))


def resolved(content: Content, names: Names, lexicon: Lexicon) -> Points | None:
    """The points as a table: rows of concepts by their ids, then rows of words."""
    points = content.points
    if points is None:
        return None
    concepts = sorted((names.ids[n], p) for n, (_, p) in points.of.items())
    rows = {line: at for at, line in enumerate(points.words, len(concepts))}
    columns = tuple(points.start)
    table = array("h", [number for _, p in concepts for number in _row(p, columns)])
    table.extend(number for _, p in points.words.values() for number in _row(p, columns))
    blind, named = (frozenset(names.ids[n] for n in listed) for listed in (points.blind, points.names))
    stems: dict[str, str] = {}
    if any("*" in line for line in rows):  # few small rulebooks have stems, and to stem every word takes two seconds
        stems = pieces_of(lexicon, blind | named, content.swaps, languages_of(content.function_words))
    return Points(
        tuple(i for i, _ in concepts), "\n".join(rows), line_table(rows, stems), table.tobytes(), points.start, points.aside, points.overruled, _rivals(points),
        tuple(sorted(blind)), tuple(sorted(named)), names.add(f"{WORD}:''", WORD),
    )  # fmt: skip


def _rivals(points: PointList) -> dict[str, tuple[str, ...]]:
    clauses = sorted(c for c in points.clauses if len(c) == 1)  # kinds of alerts have names
    return {c: tuple(o for o in clauses if o != c and {c, o} not in points.together) for c in clauses}


def _row(points: Sequence[tuple[str, int]], columns: tuple[str, ...]) -> list[int]:
    told = dict(points)
    return [told.get(c, 0) for c in columns]
