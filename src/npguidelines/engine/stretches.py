"""The stretches of a comment that are weighed: its paragraphs and their sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from ..text.bits import positions
from ..text.document import Document

_SENTENCE: Final = 5  # words of a sentence in which signs are enough by themselves
FEWEST: Final = 4  # words of a comment in which they are


class Window(NamedTuple):
    """A stretch that is weighed by itself, a paragraph or one of its sentences; `size`: its words that count."""

    tokens: int
    size: int

    @property
    def span(self) -> tuple[int, int]:
        """The first token, and how many from there to the last."""
        first = next(positions(self.tokens, 1))
        return first, self.tokens.bit_length() - first


class Paragraph(NamedTuple):
    """A paragraph and its sentences, where it has several."""

    whole: Window
    sentences: tuple[Window, ...]


def paragraphs_of(document: Document, counted: int) -> tuple[Paragraph, ...]:
    """The paragraphs of a comment; the words that are not `counted` do not make it longer."""
    found = []
    for paragraph in _stretches(document.paragraph_first, document.all):
        sentences = [Window(tokens, (tokens & counted).bit_count()) for tokens in _stretches(document.sentence_first & paragraph, paragraph)]
        found.append(Paragraph(Window(paragraph, (paragraph & counted).bit_count()), tuple(sentences) if len(sentences) > 1 else ()))
    return tuple(found)


def weighed(paragraphs: tuple[Paragraph, ...]) -> list[list[Window]]:
    """The stretches that decide: of each paragraph of some length (of the first where none is) the whole, then its sentences of some length."""
    long = [p for p in paragraphs if p.whole.size >= FEWEST] or paragraphs[:1]
    return [[whole, *(w for w in sentences if w.size >= _SENTENCE)] for whole, sentences in long]


def _stretches(firsts: int, tokens: int) -> Iterator[int]:
    """The stretches of `tokens`, a run without gaps, that begin at its first token and at each of `firsts`."""
    while tokens:
        later = firsts & (tokens & ~(tokens & -tokens))
        stretch = tokens & ((later & -later) - 1) if later else tokens
        yield stretch
        tokens &= ~stretch
