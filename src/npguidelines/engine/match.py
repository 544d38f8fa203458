"""Run compiled patterns over a document.

The value of a pattern is `{length: bit set of first tokens}`: all its matches, by their length in tokens. Sequences,
gaps, alternatives and features are then shifts and bit operations on big integers, so that matching is linear in the
number of tokens whatever the text, and every match is found.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..rulebook.pattern import MAX_SPAN
from ..rulebook.program import Any_, Chain, Id, Maybe, Node, Rulebook, Test, Together, Top
from ..text.bits import bits, positions
from ..text.document import Document
from ..text.features import features
from .reference import Antecedents, refer
from .scan import Plain, Possible
from .together import MOST, somewhere, together

Spans = dict[int, int]


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """One match: its spans as (first token, length), in the order of the parts of the pattern."""

    spans: tuple[tuple[int, int], ...]


class Matcher:
    """Evaluates patterns over one document; concept marks and features are remembered.

    `marked` are detector marks: concept id -> length -> first tokens; `possible` is what the scan found could be
    there (without it: everything). `before` are people known from the post.
    """

    __slots__ = ("_features", "_inside", "_lasts", "before", "book", "_values", "carried", "document", "marked", "memo", "possible", "readings")

    def __init__(self, document: Document, book: Rulebook, marked: dict[int, Spans], before: Antecedents = frozenset(), possible: Possible | None = None) -> None:
        self.document = document
        self.book = book
        self.marked = marked
        self.before = before
        self.memo: dict[int, Spans] = {}
        self._values: dict[int, Spans] = {}  # by the identity of a node, which lives as long as the rulebook
        self.possible = possible or Plain(frozenset(range(len(book.names))), book)
        self.readings: dict[tuple[int, int, int], tuple[str, str]] = {}  # of marks, for evidence
        self.carried: dict[tuple[int, int], tuple[int, int]] = {}
        self._features: dict[str, int] | None = None
        self._inside: list[int] = []
        self._lasts: dict[str, tuple[int, ...]] = {}

    @property
    def features(self) -> dict[str, int]:
        """Feature name -> tokens."""
        if self._features is None:
            self._features = features(self.document, self.book.flags)
        return self._features

    def concept(self, ident: int) -> Spans:
        """All marks of a concept: words, phrases, detectors, patterns, and what pronouns refer back to."""
        found = self.memo.get(ident)
        if found is None:
            self.memo[ident] = {}
            found = self._concept(ident)
            self.memo[ident] = found
            carried = refer(self, ident, found)
            if carried is not None:
                found = carried
                self.memo[ident] = found
        return found

    def _concept(self, ident: int) -> Spans:
        document = self.document
        if not self.possible.concept(ident):
            return {}
        nodes = self.book.patterns.get(ident)
        if nodes is not None:
            result: Spans = {}
            for way in self.possible.ways(ident):
                _merge(result, self.value(nodes[way]))
            return result
        if self.book.names[ident] == "any_word":
            return {1: document.all}
        result = dict(document.phrases.get(ident, ()))
        single = 0
        for word, where in document.by_word.items():
            if ident in word.ids:
                single |= where
        if single:
            result[1] = result.get(1, 0) | single
        marked = self.marked.get(ident)
        if marked:
            _merge(result, marked)
        return result

    def value(self, node: Node) -> Spans:
        """All matches of a node, within sentences."""
        kind = type(node)
        if kind is Id:
            found = self.memo.get(node.concept)  # type: ignore[union-attr]
            return self.concept(node.concept) if found is None else found  # type: ignore[union-attr]
        known = self._values.get(id(node))
        if known is not None:
            return known
        if kind is Chain:
            result = self._chain(node)  # type: ignore[arg-type]
        elif kind is Any_:
            result = {}
            for option in node.nodes:  # type: ignore[union-attr]
                _merge(result, self.value(option))
        elif kind is Test:
            result = self._test(node)  # type: ignore[arg-type]
        else:
            result = self.value(node.node)  # type: ignore[union-attr]
        self._values[id(node)] = result
        return result

    def _test(self, node: Test) -> Spans:
        mask = self.document.all
        for name, wanted in node.tests:
            feature = self.features.get(name, 0)
            mask &= feature if wanted else ~feature
        return {length: kept for length, where in self.value(node.node).items() if (kept := where & mask)}

    def _chain(self, node: Chain) -> Spans:
        """Sequences: from each match, the matches of the next node that begin within the gap and the sentence.

        `partial` holds what matched so far with the gap allowed next; an optional node that is left out keeps the wider
        of the gaps around it.
        """
        for part in node.rarest:
            if not self.value(part):
                return {}
        partial: list[tuple[Spans, int]] = []
        empty = True
        for number, part in enumerate(node.nodes):
            gap = node.gaps[number] if number < len(node.gaps) else 0
            spans = self.value(part)
            grown: Spans = dict(spans) if empty else {}
            for before, allowed in partial:
                _merge(grown, self._after(before, spans, allowed))
            if isinstance(part, Maybe):
                partial = [(grown, gap), *((before, max(allowed, gap)) for before, allowed in partial)]
            else:
                partial, empty = [(grown, gap)], False
                if not grown:
                    return {}
        result: Spans = {}
        for spans, _ in partial:
            _merge(result, spans)
        return result

    def _after(self, left: Spans, right: Spans, gap: int) -> Spans:
        result: Spans = {}
        if not left or not right:
            return result
        for a, starts in left.items():
            for b, seconds in right.items():
                for skip in range(gap + 1):
                    length = a + skip + b
                    if length > MAX_SPAN:
                        break
                    found = starts & (seconds >> (a + skip))
                    if found:
                        found &= self.inside(length)
                        if found:
                            result[length] = result.get(length, 0) | found
        return result

    def inside(self, length: int) -> int:
        """First tokens from which `length` tokens lie in one sentence."""
        table = self._inside
        if not table:
            table.append(self.document.all)
        going_on = self.document.all & ~self.document.sentence_first
        while len(table) < length:
            table.append(table[-1] & (going_on >> len(table)))
        return table[length - 1]

    def matches(self, top: Top) -> list[Match]:
        """The matches of a rule's pattern, shortest first at each place, at most `MOST`."""
        if isinstance(top, Together):
            return [Match(placed) for placed in together(self, top)]
        spans = self.value(top)
        found = sorted((first, length) for length, where in spans.items() for first in positions(where, MOST))
        seen: dict[int, int] = {}
        for first, length in found:
            seen.setdefault(first, length)
        return [Match(((first, length),)) for first, length in list(seen.items())[:MOST]]

    def any(self, top: Top) -> bool:
        """Whether the pattern matches at all."""
        return somewhere(self, top) if isinstance(top, Together) else bool(self.value(top))

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


def _merge(into: Spans, other: Spans) -> None:
    for length, where in other.items():
        into[length] = into.get(length, 0) | where
