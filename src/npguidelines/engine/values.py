"""The values of patterns over one document: all their matches, as `{length: bit set of first tokens}`.

Sequences, gaps, alternatives and features are shifts and bit operations on sets of tokens, so that matching is linear in
the number of tokens whatever the text, and every match is found. Where the package was built with a C compiler at hand,
`engine/_values.c` does the same; tests hold both to the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from ..rulebook.pattern import MAX_SPAN
from ..rulebook.program import Any_, Chain, Id, Maybe, Node, Rulebook, Test
from ..text.document import Document
from .scan import Possible

try:
    from ._values import Values as _Native
except ImportError:  # built without a compiler
    _Native = None  # type: ignore[assignment, misc]

Spans = dict[int, int]


class Values(Protocol):
    """The values of nodes and concepts over one document, each worked out once. What is returned must not be changed."""

    def value(self, node: Node, /) -> Spans:
        """All matches of a node, within sentences."""

    def starts(self, node: Node, /) -> int:
        """The first tokens of all matches of a node."""

    def met(self, nodes: tuple[Node, ...], /) -> bool:
        """Whether each of some nodes matches at all."""

    def concept(self, ident: int, /) -> Spans:
        """All marks of a concept: words, phrases, detectors, patterns, and what pronouns refer back to."""

    def own(self, ident: int, /) -> Spans:
        """The marks of a concept without pronouns."""


Refer = Callable[[Values, int, Spans], Spans | None]


class PlainValues:
    """The same in Python. `marked` are detector marks: concept id -> length -> first tokens; `features` tells the tokens of each feature, and
    remembers them; `refer` adds to the marks of the concepts `referred` what pronouns refer back to.
    """

    __slots__ = ("_all", "_any_word", "_by_ident", "_features", "_inside", "_kept", "_marked", "_memo", "_patterns", "_phrases", "_possible", "_refer", "_referred", "_sentences", "_values")

    def __init__(
        self, document: Document, patterns: Mapping[int, tuple[Node, ...]], any_word: int, marked: Mapping[int, Spans], possible: Possible,
        features: Callable[[], Mapping[str, int]], referred: frozenset[int], refer: Refer,
    ) -> None:  # fmt: skip
        self._all = document.all
        self._sentences = document.sentence_first
        self._phrases = document.phrases
        self._patterns = patterns
        self._any_word = any_word
        self._by_ident: dict[int, int] = {}
        for word, where in document.by_word.items():
            for ident in word.ids:
                self._by_ident[ident] = self._by_ident.get(ident, 0) | where
        self._marked = marked
        self._possible = possible
        self._features = features
        self._referred = referred
        self._refer = refer
        self._memo: dict[int, Spans] = {}
        self._values: dict[int, Spans] = {}  # by the identity of a node
        self._kept: list[Node] = []  # so that no other node takes its place
        self._inside: list[int] = []

    def concept(self, ident: int) -> Spans:
        """All marks of a concept: words, phrases, detectors, patterns, and what pronouns refer back to."""
        found = self._memo.get(ident)
        if found is None:
            self._memo[ident] = {}
            found = self.own(ident)
            self._memo[ident] = found
            if ident in self._referred:
                carried = self._refer(self, ident, found)
                if carried is not None:
                    found = self._memo[ident] = carried
        return found

    def own(self, ident: int) -> Spans:
        """The marks of a concept without pronouns."""
        if not self._possible.concept(ident):
            return {}
        nodes = self._patterns.get(ident)
        if nodes is not None:
            result: Spans = {}
            for way in self._possible.ways(ident):
                _merge(result, self.value(nodes[way]))
            return result
        if ident == self._any_word:
            return {1: self._all} if self._all else {}
        result = dict(self._phrases.get(ident, ()))
        single = self._by_ident.get(ident, 0)
        if single:
            result[1] = result.get(1, 0) | single
        marked = self._marked.get(ident)
        if marked:
            _merge(result, marked)
        return result

    def starts(self, node: Node) -> int:
        """The first tokens of all matches of a node."""
        result = 0
        for where in self.value(node).values():
            result |= where
        return result

    def met(self, nodes: tuple[Node, ...]) -> bool:
        """Whether each of some nodes matches at all."""
        return all(map(self.value, nodes))

    def value(self, node: Node) -> Spans:
        """All matches of a node, within sentences."""
        kind = type(node)
        if kind is Id:
            return self.concept(node.concept)  # type: ignore[union-attr]
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
        self._kept.append(node)
        return result

    def _test(self, node: Test) -> Spans:
        features = self._features()
        mask = self._all
        for name, wanted in node.tests:
            feature = features.get(name, 0)
            mask &= feature if wanted else ~feature
        return {length: kept for length, where in self.value(node.node).items() if (kept := where & mask)}

    def _chain(self, node: Chain) -> Spans:
        """Sequences: from each match, the matches of the next node that begin within the gap and the sentence.

        `partial` holds what matched so far with the gap allowed next; an optional node that is left out keeps the wider
        of the gaps around it.
        """
        if not self.met(node.rarest):
            return {}
        partial: list[tuple[Spans, int]] = []
        empty = True
        for number, part in enumerate(node.nodes):
            gap = node.gaps[number] if number < len(node.gaps) else 0
            spans = self.value(part)
            grown: Spans = dict(spans) if empty else {}
            for before, allowed in partial:
                self._after(before, spans, allowed, grown)
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

    def _after(self, left: Spans, right: Spans, gap: int, result: Spans) -> None:
        for a, starts in left.items():
            for b, seconds in right.items():
                for skip in range(gap + 1):
                    length = a + skip + b
                    if length > MAX_SPAN:
                        break
                    found = starts & (seconds >> (a + skip))
                    if found:
                        found &= self._within(length)
                        if found:
                            result[length] = result.get(length, 0) | found

    def _within(self, length: int) -> int:
        """First tokens from which `length` tokens lie in one sentence."""
        table = self._inside
        if not table:
            table.append(self._all)
        going_on = self._all & ~self._sentences
        while len(table) < length:
            table.append(table[-1] & (going_on >> len(table)))
        return table[length - 1]


def _merge(into: Spans, other: Spans) -> None:
    for length, where in other.items():
        into[length] = into.get(length, 0) | where


def values_of(
    document: Document, book: Rulebook, marked: dict[int, Spans], possible: Possible, features: Callable[[], Mapping[str, int]],
    referred: frozenset[int], refer: Refer, *, plain: bool = False,
) -> Values:  # fmt: skip
    """The values over `document`, in C where the package has it, unless `plain`."""
    if _Native is None or plain:
        return PlainValues(document, book.patterns, book.ids.get("any_word", -1), marked, possible, features, referred, refer)
    return _Native(document, book.patterns, book.ids.get("any_word", -1), marked, possible, features, referred, refer, len(book.names), (Id, Chain, Any_, Maybe, Test), MAX_SPAN)
