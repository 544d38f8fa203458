"""Hints: what a chunk shows that a detector or a shape feature needs, found once a chunk and remembered with it.

The scan decides by them which detectors and patterns could find anything at all. They may be set too often, never too
seldom; a property test over the whole scan holds them to that (tests/engine/test_moderator.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from .numerals import spoken_digits
from .word import Word

# digit: any digit; digits6, digits13: so many digit signs in the comment; mail, dot, handle, secret: signs of contacts and
# secrets; paper, vehicle, road: a digit, and a word for a document with a number, for a car or its plate, for a street or a part of a house; capital, cap: a
# capital first letter anywhere, and after the first word; unknown: a word of no list; ill: this word, which may stand
# for "I'll" (text/document.py); any: always.
HINTS: Final = (
    "digit", "digits6", "digits13", "at_sign", "at_word", "mail", "dot", "handle", "secret", "paper_word", "paper", "vehicle_word", "vehicle", "road_word", "road",
    "capital", "cap", "unknown", "ill", "any",
)  # fmt: skip
BIT: Final = {name: 1 << number for number, name in enumerate(HINTS)}

DIGIT: Final = re.compile(r"\d")
_DOT: Final = re.compile(r"[^\W_]\.[^\W_]|://|\(\.\)|\[\.\]")
_SECRET: Final = re.compile(r"p[a@]ss|pwd|login|^pw\b|\bpw\b|key|secret|token|akia|gh[pousr]_|sk_|xox|eyj")
# What of every such word stands in one chunk (detectors/identifiers.py); too much does no harm.
_PAPER: Final = re.compile(r"lic|docum|insur|card|\bdl\b|d\.l|d/l|oln|pass|pasap|\bid\b|state|milit|dod|trib|stud|pupil|patient|member|subscr|alien|mrn|med|health|hosp|chart|denali|green|a-?num|visa|uscis")
VEHICLES: Final = (
    "ford|chev(?:y|rolet)|gmc|dodge|ram|jeep|toyota|tacoma|tundra|honda|civic|accord|nissan|subaru|outback|forester|subie|kia|hyundai|mazda|buick|cadillac|lincoln|volvo|vw|volkswagen|jetta|bmw|audi|mercedes"
    "|tesla|silverado|sierra|explorer|escape|f-?[123]50|ranger|tahoe|suburban|camry|corolla|rav4|4runner|highlander|prius|malibu|impala|equinox|blazer|bronco|mustang|camaro|challenger|charger|wrangler|cherokee|durango|caravan|odyssey|pilot|cr-?v|altima|rogue|sentra|pathfinder|xterra|truck|pickup|suv|minivan|van|sedan|car|coupe|hatchback|wagon|motorcycle|harley"
    "|drives?|driving"
)
_VEHICLE: Final = re.compile(rf"\b(?:{VEHICLES})\b|plate|\btags?\b|regist|vanity|alaska|\bak\b")
# What ends or names an address (detectors/contacts.py): `STREETS` behind any name, `STREETS_BY_CAPITALS` behind one in capitals; then what stands there in place of a street (`rich`: a chunk of `Old Rich`).
STREETS: Final = (
    "street|st|avenue|ave|av|lane|ln|drive|dr|road|rd|court|ct|circle|cir|way|loop|lp|place|pl|boulevard|blvd|terrace|ter|trail|trl|highway|hwy|parkway|pkwy|alley|spur|row|square|sq|turnpike|crescent|cres"
)
STREETS_BY_CAPITALS: Final = "Bend|Run|Ridge|Hill|Crossing|Xing|Pass|Path|Point|View|Grove|Glen|Hollow|Heights|Hts|Landing|Bluff|Creek|Cove|Commons|Park|Estates|Slough|Homestead|Walk|Close|Mews|Manor|Acres|Meadows|Subdivision|Trailer Park|Old Rich|Richardson"
_ROAD: Final = re.compile(
    rf"\b(?:{STREETS}|{STREETS_BY_CAPITALS.lower()}|rich|upstairs|downstairs|basement|floor|door|house|trailer|roof|cabin)\b|\b(?:apt|apartment|unit|space|lot|trailer)|\b(?:mile(?:post)?|mi|mp)(?![a-z])|#|\d\.\d{{3}}"
)
_MAIL_HOSTS: Final = frozenset(["gmail", "yahoo", "hotmail", "outlook", "aol", "icloud", "proton", "protonmail", "example", "gci", "msn", "live"])
_HANDLE: Final = re.compile(
    r"@|\$[a-z]|snap|insta|\big\b|\bcash|\bapp\b|\bvenmo|\btele|\bkik\b|\bsignal|\bwhats|\bwickr|\bdiscord|onlyfans|\b(?:of|x)[:=@]|tiktok|twitter|facebook|\bfb\b|\bsc\b|\btg\b|\bzelle"
)

_SIGNS: Final = re.compile("|".join(p.pattern for p in (_SECRET, _PAPER, _VEHICLE, _HANDLE, _ROAD)))  # one look for the many words that show none of them


def chunk_hints(text: str, skeleton: str, words: Iterable[Word]) -> tuple[int, int]:
    """The hints of one chunk as bits, and how many digits it may hold at most (number words count more than they hold)."""
    found = 0
    digits = 0
    lower = text.lower()
    if not (skeleton.isalpha() and lower.isalpha()):
        if DIGIT.search(skeleton) or DIGIT.search(text):
            found |= BIT["digit"]
            digits = len(skeleton)
        if _DOT.search(skeleton) or _DOT.search(text):
            found |= BIT["dot"]
        if "@" in skeleton:
            found |= BIT["at_sign"]
    found |= sign_bits(skeleton, lower)
    for word in words:
        bits, count = word_hints(word)
        found |= bits
        digits += count
    if text[0].isupper() or any(c.isupper() for c in text):
        found |= BIT["capital"]
    return found, digits


def sign_bits(skeleton: str, lower: str) -> int:
    """The bits that the letters of a chunk set: `skeleton` is its skeleton fold, `lower` itself in small letters."""
    found = 0
    if _SIGNS.search(skeleton) or (lower != skeleton and _SIGNS.search(lower)):
        for pattern, name, read in ((_SECRET, "secret", skeleton), (_HANDLE, "handle", skeleton), (_PAPER, "paper_word", lower), (_VEHICLE, "vehicle_word", lower), (_ROAD, "road_word", skeleton), (_ROAD, "road_word", lower)):
            if pattern.search(read):
                found |= BIT[name]
    return found


def word_hints(word: Word) -> tuple[int, int]:
    """The bits that one word sets, and how many digits it may hold."""
    form = word.form
    found = BIT["unknown"] if word.unknown else 0
    spoken = spoken_digits(form)
    if spoken is not None:
        return found if form in ("o", "oh") else found | BIT["digit"], 2 + len(spoken)  # "triple five" is three digits
    if form == "at":
        found |= BIT["at_word"]
    elif form == "dot" or form in _MAIL_HOSTS:
        found |= BIT["dot"]
    elif form == "ill":
        found |= BIT["ill"]
    return found, 0


def comment_hints(found: int, digits: int) -> int:
    """All hints of a comment: `found` is the union of those of its chunks, `digits` the sum of their digits."""
    found |= BIT["any"]
    if digits >= 6:
        found |= BIT["digits6"]
        if digits >= 13:
            found |= BIT["digits13"]
    if found & BIT["digit"]:
        if found & BIT["paper_word"]:
            found |= BIT["paper"]
        if found & BIT["vehicle_word"]:
            found |= BIT["vehicle"]
        if found & BIT["road_word"]:
            found |= BIT["road"]
    if found & BIT["at_sign"] or (found & BIT["at_word"] and found & BIT["dot"]):
        found |= BIT["mail"]
    return found
