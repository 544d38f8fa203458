"""The word list of better-profanity, read by our own readings and word boundaries (its own matcher is not used).

What the list marks is the concept `listed_profanity`; which of its terms name groups, faiths, bodies or crimes and so must
not count stands in the rulebook (`allow` of `rules/concepts/listed_profanity.yaml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from ..errors import DetectorError
from ..text.bits import positions
from ..text.chunks import Reader
from ..text.document import Document
from ..text.lexicon import AS_WRITTEN, Lexicon, PhraseNode
from .comment import ReadComment
from .extras import need, version_of
from .protocol import FIRST, Mark

CONCEPT: Final = "listed_profanity"
_TERM: Final = re.compile(r"[a-z0-9]{2,}(?:[ '-][a-z0-9]{2,})*")
_LISTED: Final = 1  # the one concept id of the lexicon of the list


class ProfanityDetector:
    """Marks terms of better-profanity's list: as written, in l33t, with longer runs, look-alike letters, spaced letters.

    Terms with signs or single letters in them, which are disguises of other terms, are left out: the readings undo them. Masked words (`f***`) are left to the rulebook's own vocabularies,
    which know the mild words that may be meant.
    """

    name: Final = "profanity"
    concepts: Mapping[str, str] = {CONCEPT: "profanity"}
    hints: Mapping[str, str] = {CONCEPT: FIRST}

    @property
    def version(self) -> str:
        """The version of better-profanity."""
        return version_of("better-profanity")

    def ready(self) -> None:
        """Raise `DetectorError` NPG207 unless better-profanity and its list are here."""
        need(self.name, "profanity", "better_profanity")
        terms()

    def mark(self, comment: ReadComment) -> Iterable[Mark]:
        """Mark every term of the list in `comment`. Linear in its length; words once read are remembered."""
        reader, plain = _reader()
        text = comment.text
        if all(map(plain.__contains__, text.split())):
            return ()
        singles = 0
        for part in text.split():
            chunk = reader.chunks.get(part) or reader.chunk(part)
            singles = singles + 1 if chunk.single else 0
            if chunk.ids or chunk.opens or singles > 2 or (chunk.single and len(chunk.words) > 2):
                return _marks(Document(text, reader, frozenset()))
            if not chunk.single and len(plain) < _PLAIN and len(part) <= 64:
                plain.add(part)
        return ()


_PLAIN: Final = 50_000


def _marks(document: Document) -> list[Mark]:
    found = []
    for word, where in document.by_word.items():
        if _LISTED in word.ids:
            form, reading = (word.odd or {}).get(_LISTED, (word.form, AS_WRITTEN))
            found += [Mark(CONCEPT, *document.span(at, 1), form, reading) for at in positions(where)]
    for length, where in document.phrases.get(_LISTED, {}).items():
        for at in positions(where):
            words = " ".join(w.form for w in document.words[at : at + length])
            found.append(Mark(CONCEPT, *document.span(at, length), *document.odd.get((_LISTED, at, length), (words, AS_WRITTEN))))
    return found


@lru_cache(maxsize=1)
def terms() -> tuple[str, ...]:
    """Return the terms of the list that is installed, sorted; raises `DetectorError` NPG207 where there is none."""
    spec = find_spec("better_profanity")
    path = Path(spec.origin).with_name("profanity_wordlist.txt") if spec is not None and spec.origin else None
    if path is None or not path.is_file():
        raise DetectorError("NPG207", expected="the word list of better-profanity", got="no profanity_wordlist.txt in the package", cure="pip install 'better-profanity>=0.7.0,<0.8'")
    lines = {line.strip().lower() for line in path.read_text(encoding="utf-8").splitlines()}
    return tuple(sorted(t for t in lines if _TERM.fullmatch(t)))


@lru_cache(maxsize=1)
def _reader() -> tuple[Reader, set[str]]:
    """A reader of the list, and the chunks of text that it knows to hold none of its terms."""
    lexicon, bare = Lexicon(), Reader(Lexicon())
    for term in terms():
        key = tuple(p.word.form for part in term.split() for p in bare.chunk(part).pieces)
        if len(key) == 1:
            lexicon.words[key[0]] = (_LISTED,)
        elif key:
            nodes = lexicon.phrases
            for word in key[:-1]:
                nodes = nodes.setdefault(word, PhraseNode({}, (), AS_WRITTEN)).next
            nodes[key[-1]] = PhraseNode(nodes[key[-1]].next if key[-1] in nodes else {}, (_LISTED,), AS_WRITTEN)
    lexicon.evadable = {w: (_LISTED,) for w in lexicon.words if len(w) >= 4 and w.isalpha()}
    return Reader(lexicon), set()
