"""Concept ids: small integers, one object a number, so that sets of them compare by identity and lie close together.

A pickle makes a new object of every integer it holds; over a rulebook that made the set operations of the scan twice as slow.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import chain, islice
from typing import Final

_SHARED: Final = 1 << 16  # ids from here on work too, only slower


@lru_cache(maxsize=1)
def _numbers() -> tuple[int, ...]:
    return tuple(range(_SHARED))


def shared(ids: Iterable[int]) -> list[int]:
    """The same ids, each as the one object of its number.

    >>> shared([300])[0] is shared([300])[0]
    True
    """
    numbers = _numbers()
    return [numbers[i] if i < _SHARED else i for i in ids]


def packed_ids(ids: Collection[int]) -> bytes:
    """The ids as 32-bit numbers.

    >>> sorted(ids_of(packed_ids([7, 300])))
    [7, 300]
    """
    return array("I", ids).tobytes()


def ids_of(packed: bytes) -> frozenset[int]:
    """The ids that `packed_ids` wrote."""
    return frozenset(shared(array("I", packed)))


class Ids(frozenset[int]):
    """A set of concept ids that stay shared when it is pickled."""

    __slots__ = ()

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (array("I", sorted(self)).tobytes(),)


def _restored(data: bytes) -> Ids:
    return Ids(shared(array("I", data)))


class IdsOf(dict[str, tuple[int, ...]]):
    """Form -> concept ids that stay shared when it is pickled, as in `Ids`; forms with the same ids share the tuple."""

    __slots__ = ()

    def __reduce__(self) -> tuple[object, ...]:
        numbers: dict[tuple[int, ...], int] = {}
        which = array("I", (numbers.setdefault(ids, len(numbers)) for ids in self.values()))
        sizes = array("I", map(len, numbers))
        flat = array("I", chain.from_iterable(numbers))
        return _restored_of, (tuple(self), which.tobytes(), sizes.tobytes(), flat.tobytes())


def _restored_of(forms: tuple[str, ...], which: bytes, sizes: bytes, flat: bytes) -> IdsOf:
    ids = iter(shared(array("I", flat)))
    tuples = [tuple(islice(ids, size)) for size in array("I", sizes)]
    return IdsOf(zip(forms, map(tuples.__getitem__, array("I", which)), strict=True))
