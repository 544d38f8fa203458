"""A comment as a detector sees it: the text, and on demand its tokens with all their readings. No author, no post, no link."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..text.bits import positions
from ..text.chunks import Reader
from ..text.document import Document, Lists
from ..text.lexicon import Lexicon


class Token(NamedTuple):
    """A word: half-open offsets into the text, and what it can be read as, the most literal first.

    `forms` are (form, reading): `(("k1ll", "as_written"), ("kill", "evasion"))`. `common`: an ordinary English word.
    """

    start: int
    end: int
    forms: tuple[tuple[str, str], ...]
    common: bool = False


class ReadComment:
    """The text of one comment and its tokens; these are read when first asked for.

    Without `read` (in the tests of a detector) it is read by an empty vocabulary.

    >>> ReadComment("Thanks, Lee!").tokens[1]
    Token(start=8, end=11, forms=(('lee', 'as_written'),), common=False)
    """

    __slots__ = ("_document", "_read", "_shown", "text")

    def __init__(self, text: str, read: Callable[[str], Document] | None = None, shown: Callable[[str], bool] | None = None) -> None:
        self.text = text
        self._read = read or _read_bare
        self._shown = shown
        self._document: Document | None = None

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Every token, in order."""
        document = self._read_once()
        return tuple(Token(s, e, w.forms, w.common) for s, e, w in zip(document.starts, document.ends, document.words, strict=True))

    @property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Half-open offsets of the sentences that hold a token, in order."""
        document = self._read_once()
        firsts = list(positions(document.sentence_first))
        lasts = [*(f - 1 for f in firsts[1:]), document.size - 1]
        return tuple((document.starts[f], document.ends[last]) for f, last in zip(firsts, lasts, strict=True))

    def shows(self, hint: str) -> bool:
        """Whether the comment shows a hint (`npguidelines.text.hints.HINTS`): without it, what needs the hint need not be looked for.

        >>> ReadComment("Thanks").shows("digit")  # not known here
        True
        """
        return self._shown is None or self._shown(hint)

    def _read_once(self) -> Document:
        if self._document is None:
            self._document = self._read(self.text)
        return self._document


def _read_bare(text: str) -> Document:
    return Document(text, Reader(Lexicon()), Lists())
