"""A part of a rulebook that is unpacked when first asked for: most processes never ask."""

from __future__ import annotations

import pickle
import zlib
from typing import Final, Generic, TypeVar, cast

_T = TypeVar("_T")
_PROTOCOL: Final = 5
_LARGE: Final = 1 << 16  # bytes; a larger pickle is kept compressed


class Later(Generic[_T]):
    """Holds a value, or its pickle until `value` is asked for. Safe to share between threads: unpacking twice gives equal values."""

    __slots__ = ("_packed", "_value")

    def __init__(self, value: _T | None, packed: bytes = b"") -> None:
        self._value = value
        self._packed = packed

    @property
    def value(self) -> _T:
        """The value itself."""
        value, packed = self._value, self._packed
        if value is None and packed:
            value = self._value = cast("_T", _unpacked(packed))
            self._packed = b""  # after the value is there, for whoever asks meanwhile
        return cast("_T", self._value if value is None else value)

    def __reduce__(self) -> tuple[object, ...]:
        return Later, (None, self._packed or _packed(self._value))


def _packed(value: object) -> bytes:
    packed = pickle.dumps(value, _PROTOCOL)
    return zlib.compress(packed) if len(packed) > _LARGE else packed


def _unpacked(packed: bytes) -> object:
    return pickle.loads(packed if packed.startswith(pickle.PROTO) else zlib.decompress(packed))
