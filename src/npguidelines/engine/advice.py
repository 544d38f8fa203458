"""Put the scores of advisers under `advisories` of finished verdicts. They change nothing else: 6(f)(iii), design "Viewpoint safeguard" 3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from ..detectors.protocol import Adviser, Score
from ..errors import DetectorError
from ..model.verdict import Advisory, Verdict
from ..rulebook.program import Rulebook
from .watch import Overrun, Watch

BATCH: Final = 64  # how many comments are read ahead, so that an adviser can score them together
_PATIENCE: Final = 30  # budgets that one batch may take: a language model on a processor is slow, and one that hangs is left behind


class Advice:
    """The advisers of one moderator. False where there are none."""

    def __init__(self, advisers: Sequence[Adviser], book: Rulebook, budget: float) -> None:
        self._advisers = advisers
        self._clauses = book.advisories
        self._watch = Watch(budget * _PATIENCE)
        self._loaded: set[str] = set()

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
            try:
                scores = self._scores(adviser, texts)
                made = [self._advisories(adviser.name, one) for one in scores]
                if len(made) != len(texts):
                    raise ValueError("one list of scores for each text")
            except DetectorError:
                raise  # set up wrongly
            except Overrun:
                degraded.append(f"adviser {adviser.name}: over its budget of {self._watch.budget:g} s")
                continue
            except Exception as error:
                degraded.append(f"adviser {adviser.name}: {type(error).__name__}")
                continue
            for into, one in zip(advisories, made, strict=True):
                into.extend(one)
        return [_with(v, tuple(a), degraded) for v, a in zip(verdicts, advisories, strict=True)]

    def _scores(self, adviser: Any, texts: Sequence[str]) -> Sequence[Sequence[Score]]:
        if adviser.name not in self._loaded and hasattr(adviser, "load"):
            adviser.load()  # once, outside its budget
            self._loaded.add(adviser.name)
        return self._watch.call(lambda: adviser.advise(texts))  # type: ignore[no-any-return]

    def _advisories(self, name: str, scores: Iterable[Score]) -> list[Advisory]:
        clauses = self._clauses.get(name, {})
        return [Advisory(source=name, label=label, score=round(float(score), 4), clauses=clauses.get(label, ())) for label, score in sorted(scores)]


def _with(verdict: Verdict, advisories: tuple[Advisory, ...], degraded: list[str]) -> Verdict:
    told = tuple(sorted({*verdict.degraded, *degraded}))
    return verdict.model_copy(update={"advisories": advisories, "degraded": told, "complete": not told})
