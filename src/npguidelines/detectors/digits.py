"""The digit reading: runs of digits, however written (spaced, dotted, in words, letter for digit), with exact offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from ..text.fold import fold
from ..text.numerals import NUMBER_WORDS

_LETTERS: Final = {"o": "0", "l": "1", "i": "1", "s": "5", "b": "8", "z": "2", "|": "1"}
_WORD: Final = re.compile(r"[^\W_]+")
_POSSIBLE: Final = re.compile(r"\d|\b(?:" + "|".join(NUMBER_WORDS) + r")\b", re.IGNORECASE)


class Run(NamedTuple):
    """Digits that stand together; `groups` as separated by the writer; offsets of each digit in the original text."""

    digits: str
    groups: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    plain: bool

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Half-open offsets of the digits `first`..`last` (inclusive)."""
        return self.starts[first], self.ends[last]


def _digits_of(word: str) -> str | None:
    """The digits that a word stands for, or None."""
    if word.isdigit():
        return "".join(str(int(c)) if c.isdecimal() else c for c in word)
    found = NUMBER_WORDS.get(word)
    if found is not None:
        return found
    if any(c.isdecimal() for c in word) and all(c.isdecimal() or c in _LETTERS for c in word) and sum(c.isdecimal() for c in word) * 2 >= len(word):
        return "".join(_LETTERS.get(c, c) for c in word)
    return None


@lru_cache(maxsize=4)
def digit_runs(text: str) -> tuple[Run, ...]:
    """The maximal runs of digit words, joined over up to four signs or spaces. Linear in the text.

    Remembered for the detectors that ask one after the other about the same comment.
    """
    return tuple(_digit_runs(text))


def _digit_runs(text: str) -> Iterator[Run]:
    if not _POSSIBLE.search(text) and text.isascii():
        return
    _, folded, source, _ = fold(text)
    digits: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    groups: list[str] = []
    plain = True
    before = -1
    for match in _WORD.finditer(folded):
        low, high = match.span()
        found = _digits_of(match[0])
        gap = folded[before:low] if before >= 0 else ""
        if found is None or (before >= 0 and (len(gap) > 4 or "\n" in gap or "$" in gap or ("," in gap.strip() and len(gap) > 2))):
            if groups:
                yield Run("".join(digits), tuple(groups), tuple(starts), tuple(ends), plain)
            digits, starts, ends, groups, plain, before = [], [], [], [], True, -1
        if found is None:
            continue
        if match[0] in ("o", "oh") and not groups:
            continue
        groups.append(found)
        plain = plain and match[0].isdecimal()
        same = len(found) == high - low
        for index, digit in enumerate(found):
            digits.append(digit)
            starts.append(source[low + index] if same else source[low])
            ends.append((source[low + index] if same else source[high - 1]) + 1)
        before = high
    if groups:
        yield Run("".join(digits), tuple(groups), tuple(starts), tuple(ends), plain)
