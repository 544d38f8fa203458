"""The scan: one cheap pass that decides which rules could match at all. Most comments end here.

It uses the same words and phrases as the full reading, and what each pattern needs (`Program.needs`); a property test
holds it to never dropping a rule that the full matching would find.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..rulebook.program import Rulebook
from ..text.chunks import Reader
from ..text.fold import fold
from ..text.words import Word

_DIGIT: Final = re.compile(r"\d")
_DOT: Final = re.compile(r"[^\W_]\.[^\W_]|://|\bdot\b|\(\.\)|\[\.\]", re.IGNORECASE)
_SECRET: Final = re.compile(r"pass|pwd|\bpw\b|key|AKIA|gh[pousr]_|sk_|xox|eyJ", re.IGNORECASE)
# Characters whose fold may be a digit, a dot or a letter: all but Latin, common punctuation and emoji.
_UNUSUAL: Final = re.compile("[^\x00-\u024f\u2010-\u2027\u20ac\u2600-\u27bf\ufe0f\u200d\U0001f300-\U0001faff]")
_AT: Final = re.compile(r"[@\uff20]|\bat\b|\bhandle\b|\bsnap|\binsta|\big\b|\bcash\s?app\b|\bvenmo\b|\btelegram\b|\bkik\b|\bsignal\b|\bwhats|\bwickr|\bdiscord|onlyfans|\bof\b|tiktok|twitter|\bx\b|facebook|\bfb\b|\bsc\b|\btg\b|\bzelle|\btele|\$[a-z]", re.IGNORECASE)


def present(text: str, reader: Reader, book: Rulebook) -> tuple[int, bool]:
    """Return the mask of the concepts that words and phrases of `text` can stand for, with the hints for detectors;
    and whether three single letters in a row ask for the full reading.
    """
    mask = 0
    words: list[Word] = []
    opens = False
    run = 0
    spaced = False
    for part in text.split():
        chunk = reader.chunk(part)
        mask |= chunk.mask
        opens = opens or chunk.opens
        if chunk.single:
            run += 1
            spaced = spaced or run >= 2 or len(chunk.pieces) > 2
        else:
            run = 0
        words.extend([p.word for p in chunk.pieces])
    if opens:
        mask |= _phrases(words)
    return mask | hints(text, mask, book), spaced


def _phrases(words: list[Word]) -> int:
    """The concepts of every phrase of the trie in `words`, sentence borders left aside."""
    mask = 0
    size = len(words)
    for index in range(size - 1):
        for opening, _ in words[index].opens:
            stack = [(opening, index + 1)]
            while stack:
                node, at = stack.pop()
                for form, _ in words[at].forms:
                    following = node.next.get(form)
                    if following is not None:
                        mask |= following.mask
                        if following.next and at + 1 < size:
                            stack.append((following, at + 1))
    return mask


def hints(text: str, mask: int, book: Rulebook) -> int:
    """The hints that detectors declare: characters without which they can find nothing."""
    found = 1 << book.hints["capital"] | 1 << book.hints["any"]
    probe = fold(text)[1] if _UNUSUAL.search(text) else text
    number_word = book.ids.get("number_word")
    if _DIGIT.search(probe) or (number_word is not None and mask >> number_word & 1):
        found |= 1 << book.hints["digit"]
    if _DOT.search(probe):
        found |= 1 << book.hints["dot"]
    if _SECRET.search(probe):
        found |= 1 << book.hints["secret"]
    if _AT.search(probe):
        found |= 1 << book.hints["at"]
    return found


def candidates(mask: int, book: Rulebook) -> list[tuple[int, int]]:
    """The (program, pattern) pairs whose every need is met, in order."""
    found = set()
    hit = mask & book.indexed
    while hit:
        low = hit & -hit
        for pair in book.index[low.bit_length() - 1]:
            if pair not in found and met(book.programs[pair[0]].needs[pair[1]], mask):
                found.add(pair)
        hit ^= low
    return sorted(found)


def met(needs: tuple[int, ...], mask: int) -> bool:
    """Whether each need has at least one of its concepts in `mask`."""
    return all(need & mask for need in needs)


def bit_ids(mask: int) -> Iterator[int]:
    """Yield the concept ids of a mask."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
