"""The scan: one cheap pass that decides which rules could match at all. Most comments end here.

It uses the same words and phrases as the full reading, and what each pattern needs (`Program.needs`); a property test
holds it to never dropping a rule that the full matching would find.
"""

from __future__ import annotations

from collections.abc import Callable, Set

from ..rulebook.program import Any_, Chain, Id, Index, Need, Node, Rulebook, Test, Together, Top


def candidates(index: Index, pattern: Callable[[int], Top], possible: Possible) -> list[int]:
    """The numbers of the indexed patterns that could match a comment with the concepts of `possible`, in order.

    First what each pattern needs most, then its whole structure, place in the text left aside. `pattern` gives the
    pattern with a number; `possible` remembers what was found for the matching that follows.
    """
    ids = possible.ids
    found: set[int] = set()
    for key in index.keys & ids:
        for number, needs in index.by_need[key]:
            for need in needs:
                if need.isdisjoint(ids):
                    break
            else:
                found.add(number)
    return [n for n in sorted(found) if possible.top(pattern(n))]


class Possible:
    """Whether patterns could match a comment with the concepts `ids` if place did not matter; remembered by concept."""

    __slots__ = ("_leaves", "_memo", "_patterns", "ids")

    def __init__(self, ids: Set[int], book: Rulebook) -> None:
        self.ids = ids
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
            if not node.leaves.isdisjoint(self.ids):  # type: ignore[union-attr]
                return True
            for option in node.further:  # type: ignore[union-attr]
                if self.node(option):
                    return True
            return False
        if kind is Test:
            return node.shown <= self.ids and self.node(node.node)  # type: ignore[union-attr]
        return True

    def concept(self, ident: int) -> bool:
        """Whether a concept could be marked."""
        leaf = self._leaves[ident]
        if leaf >= 0:
            return leaf in self.ids
        found = self._memo.get(ident)
        if found is None:
            found = False
            for node in self._patterns[ident]:
                if self.node(node):
                    found = True
                    break
            self._memo[ident] = found
        return found


def met(needs: tuple[Need, ...], ids: Set[int]) -> bool:
    """Whether each need has at least one of its concepts in `ids`."""
    for need in needs:
        if need.isdisjoint(ids):
            return False
    return True
