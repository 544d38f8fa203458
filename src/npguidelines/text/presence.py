"""Which concepts the words and phrases of a comment could stand for; place and order left aside."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple

from .chunks import Chunk, Reader
from .hints import BIT, HINTS, comment_hints
from .ids import packed_ids
from .phrases import Phrases
from .spaced import RUN, row
from .word import Word

try:
    from ._presence import gather as _gather
except ImportError:  # built without a compiler
    _gather = None  # type: ignore[assignment]

_CAPITAL = BIT["capital"]
_ILL = BIT["ill"]

Gathered = tuple[bytes, int, int, bool, int, Word | None]


class Present(NamedTuple):
    """What a comment shows.

    shown: what its words and phrases show (`Word.shown`) and the concepts of its hints, as `text.ids.packed_ids` has them, in no order and some more than once.
    hints: bits of `text.hints`. spaced: whether what only the full reading tells may change that: three single letters in a row, or "ill" for "I'll".
    """

    shown: bytes
    hints: int
    spaced: bool


def present(text: str, reader: Reader) -> Present:
    """Return what the words and phrases of `text` show, with the hints for detectors."""
    remembered = reader.chunks
    shown, hints, digits, spaced, capitals, first = gather([remembered.get(part) or reader.chunk(part) for part in text.split()], _CAPITAL, reader.lexicon.phrases)
    if capitals and (capitals > 1 or first is None or not first.form or not _capital_first(text)):
        hints |= BIT["cap"]
    hints = comment_hints(hints, digits)
    return Present(shown + _hinted(hints, reader), hints, spaced or bool(hints & _ILL))


def gather(chunks: list[Chunk], capital: int, phrases: Phrases) -> Gathered:
    """Return what `plain_gather` does, in C where the package has it."""
    return plain_gather(chunks, capital, phrases) if _gather is None else _gather(chunks, capital, phrases.tables)


def plain_gather(chunks: list[Chunk], capital: int, phrases: Phrases) -> Gathered:
    """Return the ids that the chunks and the phrases in their words show, the union of the hints, the sum of the digits, whether three
    single letters stand in a row, how many capitals are no first letter, the first word. `text/_presence.c` does the same.
    """
    ids: set[int] = set().union(*[c.shown for c in chunks])
    hints = digits = run = capitals = 0
    words: list[Word] = []
    spaced = False
    for chunk in chunks:
        found, read = chunk.hints, chunk.words
        hints |= found
        if found & capital:
            capitals += 1 if words or len(read) < 2 else 2
        digits += chunk.digits
        most, run = row(chunk, run)
        spaced = spaced or most >= RUN
        words += read
    _phrases([array("I", w.steps) for w in words], phrases, ids)
    return packed_ids(ids), hints, digits, spaced, capitals, words[0] if words else None


def _hinted(hints: int, reader: Reader) -> bytes:
    """The concepts of these hints; remembered, since comments show few sets of them."""
    known = reader.hinted.get(hints)
    if known is None:
        ids = reader.lexicon.hints
        known = reader.hinted[hints] = packed_ids([ids[n] for n in range(len(HINTS)) if hints >> n & 1])
    return known


def _capital_first(text: str) -> bool:
    """Whether the first letter of `text` is the capital: a capital there says nothing."""
    for char in text:
        if char.isalpha():
            return char.isupper()
    return False


def _phrases(steps: Sequence[Sequence[int]], phrases: Phrases, ids: set[int]) -> None:
    """Add the concepts of every phrase in words with these `steps`, sentence borders left aside."""
    for following, word in enumerate(steps[:-1], 1):
        stack = [(node, following) for node in word[2::2] if node]
        while stack:
            node, at = stack.pop()
            for number in steps[at][1::2]:
                reached = phrases.following(node, number)
                if reached:
                    ids.update(phrases.ids(reached))
                    if at + 1 < len(steps):
                        stack.append((reached, at + 1))
