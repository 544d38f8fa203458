"""The scan: one cheap pass that decides which rules could match at all. Most comments end here.

It uses the same words and phrases as the full reading, and what each pattern needs (`Program.needs`); a property test
holds it to never dropping a rule that the full matching would find.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..rulebook.program import Any_, Chain, Id, Index, Node, Rulebook, Test, Together, Top
from ..text.chunks import Reader
from ..text.hints import comment_hints
from ..text.lexicon import PhraseNode
from ..text.words import Word


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


def candidates(mask: int, book: Rulebook, possible: Possible | None = None) -> list[int]:
    """The numbers of the patterns (`Rulebook.pairs`) that could match a comment with these concepts, in order.

    First what each pattern needs most, then its whole structure, place in the text left aside. `possible` remembers what
    was found for the matching that follows.
    """
    found = look_up(mask, book.index)
    if not found:
        return found
    possible = possible or Possible(mask, book)
    return [n for n in found if possible.top(book.pattern(n))]


def look_up(mask: int, index: Index) -> list[int]:
    """The numbers of the indexed patterns all of whose needs are met by `mask`, in order."""
    found: list[int] = []
    hit = mask & index.mask
    while hit:
        low = hit & -hit
        hit ^= low
        for number, needs in index.by_need[low.bit_length() - 1]:
            for need in needs:
                if not need & mask:
                    break
            else:
                found.append(number)
    return sorted(set(found))


class Possible:
    """Whether patterns could match if place did not matter; remembered by concept."""

    __slots__ = ("_leaves", "_mask", "_memo", "_patterns")

    def __init__(self, mask: int, book: Rulebook) -> None:
        self._mask = mask
        self._leaves = book.leaves
        self._patterns = book.patterns
        self._memo: dict[int, bool] = {}

    def top(self, top: Top) -> bool:
        """Whether the pattern of a rule could match."""
        if type(top) is Together:
            for part in top.rarest:
                if not self.node(part):
                    return False
            return True
        return self.node(top)  # type: ignore[arg-type]

    def node(self, node: Node) -> bool:
        """Whether a part of a pattern could match."""
        kind = type(node)
        if kind is Id:
            return self.concept(node.concept)  # type: ignore[union-attr]
        if kind is Chain:
            for part in node.rarest:  # type: ignore[union-attr]
                if not self.node(part):
                    return False
            return True
        if kind is Any_:
            if node.leaves & self._mask:  # type: ignore[union-attr]
                return True
            for option in node.further:  # type: ignore[union-attr]
                if self.node(option):
                    return True
            return False
        if kind is Test:
            return node.shown & self._mask == node.shown and self.node(node.node)  # type: ignore[union-attr]
        return True

    def concept(self, ident: int) -> bool:
        """Whether a concept could be marked."""
        leaf = self._leaves[ident]
        if leaf:
            return bool(leaf & self._mask)
        found = self._memo.get(ident)
        if found is None:
            found = False
            for node in self._patterns[ident]:
                if self.node(node):
                    found = True
                    break
            self._memo[ident] = found
        return found


def met(needs: tuple[int, ...], mask: int) -> bool:
    """Whether each need has at least one of its concepts in `mask`."""
    for need in needs:
        if not need & mask:
            return False
    return True
