"""Scores: bands, reading discounts, combination of findings (design, step 7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..model.base import Outcome
from ..model.policy import Thresholds

DISCOUNTS: Final = {"as_written": 1.0, "digits": 1.0, "evasion": 0.97, "masked": 0.93, "misspelt": 0.85, "reference": 0.9}
_CEILING: Final = 0.99


def combine(parts: Sequence[tuple[float, str, frozenset[int]]]) -> float:
    """Combine the findings of one clause: (score, rule family, evidence tokens) each, in any order.

    Overlapping evidence, or evidence of one family, takes the maximum; disjoint evidence of different families combines
    by noisy-or. The result is at most .99.

    >>> combine([(0.35, "d/a", frozenset({1})), (0.35, "d/b", frozenset({5}))])
    0.5775
    >>> combine([(0.35, "d/a", frozenset({1})), (0.35, "d/b", frozenset({1}))])
    0.35
    """
    independent: list[tuple[float, str, frozenset[int]]] = []
    for score, family, tokens in sorted(parts, key=lambda p: (-p[0], p[1], sorted(p[2]))):
        if all(family != f and not tokens & t for _, f, t in independent):
            independent.append((score, family, tokens))
    miss = 1.0
    for score, _, _ in independent:
        miss *= 1.0 - score
    return round(min(1.0 - miss, max(_CEILING, 0.0)), 4)


def outcome(score: float, ceiling: Outcome, thresholds: Thresholds) -> Outcome:
    """The outcome that a score supports, no higher than `ceiling`."""
    if score >= thresholds.removable and ceiling is Outcome.REMOVABLE:
        return Outcome.REMOVABLE
    return Outcome.REVIEW if score >= thresholds.review else Outcome.ALLOW
