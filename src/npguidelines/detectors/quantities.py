"""Quantities: money, numbers, times of day, calendar dates. They never flag by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from ..text.hints import DIGIT
from .comment import ReadComment
from .protocol import Mark

_MONTH: Final = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_DAY: Final = "(?:twenty[ -]|thirty[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth"
_PATTERNS: Final = (
    ("money", re.compile(r"[$\u20ac\u00a3]\s?\d[\d,.]{0,14}\s?(?:k|mil(?:lion)?|m)?\b|\b\d[\d,.]{0,14}\s?(?:k\s)?(?:\$|\u20ac|\u00a3|bucks?\b|dollars?\b|usd\b|euros?\b|quid\b|pounds?\b|cents?\b|grand\b)|\b\d{1,4}\s?a\s(?:pop|piece|month|week|head)\b", re.IGNORECASE)),
    ("clock_time", re.compile(r"\b\d{1,2}(?::\d{2})?\s?(?:[ap]\.?m\b\.?|o'?clock\b)|\b(?:[01]?\d|2[0-3]):[0-5]\d\b|\b(?:[01]\d|2[0-3])[0-5]\d\s?(?:hrs|hours)\b", re.IGNORECASE)),
    ("calendar_date", re.compile(rf"\b\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})\b|\b(?:19|20)\d{{2}}-\d{{2}}-\d{{2}}\b|\b(?:{_MONTH})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH})\.?(?:,?\s+\d{{4}})?\b", re.IGNORECASE)),
    ("number", re.compile(r"(?<![^\W\d_])\d[\d,.]{0,20}")),
)  # fmt: skip


class QuantityDetector:
    """Marks quantities as topics."""

    name: Final = "quantities"
    version: Final = "2"
    concepts: Mapping[str, str] = dict.fromkeys(("money", "number", "clock_time", "calendar_date"), "topic")
    hints: Mapping[str, str] = dict.fromkeys(("money", "number", "clock_time", "calendar_date"), "digit")

    def mark(self, comment: ReadComment) -> Iterable[Mark]:
        """Mark every quantity of `comment`. Linear in its length."""
        if DIGIT.search(comment.text) is None:  # number words are none
            return []
        return [Mark(concept, *match.span(), match[0]) for concept, pattern in _PATTERNS for match in pattern.finditer(comment.text)]
