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
from .comment import ReadComment
from .extras import need, version_of
from .protocol import FIRST, Mark
from .wordlist import WordList

CONCEPT: Final = "listed_profanity"
_TERM: Final = re.compile(r"[a-z0-9]{2,}(?:[ '-][a-z0-9]{2,})*")


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
        """Mark every term of the list in `comment`. Linear in its length."""
        return _words().marks(comment, CONCEPT)


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
def _words() -> WordList:
    return WordList(terms())
