"""What the words and phrases of a comment could stand for, as one mask; place and order left aside."""

from __future__ import annotations

from collections.abc import Sequence

from .chunks import Reader
from .hints import comment_hints
from .lexicon import PhraseNode
from .words import Word


def present(text: str, reader: Reader) -> tuple[int, bool]:
    """Return the mask of the concepts that words and phrases of `text` can stand for, with the hints for detectors;
    and whether three single letters in a row ask for the full reading.
    """
    mask = digits = run = 0
    words: list[Word] = []
    opens = spaced = False
    capital = reader.lexicon.hints["capital"]
    remembered = reader.chunks
    shown = 0
    for part in text.split():
        chunk = remembered.get(part) or reader.chunk(part)
        mask |= chunk.mask
        digits += chunk.digits
        if chunk.mask & capital:
            shown += 1 if words or len(chunk.words) < 2 else 2
        if chunk.named:  # it may stand at the start of a sentence
            chunk = reader.lowered(part)
            mask |= chunk.mask
        if chunk.opens:
            opens = True
        if chunk.single:
            run += 1
            spaced = spaced or run >= 2 or len(chunk.words) > 2
        else:
            run = 0
        words.extend(chunk.words)
    if opens:
        mask |= _phrases(words)
    hints = reader.lexicon.hints
    if shown and (shown > 1 or not words or not words[0].form or not _capital_first(text)):
        mask |= hints["cap"]
    return mask | comment_hints(mask, digits, hints), spaced


def _capital_first(text: str) -> bool:
    """Whether the first letter of `text` is the capital: a capital there says nothing."""
    for char in text:
        if char.isalpha():
            return char.isupper()
    return False


def _phrases(words: Sequence[Word]) -> int:
    """The concepts of every phrase of the trie in `words`, sentence borders left aside."""
    mask = 0
    size = len(words)
    for index in range(size - 1):
        opens = words[index].opens
        if not opens:
            continue
        following = words[index + 1].forms
        for node, _ in opens:
            for form, _ in following:
                second = node.next.get(form)
                if second is not None:
                    if second.ids:
                        mask |= second.mask
                    if second.next and index + 2 < size:
                        mask |= _longer(words, index + 2, second)
    return mask


def _longer(words: Sequence[Word], at: int, node: PhraseNode) -> int:
    """The concepts of the phrases that go on from `node` with the word `at`."""
    mask = 0
    stack = [(node, at)]
    size = len(words)
    while stack:
        node, at = stack.pop()
        for form, _ in words[at].forms:
            following = node.next.get(form)
            if following is not None:
                mask |= following.mask
                if following.next and at + 1 < size:
                    stack.append((following, at + 1))
    return mask
