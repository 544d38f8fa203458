"""Read the closed word lists of a rulebook: features, spellings, function words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ..errors import Problem, closest
from .content import Content
from .source import Source

FEATURE_LISTS: Final = (
    "negation", "question_openers", "question_subjects", "past", "future", "modal", "conditional", "clause_openers", "joiners", "polite",
    "subject_i", "subject_we", "subject_you", "subject_he", "subject_they", "me", "be_or_get", "told", "abbreviations", "before_i_will", "after_ill",
)  # fmt: skip


def missing(path: Path, root: Path) -> Problem:
    """The problem of a file that is not there."""
    return Problem(path.relative_to(root).as_posix(), 0, 0, "NPG101", "the file", "nothing there", "restore it from the shipped rulebook")


def read_features(root: Path, content: Content, problems: list[Problem]) -> None:
    """Read `features.yaml`; faults are noted."""
    path = root / "features.yaml"
    if not path.is_file():
        problems.append(missing(path, root))
        return
    source = Source(path, root)
    data = source.data if isinstance(source.data, dict) else {}
    for key in sorted(set(data) - set(FEATURE_LISTS)):
        source.problem("NPG103", (key,), "a known list", repr(key), closest(key, FEATURE_LISTS))
    for key in FEATURE_LISTS:
        words = data.get(key)
        if not isinstance(words, list) or not all(isinstance(w, str) for w in words):
            source.problem("NPG105", (key,), f"the list {key!r} of quoted words", repr(words)[:60], f"add `{key}: [...]`")
        else:
            content.features[key] = frozenset(words)
    problems.extend(source.problems)


def read_spellings(root: Path, content: Content, problems: list[Problem]) -> None:
    """Read `spellings.txt`; faults are noted."""
    for number, line in entries(root / "spellings.txt", root, problems):
        surface, sign, words = line.partition(" = ")
        if not sign or not words.split():
            problems.append(Problem("spellings.txt", number, 1, "NPG106", "`surface = words`", repr(line), "write one spelling a line"))
        elif surface in content.spellings:
            problems.append(Problem("spellings.txt", number, 1, "NPG106", "each spelling once", repr(surface), "remove one of them"))
        else:
            content.spellings[surface.strip()] = tuple(words.split())


def read_function_words(root: Path, content: Content, problems: list[Problem]) -> None:
    """Read `function_words.txt`; faults are noted."""
    for number, line in entries(root / "function_words.txt", root, problems):
        language, sign, words = line.partition(":")
        if not sign or not words.split():
            problems.append(Problem("function_words.txt", number, 1, "NPG106", "`language: words`", repr(line), "write one language a line"))
        else:
            content.function_words[language.strip()] = frozenset(words.split())


def entries(path: Path, root: Path, problems: list[Problem]) -> Iterator[tuple[int, str]]:
    """Yield number and text of each line of a list that is neither empty nor a comment; a file that is not there is noted."""
    if not path.is_file():
        problems.append(missing(path, root))
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line
