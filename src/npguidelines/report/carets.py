"""A text with carets under its spans, wrapped to a width of the terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

WIDTH = 100


def underlined(text: str, spans: Iterable[tuple[int, int]], width: int = WIDTH) -> list[str]:
    """Return the lines of `text`, each followed by a line of carets where half-open `spans` (code points) touch it.

    Long lines are cut at `width` columns. Characters that show nothing are shown as a middle dot; wide ones take two columns.

    >>> underlined("so a zorble", [(5, 11)])
    ['so a zorble', '     ^^^^^^']
    """
    marked = {place for start, end in spans for place in range(start, end)}
    lines: list[str] = []
    for start, end in _rows(text, width):
        lines.append("".join(_shown(c) for c in text[start:end]))
        carets = "".join(("^" if at in marked else " ") * _columns(text[at]) for at in range(start, end)).rstrip()
        if carets:
            lines.append(carets)
    return lines


def _rows(text: str, width: int) -> Iterator[tuple[int, int]]:
    """The half-open slices of the text that are shown as one line each."""
    start = used = 0
    for at, char in enumerate(text):
        if char == "\n":
            yield start, at
            start, used = at + 1, 0
            continue
        if used + _columns(char) > width:
            yield start, at
            start, used = at, 0
        used += _columns(char)
    yield start, len(text)


def _shown(char: str) -> str:
    if unicodedata.combining(char) or char == "\u200d" or "\ufe00" <= char <= "\ufe0f":
        return char
    return char if char.isprintable() else "\u00b7"


def _columns(char: str) -> int:
    if unicodedata.combining(char) or char == "\u200d" or "\ufe00" <= char <= "\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
