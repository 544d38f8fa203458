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
    """A small pure object. `concepts` maps the names that it can mark to their kinds.

    `hints` are characters one of which must be in the text for any mark to be possible (empty: always run); the scan
    uses them to leave clean comments early.
    """

    name: str
    version: str
    concepts: Mapping[str, str]
    hints: Mapping[str, str]

    def mark(self, text: str) -> Iterable[Mark]:
        """Return the marks found in `text`; any order, any overlap; must not raise."""
        ...
