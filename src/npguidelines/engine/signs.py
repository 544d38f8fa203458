"""Find the signs of comments: the concepts, words, stems and pairs of stems that have points (engine/points.py weighs them)."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from ..rulebook.lines import GROUP, NAME, NUMBER, LineTable
from ..rulebook.program import Rulebook
from ..text.bits import positions
from ..text.document import Document
from ..text.word import Word
from .lines import Place, lines_of
from .match import Matcher
from .tally import Signs, in_sight, signs_of

_LENGTH: Final = 13  # words of a comment whose points count as they are, the median of public comments
_POWER: Final = 0.25
_ANY_WORD: Final = "any_word"
_REMEMBERED: Final = 8_192  # words whose signs are kept


def share(size: int) -> float:
    """What a point counts in a comment of `size` words: less in long ones, where more concepts meet by chance."""
    return float((_LENGTH / max(size, 1)) ** _POWER)


class Found(NamedTuple):
    """The signs of a comment; the `places` of those that are lines, other than words as they are read; the tokens that may be counted."""

    signs: Signs
    places: list[Place]
    counted: int


class Finder:
    """Finds the signs of comments: which of `concepts` and lines stand where; not where they share a word with one of `blind`, unless they are one of these.

    `concepts` and the lines of `look_up` (of `word_points.txt`) -> row. A word of `names`, or one that nobody knows, is a name there, and the words of `blind` are a group: whose name,
    which group plays no part.
    """

    def __init__(self, book: Rulebook, concepts: Mapping[int, int], blind: Iterable[int], names: Iterable[int], look_up: LineTable) -> None:
        self._blind = tuple(blind)
        self._names = frozenset(names)
        self._row = concepts
        other = {book.ids[name] for name in (*book.referred, _ANY_WORD) if name in book.ids}  # not told by words alone
        self.patterns = tuple(sorted(i for i in concepts if i in book.patterns or i in self._blind or i in other))
        self._leaf = {ident: row for ident, row in concepts.items() if ident not in self.patterns}
        self._words = look_up.words
        self._stems = look_up.stems
        self._lines = lines_of(look_up.pairs)
        self._lexicon = book.lexicon
        self._known: dict[Word, bytes] = {}
        self._pieces: dict[Word, int] = {}

    def all(self, matcher: Matcher) -> Found:
        """All signs of a comment. The tokens of `blind` are not counted, so that "Finns" and "people from Finland" weigh alike."""
        hidden = self._hidden(matcher)
        document = matcher.document
        found = signs_of(document.size)
        found.note_words(document.by_word, self._rows_of(document.by_word), hidden)
        for marks in (document.phrases, matcher.marked):
            found.note_marks(marks, self._leaf, hidden)
        for ident in matcher.possible.among(self.patterns):
            seen = in_sight(matcher.concept(ident), 0 if ident in self._blind else hidden)
            if seen:
                found.note(self._row[ident], seen)
        places = self._lines.found(self.pieces(document, hidden))
        for at, first, _ in places:
            found.note(at, 1 << first)
        return Found(found, places, document.all & ~hidden)

    def _rows_of(self, words: Iterable[Word]) -> dict[Word, bytes]:
        """The signs of at least these words, as far as they are kept."""
        rows = self._known
        if len(rows) > _REMEMBERED:
            rows = self._known = {}
        for word in words:
            if word not in rows:
                rows[word] = self._signs_of(word)
        return rows

    def _signs_of(self, word: Word) -> bytes:
        """The signs of a word by itself: its concepts, and how it is read."""
        leaf = self._leaf
        rows = array("I", [leaf[i] for i in word.ids if i in leaf])
        for form, _ in word.forms:
            at = self._words.get(form)
            if at is not None:
                rows.append(at)
                break
        return rows.tobytes()

    def pieces(self, document: Document, hidden: int) -> list[int]:
        """The number that stands for each word in a line; `~number` at the start of a sentence (engine/lines.py)."""
        known = self._pieces
        if len(known) > _REMEMBERED:
            known = self._pieces = {}
        pieces: list[int] = []
        for word in document.words:
            piece = known.get(word)
            if piece is None:
                piece = known[word] = self._piece(word)
            pieces.append(piece)
        for at in positions(hidden):
            pieces[at] = GROUP
        for at in positions(document.sentence_first):
            pieces[at] = ~pieces[at]
        return pieces

    def _piece(self, word: Word) -> int:
        """What stands for a word in a line: its stem; that it is a name or a number; 0 for what says nothing."""
        for form, _ in word.forms:
            stem = self._stems.get(form)
            if stem is not None:
                return stem
        form = word.form
        if not form.isalpha():
            return NUMBER if any(c.isdigit() for c in form) else 0
        ids = self._lexicon.words.get(form)
        plain = form in self._lexicon.common if ids is None else self._names.isdisjoint(ids)
        return 0 if plain else NAME

    def _hidden(self, matcher: Matcher) -> int:
        """The tokens of concepts that the weighing does not see."""
        hidden = 0
        for ident in matcher.possible.among(self._blind):
            for length, where in matcher.concept(ident).items():
                for shift in range(length):
                    hidden |= where << shift
        return hidden

