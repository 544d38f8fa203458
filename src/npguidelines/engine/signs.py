"""Find the signs of comments: the concepts, words, stems and pairs of stems that have points (engine/points.py weighs them)."""

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
_REACH: Final = 3  # how far apart the words of a pair may stand
_NAME: Final = "<name>"
_GROUP: Final = "<group>"
_NUMBER: Final = "<number>"
Signs = dict[int, int]  # row of the table of points -> the first tokens of its places, as a bit set
Spelled = tuple[str, int, int]  # a line of `word_points.txt`, its first token, how many it takes


def share(size: int) -> float:
    """What a point counts in a comment of `size` words: less in long ones, where more concepts meet by chance."""
    return float((_LENGTH / max(size, 1)) ** _POWER)


class Finder:
    """Finds the signs of comments: which of `concepts` and `words` stand where; not where they share a word with one of `blind`, unless they are one of these.

    `concepts` and `words` (a line of `word_points.txt`) -> row. `stems`: word -> what stands for it in such a line. A word of `names`, or one that nobody knows, is a name there, and
    the words of `blind` are a group: whose name, which group plays no part.
    """

    def __init__(self, book: Rulebook, concepts: Mapping[int, int], blind: Iterable[int], names: Iterable[int], words: Mapping[str, int], stems: Mapping[str, str]) -> None:
        self._blind = tuple(blind)
        self._names = frozenset(names)
        self._row = concepts
        other = {book.ids[name] for name in (*book.referred, _ANY_WORD) if name in book.ids}  # not told by words alone
        self.patterns = tuple(sorted(i for i in concepts if i in book.patterns or i in self._blind or i in other))
        self._leaf = frozenset(concepts).difference(self.patterns)
        self._words = words
        self._stems = stems
        self._lexicon = book.lexicon
        self._of_word = lru_cache(_REMEMBERED)(self._signs_of)
        self._piece_of = lru_cache(_REMEMBERED)(self._piece)

    def all(self, matcher: Matcher) -> tuple[Signs, int]:
        """All signs of a comment, and the tokens that may be counted: those of `blind` are not, so that "Finns" and "people from Finland" weigh alike."""
        hidden = self._hidden(matcher)
        row = self._row
        found = self._leaves(matcher, hidden)
        for ident in matcher.possible.among(self.patterns):
            seen = _seen(matcher.concept(ident), 0 if ident in self._blind else hidden)
            if seen:
                found[row[ident]] = seen
        words = self._words
        for line, first, _ in self.spelled(matcher.document, hidden) if words else ():
            at = words.get(line)
            if at is not None:
                found[at] = found.get(at, 0) | 1 << first
        return found, matcher.document.all & ~hidden

    def length(self, matcher: Matcher, row: int, first: int) -> int:
        """How many tokens a word sign at a token takes."""
        places = self.spelled(matcher.document, self._hidden(matcher))
        return min((length for line, at, length in places if at == first and self._words.get(line) == row), default=1)

    def _leaves(self, matcher: Matcher, hidden: int) -> Signs:
        """The signs that words, phrases and detectors show by themselves, outside the `hidden` tokens."""
        document = matcher.document
        found: Signs = {}
        for word, where in document.by_word.items():
            seen = where & ~hidden
            if seen:
                for at in self._of_word(word):
                    found[at] = found.get(at, 0) | seen
        for marks in (document.phrases, matcher.marked):
            for ident, places in marks.items():
                if ident in self._leaf and (seen := _seen(places, hidden)):
                    at = self._row[ident]
                    found[at] = found.get(at, 0) | seen
        return found

    def _signs_of(self, word: Word) -> tuple[int, ...]:
        """The signs of a word by itself: its concepts, and how it is read."""
        rows = tuple(self._row[i] for i in word.ids & self._leaf)
        for form, _ in word.forms:
            at = self._words.get(form)
            if at is not None:
                return (*rows, at)
        return rows

    def spelled(self, document: Document, hidden: int) -> Iterator[Spelled]:
        """Every line that `word_points.txt` could hold of a comment, but for words as they are read: stems, pairs of stems, and stems at the start of a sentence."""
        firsts = document.sentence_first
        before: list[tuple[str | None, int]] = []
        for at, word in enumerate(document.words):
            if firsts >> at & 1:
                before = []
            piece = _GROUP if hidden >> at & 1 else self._piece_of(word)
            if piece is not None:
                if before and before[-1][0] == piece and piece in (_GROUP, _NAME):
                    continue  # a name of two words, a group of three: one
                if piece[-1] == "*":
                    yield piece, at, 1
                    if not before:
                        yield f"^ {piece}", at, 1
                for other, there in before[-_REACH:]:
                    if other is not None:
                        yield f"{other} .. {piece}", there, at - there + 1
            before.append((piece, at))

    def _piece(self, word: Word) -> str | None:
        """What stands for a word in a line: its stem; that it is a name or a number; None for what says nothing."""
        for form, _ in word.forms:
            stem = self._stems.get(form)
            if stem is not None:
                return stem
        form = word.form
        if not form.isalpha():
            return _NUMBER if any(c.isdigit() for c in form) else None
        ids = self._lexicon.words.get(form)
        plain = form in self._lexicon.common if ids is None else self._names.isdisjoint(ids)
        return None if plain else _NAME

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
