"""What a detector is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol, runtime_checkable


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
        """Concept name -> one of `npguidelines.text.hints.HINTS`: what must be in the text for a mark to be possible."""
        ...

    def mark(self, text: str) -> Iterable[Mark]:
        """Return the marks found in `text`; any order, any overlap; must not raise."""
        ...
