"""Confidence intervals of proportions."""

from __future__ import annotations

from math import sqrt
from typing import Final

_Z: Final = 1.959964  # the 97.5 % point of the normal distribution


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return the 95 % interval of a proportion, in [0, 1] (Wilson 1927); (0, 1) where nothing was tried.

    >>> tuple(round(x, 3) for x in wilson(18, 20))
    (0.699, 0.972)
    """
    if not trials:
        return 0.0, 1.0
    p, z2 = successes / trials, _Z * _Z
    middle = (p + z2 / (2 * trials)) / (1 + z2 / trials)
    half = _Z * sqrt(p * (1 - p) / trials + z2 / (4 * trials * trials)) / (1 + z2 / trials)
    return max(0.0, middle - half), min(1.0, middle + half)
