"""Floods: a passage repeated over and over is read three times, whatever its number of copies.

Only comments of more than 20,000 characters are condensed. What is left out repeats, to the letter, a passage that is
read; so no kind of evidence is lost, and a megabyte of one phrase costs no more than a page of it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final, NamedTuple

FLOOD: Final = 20_000
_COPIES: Final = 3
_WORDS: Final = 240  # a passage without a full stop is cut after so many words
_GLUED: Final = 720  # and a run without white space after so many characters
_CHUNK: Final = re.compile(rf"\S{{1,{_GLUED}}}\s*")


class Condensed(NamedTuple):
    """What is read of a long comment: the passages joined by line breaks, and where each stood."""

    text: str
    starts: list[int]  # offsets of the passages in `text`
    shifts: list[int]  # what to add to an offset from there on

    def original(self, offset: int) -> int:
        """The offset in the comment of an offset in `text`."""
        return offset + self.shifts[bisect_right(self.starts, offset) - 1]


def condense(text: str) -> Condensed | None:
    """Leave out what repeats; None for comments that are read as they are. Linear in the text.

    >>> condense("short") is None
    True
    >>> flood = condense("Buy now! " * 10_000)
    >>> len(flood.text) < 100, flood.original(0)
    (True, 0)
    """
    if len(text) <= FLOOD:
        return None
    seen: dict[str, int] = {}
    parts: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    at = size = 0
    for passage in _passages(text):
        count = seen.get(passage, 0)
        seen[passage] = count + 1
        if count < _COPIES:
            starts.append(size)
            shifts.append(at - size)
            parts.append(passage)
            size += len(passage) + 1
        at += len(passage)
    if size >= len(text):
        return None
    return Condensed("\n".join(parts), starts, shifts)


def _passages(text: str) -> list[str]:
    """Cut `text` after full stops and line breaks, and where a stretch without them grows too long."""
    result: list[str] = []
    first = words = 0
    for match in _CHUNK.finditer(text):
        words += 1
        end = match.end()
        chunk = match[0]
        body = chunk.rstrip()
        if len(body) == _GLUED or words >= _WORDS or body[-1] in ".!?" or "\n" in chunk[len(body) :]:
            result.append(text[first:end])
            first, words = end, 0
    if first < len(text):
        result.append(text[first:])
    return result
