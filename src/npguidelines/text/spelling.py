"""Misspelt words: one edit away from a known word, or two words without the space between them.

Only tokens that are no English words and no words of the vocabularies get here; real words that these readings would
change are found at build and left alone (`Lexicon.innocent`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from .lexicon import Lexicon

try:
    from ._edits import sieve_of, sifted
except ImportError:  # built without a compiler
    sieve_of = sifted = None  # type: ignore[assignment]

_LETTERS: Final = "etaoinshrdlcumwfgypbvkjxqz"
_SHORTEST: Final = 4
_LONGEST: Final = 20
_BEST: Final = 2
_COMMON_SHORT: Final = frozenset(["of", "to", "in", "is", "it", "on", "my", "we", "he", "be", "so", "do", "go", "no", "at", "by", "me", "up", "as", "or", "an", "us", "if", "am"])
_RARE: Final = 8_000
_ORDINARY: Final = 3_000


def corrections(form: str, lexicon: Lexicon, *, name: bool = False) -> list[str]:
    """Return the likeliest words that `form` misspells, at most two: swapped or missing letters first, then wrong ones.

    The first letter stands. Words of four letters are only given back a letter or an order. `name` says that the word is
    written like a name, which may mean fewer words. Work is bounded by the length, at most 20 letters.
    """
    if not lexicon.correctable or not _SHORTEST <= len(form) <= _LONGEST or not form.isalpha() or not form.isascii():
        return []
    for heavy in (False, True) if len(form) > _SHORTEST else (False,):
        found = {e for e in _edits(form, lexicon, heavy) if e in lexicon.correctable and (not name or lexicon.correctable[e])}
        found.discard(form)
        if found:
            return sorted(found, key=lambda w: (lexicon.common.get(w, 99_999), w))[:_BEST]
    return []


def _edits(form: str, lexicon: Lexicon, heavy: bool) -> Iterable[str]:
    """The edits of one kind that may be correctable words; all of them where the package was built without a compiler."""
    if sifted is None:
        return plain_edits(form, heavy)
    sieve = lexicon.sieve
    if not sieve:
        sieve = lexicon.sieve = sieve_of(list(lexicon.correctable))
    return sifted(form, sieve, heavy)


def plain_edits(form: str, heavy: bool) -> Iterator[str]:
    """Every light or heavy edit of `form`; the first letter stands. `text/_edits.c` sifts them."""
    return _heavy_edits(form) if heavy else _light_edits(form)


def _light_edits(form: str) -> Iterator[str]:
    """Neighbours swapped, a letter left out."""
    for i in range(1, len(form) - 1):
        yield form[:i] + form[i + 1] + form[i] + form[i + 2 :]
    for i in range(1, len(form) + 1):
        for letter in _LETTERS:
            yield form[:i] + letter + form[i:]


def _heavy_edits(form: str) -> Iterator[str]:
    """A letter too many, a wrong letter."""
    for i in range(1, len(form)):
        yield form[:i] + form[i + 1 :]
    for i in range(1, len(form)):
        for letter in _LETTERS:
            yield form[:i] + letter + form[i + 1 :]


def split(form: str, lexicon: Lexicon) -> tuple[str, str] | None:
    """Return the two words that `form` runs together, or None.

    Both must be ordinary or known words; a single letter only `i` or `a` before an ordinary word.

    >>> split("zzzz", Lexicon()) is None
    True
    """
    if not 5 <= len(form) <= _LONGEST + 4 or not form.isalpha():
        return None
    best: tuple[int, str, str] | None = None
    for cut in range(1, len(form) - 1):
        left, right = form[:cut], form[cut:]
        cost = _half(left, lexicon, right) + _half(right, lexicon, left)
        if cost < 100_000 and (best is None or cost < best[0]):
            best = (cost, left, right)
    return None if best is None else best[1:]


def _half(word: str, lexicon: Lexicon, other: str) -> int:
    """How unlikely a half is; 100,000 where it can be none."""
    rank = lexicon.common.get(word, 99_999)
    if len(word) == 1:
        return 500 if word in "ia" and len(other) >= 3 and lexicon.common.get(other, 99_999) < _ORDINARY else 100_000
    if len(word) == 2:
        return rank if word in _COMMON_SHORT and len(other) >= 4 else 100_000
    if len(word) == 3 and rank > _ORDINARY:
        return 100_000
    if rank <= _RARE:
        return rank
    return 20_000 if word in lexicon.words and len(word) >= 4 else 100_000
