"""Weigh what the concepts and words of a comment say for and against a clause: points added up over the whole comment.

Many violations hold no construction that a rule knows, and yet what stands in them leaves little doubt together; and a rule may
match where everything else speaks of something else. The points stand in `rules/points.txt` and `word_points.txt`. They decide twice: a rule
`points(N)` finds what no other rule of its clause found, and a finding is set aside where the comment has too few.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from ..rulebook.program import WORD, Points, Rulebook
from ..text.bits import positions
from ..text.document import Document
from .findings import FLAGGING, Used
from .match import Matcher
from .signs import Finder, share
from .tally import Groups, tally_of

_SHOWN: Final = 4  # how many signs of a finding are quoted
_STRONG: Final = 6  # points of a sign that may be quoted
MOST_WORDS: Final = 1_000  # of a comment that is weighed: in longer ones everything meets, and each sentence takes its time
_SENTENCE: Final = 5  # words of a sentence in which signs are enough by themselves
_FEWEST: Final = 4  # words of a comment in which they are


class Window(NamedTuple):
    """A stretch that is weighed by itself, a paragraph or one of its sentences; `size`: its words that count."""

    tokens: int
    size: int


class Paragraph(NamedTuple):
    """A paragraph and its sentences, where it has several."""

    whole: Window
    sentences: tuple[Window, ...]


class Weighing:
    """One comment being weighed: its signs, its paragraphs, and its points for each clause."""

    def __init__(self, weigher: Weigher, matcher: Matcher) -> None:
        self._weigher = weigher
        self._matcher = matcher
        self.signs, counted = weigher.finder.all(matcher)
        self.size = counted.bit_count()  # words that count
        self.paragraphs = tuple(_paragraphs(matcher.document, counted))
        self._totals: dict[Window, dict[str, float]] = {}

    def weight(self, clause: str, ident: int) -> int:
        """What a concept weighs for a clause."""
        return self._weigher.of(clause).get(ident, 0)

    def total(self, clause: str, window: Window) -> float:
        """The points for a clause in a window."""
        totals = self._totals.get(window)
        if totals is None:
            everything = window.tokens == self._matcher.document.all
            signs = self.signs if everything else tuple(i for i, seen in self.signs.items() if seen & window.tokens)
            totals = self._totals[window] = self._weigher.totals([signs], window.size)
        return totals[clause]

    def best(self, clause: str) -> tuple[float, Window]:
        """The most points for a clause in a paragraph of some length, the mean of its whole and of its best stretch (the whole or a sentence of some length), and that stretch."""
        found = []
        for whole, sentences in [p for p in self.paragraphs if p.whole.size >= _FEWEST] or self.paragraphs[:1]:
            points = self.total(clause, whole)
            most, where = max(((self.total(clause, w), w) for w in (whole, *sentences) if w is whole or w.size >= _SENTENCE), key=lambda pair: pair[0])
            found.append(((points + most) / 2, where))
        return max(found, key=lambda pair: pair[0])

    def signs_for(self, clause: str, least: int) -> list[Used]:
        """What speaks for a clause where it has at least so many points and the comment some words; else nothing."""
        points, where = self.best(clause)
        return self.speaking(clause, where) if points >= least and where.size >= _FEWEST else []

    def around(self, clause: str, tokens: int) -> float:
        """The most points for a finding of a clause at `tokens`: the mean of a paragraph and of its best sentence that hold one of them."""
        found = []
        for whole, sentences in self.paragraphs:
            if whole.tokens & tokens:
                points = self.total(clause, whole)
                found.append((points + max((self.total(clause, w) for w in sentences if w.tokens & tokens), default=points)) / 2)
        return max(found)

    def speaking(self, clause: str, window: Window) -> list[Used]:
        """The strong signs that speak most for a clause in a window, in their order; no two share a word. None where there is none of a flagging kind; these come first."""
        of, kinds = self._weigher.of(clause), self._weigher.kinds
        signs = self.signs
        telling = self._weigher.telling
        strong = sorted((kinds[i] == WORD, -of[i], i) for i, where in signs.items() if of.get(i, 0) >= _STRONG and (kinds[i] in FLAGGING or i in telling) and where & window.tokens)
        chosen: list[Used] = []
        taken = 0
        for word, _, ident in strong if strong and not strong[0][0] else ():
            first, length = self._place(ident, signs[ident] & window.tokens, word=word)
            tokens = ((1 << length) - 1) << first
            if not tokens & taken and len(chosen) < _SHOWN:
                taken |= tokens
                chosen.append((ident, first, length))
        return sorted(chosen, key=lambda used: used[1])

    def _place(self, ident: int, seen: int, *, word: bool) -> tuple[int, int]:
        """The first place of a sign among the `seen` ones, the shortest there."""
        if word:
            return next(positions(seen, 1)), self._weigher.words[ident]
        return min((next(positions(where & seen, 1)), length) for length, where in self._matcher.concept(ident).items() if where & seen)


def _paragraphs(document: Document, counted: int) -> Iterator[Paragraph]:
    """The paragraphs of a comment; the words that are not `counted` do not make it longer."""
    for paragraph in _stretches(document.paragraph_first, document.all):
        sentences = [Window(tokens, (tokens & counted).bit_count()) for tokens in _stretches(document.sentence_first & paragraph, paragraph)]
        yield Paragraph(Window(paragraph, (paragraph & counted).bit_count()), tuple(sentences) if len(sentences) > 1 else ())


def _stretches(firsts: int, tokens: int) -> Iterator[int]:
    """The stretches of `tokens`, a run without gaps, that begin at its first token and at each of `firsts`."""
    while tokens:
        later = firsts & (tokens & ~(tokens & -tokens))
        stretch = tokens & ((later & -later) - 1) if later else tokens
        yield stretch
        tokens &= ~stretch


class Weigher:
    """Weighs comments by the points of a rulebook."""

    def __init__(self, book: Rulebook, points: Points) -> None:
        self._points = points
        self.kinds = book.kinds
        self.words = {ident: 1 + word.count(" ") for word, ident in points.words.items()}  # how long each is
        self.telling = frozenset(ident for word, ident in points.words.items() if not all("en" in book.languages.get(w, ()) for w in word.split(" ")))  # worth quoting: not "it" or "of them"
        self._of: dict[str, dict[int, int]] = {clause: {} for clause in points.start}
        for ident, marks in points.of.items():
            for clause, number in marks:
                self._of[clause][ident] = number
        self.finder = Finder(book, points.of, points.blind, points.words)
        self._tally = tally_of(self._of, len(book.names))

    def of(self, clause: str) -> dict[int, int]:
        """What concepts weigh for a clause."""
        return self._of[clause]

    def totals(self, signs: Groups, size: int) -> dict[str, float]:
        """The points of `size` words with these signs, by clause."""
        weight = share(size)
        return {clause: start + weight * points for (clause, start), points in zip(self._points.start.items(), self._tally.sums(signs), strict=True)}

    def least(self, clause: str) -> int | None:
        """How many points a finding of a clause needs to stand."""
        return self._points.aside.get(clause)

    def weigh(self, matcher: Matcher) -> Weighing:
        """Weigh one comment."""
        return Weighing(self, matcher)
