"""Run compiled patterns over a document: where rules match, and through which concepts."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..rulebook.program import Any_, Chain, Id, Maybe, Node, Rulebook, Test, Together, Top, Weighed
from ..text.bits import bits, positions
from ..text.document import Document
from ..text.features import features
from .reference import Antecedents, Reference, referring
from .scan import Plain, Possible
from .together import MOST, somewhere, together
from .values import Spans, values_of


class Match(NamedTuple):
    """One match: its spans as (first token, length), in the order of the parts of the pattern."""

    spans: tuple[tuple[int, int], ...]


class Matcher:
    """Evaluates patterns over one document; concept marks and features are remembered.

    `marked` are detector marks: concept id -> length -> first tokens; `possible` is what the scan found could be
    there (without it: everything). `before` are people known from the post. `value`, `starts`, `met` and `concept` are those of
    engine/values.py; `carried` tells what each pronoun taken for a concept refers back to. `literal`: every word is read as it is written.
    """

    __slots__ = ("_lasts", "_tell", "book", "carried", "concept", "document", "literal", "marked", "met", "possible", "readings", "starts", "value")

    def __init__(
        self, document: Document, book: Rulebook, marked: dict[int, Spans], before: Antecedents = frozenset(), possible: Possible | None = None, *, plain: bool = False,
    ) -> None:  # fmt: skip
        self.document = document
        self.book = book
        self.marked = marked
        self.possible = possible or Plain(frozenset(range(len(book.names))), book)
        self.literal = all(word.odd is None for word in document.by_word)
        self.readings: dict[tuple[int, int, int], tuple[str, str]] = {}  # of marks, for evidence
        self._lasts: dict[str, tuple[int, ...]] = {}
        reference = Reference(document, book, before)
        self.carried = reference.carried
        told: dict[str, int] = {}

        def tell() -> dict[str, int]:
            if not told:
                told.update(features(document, book.flags))
            return told

        self._tell = tell
        values = values_of(document, book, marked, self.possible, tell, referring(book), reference.refer, plain=plain)
        self.value: Callable[[Node], Spans] = values.value
        self.starts: Callable[[Node], int] = values.starts
        self.met: Callable[[tuple[Node, ...]], bool] = values.met
        self.concept: Callable[[int], Spans] = values.concept

    @property
    def features(self) -> dict[str, int]:
        """Feature name -> tokens; worked out when first asked for."""
        return self._tell()

    def matches(self, top: Top) -> list[Match]:
        """The matches of a rule's pattern, shortest first at each place, at most `MOST`; none of one that weighs (engine/points.py)."""
        if isinstance(top, Weighed):
            return []
        if isinstance(top, Together):
            return [Match(placed) for placed in together(self, top)] if self.met(top.rarest or top.present) else []
        spans = self.value(top)
        if not spans:
            return []
        shortest: dict[int, int] = {}
        for length in sorted(spans):
            for first in positions(spans[length], MOST):
                shortest.setdefault(first, length)
        return [Match(((first, shortest[first]),)) for first in sorted(shortest)[:MOST]]

    def any(self, top: Top) -> bool:
        """Whether the pattern matches at all."""
        if isinstance(top, Weighed):
            return False
        return self.met(top.rarest or top.present) and somewhere(self, top) if isinstance(top, Together) else bool(self.value(top))

    def segments(self, scope: str) -> tuple[int, ...]:
        """The last tokens of the segments of a scope; two partitions for `2 sentences` (pairs from the first, from the second)."""
        found = self._lasts.get(scope)
        if found is None:
            found = self._segments(scope)
            self._lasts[scope] = found
        return found

    def _segments(self, scope: str) -> tuple[int, ...]:
        document = self.document
        if not document.size:
            return ()
        end = 1 << (document.size - 1)
        if scope == "comment":
            return (end,)
        firsts = self.features["clauses"] if scope == "clause" else document.sentence_first
        lasts = (firsts >> 1) | end
        if scope != "2 sentences":
            return (lasts,)
        where = list(positions(lasts))
        if len(where) < 2:
            return (lasts,)
        ends = (document.paragraph_first >> 1) | end
        return (bits(where[1::2], document.size) | ends, bits(where[0::2], document.size) | ends)

    def derivation(self, node: Node, first: int, length: int) -> list[tuple[int, int, int]]:
        """One way in which `node` matches there: (concept id, first, length) of the concepts used, left to right."""
        if isinstance(node, Id):
            return [(node.concept, first, length)] if self.value(node).get(length, 0) >> first & 1 else []
        if isinstance(node, Test | Maybe):
            return self.derivation(node.node, first, length)
        if isinstance(node, Any_):
            for option in node.nodes:
                if self.value(option).get(length, 0) >> first & 1:
                    return self.derivation(option, first, length)
            return []
        return self._derive(node, 0, first, first + length, None) or []

    def _derive(self, node: Chain, number: int, at: int, end: int, allowed: int | None) -> list[tuple[int, int, int]] | None:
        """Derive the nodes from `number` on over the tokens `at`..`end`; `allowed` is the gap before them, None at the start."""
        if number == len(node.nodes):
            return [] if at == end else None
        part = node.nodes[number]
        gap = node.gaps[number] if number < len(node.gaps) else 0
        spans = self.value(part)
        for first in range(at, min(at + (allowed or 0), end - 1) + 1):
            for size in sorted(spans):
                if first + size <= end and spans[size] >> first & 1:
                    tail = self._derive(node, number + 1, first + size, end, gap)
                    if tail is not None:
                        return self.derivation(part, first, size) + tail
        if isinstance(part, Maybe):
            return self._derive(node, number + 1, at, end, None if allowed is None else max(allowed, gap))
        return None

