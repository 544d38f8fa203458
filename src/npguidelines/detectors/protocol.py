"""What a detector is, and what an adviser is (docs/detectors.md builds one in twenty lines)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol, runtime_checkable

from .comment import ReadComment

# The hint of a concept whose detector reads every comment before the scan: it must take microseconds and be linear.
FIRST: Final = "first"


class Mark(NamedTuple):
    """A span of the comment (half-open code points of the original text) that can stand for a concept.

    `read_as` is the text as the detector read it; `reading` one of the readings of a verdict.
    """

    concept: str
    start: int
    end: int
    read_as: str
    reading: str = "as_written"


@runtime_checkable
class Detector(Protocol):
    """A small pure object; the scan uses its `hints` to leave clean comments early."""

    @property
    def name(self) -> str:
        """Its name, as verdicts show it."""
        ...

    @property
    def version(self) -> str:
        """Its version, as verdicts show it."""
        ...

    @property
    def concepts(self) -> Mapping[str, str]:
        """Concept name -> kind of everything that it can mark."""
        ...

    @property
    def hints(self) -> Mapping[str, str]:
        """Concept name -> one of `npguidelines.text.hints.HINTS`: what must be in the text for a mark to be possible; or `first`."""
        ...

    def mark(self, comment: ReadComment) -> Iterable[Mark]:
        """Return the marks found in `comment`; any order, any overlap; must not raise."""
        ...


class Score(NamedTuple):
    """A statistical score in [0, 1] for one label."""

    label: str
    score: float


@runtime_checkable
class Adviser(Protocol):
    """A model whose scores stand under `advisories`: it marks no span, so it can flag nothing."""

    @property
    def name(self) -> str:
        """Its name, as verdicts show it."""
        ...

    @property
    def version(self) -> str:
        """Its version, as verdicts show it."""
        ...

    def advise(self, texts: Sequence[str]) -> Sequence[Sequence[Score]]:
        """Return the scores of each text, in order."""
        ...


Plugin = Detector | Adviser
