"""Hints: what a chunk shows that a detector or a shape feature needs, found once a chunk and remembered with it.

The scan decides by them which detectors and patterns could find anything at all. They may be set too often, never too
seldom; a property test over the whole scan holds them to that (tests/engine/test_moderator.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from .numerals import spoken_digits
from .words import Word

# digit: any digit; digits6, digits13: so many digit signs in the comment; mail, dot, handle, secret: signs of contacts and
# secrets; capital, cap: a capital first letter anywhere, and after the first word; unknown: a word of no list; any: always.
HINTS: Final = ("digit", "digits6", "digits13", "at_sign", "at_word", "mail", "dot", "handle", "secret", "capital", "cap", "unknown", "any")

_DIGIT: Final = re.compile(r"\d")
_DOT: Final = re.compile(r"[^\W_]\.[^\W_]|://|\(\.\)|\[\.\]")
_SECRET: Final = re.compile(r"pass|pwd|^pw\b|\bpw\b|key|secret|token|akia|gh[pousr]_|sk_|xox|eyj")
_MAIL_HOSTS: Final = frozenset(["gmail", "yahoo", "hotmail", "outlook", "aol", "icloud", "proton", "protonmail", "example", "gci", "msn", "live"])
_HANDLE: Final = re.compile(
    r"@|\$[a-z]|snap|insta|\big\b|\bcash|\bapp\b|\bvenmo|\btele|\bkik\b|\bsignal|\bwhats|\bwickr|\bdiscord|onlyfans|\b(?:of|x)[:=@]|tiktok|twitter|facebook|\bfb\b|\bsc\b|\btg\b|\bzelle"
)


def chunk_hints(text: str, skeleton: str, words: Iterable[Word], bits: dict[str, int]) -> tuple[int, int]:
    """The hint bits of one chunk, and how many digits it may hold at most (number words count more than they hold)."""
    if not bits:
        return 0, 0
    found = 0
    digits = 0
    if _DIGIT.search(skeleton) or _DIGIT.search(text):
        found |= bits["digit"]
        digits = len(skeleton)
    if not skeleton.isalpha():
        if _DOT.search(skeleton) or _DOT.search(text):
            found |= bits["dot"]
        if "@" in skeleton:
            found |= bits["at_sign"]
    if _SECRET.search(skeleton):
        found |= bits["secret"]
    if _HANDLE.search(skeleton):
        found |= bits["handle"]
    for word in words:
        form = word.form
        spoken = spoken_digits(form)
        if spoken is not None:
            digits += 2 + len(spoken)  # "triple five" is three digits
            if form not in ("o", "oh"):
                found |= bits["digit"]
        elif form == "at":
            found |= bits["at_word"]
        elif form == "dot" or form in _MAIL_HOSTS:
            found |= bits["dot"]
        if word.unknown:
            found |= bits["unknown"]
    if text[0].isupper() or any(c.isupper() for c in text):
        found |= bits["capital"]
    return found, digits


def comment_hints(mask: int, digits: int, bits: dict[str, int]) -> int:
    """The hints that follow from all chunks of a comment together: `mask` is their union, `digits` their sum."""
    found = bits["any"]
    if digits >= 6:
        found |= bits["digits6"]
        if digits >= 13:
            found |= bits["digits13"]
    if mask & bits["at_sign"] or (mask & bits["at_word"] and mask & bits["dot"]):
        found |= bits["mail"]
    return found
