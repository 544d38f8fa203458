"""The digit reading: runs of digits, however written (spaced, dotted, in words, letter for digit), with exact offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from ..text.fold import fold
from ..text.numerals import NUMBER_WORDS, spoken_digits

_LETTERS: Final = {"o": "0", "l": "1", "i": "1", "s": "5", "b": "8", "z": "2", "|": "1"}
_WORD: Final = re.compile(r"[^\W_]+")
_PARTS: Final = re.compile(r"\d+|[^\W\d_]+")
_POSSIBLE: Final = re.compile(r"\d|\b(?:" + "|".join(NUMBER_WORDS) + r")", re.IGNORECASE)
_TIMES: Final = {"double": 2, "dbl": 2, "triple": 3, "treble": 3, "quadruple": 4}
# Words that people write for the signs between groups of digits.
_SIGNS: Final = frozenset(["dash", "hyphen", "dot", "point", "slash", "space", "then", "minus", "tiret", "period"])
_TENS: Final = frozenset(["twenty", "thirty", "forty", "fourty", "fifty", "sixty", "seventy", "eighty", "ninety", "ninty"])
_MAX_GAP: Final = 5


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

    def bounds(self) -> list[int]:
        """Where groups begin, and the number of digits."""
        found = [0]
        for group in self.groups:
            found.append(found[-1] + len(group))
        return found


@lru_cache(maxsize=8192)
def digits_of(word: str) -> str | None:
    """The digits that a folded word stands for, or None. Remembered: comments share their words."""
    if word.isdigit():
        return "".join(str(int(c)) if c.isdecimal() else c for c in word)
    found = spoken_digits(word)
    if found is not None:
        return found
    if any(c.isdecimal() for c in word) and all(c.isdecimal() or c in _LETTERS for c in word) and sum(c.isdecimal() for c in word) * 2 >= len(word):
        return "".join(_LETTERS.get(c, c) for c in word)
    return _mixed(word) if 4 <= len(word) <= 40 and any(c.isdecimal() for c in word) else None


def _mixed(word: str) -> str | None:
    """The digits of figures and number words run together (`nine07`, `five5five`), or None."""
    parts = [part if part.isdecimal() else spoken_digits(part) for part in _PARTS.findall(word)]
    return "".join(part for part in parts if part) if len(parts) > 1 and all(parts) else None


class _Builder:
    """Collects one run."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.digits: list[str] = []
        self.groups: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.words: list[str] = []
        self.plain = True

    def add(self, found: str, word: str, places: list[tuple[int, int]]) -> None:
        if self.words and self.words[-1] in _TENS and len(found) == 1 and found != "0" and not word.isdecimal():
            self.digits[-1] = found  # twenty one
            self.groups[-1] = self.groups[-1][0] + found
            self.ends[-1] = places[0][1]
            self.words[-1] = word
            return
        if self.words and self.words[-1] == "thousand" and len(found) == 1 and not word.isdecimal():
            self.digits[-1] = found  # ten thousand five
            self.groups[-1] = "00" + found
            self.ends[-1] = places[0][1]
            self.words[-1] = word
            return
        self.groups.append(found)
        self.words.append(word)
        self.plain = self.plain and word.isdecimal()
        for digit, (low, high) in zip(found, places, strict=True):
            self.digits.append(digit)
            self.starts.append(low)
            self.ends.append(high)

    def run(self) -> Run:
        return Run("".join(self.digits), tuple(self.groups), tuple(self.starts), tuple(self.ends), self.plain)


@lru_cache(maxsize=4)
def digit_runs(text: str) -> tuple[Run, ...]:
    """The maximal runs of digit words, joined over a few signs, spaces or words for signs. Linear in the text.

    Remembered for the detectors that ask one after the other about the same comment.
    """
    return tuple(_digit_runs(text))


def _digit_runs(text: str) -> Iterator[Run]:
    if text.isascii() and not _POSSIBLE.search(text):
        return
    _, folded, source, _ = fold(text)
    run = _Builder()
    before = -1  # end of the last word that belongs to the run
    times = 1
    bridged = False
    for match in _WORD.finditer(folded):
        word = match[0]
        low, high = match.span()
        gap = folded[before:low] if before >= 0 else ""
        if run.groups and (len(gap) > _MAX_GAP or "\n" in gap or "$" in gap or ("," in gap.strip() and len(gap.rstrip()) > 2)):
            yield run.run()
            run.clear()
            times, bridged = 1, False
        found = digits_of(word)
        if found is None and run.groups and set(word) == {"o"}:
            found = "0" * len(word)
        if found is None:
            if word in _TIMES and times == 1:
                times = _TIMES[word]
                before = high
                continue
            if run.groups and word in _SIGNS and not bridged and times == 1:
                bridged = True
                before = high
                continue
            if run.groups:
                yield run.run()
                run.clear()
            before, times, bridged = -1, 1, False
            continue
        if not run.groups and word in ("o", "oh", "hundred", "thousand"):
            before, times = -1, 1
            continue
        same = len(found) == high - low
        places = [(source[low + i], source[low + i] + 1) if same else (source[low], source[high - 1] + 1) for i in range(len(found))]
        if times > 1 and len(found) == 1:
            found, places = found * times, places * times
            run.plain = False
        run.add(found, word, places)
        before, times, bridged = high, 1, False
    if run.groups:
        yield run.run()
