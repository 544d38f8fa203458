"""The names of the concepts of a rulebook, by number. Those of literals hold all their words, are five times as many, and are hardly ever asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import overload

from .later import Later


class Named(Sequence[str]):
    """Concept id -> name. The names of literals (`'stop|halt'`, `act:'ran'`) are kept compressed until one is asked for."""

    __slots__ = ("_every", "_plain", "_size")

    def __init__(self, names: Iterable[str]) -> None:
        every = tuple(names)
        self._size = len(every)
        self._plain = {ident: name for ident, name in enumerate(every) if "'" not in name}
        self._every = Later(every)

    def plain(self, ident: int) -> str | None:
        """The name of a concept that has one of its own; None for a literal."""
        return self._plain.get(ident)

    def ids(self) -> dict[str, int]:
        """The concepts with a name of their own."""
        return {name: ident for ident, name in self._plain.items()}

    @overload
    def __getitem__(self, at: int, /) -> str: ...
    @overload
    def __getitem__(self, at: slice, /) -> tuple[str, ...]: ...
    def __getitem__(self, at: int | slice, /) -> str | tuple[str, ...]:
        name = self._plain.get(at) if isinstance(at, int) else None
        return self._every.value[at] if name is None else name

    def __len__(self) -> int:
        return self._size

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (self._plain, self._every, self._size)


def _restored(plain: dict[int, str], every: Later[tuple[str, ...]], size: int) -> Named:
    made = Named.__new__(Named)
    made._plain, made._every, made._size = plain, every, size
    return made
