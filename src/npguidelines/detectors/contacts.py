"""Contacts: phone numbers, e-mail addresses, links, handles, street addresses, disguised or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from .digits import Run, digit_runs
from .protocol import Mark

_TLD: Final = (
    "com|net|org|edu|gov|mil|info|biz|io|co|me|us|uk|ca|au|de|fr|ru|cn|jp|in|tv|cc|ly|gg|gl|to|ws|xyz|club|online|site|shop|store|live|top|"
    "app|dev|link|vip|pro|life|world|today|click|win|page|art|eu|nl|br|mx|example|invalid|test|fm|ai|sh|be|it|es"
)
_EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_SPELLED_EMAIL: Final = re.compile(
    r"\b[\w.+-]{2,40}\s{0,2}(?:\(at\)|\[at\]|\{at\}|<at>|\bat\b)\s{0,2}[\w-]{2,30}\s{0,2}(?:\(dot\)|\[dot\]|\{dot\}|\bdot\b|\.)\s{0,2}(?:com|net|org|example|gov|edu|us|io|co)\b",
    re.IGNORECASE,
)
_URL: Final = re.compile(
    rf"\b(?:https?://|hxxps?://|www\.)[^\s<>\"']{{3,200}}|(?<![@\w.])(?:[a-z0-9-]{{1,40}}\.){{1,4}}(?:{_TLD})(?![\w-])(?:/[^\s<>\"']{{0,150}})?"
    rf"|\b[\w-]{{2,40}}\s?(?:\(dot\)|\[dot\]|\[\.\]|\(\.\)|\sdot\s)\s?(?:com|net|org|me|io|co|shop|example)\b(?:/\S{{0,80}})?",
    re.IGNORECASE,
)
_HANDLE: Final = re.compile(r"(?<![\w@.])@[A-Za-z0-9_][\w.]{1,30}|(?<![\w$])\$[A-Za-z][\w-]{2,24}\b")
_NAMED_HANDLE: Final = re.compile(
    r"\b(?:snap(?:chat)?|sc|insta(?:gram)?|ig|tele(?:gram)?|tg|kik|cash\s?app|venmo|zelle|signal|whats\s?app|wickr|discord|onlyfans|of(?=[:=@])|tiktok|twitter|x(?=[:=@])|facebook|fb)\s*(?:[:=@\u2192>]|is\b|handle\b|name\b|-)\s*[:=@\u2192>]?\s*[@$]?(?P<value>[a-z0-9][\w.-]{2,30})",
    re.IGNORECASE,
)
_SUFFIX: Final = "street|st|avenue|ave|lane|ln|drive|dr|road|rd|court|ct|circle|cir|way|loop|place|pl|boulevard|blvd|terrace|ter|trail|trl|highway|hwy|parkway|pkwy|alley|spur|row|square|sq"
_STREET: Final = re.compile(
    rf"\b\d{{1,6}}[A-Za-z]?\s+(?:(?:[NSEW]|north|south|east|west)\.?\s+)?(?:(?!(?:{_SUFFIX})\b)[A-Za-z0-9][\w'.-]*\s+){{1,3}}(?:{_SUFFIX})\b\.?(?:,?\s*(?:apt|unit|#|suite|ste)\.?\s*\w{{1,5}})?",
    re.IGNORECASE,
)
_NOT_STREET: Final = frozenset(["minutes", "minute", "hours", "hours", "hour", "days", "day", "times", "years", "year", "months", "weeks", "of", "in", "on", "at", "the", "cars", "car", "guys", "officers", "people", "more", "percent", "dollars", "bucks", "feet", "miles", "mph", "to", "a", "from", "and", "for", "per", "cops", "kids", "blocks", "over"])
_BEFORE_HANDLE: Final = frozenset(["the", "a", "an", "not", "so", "is", "was", "my", "your", "up", "at", "it", "if", "in", "on", "this", "that", "and", "or", "down", "out", "for", "to", "off"])


class ContactDetector:
    """Marks ways to reach somebody. Whose they are, rules decide."""

    name: Final = "contacts"
    version: Final = "1"
    concepts: Mapping[str, str] = dict.fromkeys(("phone", "email", "url", "handle", "street_address"), "contact")
    hints: Mapping[str, str] = {"phone": "digits6", "email": "mail", "url": "dot", "handle": "handle", "street_address": "digit"}

    def mark(self, text: str) -> Iterable[Mark]:
        """Mark every contact of `text`. Linear in its length."""
        found: list[Mark] = []
        for match in _EMAIL.finditer(text):
            found.append(Mark("email", *match.span(), match[0]))
        for match in _SPELLED_EMAIL.finditer(text):
            if not any(m.start <= match.start() < m.end for m in found):
                found.append(Mark("email", *match.span(), match[0], "evasion"))
        mails = [(m.start, m.end) for m in found]
        for match in _URL.finditer(text):
            if not any(low <= match.start() < high for low, high in mails):
                found.append(Mark("url", *match.span(), match[0]))
        found.extend(_handles(text, mails))
        found.extend(m for run in digit_runs(text) for m in _phones(run, text))
        for match in _STREET.finditer(text):
            if not _NOT_STREET & set(match[0].lower().split()[1:-1]):
                found.append(Mark("street_address", *match.span(), match[0]))
        return found


def _handles(text: str, mails: list[tuple[int, int]]) -> Iterator[Mark]:
    for match in _HANDLE.finditer(text):
        if not any(low <= match.start() < high for low, high in mails):
            yield Mark("handle", *match.span(), match[0])
    for match in _NAMED_HANDLE.finditer(text):
        if match["value"].lower() not in _BEFORE_HANDLE:
            yield Mark("handle", *match.span(), match[0])


def _phones(run: Run, text: str) -> Iterator[Mark]:
    """Ten digits of the North American plan, eleven with 1, seven written 3-4, or an international number behind `+`."""
    how = "as_written" if run.plain else "digits"
    digits = run.digits
    international = text[max(0, run.starts[0] - 1) : run.starts[0]] == "+" and 9 <= len(digits) <= 15 and not digits.startswith("1")
    if international and _possible("+" + digits):
        yield Mark("phone", run.starts[0] - 1, run.ends[-1], "+" + digits, how)
        return
    sizes = tuple(len(g) for g in run.groups)
    for first, length in _phone_places(digits, sizes):
        low, high = run.span(first, first + length - 1)
        yield Mark("phone", low, high, digits[first : first + length], how)


def _phone_places(digits: str, sizes: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    bounds = [0]
    for size in sizes[:60]:
        bounds.append(bounds[-1] + size)
    for number, low in enumerate(bounds):
        for high in bounds[number + 1 :]:
            part = digits[low:high]
            if len(part) > 11:
                break
            core = part[1:] if len(part) == 11 and part[0] == "1" else part
            grouped = sizes[number : bounds.index(high)]
            if len(core) == 10 and core[0] in "23456789" and core[3] in "23456789" and high == bounds[-1]:
                yield low, len(part)
                return
            if len(part) == 7 and grouped == (3, 4) and part[0] in "23456789" and high == bounds[-1] and low == 0:
                yield low, 7
                return


def _possible(number: str) -> bool:
    import phonenumbers  # half a megabyte of tables: only when a number begins with +

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False
