"""Which concepts the words and phrases of a comment could stand for; place and order left aside."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .chunks import Chunk, Reader
from .hints import BIT, HINTS, comment_hints
from .phrases import PhraseNode
from .spaced import RUN, row
from .word import Word

try:
    from ._presence import gather as _gather
except ImportError:  # built without a compiler
    _gather = None  # type: ignore[assignment]

_CAPITAL = BIT["capital"]
_ILL = BIT["ill"]


Gathered = tuple[set[int], int, int, bool, int, Word | None]


def present(text: str, reader: Reader) -> tuple[set[int], bool]:
    """Return what the words and phrases of `text` show (`Word.shown`), with the hints for detectors; and whether what
    only the full reading tells may change that: three single letters in a row, or "ill" for "I'll".
    """
    remembered = reader.chunks
    ids, hints, digits, spaced, capitals, first = gather([remembered.get(part) or reader.chunk(part) for part in text.split()], _CAPITAL)
    if capitals and (capitals > 1 or first is None or not first.form or not _capital_first(text)):
        hints |= BIT["cap"]
    ids.update(_hinted(comment_hints(hints, digits), reader.lexicon.hints))
    return ids, spaced or bool(hints & _ILL)


def plain_gather(chunks: list[Chunk], capital: int) -> Gathered:
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
    _phrases(words, ids)
    return ids, hints, digits, spaced, capitals, words[0] if words else None


gather = plain_gather if _gather is None else _gather


def _hinted(hints: int, ids: tuple[int, ...]) -> list[int]:
    return [ids[n] for n in range(len(HINTS)) if hints >> n & 1]


def _capital_first(text: str) -> bool:
    """Whether the first letter of `text` is the capital: a capital there says nothing."""
    for char in text:
        if char.isalpha():
            return char.isupper()
    return False


def _phrases(words: Sequence[Word], ids: set[int]) -> None:
    """Add the concepts of every phrase of the trie in `words`, sentence borders left aside."""
    size = len(words)
    for index, (word, after) in enumerate(pairwise(words), 2):
        for node, _ in word.opens:
            following = node.next
            for form, _ in after.forms:
                second = following.get(form)
                if second is not None:
                    ids.update(second.ids)
                    if second.next and index < size:
                        _longer(words, index, second, ids)


def _longer(words: Sequence[Word], at: int, node: PhraseNode, ids: set[int]) -> None:
    """Add the concepts of the phrases that go on from `node` with the word `at`."""
    stack = [(node, at)]
    size = len(words)
    while stack:
        node, at = stack.pop()
        for form, _ in words[at].forms:
            following = node.next.get(form)
            if following is not None:
                ids.update(following.ids)
                if following.next and at + 1 < size:
                    stack.append((following, at + 1))
