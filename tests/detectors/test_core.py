from __future__ import annotations

import pytest

from npguidelines.detectors.contacts import ContactDetector
from npguidelines.detectors.identifiers import IdentifierDetector
from npguidelines.detectors.quantities import QuantityDetector


@pytest.mark.parametrize(
    ("text", "concept", "quote"),
    [("ssn 219-09-9999", "ssn", "219-09-9999"), ("SS# 333221111 lol", "ssn", "333221111"), ("visa 4242 4242 4242 4242", "card_number", "4242 4242 4242 4242"),
     ("four one one one, one one one one, 1111 1111", "card_number", None), ("order 4242424242424242", None, None), ("phone 4111-1111-1111-1112", "card_number", ""), ("666-12-1234", None, None),
     ("DE89 3704 0044 0532 0130 00", "iban", "DE89 3704 0044 0532 0130 00"), ("routing 021000021 acct", "bank_account", "021000021"), ("at 10.0.0.7 now", "ip_address", "10.0.0.7"), ("password: hunter2x", "secret", "hunter2x")],
)  # fmt: skip
def test_identifiers(text: str, concept: str | None, quote: str | None) -> None:
    marks = {m.concept: text[m.start : m.end] for m in IdentifierDetector().mark(text)}
    if concept is None or quote == "":
        assert "card_number" not in marks and "ssn" not in marks
    else:
        assert concept in marks
        assert quote is None or marks[concept] == quote


@pytest.mark.parametrize(
    ("text", "concept", "quote"),
    [("call 907-555-0163 now", "phone", "907-555-0163"), ("9 0 7 – 5 5 5 – 0 1 7 7", "phone", "9 0 7 – 5 5 5 – 0 1 7 7"), ("nine oh seven 555 0123", "phone", "nine oh seven 555 0123"), ("a.b@example.com", "email", "a.b@example.com"),
     ("jo at example dot com", "email", "jo at example dot com"), ("see t.me/fast now", "url", "t.me/fast"), ("snap: frosty.vixen", "handle", "snap: frosty.vixen"), ("at 4417 Larkspur Lane", "street_address", "4417 Larkspur Lane")],
)  # fmt: skip
def test_contacts(text: str, concept: str, quote: str) -> None:
    marks = {m.concept: text[m.start : m.end] for m in ContactDetector().mark(text)}
    assert marks.get(concept) == quote


def test_quantities() -> None:
    text = "$40 at 2am on 3/4/2020"
    assert {m.concept for m in QuantityDetector().mark(text)} >= {"money", "clock_time", "calendar_date", "number"}
