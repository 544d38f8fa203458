"""Which concepts the words and phrases of a comment could stand for; place and order left aside."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .chunks import Reader
from .hints import BIT, HINTS, comment_hints
from .phrases import PhraseNode
from .words import Word

_CAPITAL = BIT["capital"]


def present(text: str, reader: Reader) -> tuple[set[int], bool]:
    """Return what the words and phrases of `text` show (`Word.shown`), with the hints for detectors; and whether three
    single letters in a row ask for the full reading.
    """
    remembered = reader.chunks
    parts = text.split()
    chunks = [remembered.get(part) or reader.chunk(part) for part in parts]
    ids: set[int] = set().union(*[c.shown for c in chunks])
    hints = digits = run = 0
    words: list[Word] = []
    spaced = False
    shown = 0
    for at, (_, _, found, read, _, single, counted, named) in enumerate(chunks):
        if found:
            hints |= found
            if found & _CAPITAL:
                shown += 1 if words or len(read) < 2 else 2
                if named:  # it may stand at the start of a sentence
                    low = reader.lowered(parts[at])
                    ids |= low.shown
                    hints |= low.hints
                    read = low.words
        digits += counted
        if single:
            run += 1
            spaced = spaced or run >= 2 or len(read) > 2
        else:
            run = 0
        words += read
    _phrases(words, ids)
    if shown and (shown > 1 or not words or not words[0].form or not _capital_first(text)):
        hints |= BIT["cap"]
    ids.update(_hinted(comment_hints(hints, digits), reader.lexicon.hints))
    return ids, spaced


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
