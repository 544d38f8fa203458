"""Fold characters: case, accents, compatibility forms, look-alikes, invisible characters; with exact offsets.

Two folds are kept apart. The *plain* fold undoes what no reader would call evasion (case, accents, typographic quotes);
the *skeleton* also undoes look-alike letters of other scripts (Unicode UTS #39 confusables), so that Russian stays
Russian in the plain fold.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib import resources
from typing import Final

_QUOTES: Final = {
    "\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'", "`": "'", "\u2032": "'", "\uff07": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
    "\u2022": "*", "\u2217": "*", "\u204e": "*", "\uff0a": "*", "\u2731": "*", "\u25cf": "*", "\u2055": "*",
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "\u2014", "\u2014": "\u2014", "\u2015": "\u2014",
}  # fmt: skip
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_REGIONAL: Final = range(0x1F1E6, 0x1F200)
# Hangul fillers and the braille blank are letters or symbols to Unicode, and invisible to a reader.
_INVISIBLE: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u180e")


@lru_cache(maxsize=1)
def confusables() -> dict[str, str]:
    """Return the table of single characters that look like ASCII letters (`confusables.txt`, generated from UTS #39)."""
    text = resources.files(__package__).joinpath("confusables.txt").read_text(encoding="utf-8")
    return {line[0]: line[2:] for line in text.splitlines() if len(line) > 2 and not line.startswith("# ")}


@lru_cache(maxsize=8192)
def fold_char(char: str) -> tuple[str, str]:
    """Return the plain and the skeleton fold of one character; either may be empty (dropped) or longer than one.

    >>> fold_char("É"), fold_char("ｆ"), fold_char("\u200b")
    (('e', 'e'), ('f', 'f'), ('', ''))
    """
    if char.isascii():
        lower = char.lower()
        return ("'", "'") if char == "`" else (lower, lower)
    code = ord(char)
    if char in _QUOTES:
        return _QUOTES[char], _QUOTES[char]
    if code in _REGIONAL:
        return char, chr(ord("a") + code - _REGIONAL.start)
    if char in _INVISIBLE or code in _SKIN_TONES or unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return "", ""
    base = "".join(c for c in unicodedata.normalize("NFKD", char) if unicodedata.category(c) not in ("Mn", "Me", "Cf")).casefold()
    table = confusables()
    skeleton = table.get(char) or "".join(table.get(c, c) for c in base)
    return base, skeleton.casefold()


def fold(text: str) -> tuple[str, str, list[int], bool]:
    """Fold `text` twice.

    Returns the plain fold, the skeleton (both of the same length), the source offset of each folded character, and
    whether characters were dropped or changed in a way that a reader would call evasion. Linear in `len(text)`.
    """
    if text.isascii():
        lower = text.lower().replace("`", "'")
        return lower, lower, list(range(len(text))), False
    plain: list[str] = []
    skeleton: list[str] = []
    source: list[int] = []
    odd = False
    for index, char in enumerate(text):
        a, b = fold_char(char)
        if not a:
            odd = odd or not (char == "\ufe0f" or 0x1F3FB <= ord(char) <= 0x1F3FF or char == "\u200d")
            continue
        width = max(len(a), len(b))
        plain.append(a.ljust(width, a[-1]) if len(a) < width else a)
        skeleton.append(b.ljust(width, b[-1]) if len(b) < width else b)
        source.extend([index] * width)
        if width == 1 and ord(char) > 0xFF and a.isascii() and a.isalnum():
            odd = True  # fullwidth, mathematical, enclosed letters
    return "".join(plain), "".join(skeleton), source, odd
