"""The detectors that are always there: contacts, identifiers, quantities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from .comment import ReadComment
from .contacts import ContactDetector
from .identifiers import IdentifierDetector
from .protocol import Detector, Mark
from .quantities import QuantityDetector


class AnyWord:
    """Declares `any_word`, which stands for every token; the engine answers it without marks."""

    name: Final = "tokens"
    version: Final = "1"
    concepts: Mapping[str, str] = {"any_word": "topic"}
    hints: Mapping[str, str] = {"any_word": "any"}

    def mark(self, comment: ReadComment) -> Iterable[Mark]:  # noqa: ARG002
        """Mark nothing: every token is meant."""
        return ()


def core_detectors() -> tuple[Detector, ...]:
    """Return the core detectors, in the order in which they run."""
    return (AnyWord(), ContactDetector(), IdentifierDetector(), QuantityDetector())
