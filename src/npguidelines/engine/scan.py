"""The scan: one cheap pass that decides which rules could match at all. Most comments end here.

It uses the same words and phrases as the full reading, and the gates of the patterns (rulebook/gates.py); a property test
holds it to never dropping a rule that the full matching would find. Where the package was built with a C compiler at
hand, `engine/_scan.c` does the same from flat tables, several times as fast; tests hold both to the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from typing import Final, Protocol

from ..rulebook.program import Choice, Gate, Index, Rulebook
from ..text.ids import ids_of

try:
    from ._scan import Scanner
except ImportError:  # built without a compiler
    Scanner = None  # type: ignore[assignment, misc]

RULES: Final = 0
CUES: Final = 1
ALERTS: Final = 2


class Possible(Protocol):
    """Whether patterns could match a comment if place did not matter."""

    @property
    def ids(self) -> Set[int]:
        """What the comment shows (`Word.shown`, phrases, hints)."""

    def candidates(self, which: int, /) -> list[int]:
        """The numbers of the patterns of RULES, CUES or ALERTS that could match, in order."""

    def ways(self, ident: int, /) -> list[int]:
        """The numbers of the patterns of a pattern concept that could match, in order."""

    def concept(self, ident: int, /) -> bool:
        """Whether a concept could be marked."""

    def among(self, concepts: tuple[int, ...], /) -> list[int]:
        """Those of some concepts that could be marked, in order."""

    def opens(self, number: int, /) -> bool:
        """Whether the exception with the gate of this number could match."""

    def shows(self, ident: int, /) -> bool:
        """Whether the comment shows a concept."""


Scan = Callable[[bytes, Iterable[int]], Possible]


def scanner(book: Rulebook, *, plain: bool = False) -> Scan:
    """Return what makes the `Possible` of a comment from what it shows (`text.ids.packed_ids`), and the pattern concepts that the post names.

    In C where the package has it and the rulebook its tables (rulebook/patch.py makes one without), unless `plain`.
    """
    if Scanner is not None and book.tables and not plain:
        return Scanner(*book.tables).possible
    return lambda shown, known: Plain(ids_of(shown), book, known)


class Plain:
    """The same in Python; choices are remembered."""

    __slots__ = ("_gating", "_memo", "ids")

    def __init__(self, ids: Set[int], book: Rulebook, known: Iterable[int] = ()) -> None:
        self.ids = ids
        self._gating = book.gating.value
        self._memo: dict[int, bool] = dict.fromkeys(known, True)

    def opens(self, number: int) -> bool:
        """Whether the exception with the gate of this number could match."""
        return self._passes(self._gating.exceptions[number])

    def shows(self, ident: int) -> bool:
        """Whether the comment shows a concept."""
        return ident in self.ids

    def _passes(self, gate: Gate) -> bool:
        _, must, some, choices = gate
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
                if self._passes(gate):
                    return True
        return False

    def concept(self, ident: int) -> bool:
        """Whether a concept could be marked."""
        leaf = self._gating.leaves[ident]
        return not leaf.isdisjoint(self.ids) if leaf else self._open(self._gating.choices[ident])

    def among(self, concepts: tuple[int, ...]) -> list[int]:
        """Those of some concepts that could be marked, in order."""
        return list(filter(self.concept, concepts))

    def candidates(self, which: int) -> list[int]:
        """The numbers of the patterns of an index that could match, in order."""
        return self._open_ones((self._gating.rules, self._gating.cues, self._gating.alerts)[which])

    def ways(self, ident: int) -> list[int]:
        """The numbers of the patterns of a pattern concept that could match, in order."""
        return self._open_ones(self._gating.ways[ident])

    def _open_ones(self, index: Index) -> list[int]:
        found: set[int] = set()
        opens = self._passes
        for key in index.keys & self.ids:
            for number, gate in index.by_need[key]:
                if opens(gate):
                    found.add(number)
        return sorted(found)
