"""Put the scores of advisers under `advisories` of finished verdicts. They change nothing else: 6(f)(iii), design "Viewpoint safeguard" 3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Final

from ..detectors.protocol import Adviser
from ..model.verdict import Advisory, Verdict
from ..rulebook.program import Rulebook
from .watch import Runner

BATCH: Final = 64  # how many comments are read ahead, so that an adviser can score them together
_PATIENCE: Final = 30  # budgets that one batch may take: a language model on a processor is slow, and one that hangs is left behind


class Advice:
    """The advisers of one moderator. False where there are none."""

    def __init__(self, advisers: Sequence[Adviser], book: Rulebook, budget: float) -> None:
        self._advisers = advisers
        self._clauses = book.advisories
        self._runner = Runner("adviser", budget * _PATIENCE)

    def __bool__(self) -> bool:
        return bool(self._advisers)

    def stream(self, pairs: Iterable[tuple[Verdict, str]]) -> Iterator[Verdict]:
        """Yield the verdicts with their advisories, in order, a batch read ahead."""
        source = iter(pairs)
        while batch := list(islice(source, BATCH)):
            yield from self.given([v for v, _ in batch], [t for _, t in batch])

    def given(self, verdicts: Sequence[Verdict], texts: Sequence[str]) -> list[Verdict]:
        """Return the verdicts with the advisories on their texts; an adviser that fails is told in each."""
        advisories: list[list[Advisory]] = [[] for _ in verdicts]
        degraded: list[str] = []
        for adviser in self._advisers:
            made = self._runner.run(adviser, partial(self._advisories, adviser, texts), degraded)
            for into, one in zip(advisories, made or [[]] * len(texts), strict=True):
                into.extend(one)
        return [_with(v, tuple(a), degraded) for v, a in zip(verdicts, advisories, strict=True)]

    def _advisories(self, adviser: Adviser, texts: Sequence[str]) -> list[list[Advisory]]:
        clauses = self._clauses.get(adviser.name, {})
        made = [[Advisory(source=adviser.name, label=label, score=round(float(score), 4), clauses=clauses.get(label, ())) for label, score in sorted(one)] for one in adviser.advise(texts)]
        if len(made) != len(texts):
            raise ValueError("one list of scores for each text")
        return made


def _with(verdict: Verdict, advisories: tuple[Advisory, ...], degraded: list[str]) -> Verdict:
    told = tuple(sorted({*verdict.degraded, *degraded}))
    return verdict.model_copy(update={"advisories": advisories, "degraded": told, "complete": not told})
