"""Number words that can stand for digits in the digit reading."""

from __future__ import annotations

import re
from typing import Final

NUMBER_WORDS: Final = {
    "zero": "0", "oh": "0", "o": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "niner": "9", "ten": "10", "eleven": "11", "twelve": "12", "twenty": "20", "thirty": "30", "forty": "40",
    "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90", "hundred": "00", "thousand": "000",
    "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
    "fourty": "40", "ninty": "90", "foe": "4", "sevn": "7",
    "cero": "0", "uno": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5", "seis": "6", "siete": "7", "ocho": "8", "nueve": "9",
}  # fmt: skip

_STEMS: Final = "zero|oh|one|two|three|four|five|six|seven|eight|nine"
_TENS: Final = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_GLUED: Final = re.compile(rf"(?:(?:{_TENS})(?:one|two|three|four|five|six|seven|eight|nine)|(?:{_STEMS}){{2,20}})")
_PART: Final = re.compile(rf"{_TENS}|{_STEMS}")


def spoken_digits(word: str) -> str | None:
    """The digits that a lower-case word stands for, written together or not; None when it is no number word.

    >>> spoken_digits("seven"), spoken_digits("thirtyseven"), spoken_digits("nineohseven"), spoken_digits("phone")
    ('7', '37', '907', None)
    """
    found = NUMBER_WORDS.get(word)
    if found is not None or len(word) < 5 or word[0] not in "zotfsen" or _GLUED.fullmatch(word) is None:
        return found
    parts = [NUMBER_WORDS[part] for part in _PART.findall(word)]
    return parts[0][0] + parts[1] if len(parts) == 2 and len(parts[0]) == 2 else "".join(parts)
