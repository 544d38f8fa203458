"""A comment as tokens: offsets, words, sentence and clause borders, phrases. Everything is linear in the text."""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping
from typing import Final, NamedTuple

from .bits import bits
from .chunks import Piece, Reader
from .condense import Condensed
from .phrases import PhraseMarks, Phrases
from .readings import AS_WRITTEN
from .spaced import respaced
from .word import Word

try:
    from ._presence import phrase_marks as _phrase_marks
except ImportError:  # built without a compiler
    _phrase_marks = None  # type: ignore[assignment]

_BLANK_LINE: Final = re.compile(r"\n\s*\n")
_PARAGRAPH: Final = 5
_HARD: Final = re.compile(r"[!?\n\r\u2028\u2029\u3002\uff01\uff1f\u061f]")
_SOFT: Final = re.compile(r"[,;:()\[\]\u2014\u2013\u2026\"\u201c\u201d|/>]|\s-+\s|\.\.")


class Lists(NamedTuple):
    """The closed word lists of a rulebook (`rules/features.yaml`) by which a comment is cut into tokens and sentences."""

    abbreviations: frozenset[str] = frozenset()
    before_i_will: frozenset[str] = frozenset()
    after_ill: frozenset[str] = frozenset()


class Document:
    """Tokens of one comment.

    starts, ends: half-open offsets of each token. words: what each can be read as. sentence_first, clause_first: bit i
    set where token i begins one. breaks: the text before token i where a sentence ends there. phrases: concept id ->
    length in tokens -> bit set of first tokens. odd: (concept id, first, length) -> (form, reading) for marks that are
    not as written. paragraph_first: as sentence_first, for paragraphs; a blank line beside a shorter stretch ends none
    (the lines of an advertisement belong together).
    """

    __slots__ = (
        "all", "breaks", "by_word", "clause_first", "ends", "odd", "paragraph_first", "phrases", "quoted", "sentence_first", "size", "starts",
        "text", "words",
    )  # fmt: skip

    def __init__(self, text: str, reader: Reader, lists: Lists) -> None:
        self.text = text
        self.starts, self.ends, self.words = _tokens(text, reader, lists)
        self.size = len(self.words)
        self.all = (1 << self.size) - 1
        self.breaks: dict[int, str] = {}
        sentences = self._borders(lists.abbreviations)
        self._by_word()
        self.phrases, self.odd = phrase_marks(self.words, sentences, reader.lexicon.phrases)

    def _borders(self, abbreviations: frozenset[str]) -> list[int]:
        """Find the borders of sentences, clauses and quotations; returns the first tokens of sentences."""
        sentences, clauses, quoted = [0] if self.size else [], [0] if self.size else [], []
        text, starts, ends, inside = self.text, self.starts, self.ends, False
        single = _single_quotes(text)
        before = 0
        for index in range(self.size):
            start = starts[index]
            if start - before != 1 or text[before] != " ":
                gap = text[before:start]
                if gap:
                    inside = _quotes(gap, inside)
                    if (index and gap.strip(" '")) or "\n" in gap:
                        kind = _border(gap, self._before(index), text, start, abbreviations)
                        if kind == "." and index:
                            sentences.append(index)
                            clauses.append(index)
                            self.breaks[index] = gap
                        elif kind == "," and index:
                            clauses.append(index)
            if inside or (single and any(low <= start < high for low, high in single)):
                quoted.append(index)
            before = max(before, ends[index])
        self.breaks[self.size] = text[before:]
        self.sentence_first = bits(sentences, self.size)
        self.clause_first = bits(clauses, self.size)
        self.quoted = bits(quoted, self.size)
        self.paragraph_first = bits(self._paragraphs(), self.size)
        return sentences

    def _paragraphs(self) -> list[int]:
        """First tokens of the paragraphs of at least `_PARAGRAPH` tokens."""
        if not self.size:
            return []
        firsts = [0]
        for index, gap in self.breaks.items():
            if index - firsts[-1] >= _PARAGRAPH and gap.count("\n") > 1 and _BLANK_LINE.search(gap):
                firsts.append(index)
        if len(firsts) > 1 and self.size - firsts[-1] < _PARAGRAPH:
            firsts.pop()
        return firsts

    def _before(self, index: int) -> str:
        """The word before a token, as written where it is an initial (`N.P.`), so that chat spellings do not hide it."""
        if not index:
            return ""
        start, end = self.starts[index - 1], self.ends[index - 1]
        return self.text[start:end].lower() if end - start == 1 else self.words[index - 1].form

    def _by_word(self) -> None:
        grouped: dict[Word, list[int]] = {}
        for index, word in enumerate(self.words):
            where = grouped.get(word)
            if where is None:
                grouped[word] = [index]
            else:
                where.append(index)
        self.by_word: Mapping[Word, int] = {w: bits(p, self.size) for w, p in grouped.items()}

    def shown(self) -> set[int]:
        """What the words and phrases show the scan."""
        return set(self.phrases).union(*[w.shown for w in self.by_word])

    def span(self, first: int, length: int) -> tuple[int, int]:
        """The half-open offsets of `length` tokens from `first`."""
        return self.starts[first], max(self.ends[first : first + length])

    def stand_in(self, text: str, flood: Condensed) -> None:
        """Let the tokens, read from a condensed text, point into the comment `text` itself."""
        self.ends = [flood.original(e - 1) + 1 for e in self.ends]
        self.starts = [flood.original(s) for s in self.starts]
        self.text = text


def _means_i_will(words: list[Word], following: Word, gap: str, lists: Lists) -> bool:
    """Whether the last word, "ill" without its apostrophe, stands for "I'll": where a clause begins and no word follows that goes with illness."""
    if gap.strip() or following.form in lists.after_ill:
        return False
    return len(words) == 1 or words[-2].form in lists.before_i_will


def phrase_marks(words: list[Word], firsts: list[int], phrases: Phrases) -> PhraseMarks:
    """Return what `plain_phrase_marks` does, in C where the package has it."""
    return plain_phrase_marks(words, firsts, phrases) if _phrase_marks is None else _phrase_marks(words, firsts, phrases.tables)


def plain_phrase_marks(words: list[Word], firsts: list[int], phrases: Phrases) -> PhraseMarks:
    """Where the phrases in `words` stand; none crosses a sentence border, and `firsts` are the first tokens of sentences. Bounded by the depth of the trie. `text/_presence.c` does the same."""
    marks: dict[int, dict[int, int]] = {}
    odd: dict[tuple[int, int, int], tuple[str, str]] = {}
    borders = frozenset(firsts)
    steps = [array("I", w.steps) for w in words]
    for index, word in enumerate(words[:-1]):
        for (_, how), first in zip(word.forms, steps[index][2::2], strict=True):
            stack = [(first, index + 1, how, word.form)] if first else []
            while stack:
                node, at, so_far, form = stack.pop()
                ids = phrases.ids(node)
                if ids and borders.isdisjoint(range(index + 1, at)):
                    length = at - index
                    best = phrases.reading(node) if so_far == AS_WRITTEN else so_far
                    for ident in ids:
                        spans = marks.setdefault(ident, {})
                        spans[length] = spans.get(length, 0) | 1 << index
                        if best != AS_WRITTEN:
                            odd[ident, index, length] = (form, best)
                if at < len(words):
                    for (option, how), number in zip(words[at].forms, steps[at][1::2], strict=True):
                        following = phrases.following(node, number)
                        if following:
                            stack.append((following, at + 1, so_far if how == AS_WRITTEN else how, f"{form} {option}"))
    return marks, odd


# A stretch between single quotation marks; apostrophes inside words are none.
_SINGLE: Final = re.compile(r"(?<![\w'\u2019])['\u2018](?=\w)(?:[^'\u2018\u2019\n]|(?<=\w)['\u2019](?=\w)){3,300}['\u2019](?!\w)")


def _single_quotes(text: str) -> list[tuple[int, int]]:
    """Where single quotation marks enclose words: half-open offsets, in order."""
    if "'" not in text and "\u2018" not in text:
        return []
    return [match.span() for match in _SINGLE.finditer(text)][:200]


def _quotes(gap: str, inside: bool) -> bool:
    for char in gap:
        if char == "\u201c" or (char == '"' and not inside):
            inside = True
        elif char in {"”", '"', "\n"}:
            inside = False
    return inside


def _border(gap: str, before: str, text: str, start: int, abbreviations: frozenset[str]) -> str:
    """'.' for a sentence border, ',' for a clause border, '' for none."""
    if _HARD.search(gap):
        return "."
    if "." in gap:
        spaced = gap[-1].isspace() or not gap[gap.rindex(".") + 1 :].strip()
        if ".." in gap or "\u2026" in gap:
            return "." if text[start].isupper() else ","
        if gap == "." and not (text[start].isupper() and len(before) > 1):
            return ""
        if before == "no" and not text[start].isdigit():  # "No. 5", but "Really? No. Never."
            return "." if spaced else ","
        if before in abbreviations or (len(before) == 1 and before.isalpha() and before not in "iu"):
            return ""
        return "." if spaced else ","
    return "," if _SOFT.search(gap) or gap.strip() in ("-", "--") else ""


_CAPITAL_NEXT: Final = re.compile(r"\s+(?=[^\W\d_])[^a-z]")


def _opens_sentence(text: str, at: int) -> bool:
    """Whether nothing, a full stop or a line break stands before `at`: a capital there says nothing."""
    before = text[max(0, at - 3) : at]
    last = before.rstrip()[-1:]
    return "\n" in before or last in (".", "!", "?", "\u2026") or (not last and at <= 3)


def _tokens(text: str, reader: Reader, lists: Lists) -> tuple[list[int], list[int], list[Word]]:
    """Starts, ends and words of the tokens of `text`."""
    starts: list[int] = []
    ends: list[int] = []
    words: list[Word] = []
    singles = False
    remembered = reader.chunks
    before = 0
    for part in text.split():
        chunk = remembered.get(part) or reader.chunk(part)
        at = text.index(part, before)
        before = at + len(part)
        if chunk.named and _opens_sentence(text, at) and not _CAPITAL_NEXT.match(text, before):
            chunk = reader.lowered(part)
        singles = singles or chunk.most > 0
        for start, end, word in chunk.pieces:
            if words and words[-1].form == "ill" and _means_i_will(words, word, text[ends[-1] : start + at], lists):
                words[-1:] = [reader.word("i"), reader.word("will")]
                starts.append(starts[-1])
                ends.append(ends[-1])
            starts.append(start + at)
            ends.append(end + at)
            words.append(word)
    if singles:
        pieces = respaced([Piece(*p) for p in zip(starts, ends, words, strict=True)], text, reader)
        return [p.start for p in pieces], [p.end for p in pieces], [p.word for p in pieces]
    return starts, ends, words


