"""Identifiers: payment cards, Social Security numbers, bank, licence and plate numbers, addresses of machines, secrets.

Whether a number can be real, `check_digits` says.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ..text.hints import VEHICLES
from .check_digits import iban_fits, issuer_fits, luhn_fits, routing_fits, ssn_fits
from .comment import ReadComment
from .digits import Run, digit_runs, digits_of
from .protocol import Mark

_CUES: Final = {
    "ssn": re.compile(r"\b(?:ssn?s?|ss#|socials?|soc|sosh?|s\W?s\W?n|s\W{0,2}o\W{0,2}c\W{0,2}(?:i\W{0,2}a\W{0,2}l)?|seguro social)\b|\bss\s?(?:#|no|num)|\bw-?[29]\b|\btax\s?payer id", re.IGNORECASE),
    "bank": re.compile(r"\b(?:routing|rtg|rtn|aba|transit|account|acct|acc|checking|chequing|savings|direct deposit|bank)\b", re.IGNORECASE),
    "account": re.compile(r"\b(?:account|acct|acc|checking|chequing|savings|deposit)\b", re.IGNORECASE),
    "not_account": re.compile(r"\b(?:utility|gvea|electric|water|sewer|fuel|gas|order|invoice|customer|library|rewards|frequent|mileage|phone|internet|cable|parking|twitter|x|instagram|insta|facebook|fb|tiktok|user|gaming|steam|xbox)\b", re.IGNORECASE),
    "licence": re.compile(
        r"\b(?:driv(?:er'?s?|ers'?|ing)?\.?\s+(?:licen[sc]e|lic)|licen[sc]e|licencia|lic|travel document|document (?:no|number)|insurance card|card id|dl|d\.l\.|d/l|oln|operator'?s? licen[sc]e|passport|pasaporte|state id|(?:military|dod|tribal|student|pupil|patient|member|subscriber|alien) (?:id|no|num(?:ber)?|acct|account)|id (?:card|number|no|#)"
        r"|mrn|med(?:ical)? rec(?:ord)?s?|health record|health id|hospital (?:id|number|no)|patient|chart (?:no|number|#)|insurance (?:id|no|number|card)|medicaid|medicare|denali ?care|green card|a-?number|alien registration|visa number|uscis)\b",
        re.IGNORECASE,
    ),
    "plate": re.compile(r"\b(?:plates?|license plate|tags?|tag number|registered to|vanity)\b", re.IGNORECASE),
    "vehicle": re.compile(rf"\b(?:{VEHICLES})\b", re.IGNORECASE),
    "card": re.compile(r"\b(?:cards?|cc|visa|mastercard|amex|american express|discover|debit|credit|cvv2?|cvc|exp(?:ires)?)\b", re.IGNORECASE),
    "not_card": re.compile(r"\b(?:order|tracking|invoice|isbn|ups|fedex|usps|serial|part|permit|imei|certified|money order|locker|rebate|gift|sample|rewards|library|loyalty|lottery|ticket|barcode|upc)\b", re.IGNORECASE),
    "not_ssn": re.compile(
        r"\b(?:parts?|p/?n|model|sku|item|catalog(?:ue)?|order(?:ed)?|invoice|tickets?|raffle|receipt|case|report|citation|permit|tracking|confirmation|reference|ref|serial|s/n|lot|batch|claim|policy|filter|pulley|belt|bearing|gasket|latch|pump|valve|alternator|brake|rotor|spark|plug|fuse|relay|sensor|hose|seal|thermostat|"
        r"napa|dayco|ford|chevy|gm|mopar|core|warranty|upc|isbn|igniter|furnace|boiler|heater|stove|docket|badge|event|incident|dispatch no|work order|po|quote|shipment|confirmation|booking|flight|bolts?|screws?|stock|asset|inventory|form|bill|resolution|ordinance|section|parcel|lot|tax lot|frequency|channel|radio|phone|call|text|fax|hotline)\b",
        re.IGNORECASE,
    ),
    "near_id": re.compile(r"\b(?:last (?:4|four)(?: digits)?|ends?(?: in| with)?|ending(?: in| with)?)\b", re.IGNORECASE),
}  # fmt: skip
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{2,4}){3,8}\b", re.IGNORECASE)
_COUNTRY: Final = re.compile(r"([a-z])\W?([a-z])\W{0,3}$", re.IGNORECASE)
_IP: Final = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)")
_IP_DOTS: Final = re.compile(r"\b(\d{1,3})\s?(?:dot|\(dot\)|\[dot\]|\[\.\]|\(\.\))\s?(\d{1,3})\s?(?:dot|\(dot\)|\[dot\]|\[\.\]|\(\.\))\s?(\d{1,3})\s?(?:dot|\(dot\)|\[dot\]|\[\.\]|\(\.\))\s?(\d{1,3})\b", re.IGNORECASE)
_PLATE: Final = re.compile(r"\b[A-Z]{2,3}[ -]?\d{3,4}\b|\b\d{1,4}[ -]?[A-Z]{2,3}\b|\b[A-Z]{3}\d[A-Z]\d{2}\b")
_NOT_PLATE: Final = frozenset(["HWY", "RTE", "APT", "BOX", "PIN", "FAX", "TEL", "EXT", "ORD", "REF", "ZIP", "USA", "AM", "PM", "MPH", "MM", "THE", "AND", "FOR", "SUV", "CAR", "VAN", "MPG", "LBS", "OZ", "FT", "GMC", "BMW", "RAM", "DL", "NO", "RD", "ST", "AVE", "MIN", "HRS", "YR", "YRS", "OF", "IN", "ON", "AT", "TO", "IS", "IT", "CC", "HP", "DAY", "YO", "TH", "RD", "ND", "WAS", "HIT", "RAN", "CR", "CX", "MX", "RAV", "CALL", "DOT", "UPS", "ISO", "HB", "SB", "NUM", "AK", "LED", "ALL", "GOT", "OUT", "TAG", "HAS", "BY", "OR", "KM", "MI"])
_STATE: Final = re.compile(r"\b(?:Alaska|AK|Alaskan)\s?(?:#|tag|plate)?\s?$")
_STATE_WORD: Final = re.compile(r"\b(?:Alaska|AK)\b")
_SECRET: Final = re.compile(
    r"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{20,}|sk_(?:live|test)_[A-Za-z0-9]{10,}|xox[baprs]-[A-Za-z0-9-]{10,}|eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,})"
    r"|(?:pass(?:word|code|phrase|wrd)|passwd|\bpass(?=\s*(?:is|=|:)\s*\S{0,20}\d)|pwd|\bpw|p@ssword|wi-?fi key|api key|access key)\s*(?:(?:is|are|=|:|-|was|-?>|still)\s*){1,2}[\"']?(?P<value>[^\s\"',;]{3,40})"
    r"|(?:password|passcode|passwd|\bpwd|\bpw)\s+[\"']?(?P<mixed>(?=[^\s\"',;]{0,40}\d)(?=[^\s\"',;]{0,40}[A-Za-z!@#$%&*?])[^\s\"',;]{5,40})"
    r"|(?:secret(?:[ _-]?(?:access )?key)?|(?:auth|access|bearer|api|session)[ _-]?token|(?:signing|private|encryption|api|access|license)[ _-]?key)\s*(?:is|=|:|begins(?: with)?|starts(?: with)?|reads)\s*[\"']?(?P<key>(?=[^\s\"',;]{0,60}\d)[A-Za-z0-9+/_=.-]{8,80})"
    r"|(?:password|passcode|passwd|pwd|pw|login)\s+(?:for|to|of|on)\s+[^.!?\n]{2,48}?\s(?:is|are|=|:)\s*[\"']?(?P<far>(?=[^\s\"',;]{0,40}\d)[^\s\"',;]{5,40})"
    r"|secret\w{0,12}\s*[=:]\s*(?P<spaced>[A-Za-z0-9+/_=-]{4,40}(?:\s/\s[A-Za-z0-9+/_=-]{3,40}){1,8})",
    re.IGNORECASE,
)  # fmt: skip
_DOCUMENT: Final = re.compile(r"\b(?=[A-Z0-9-]*\d{3})[A-Z]{0,2}-?\d[A-Z0-9-]{4,14}\b", re.IGNORECASE)
_MBI: Final = re.compile(r"\b[1-9][A-Z][A-Z0-9]\d[ -]?[A-Z][A-Z0-9]\d[ -]?[A-Z]{2}\d{2}\b")
_COMMON_AFTER: Final = frozenset(["the", "a", "an", "not", "so", "is", "was", "very", "too", "weak", "strong", "stupid", "dumb", "easy", "hard", "required", "changed", "gone", "wrong", "reset", "for", "on", "in", "to", "and", "or", "what", "that", "this", "it", "on", "your", "my", "still", "expired", "expiring", "no", "long", "longer", "never", "always", "like", "just", "being", "safe", "secure", "why", "how", "something", "invalid", "incorrect", "case", "missing", "blank", "empty", "short", "lost", "forgotten", "from", "they", "you", "we", "i", "he", "she", "because", "about", "known", "ok", "okay", "really", "all", "here", "there", "set", "saved", "protected", "only", "more", "less", "bad", "good", "terrible", "annoying", "requirements", "policy", "rules", "at", "written", "taped", "posted", "needs", "must", "up", "out", "over", "due", "interference", "rushing", "yards", "plays", "play", "the", "by", "with", "under", "when", "where", "who", "if", "none", "nothing", "nobody", "of", "hidden", "secret", "unknown", "private", "yours", "mine", "taken", "needed", "optional"])
_LETTER_NAMES: Final = {
    "ay": "a", "bee": "b", "cee": "c", "see": "c", "dee": "d", "ee": "e", "eff": "f", "gee": "g", "aitch": "h", "eye": "i", "jay": "j", "kay": "k", "el": "l", "ell": "l", "em": "m", "en": "n",
    "pee": "p", "cue": "q", "queue": "q", "are": "r", "ar": "r", "ess": "s", "tee": "t", "vee": "v", "ex": "x", "why": "y", "wye": "y", "zee": "z", "zed": "z",
    "alpha": "a", "bravo": "b", "charlie": "c", "delta": "d", "echo": "e", "foxtrot": "f", "golf": "g", "hotel": "h", "india": "i", "juliet": "j", "kilo": "k", "lima": "l", "mike": "m", "november": "n",
    "oscar": "o", "papa": "p", "quebec": "q", "romeo": "r", "sierra": "s", "tango": "t", "uniform": "u", "victor": "v", "whiskey": "w", "xray": "x", "yankee": "y", "zulu": "z",
}  # fmt: skip
_CODE_WORD: Final = re.compile(r"[^\W_]+")
_NEAR: Final = 48
_WINDOW: Final = 60


class IdentifierDetector:
    """Marks validated identifiers. Look-alikes (orders, parts, prices) fail a check digit, a structure or a cue."""

    name: Final = "identifiers"
    version: Final = "2"
    concepts: Mapping[str, str] = dict.fromkeys(("card_number", "ssn", "iban", "bank_account", "licence_number", "plate", "ip_address", "secret"), "identifier")
    hints: Mapping[str, str] = {
        "card_number": "digits6", "ssn": "digits6", "iban": "digits13", "bank_account": "digits6", "licence_number": "paper", "plate": "vehicle",
        "ip_address": "dot", "secret": "secret",
    }  # fmt: skip

    def mark(self, comment: ReadComment) -> Iterable[Mark]:
        """Mark every identifier of `comment`. Linear in its length."""
        text = comment.text
        runs = digit_runs(text) if comment.shows("digits6") or comment.shows("paper") else ()
        found = [m for run in runs for m in _run_marks(run, text)] if comment.shows("digits6") else []
        if comment.shows("digits13"):
            found.extend(Mark("iban", *match.span(), match[0]) for match in _IBAN.finditer(text) if iban_fits(match[0]))
        if comment.shows("dot"):
            found.extend(_addresses(text))
        if comment.shows("secret"):
            found.extend(_secrets(text))
        if comment.shows("paper"):
            found.extend(_documents(text, runs))
        if comment.shows("vehicle"):
            found.extend(_plates(text))
        return found


def _run_marks(run: Run, text: str) -> Iterator[Mark]:
    how = "as_written" if run.plain else "digits"
    size = len(run.digits)
    card = _card(run, text) if size >= 12 else None
    if card is not None:
        low, high = run.span(*card)
        yield Mark("card_number", low, high, run.digits[card[0] : card[1] + 1], how)
        return
    if size >= 13 and (code := _iban(run, text)) is not None:
        yield Mark("iban", code[0], run.ends[-1], code[1], "digits")
        return
    social = _ssn(run, text)
    if social is not None:
        low, high = run.span(*social)
        yield Mark("ssn", low, high, run.digits[social[0] : social[1] + 1], how)
        return
    if size >= 6 and _is_account(run, text):
        yield Mark("bank_account", run.starts[0], run.ends[-1], run.digits, how)


def _is_account(run: Run, text: str) -> bool:
    """A routing number with its check digit, or digits right behind a word for a bank account."""
    size = len(run.digits)
    if size >= 9 and routing_fits(run.digits[:9]) and _near(text, run.starts[0], "bank"):
        return True
    before = text[max(0, run.starts[0] - 40) : run.starts[0]]
    return 6 <= size <= 17 and len(run.groups) <= 17 and _CUES["account"].search(before) is not None and not _CUES["not_account"].search(text[max(0, run.starts[0] - 60) : run.starts[0]])


def _iban(run: Run, text: str) -> tuple[int, str] | None:
    """The start and the reading of an IBAN whose digits are disguised: two letters of a country before the run."""
    country = _COUNTRY.search(text[max(0, run.starts[0] - 8) : run.starts[0]])
    if country is None:
        return None
    code = country[1] + country[2] + run.digits
    return (max(0, run.starts[0] - 8) + country.start(), code) if iban_fits(code) else None


def _card(run: Run, text: str) -> tuple[int, int] | None:
    """The first and last digit of a payment card in the run: Luhn-valid, an issuer's prefix, 13 to 19 digits."""
    digits = run.digits
    bounds = run.bounds()
    named = _CUES["card"].search(text[max(0, run.starts[0] - _WINDOW) : run.ends[-1] + _WINDOW]) is not None
    if not named and _CUES["not_card"].search(text[max(0, run.starts[0] - 40) : run.starts[0]]):
        return None
    # Right behind a word for a card that is no gift or library card, the check digit is enough.
    before = text[max(0, run.starts[0] - 32) : run.starts[0]]
    told = _CUES["card"].search(before) is not None and not _CUES["not_card"].search(before)
    lengths = (16, 15, 19, 14, 13, 18, 17, 12) if told else (16, 15, 19, 14, 13)
    places = set(bounds)
    split = all(len(group) <= 2 for group in run.groups)
    for low in bounds[:40]:
        if low and not named and not split:
            return None
        for length in lengths:
            part = digits[low : low + length]
            if len(part) == length and low + length in places and len(set(part)) > 1 and (told or issuer_fits(part)) and luhn_fits(part):
                return low, low + length - 1
    return None


def _ssn(run: Run, text: str) -> tuple[int, int] | None:
    """Nine digits written 3-2-4, or in any grouping beside a word that names them; or the last four so named."""
    around = text[max(0, run.starts[0] - _WINDOW) : run.ends[-1] + 30]
    named = _CUES["ssn"].search(around) is not None
    if len(run.digits) == 4 and named and _CUES["near_id"].search(around):
        return 0, 3
    if len(run.digits) < 9:
        return None
    strange = not named and _CUES["not_ssn"].search(text[max(0, run.starts[0] - 40) : run.ends[-1] + 24]) is not None
    at = 0
    for index in range(len(run.groups)):
        if tuple(len(g) for g in run.groups[index : index + 3]) == (3, 2, 4) and ssn_fits(run.digits[at : at + 9], named):
            between = text[run.ends[at + 2] : run.starts[at + 3]] + text[run.ends[at + 4] : run.starts[at + 5]]
            if named or (between.strip() and not strange):
                return at, at + 8
        at += len(run.groups[index])
    if not strange and _spaced_as_ssn(run) and ssn_fits(run.digits):
        return 0, 8
    if named and ssn_fits(run.digits, named) and 9 in run.bounds():
        return 0, 8
    if named and len(run.digits) > 9:
        places = run.bounds()
        for low in places[:20]:
            if low + 9 in places and ssn_fits(run.digits[low : low + 9], named):
                return low, low + 8
    return None


def _spaced_as_ssn(run: Run) -> bool:
    """Nine single digits with wider gaps after the third and the fifth, or other signs there."""
    if len(run.digits) != 9 or len(run.groups) != 9:
        return False
    gaps = [run.starts[i + 1] - run.ends[i] for i in range(8)]
    return min(gaps[2], gaps[4]) > max(gaps[i] for i in (0, 1, 3, 5, 6, 7))


def _near(text: str, at: int, cue: str) -> bool:
    return _CUES[cue].search(text[max(0, at - _NEAR) : at + _NEAR]) is not None


def _addresses(text: str) -> Iterator[Mark]:
    """Addresses of machines on the internet."""
    for match in _IP.finditer(text):
        if _is_address(match[0]):
            yield Mark("ip_address", *match.span(), match[0])
    for match in _IP_DOTS.finditer(text):
        if _is_address(".".join(match.groups())):
            yield Mark("ip_address", *match.span(), ".".join(match.groups()), "digits")


def _is_address(value: str) -> bool:
    try:
        address = ipaddress.IPv4Address(value)
    except ValueError:
        return False
    return not address.is_loopback


def _secrets(text: str) -> Iterator[Mark]:
    for match in _SECRET.finditer(text):
        group = match.lastgroup
        if group is None:
            yield Mark("secret", *match.span(), match[0])
        elif group != "value" or match[group].strip(".!?)").lower() not in _COMMON_AFTER:
            yield Mark("secret", *match.span(group), match[group])


def _documents(text: str, runs: Sequence[Run]) -> Iterator[Mark]:
    """Licence, passport, medical and file numbers: only a word beside them tells them from other strings."""
    if _CUES["licence"].search(text) is None:
        return
    for match in _DOCUMENT.finditer(text):
        if _beside(text, match.start(), match.end()):
            yield Mark("licence_number", *match.span(), match[0])
    for match in _MBI.finditer(text):
        yield Mark("licence_number", *match.span(), match[0])
    for run in runs:
        if 5 <= len(run.digits) <= 14 and _beside(text, run.starts[0], run.ends[-1]):
            yield Mark("licence_number", run.starts[0], run.ends[-1], run.digits, "as_written" if run.plain else "digits")
    for low, high, code in _spelled_codes(text):
        if len(code) >= 6 and _beside(text, low, high):
            yield Mark("licence_number", low, high, code, "digits")


def _beside(text: str, low: int, high: int) -> bool:
    """Whether a cue stands shortly before `low` or right after `high`, and no plate or phone is meant."""
    before = text[max(0, low - _WINDOW) : low]
    if re.search(r"plate|phone|\bcell\b|\bcall\b|\btext\b|\bfax\b", before[-24:], re.IGNORECASE):
        return False
    return _CUES["licence"].search(before) is not None or _CUES["licence"].search(text[high : high + 30]) is not None


def _plates(text: str) -> Iterator[Mark]:
    named = _CUES["plate"].search(text)
    if named is None and _CUES["vehicle"].search(text) is None and _STATE_WORD.search(text) is None:
        return
    for match in _PLATE.finditer(text.upper() if named and len(text.upper()) == len(text) else text):
        letters = "".join(c for c in match[0] if c.isalpha())
        start, end = match.span()
        if letters in _NOT_PLATE or (len(letters) < 3 and not text[start:end].isupper()):
            continue
        around = text[max(0, start - _NEAR) : end + _NEAR]
        if _CUES["plate"].search(around) or ((len(letters) == 3 and text[start:end].isupper() and _CUES["vehicle"].search(text[max(0, start - 40) : start] + " " + text[end : end + 48])) or (len(letters) == 3 and _STATE.search(text[max(0, start - 12) : start]))):
            yield Mark("plate", start, end, text[start:end])
    if named is not None:
        for low, high, code in _spelled_codes(text):
            if 5 <= len(code) <= 8 and any(c.isalpha() for c in code) and _CUES["plate"].search(text[max(0, low - _NEAR) : low]):
                yield Mark("plate", low, high, code, "digits")


def _spelled_codes(text: str) -> Iterator[tuple[int, int, str]]:
    """Runs of single letters, names of letters and digits, three digits or number words at least among them."""
    parts: list[str] = []
    start = end = -1
    letters = digits = 0
    for match in _CODE_WORD.finditer(text):
        word = match[0].lower()
        part = digits_of(word)
        if part is None:
            part = _LETTER_NAMES.get(word) or (word if len(word) == 1 or (len(word) == 2 and match[0].isupper()) else None)
            letter = part is not None
        else:
            letter = False
        if part is None or (parts and match.start() - end > 4):
            if len(parts) >= 3 and digits >= 2 and letters >= 1:
                yield start, end, "".join(parts)
            parts, letters, digits = [], 0, 0
            if part is None:
                continue
        if not parts:
            start = match.start()
        parts.append(part)
        letters += letter
        digits += not letter
        end = match.end()
    if len(parts) >= 3 and digits >= 2 and letters >= 1:
        yield start, end, "".join(parts)
