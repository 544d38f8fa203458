"""The scan: one cheap pass that decides which rules could match at all. Most comments end here.

It uses the same words and phrases as the full reading, and what each pattern needs (`Program.needs`); a property test
holds it to never dropping a rule that the full matching would find.
"""

from __future__ import annotations

from ..rulebook.program import Any_, Chain, Id, Index, Node, Rulebook, Test, Together, Top


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
