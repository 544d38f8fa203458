"""Add up what the concepts of a comment weigh for each clause. `engine/_tally.c` does the same where there was a C compiler."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

try:
    from ._tally import Tally as _Native
except ImportError:  # built without a compiler
    _Native = None  # type: ignore[assignment, misc]

Groups = list[tuple[int, ...] | Mapping[int, object]]
_BOUND: Final = 2**15  # of 16-bit numbers


class Tally(Protocol):
    """The points of one rulebook."""

    def sums(self, groups: Groups, /) -> tuple[int, ...]:
        """The points of the concepts in the groups together, each concept once, by clause."""


class PlainTally:
    """The same in Python: `points` of each concept that weighs, one a clause."""

    def __init__(self, points: Mapping[int, Sequence[int]], clauses: int) -> None:
        self._points = points
        self._clauses = clauses

    def sums(self, groups: Groups) -> tuple[int, ...]:
        """The points of the concepts in the groups together, each concept once, by clause."""
        rows = [self._points[ident] for ident in set[int]().union(*groups) if ident in self._points]
        return tuple(sum(row[c] for row in rows) for c in range(self._clauses))


def tally_of(of: Mapping[str, Mapping[int, int]], size: int, *, plain: bool = False) -> Tally:
    """The tally of `size` concepts by their points of each clause. In C where the package has it, unless `plain`."""
    rows = {ident: [points.get(ident, 0) for points in of.values()] for ident in set[int]().union(*of.values())}
    if _Native is None or plain or any(abs(number) >= _BOUND for row in rows.values() for number in row):
        return PlainTally(rows, len(of))
    flat = array("h", bytes(array("h").itemsize * len(of) * size))
    for ident, row in rows.items():
        flat[ident * len(of) : (ident + 1) * len(of)] = array("h", row)
    return _Native(flat.tobytes(), len(of))
