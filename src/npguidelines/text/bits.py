"""Sets of token positions as big integers: bit i stands for token i. Every operation is linear in the number of tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def bits(positions: Iterable[int], size: int) -> int:
    """Return the integer with these bits set; `size` bounds the positions. Linear, also for very long comments.

    >>> bits([0, 2], 3)
    5
    """
    if size <= 512:
        result = 0
        for position in positions:
            result |= 1 << position
        return result
    buffer = bytearray((size >> 3) + 1)
    for position in positions:
        buffer[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(buffer, "little")


def spans(stretches: Iterable[tuple[int, int]], size: int) -> int:
    """Return the integer with the bits of these half-open stretches set; `size` bounds them. Linear, also for very long comments.

    >>> bin(spans([(0, 2), (3, 4)], 5))
    '0b1011'
    """
    if size > 512:
        return bits((position for low, high in stretches for position in range(low, high)), size)
    result = 0
    for low, high in stretches:
        if low < high:
            result |= (1 << high) - (1 << low)
    return result


def positions(mask: int, limit: int | None = None) -> Iterator[int]:
    """Yield the positions of the set bits, low to high, at most `limit` of them. Linear in the length of `mask`.

    >>> list(positions(0b1101))
    [0, 2, 3]
    """
    count = 0
    if mask.bit_length() <= 512:
        while mask and (limit is None or count < limit):
            low = mask & -mask
            yield low.bit_length() - 1
            mask ^= low
            count += 1
        return
    for index, byte in enumerate(mask.to_bytes((mask.bit_length() + 7) >> 3, "little")):
        while byte:
            if limit is not None and count >= limit:
                return
            low = byte & -byte
            yield (index << 3) + low.bit_length() - 1
            byte ^= low
            count += 1


def segments_with(mask: int, lasts: int) -> int:
    """Return the last positions of the segments that hold a bit of `mask`.

    The segments partition the positions; `lasts` has the last position of each. One addition: in each segment the
    positions below the last are all ones, and adding a bit to them carries into the last one.

    >>> bin(segments_with(0b000100, 0b100100))  # segments 0-2 and 3-5
    '0b100'
    """
    size = lasts.bit_length()
    run = ((1 << size) - 1) ^ lasts
    return (((mask & run) + run) | mask) & lasts
