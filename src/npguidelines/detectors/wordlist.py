"""A list of words and phrases, found in comments by the package's own readings and word boundaries. Detectors are made of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ..text.bits import positions
from ..text.chunks import Reader
from ..text.document import Document, Lists
from ..text.lexicon import Lexicon
from ..text.readings import AS_WRITTEN
from ..text.spaced import RUN, row
from .comment import ReadComment
from .protocol import Mark

_LISTED: Final = 1  # the one concept id of the lexicon of the list
_REMEMBERED: Final = 50_000
_LONG: Final = 64


class WordList:
    """Finds `terms` (words, or phrases of them) as written, in l33t, with longer runs, look-alike, spaced or dotted letters.

    Whole words only: "ass" is not in "class". Words once read are remembered; the memory is bounded and changes no result.

    >>> found = WordList(["klaxon"]).marks(ReadComment("selling my kl4x0n"), "siren")
    >>> [(m.start, m.end, m.read_as, m.reading) for m in found]
    [(11, 17, 'klaxon', 'evasion')]
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self._reader = Reader(_lexicon(sorted(set(terms))))
        self._plain: set[str] = set()  # chunks known to hold no term

    def marks(self, comment: ReadComment, concept: str) -> list[Mark]:
        """Return a mark of `concept` for every term in `comment`. Linear in its length."""
        if not self._may_hold(comment.text.split()):
            return []
        document = Document(comment.text, self._reader, Lists())
        found = []
        for word, where in document.by_word.items():
            if _LISTED in word.ids:
                form, reading = (word.odd or {}).get(_LISTED, (word.form, AS_WRITTEN))
                found += [Mark(concept, *document.span(at, 1), form, reading) for at in positions(where)]
        for length, where in document.phrases.get(_LISTED, {}).items():
            for at in positions(where):
                words = " ".join(w.form for w in document.words[at : at + length])
                found.append(Mark(concept, *document.span(at, length), *document.odd.get((_LISTED, at, length), (words, AS_WRITTEN))))
        return found

    def _may_hold(self, parts: list[str]) -> bool:
        plain = self._plain
        if plain.issuperset(parts):
            return False
        letters = 0
        for part in parts:
            if part in plain:
                letters = 0
                continue
            chunk = self._reader.chunk(part)
            most, letters = row(chunk, letters)
            if chunk.shown or any(w.opens for w in chunk.words) or most >= RUN:
                return True
            if chunk.words and not chunk.most and len(part) <= _LONG:
                if len(plain) >= _REMEMBERED:
                    plain.clear()
                plain.add(part)
        return False


def _lexicon(terms: list[str]) -> Lexicon:
    lexicon, bare = Lexicon(), Reader(Lexicon())
    for term in terms:
        key = tuple(p.word.form for part in term.split() for p in bare.chunk(part).pieces)
        if len(key) == 1:
            lexicon.words[key[0]] = (_LISTED,)
        elif key:
            lexicon.phrases.add(key, (_LISTED,), AS_WRITTEN, instead=True)
    lexicon.evadable = {w for w in lexicon.words if len(w) >= 4 and w.isalpha()}
    return lexicon
