"""Identifiers: payment cards, Social Security numbers, bank, licence and plate numbers, addresses of machines, secrets.

Check digits come from python-stdnum; the structure of Social Security numbers from SSA (no area 000, 666, 900-999; no
group 00; no serial 0000).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from stdnum import iban, luhn
from stdnum.us import rtn

from .digits import Run, digit_runs
from .protocol import Mark

_CUES: Final = {
    "ssn": re.compile(r"\b(?:ssn?|ss#|socials?|soc sec|social security|s\.s\.n)\b|\bss\s?(?:#|no|num)", re.IGNORECASE),
    "bank": re.compile(r"\b(?:routing|aba|account|acct|checking|savings)\b", re.IGNORECASE),
    "licence": re.compile(r"\b(?:driver'?s?\s+licen[sc]e|licen[sc]e|dl|d\.l\.|operator'?s? licen[sc]e|passport|state id|mrn|medical record|medicaid|medicare)\b", re.IGNORECASE),
    "plate": re.compile(r"\b(?:plates?|license plate|tags?)\b", re.IGNORECASE),
    "not_card": re.compile(r"\b(?:order|tracking|invoice|isbn|ups|fedex|usps|serial|part|permit|imei)\b", re.IGNORECASE),
}
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{2,4}){3,8}\b", re.IGNORECASE)
_IP: Final = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
_PLATE: Final = re.compile(r"\b(?=[A-Z0-9 -]*\d)(?=[A-Z0-9 -]*[A-Z])[A-Z]{2,3}[ -]?\d{3,4}\b|\b\d{1,3}[ -]?[A-Z]{3}\b|\b[A-Z]{3}\d[A-Z]\d{2}\b")
_SECRET: Final = re.compile(
    r"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{20,}|sk_(?:live|test)_[A-Za-z0-9]{10,}|xox[baprs]-[A-Za-z0-9-]{10,}|eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,})"
    r"|(?:pass(?:word|code|phrase)|passwd|pwd|\bpw|wi-?fi key|api key|access key)\s*(?:is|are|=|:|-|was)\s*[\"']?(?P<value>[^\s\"',;]{3,40})",
    re.IGNORECASE,
)  # fmt: skip
_DOCUMENT: Final = re.compile(r"\b(?=[A-Z0-9-]*\d{3})[A-Z]{0,2}-?\d[A-Z0-9-]{4,14}\b", re.IGNORECASE)
_COMMON_AFTER: Final = frozenset(["the", "a", "an", "not", "so", "is", "was", "very", "too", "weak", "strong", "stupid", "dumb", "easy", "hard", "required", "changed", "gone", "wrong", "reset", "for", "on", "in", "to", "and", "or", "what", "that", "this", "it", "on", "your", "my"])
_NEAR: Final = 48


class IdentifierDetector:
    """Marks validated identifiers. Look-alikes (orders, parts, prices) fail a check digit, a structure or a cue."""

    name: Final = "identifiers"
    version: Final = "1"
    concepts: Mapping[str, str] = dict.fromkeys(("card_number", "ssn", "iban", "bank_account", "licence_number", "plate", "ip_address", "secret"), "identifier")
    hints: Mapping[str, str] = {
        "card_number": "digits13", "ssn": "digits6", "iban": "digits13", "bank_account": "digits6", "licence_number": "digit", "plate": "digit",
        "ip_address": "dot", "secret": "secret",
    }  # fmt: skip

    def mark(self, text: str) -> Iterable[Mark]:
        """Mark every identifier of `text`. Linear in its length."""
        found = [m for run in digit_runs(text) for m in _run_marks(run, text)]
        for match in _IBAN.finditer(text):
            if iban.is_valid(match[0]):
                found.append(Mark("iban", *match.span(), match[0]))
        for match in _IP.finditer(text):
            if _is_address(match[0]):
                found.append(Mark("ip_address", *match.span(), match[0]))
        found.extend(_cued(text))
        return found


def _run_marks(run: Run, text: str) -> Iterator[Mark]:
    how = "as_written" if run.plain else "digits"
    card = _card(run)
    if card is not None and not _near(text, run.starts[card[0]], "not_card"):
        low, high = run.span(*card)
        yield Mark("card_number", low, high, run.digits[card[0] : card[1] + 1], how)
        return
    social = _ssn(run, text)
    if social is not None:
        low, high = run.span(*social)
        yield Mark("ssn", low, high, run.digits[social[0] : social[1] + 1], how)
    if (len(run.digits) == 9 and rtn.is_valid(run.digits) and _near(text, run.starts[0], "bank")) or (6 <= len(run.digits) <= 17 and len(run.groups) <= 4 and _near(text, run.starts[0], "bank")):
        yield Mark("bank_account", run.starts[0], run.ends[-1], run.digits, how)


def _card(run: Run) -> tuple[int, int] | None:
    """The first and last digit of a payment card in the run: Luhn-valid, an issuer's prefix, 13 to 19 digits."""
    digits = run.digits
    bounds = [0]
    for group in run.groups:
        bounds.append(bounds[-1] + len(group))
    for low in bounds[:40]:
        for high in bounds[:80]:
            part = digits[low:high]
            if 13 <= len(part) <= 19 and part[0] in "23456" and len(set(part)) > 1 and luhn.is_valid(part) and _issuer(part):
                return low, high - 1
    return None


def _issuer(part: str) -> bool:
    """Whether prefix and length fit Visa, Mastercard, American Express, Discover, Diners or JCB."""
    two, four = int(part[:2]), int(part[:4])
    return (
        (part[0] == "4" and len(part) in (13, 16, 19))
        or (len(part) == 16 and (51 <= two <= 55 or 2221 <= four <= 2720 or two in (60, 64, 65) or 3528 <= four <= 3589))
        or (len(part) == 15 and two in (34, 37))
        or (len(part) == 14 and two in (30, 36, 38))
    )


def _ssn(run: Run, text: str) -> tuple[int, int] | None:
    """Nine digits written 3-2-4, or together behind a word that names them."""
    at = 0
    for index in range(len(run.groups)):
        if tuple(len(g) for g in run.groups[index : index + 3]) == (3, 2, 4) and _ssn_fits(run.digits[at : at + 9]):
            between = text[run.ends[at + 2] : run.starts[at + 3]]
            if between.strip() or _near(text, run.starts[at], "ssn"):
                return at, at + 8
        at += len(run.groups[index])
    if len(run.digits) == 9 and _ssn_fits(run.digits) and _near(text, run.starts[0], "ssn"):
        return 0, 8
    return None


def _ssn_fits(digits: str) -> bool:
    return digits[:3] not in ("000", "666") and digits[0] != "9" and digits[3:5] != "00" and digits[5:] != "0000"


def _near(text: str, at: int, cue: str) -> bool:
    return _CUES[cue].search(text[max(0, at - _NEAR) : at + _NEAR]) is not None


def _is_address(value: str) -> bool:
    try:
        address = ipaddress.IPv4Address(value)
    except ValueError:
        return False
    return not address.is_loopback


def _cued(text: str) -> Iterator[Mark]:
    """Identifiers that only a word beside them tells from other strings."""
    for match in _SECRET.finditer(text):
        value = match["value"]
        if value is None:
            yield Mark("secret", *match.span(), match[0])
        elif value.strip(".!?").lower() not in _COMMON_AFTER:
            yield Mark("secret", *match.span("value"), value)
    if _CUES["licence"].search(text):
        for match in _DOCUMENT.finditer(text):
            cue = _CUES["licence"].search(text[max(0, match.start() - 32) : match.start()])
            if cue is not None and not re.search(r"plate", text[max(0, match.start() - 16) : match.start()], re.IGNORECASE):
                yield Mark("licence_number", *match.span(), match[0])
    if _CUES["plate"].search(text):
        for match in _PLATE.finditer(text.upper()):
            if match.end() <= len(text) and _near(text, match.start(), "plate"):
                yield Mark("plate", *match.span(), text[match.start() : match.end()])
