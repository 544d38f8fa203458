"""Chunks: what stands between white space, cut into words with exact offsets. Results are remembered by chunk."""

from __future__ import annotations

import itertools
import re
from array import array
from collections.abc import Iterable
from typing import Final, NamedTuple

from .fold import fold
from .hints import BIT, chunk_hints, word_hints
from .lexicon import Lexicon
from .readings import AS_WRITTEN, MISSPELT
from .spelling import split
from .word import Word
from .words import expand, known, leet, masked_word, read_word

_SIMPLE: Final = re.compile(r"""[("'\[]*([A-Za-z]+(?:'[A-Za-z]+)*)[.,!?;:)"'\]]*""")
# A piece: letters and digits with apostrophes inside; or one sign that is neither punctuation nor white space (emoji).
_PIECE: Final = re.compile(
    r"'s\b|[^\W_]+(?:'[^\W_]+)*'?|&|[^\w\s!-/:-@\[-`{-~\u00a1-\u00bf\u2000-\u203e\u2041-\u206f\u3000-\u303f\ufe10-\ufe6f\ud800-\udfff]"
)
# A run that may be one disguised word: pieces glued by signs that people use to mask or to split words.
_RUN: Final = re.compile(r"[^\s,;:\"()\[\]{}<>/\\=?]+")
_SIGN: Final = re.compile(r"[^\w\s'&]|_|[^\W\d]\d|\d[^\W\d]")
_EQUALS: Final = ("=", "==")  # between words it says "is" (`X = Y`)
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_REMEMBERED: Final = 64
_CACHE_LIMIT: Final = 50_000


class Piece(NamedTuple):
    """A word of a chunk; `start` and `end` are half-open offsets into the chunk."""

    start: int
    end: int
    word: Word


class Chunk(NamedTuple):
    """The pieces of a chunk, and what the scan needs to know.

    shown: the same of its words together. hints: bits of `text.hints`. words: the words of the pieces, for the scan. lead, trail,
    most: how many pieces at the beginning, at the end, at most in a row are single letters (`lone`). digits: how many digits it may hold. named: whether it is one unknown word written like a name; at the
    start of a sentence its capital says nothing, and `Reader.lowered` reads it again. The scan takes it for both at once:
    `shown` and `hints` are those of both readings, `words` those of the lowered one. packed: the same for `text/_presence.c`, as `_chunk` makes it.
    """

    pieces: tuple[Piece, ...]
    shown: tuple[int, ...]
    hints: int
    words: tuple[Word, ...]
    lead: int
    trail: int
    most: int
    digits: int
    named: bool
    packed: bytes


def _chunk(pieces: tuple[Piece, ...], shown: tuple[int, ...], hints: int, words: tuple[Word, ...], lead: int, trail: int, most: int, digits: int, named: bool) -> Chunk:
    """The chunk, with what the scan reads of it in one piece of memory: numbers of 32 bits, in the order of text/_presence.c, and the steps of the words."""
    head = array("I", (hints, digits, lead, trail, most, len(shown), len(words), *shown))
    return Chunk(pieces, shown, hints, words, lead, trail, most, digits, named, b"".join((head.tobytes(), *[w.steps for w in words])))


def is_lone(piece: Piece, text: str) -> bool:
    """Whether a piece is written as one letter (whatever chat speech makes of it), or as a sign that stands for one."""
    if piece.end - piece.start != 1:
        return piece.end - piece.start == 2 and piece.word.letters
    return text[piece.start].isalpha() or (text[piece.start] in "@$!013457" and piece.word.form.isalnum())


def _lead(lone: Iterable[bool]) -> int:
    return sum(1 for _ in itertools.takewhile(bool, lone))


def _most(lone: Iterable[bool]) -> int:
    return max((sum(1 for _ in run) for yes, run in itertools.groupby(lone) if yes), default=0)


class Reader:
    """Cuts chunks and remembers them. One per moderator; safe to share between threads (dict operations are atomic).

    hinted: bits of `text.hints` -> their concepts (`text.presence`).
    """

    __slots__ = ("_words", "chunks", "hinted", "lexicon")

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.chunks: dict[str, Chunk] = {}
        self.hinted: dict[int, bytes] = {}
        self._words: dict[tuple[str, str, bool, bool], Word] = {}

    def chunk(self, text: str) -> Chunk:
        """Return the pieces of `text`, which holds no white space. Linear in its length."""
        found = self.chunks.get(text)
        if found is None:
            bare = text.isascii() and text.isalpha() and text.islower()
            found = (self._ordinary(text) if bare else self._dressed(text)) or self._cut(text)
            if len(text) <= _REMEMBERED:
                if len(self.chunks) >= _CACHE_LIMIT:
                    self.chunks.clear()
                self.chunks[text] = found
        return found

    def lowered(self, text: str) -> Chunk:
        """Return a chunk that is one plain word in capital letters, read as if written small; the offsets are the same."""
        return self.chunk(text.lower())

    def _ordinary(self, text: str) -> Chunk | None:
        """An ordinary word in small letters, as most chunks are: what `_cut` makes of it, with less work; None for anything else."""
        lexicon = self.lexicon
        if len(text) < 2 or text not in lexicon.common or text in lexicon.spellings:
            return None
        word = self.word(text)
        hints, digits = word_hints(word)
        return _chunk((Piece(0, len(text), word),), word.shown, hints | lexicon.signed.get(text, 0), (word,), 0, 0, 0, digits, False)

    def _dressed(self, text: str) -> Chunk | None:
        """A plain word with other case or signs around it (`House,`): what its bare form is, moved; None for anything else."""
        simple = _SIMPLE.fullmatch(text)
        if simple is None:
            return None
        core = simple[1]
        low = core.lower()
        if low == text:
            return None
        base = self.chunk(low)
        if len(base.words) != 1 or base.words[0].unknown or len(base.words[0].forms) != 1 or "'" in core:
            return None
        shift = simple.start(1)
        start, end, word = base.pieces[0]
        hints = base.hints if core == low else base.hints | BIT["capital"]
        return _chunk((Piece(start + shift, end + shift, word),), base.shown, hints, base.words, base.lead, base.trail, base.most, base.digits, False)

    def word(self, plain: str, skeleton: str | None = None, odd: bool = False, *, name: bool = False) -> Word:
        """Return the word of a folded piece, remembered; `name` says that it is written like a name."""
        key = (plain, plain if skeleton is None else skeleton, odd, name)
        found = self._words.get(key)
        if found is None:
            found = read_word(key[0], key[1], odd, self.lexicon, name=name)
            if len(plain) <= _REMEMBERED:
                if len(self._words) >= _CACHE_LIMIT:
                    self._words.clear()
                self._words[key] = found
        return found

    def _cut(self, text: str) -> Chunk:
        simple = _SIMPLE.fullmatch(text)
        pieces: list[Piece] = []
        if simple:
            skeleton = simple[1].lower()
            name = simple[1][0].isupper() and simple[1][1:].islower()
            self._add(pieces, skeleton, skeleton, simple.start(1), None, False, name)
        else:
            skeleton = self._cut_odd(text, pieces)
        words = tuple(p.word for p in pieces)
        hints, digits = chunk_hints(text, skeleton, words)
        lone = [is_lone(p, text) for p in pieces]
        if len(words) != 1:
            return _chunk(tuple(pieces), _joined(words), hints, words, _lead(lone), _lead(reversed(lone)), _most(lone), digits, False)
        (word,) = words
        shown, alone = word.shown, int(lone[0])
        named = word.unknown and simple is not None and text[simple.start(1)].isupper()
        if named and hints & BIT["capital"]:
            low = self.lowered(text)
            shown, hints, words = _joined((word, *low.words)), hints | low.hints, low.words
        return _chunk(tuple(pieces), shown, hints, words, alone, alone, alone, digits, named)

    def _cut_odd(self, text: str, pieces: list[Piece]) -> str:
        """Add the pieces of a chunk that is no plain word; returns its skeleton."""
        plain, skeleton, source, odd = fold(text)
        if not plain:
            return skeleton
        if skeleton in _EQUALS:
            pieces.append(Piece(0, len(text), self.word("=")))
            return skeleton
        if text[0] in "#@" and _CAMEL.search(text):
            bounds = [0, *(m.start() for m in _CAMEL.finditer(text)), len(text)]
            for low, high in itertools.pairwise(bounds):
                for match in _PIECE.finditer(text[low:high].lower()):
                    self._add(pieces, match[0], match[0], low + match.start(), None, False)
            return skeleton
        if text[0] == "#" and len(skeleton) > 6 and skeleton[1:].isalpha() and not known(skeleton[1:], self.lexicon):
            parts = joined(skeleton[1:], self)
            if parts is not None and len(parts) > 1:
                at = 1
                for part in parts:
                    pieces.append(Piece(source[at], source[at + len(part) - 1] + 1, self.word(part)))
                    at += len(part)
                return skeleton
        for run in _RUN.finditer(skeleton):
            self._cut_run(run, plain, skeleton, source, odd, pieces)
        return skeleton

    def _cut_run(self, run: re.Match[str], plain: str, skeleton: str, source: list[int], odd: bool, pieces: list[Piece]) -> None:
        body = run[0].strip(".!'-\u2014*_~|^+") if len(run[0]) <= 80 else ""
        trailing = run[0].lstrip(".'-\u2014_~|^+").rstrip(".'-\u2014_~|^+") if body else ""
        for candidate in dict.fromkeys((trailing.rstrip("!"), body)):
            if len(candidate) >= 2 and _SIGN.search(candidate) and not self._plain_word(candidate):
                word = masked_word(candidate, self.lexicon)
                if word is not None:
                    at = run.start() + run[0].index(candidate)
                    pieces.append(Piece(source[at], source[at + len(candidate) - 1] + 1, word))
                    return
        for match in _PIECE.finditer(skeleton, run.start(), run.end()):
            low, high = match.span()
            self._add(pieces, plain[low:high], match[0], low, source, odd)

    def _halves(self, word: Word, form: str) -> tuple[str, str] | None:
        """The two words that an unknown one runs together."""
        if len(word.forms) > 1 or form in self.lexicon.innocent:
            return None
        return split(form, self.lexicon)

    def _plain_word(self, candidate: str) -> bool:
        return known(candidate, self.lexicon)

    def _add(self, pieces: list[Piece], plain: str, skeleton: str, at: int, source: list[int] | None, odd: bool, name: bool = False) -> None:
        def span(low: int, high: int) -> tuple[int, int]:
            return (low, high) if source is None else (source[low], source[high - 1] + 1)

        words = expand(skeleton, self.lexicon)
        if words is None and not skeleton.isalpha() and skeleton.isalnum() and not skeleton.isdecimal():
            words = next((w for w in (self.lexicon.spellings.get(form) for form in leet(skeleton)) if w is not None), None)
        if words is None:
            if plain == "&":
                plain = skeleton = "and"
            start, end = span(at, at + len(skeleton.rstrip("'")) or 1) if skeleton != "and" or source is None else span(at, at + 1)
            bare = skeleton.strip("'") or skeleton
            word = self.word(plain.strip("'") or plain, bare, odd, name=name)
            halves = self._halves(word, bare) if word.unknown and (not name or bare[0] == "i") else None
            if halves is None:
                pieces.append(Piece(start, end, word))
                return
            cut = at + len(halves[0])
            pieces.append(Piece(start, span(at, cut)[1], _misspelt(self.word(halves[0]), self.lexicon)))
            pieces.append(Piece(span(cut, cut + 1)[0], end, _misspelt(self.word(halves[1]), self.lexicon)))
            return
        whole = span(at, at + len(skeleton))
        cut = skeleton.find("'")
        if len(words) == 2 and 0 < cut < len(skeleton) - 1:
            split = cut - 1 if skeleton.endswith("n't") and cut > 1 else cut
            spans = [span(at, at + split), span(at + split, at + len(skeleton))]
        else:
            spans = [whole] * len(words)
        for (start, end), form in zip(spans, words, strict=True):
            pieces.append(Piece(start, end, self.word(form)))


def _joined(words: Iterable[Word]) -> tuple[int, ...]:
    """What the words show together."""
    return tuple(set().union(*[w.shown for w in words]))


def _misspelt(word: Word, lexicon: Lexicon) -> Word:
    """The same word, noted as read from a misspelling."""
    return Word(tuple((form, MISSPELT if how == AS_WRITTEN else how) for form, how in word.forms), lexicon)


def joined(letters: str, reader: Reader) -> tuple[str, ...] | None:
    """Cut spaced letters (`fuckyou`) into known words, the fewest and longest first; None if they are no words.

    Bounded: at most 40 letters, dynamic programming over word lengths up to 16.
    """
    if len(letters) > 40:
        return None
    lexicon = reader.lexicon
    best: list[tuple[int, tuple[str, ...]] | None] = [(0, ())] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 16), end):
            before = best[start]
            form = letters[start:end]
            if before is None or (end - start < 2 and form not in ("a", "i", "u")) or not known(form, lexicon):
                continue
            rank = lexicon.common.get(form, 40_000)
            cost = before[0] + 10 + (8 if end - start <= 2 else 0) + (5 if rank > 30_000 else rank // 10_000)
            current = best[end]
            if current is None or cost < current[0]:
                best[end] = (cost, (*before[1], form))
    final = best[-1]
    return final[1] if final is not None else None
