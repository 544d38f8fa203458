"""Find the signs of comments: the concepts, words and pairs of words that have points (engine/points.py weighs them)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from ..rulebook.program import Rulebook
from ..text.document import Document
from ..text.words import Word
from .match import Matcher

_LENGTH: Final = 13  # words of a comment whose points count as they are, the median of public comments
_POWER: Final = 0.25
_ANY_WORD: Final = "any_word"
_REMEMBERED: Final = 4_096  # words whose signs are kept
Signs = dict[int, int]  # concept -> the first tokens of its places, as a bit set


def share(size: int) -> float:
    """What a point counts in a comment of `size` words: less in long ones, where more concepts meet by chance."""
    return float((_LENGTH / max(size, 1)) ** _POWER)


class Finder:
    """Finds the signs of comments: which of `concepts` and `words` stand where; not where they share a word with one of `blind`, unless they are one of these.

    `words`: a word, or two that follow each other in a sentence -> its id.
    """

    def __init__(self, book: Rulebook, concepts: Iterable[int], blind: tuple[int, ...], words: Mapping[str, int]) -> None:
        self._blind = blind
        other = {book.ids[name] for name in (*book.referred, _ANY_WORD) if name in book.ids}  # not told by words alone
        self.patterns = tuple(sorted(i for i in concepts if i in book.patterns or i in blind or i in other))
        self.words = frozenset(concepts).difference(self.patterns).union(words.values())
        self._single = {word: ident for word, ident in words.items() if " " not in word}
        self._double: dict[str, dict[str, int]] = {}
        for pair, ident in words.items():
            if " " in pair:
                first, _, second = pair.partition(" ")
                self._double.setdefault(first, {})[second] = ident
        self._of_word = lru_cache(_REMEMBERED)(self._signs_of)

    def all(self, matcher: Matcher) -> tuple[Signs, int]:
        """All signs of a comment, and the tokens that may be counted: those of `blind` are not, so that "Finns" and "people from Finland" weigh alike."""
        hidden = self._hidden(matcher)
        patterns = {i: seen for i in matcher.possible.among(self.patterns) if (seen := _seen(matcher.concept(i), 0 if i in self._blind else hidden))}
        return self._leaves(matcher, hidden) | patterns, matcher.document.all & ~hidden

    def _leaves(self, matcher: Matcher, hidden: int) -> Signs:
        """The signs that words, phrases and detectors show by themselves, outside the `hidden` tokens."""
        document = matcher.document
        found: Signs = {}
        for word, where in document.by_word.items():
            seen = where & ~hidden
            if seen:
                for ident in self._of_word(word):
                    found[ident] = found.get(ident, 0) | seen
        for marks in (document.phrases, matcher.marked):
            for ident, places in marks.items():
                if ident in self.words and (seen := _seen(places, hidden)):
                    found[ident] = found.get(ident, 0) | seen
        for ident, at in self._pairs(document):
            if not hidden >> at & 0b11:
                found[ident] = found.get(ident, 0) | 1 << at
        return found

    def _pairs(self, document: Document) -> Iterator[tuple[int, int]]:
        """The pairs of words that are signs, each with its first token; none crosses a sentence border."""
        firsts = document.sentence_first
        before: Mapping[str, int] | None = None
        for at, word in enumerate(document.words):
            ident = before.get(word.form) if before else None
            if ident is not None and not firsts >> at & 1:
                yield ident, at - 1
            before = self._double.get(word.form)

    def _signs_of(self, word: Word) -> tuple[int, ...]:
        """The signs of a word."""
        ids = tuple(word.ids & self.words)
        for form, _ in word.forms:
            ident = self._single.get(form)
            if ident is not None:
                return (*ids, ident)
        return ids

    def _hidden(self, matcher: Matcher) -> int:
        """The tokens of concepts that the weighing does not see."""
        hidden = 0
        for ident in matcher.possible.among(self._blind):
            for length, where in matcher.concept(ident).items():
                for shift in range(length):
                    hidden |= where << shift
        return hidden


def _seen(places: dict[int, int], hidden: int) -> int:
    """The first tokens of the places that hold no hidden token."""
    found = 0
    for length, where in places.items():
        for shift in range(length if hidden else 0):
            where &= ~(hidden >> shift)
        found |= where
    return found
