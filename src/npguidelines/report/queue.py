"""The order in which a person may look at verdicts. The only place where a statistical score counts for anything."""

from __future__ import annotations

from collections.abc import Iterable

from ..model.base import Outcome
from ..model.verdict import Verdict

_ORDER = {Outcome.REMOVABLE: 0, Outcome.REVIEW: 1, Outcome.ALLOW: 2}


def review_queue(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Return the verdicts in the order in which to look at them: alerts, then by outcome, by score of the rules, by advisories.

    Equals stay in their order. An advisory moves a comment only among those that the rules leave equal.
    """
    return sorted(verdicts, key=lambda v: (not v.alerts, _ORDER[v.outcome], -max(v.scores.values()), -max((a.score for a in v.advisories), default=0.0)))
