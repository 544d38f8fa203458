"""The scan: one cheap pass that decides which rules could match at all. Most comments end here.

It uses the same words and phrases as the full reading, and the gates of the patterns (rulebook/gates.py); a property test
holds it to never dropping a rule that the full matching would find.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

from ..rulebook.program import Choice, Gate, Index, Rulebook


class Possible:
    """Whether patterns could match a comment that shows `ids` if place did not matter; choices are remembered.

    `known` are pattern concepts that the post names, so that a pronoun may stand for them.
    """

    __slots__ = ("_book", "_memo", "ids")

    def __init__(self, ids: Set[int], book: Rulebook, known: Iterable[int] = ()) -> None:
        self.ids = ids
        self._book = book
        self._memo: dict[int, bool] = dict.fromkeys(known, True)

    def opens(self, gate: Gate) -> bool:
        """Whether the pattern with this gate could match."""
        must, some, choices = gate
        ids = self.ids
        if not must <= ids:
            return False
        for need in some:
            if need.isdisjoint(ids):
                return False
        for choice in choices:
            if not self._open(choice):
                return False
        return True

    def _open(self, choice: Choice) -> bool:
        number, plain, ways = choice
        found = self._memo.get(number)
        if found is None:
            found = self._memo[number] = not plain.isdisjoint(self.ids) or self._any(ways)
        return found

    def _any(self, index: Index) -> bool:
        for key in index.keys & self.ids:
            for _, gate in index.by_need[key]:
                if self.opens(gate):
                    return True
        return False

    def concept(self, ident: int) -> bool:
        """Whether a concept could be marked."""
        leaf = self._book.leaves[ident]
        return not leaf.isdisjoint(self.ids) if leaf else self._open(self._book.choices[ident])


def candidates(index: Index, keys: Iterable[int], possible: Possible) -> list[int]:
    """The numbers of the indexed patterns that could match the comment of `possible`, in order; `keys` are its concepts that indexes watch."""
    found: set[int] = set()
    opens = possible.opens
    for key in keys:
        for number, gate in index.by_need.get(key, ()):
            if opens(gate):
                found.add(number)
    return sorted(found)
