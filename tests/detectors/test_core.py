from __future__ import annotations

import pytest

from npguidelines.detectors.comment import ReadComment
from npguidelines.detectors.contacts import ContactDetector
from npguidelines.detectors.identifiers import IdentifierDetector
from npguidelines.detectors.quantities import QuantityDetector


@pytest.mark.parametrize(
    ("text", "concept", "quote"),
    [("ssn 219-09-9999", "ssn", "219-09-9999"), ("her social, 987-65-4320", "ssn", "987-65-4320"), ("SS# 333221111 lol", "ssn", "333221111"), ("visa 4242 4242 4242 4242", "card_number", "4242 4242 4242 4242"),
     ("four one one one, one one one one, 1111 1111", "card_number", None), ("order 4242424242424242", None, None), ("phone 4111-1111-1111-1112", "card_number", ""), ("666-12-1234", None, None),
     ("DE89 3704 0044 0532 0130 00", "iban", "DE89 3704 0044 0532 0130 00"), ("routing 021000021 acct", "bank_account", "021000021"), ("at 10.0.0.7 now", "ip_address", "10.0.0.7"), ("password: hunter2x", "secret", "hunter2x")],
)  # fmt: skip
def test_identifiers(text: str, concept: str | None, quote: str | None) -> None:
    marks = {m.concept: text[m.start : m.end] for m in IdentifierDetector().mark(ReadComment(text))}
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
    marks = {m.concept: text[m.start : m.end] for m in ContactDetector().mark(ReadComment(text))}
    assert marks.get(concept) == quote


def test_quantities() -> None:
    text = "$40 at 2am on 3/4/2020"
    assert {m.concept for m in QuantityDetector().mark(ReadComment(text))} >= {"money", "clock_time", "calendar_date", "number"}


@pytest.mark.parametrize(
    ("text", "concept", "read_as"),
    [("soc is five three six, four four, one nine zero two", "ssn", "536441902"), ("his social is 574-00-1182", "ssn", "574001182"), ("ssn 6\ufe0f\u20e30\ufe0f\u20e32\ufe0f\u20e3 1\ufe0f\u20e34\ufe0f\u20e3 7\ufe0f\u20e37\ufe0f\u20e39\ufe0f\u20e31\ufe0f\u20e3", "ssn", "602147791"),
     ("lori vickers (4)(1)(8) (0)(6) (7)(2)(9)(3)", "ssn", "418067293"), ("s.o.c.i.a.l 3-4-6-5-1-0-8-8-2", "ssn", "346510882"), ("her social ends in 7719", "ssn", "7719"),
     ("cc thirtyseven eightytwo, eight two two four six three, ten thousand five", "card_number", "378282246310005"), ("6011 \U0001f37a 1111 \U0001f37a 1111 \U0001f37a 1117", "card_number", "6011111111111117"),
     ("double four one one, 1111 dash 1111 dash 1111 visa", "card_number", None), ("DE-eight-nine / 37o4 / oo44 / o532 / o13o / oo", "iban", "DE89370400440532013000"), ("rtg # o21ooo021", "bank_account", "021000021"),
     ("passport seventy-five, then eleven, then 62 0 48", "licence_number", "751162048"), ("Medicare 2AB3-CD4-EF56", "licence_number", "2AB3-CD4-EF56"), ("vanity tag eff, ell, one, zero, eye, tee", "plate", "fl10it"),
     ("drives the black Jetta LRB 660", "plate", "LRB 660"), ("ip 198 dot 51 dot 100 dot 23", "ip_address", "198.51.100.23"), ("the wifi pw Frost!Bite77", "secret", "Frost!Bite77"), ("password for the page is Snowman!99", "secret", "Snowman!99")],
)  # fmt: skip
def test_disguised_identifiers(text: str, concept: str, read_as: str | None) -> None:
    marks = {m.concept: m.read_as for m in IdentifierDetector().mark(ReadComment(text))}
    if read_as is None:
        assert concept not in marks
    else:
        assert marks.get(concept) == read_as


@pytest.mark.parametrize(
    "text",
    ["Ford number 574-20-1183 for the door latch", "a core charge on 602-14-7792 at Napa", "304,118,772 inches", "64.7511, -147.3494", "order 114-2938475-6610233", "ISBN 0-306-40615-2", "ssn 666-12-1234", "ssn 912-34-5678", "route 987-65-4320", "1234 5678 9012 3456",
     "case 24-001877", "zip 99705-4412", "version 7.2.1045.3301", "the password is required", "the password is none of your business", "moose tag 0038841", "VIN 1FTFW1E50PFA00417"],
)  # fmt: skip
def test_look_alikes_are_no_identifiers(text: str) -> None:
    assert not [m for m in IdentifierDetector().mark(ReadComment(text)) if m.concept != "plate"]


@pytest.mark.parametrize(
    ("text", "concept", "quote"),
    [("Nine-oh-seven, triple five, zero one two six", "phone", "Nine-oh-seven, triple five, zero one two six"), ("907555O177", "phone", "907555O177"), ("zinaida underscore k at example com", "email", "zinaida underscore k at example com"),
     ("jo [at] example (.) com", "email", "jo [at] example (.) com"), ("cop em at growl.example.com", "email", None), ("records@northpolepd.example", "role_email", "records@northpolepd.example"), ("1-800-222-1222", "toll_free", "1-800-222-1222"), ("ring nine07 five5five 0one2four", "phone", "nine07 five5five 0one2four"), ("at 418 Tamarack, upstairs", "street_address", "418 Tamarack, upstairs"),
     ("three eleven, b as in boy, Caribou Loop", "street_address", "three eleven, b as in boy, Caribou Loop"), ("pin 64.7511, -147.3494 there", "street_address", "64.7511, -147.3494"), ("on 12 June, upstairs", "street_address", None),
     ("lives at mile 3.5 Badger Road", "street_address", "mile 3.5 Badger Road"), ("three-oh-one Kit Lane", "street_address", "three-oh-one Kit Lane"), ("12 Deer Run, unit 3", "street_address", "12 Deer Run, unit 3"), ("ticket 574-3829 won", "phone", None),
     ("event 260419-0077", "phone", None), ("try 462.5625 on the radio", "phone", None), ("Powerball 4 11 28 39 52 and 8", "phone", None), ("I saw 3 cop cars on Badger Road", "street_address", None)],
)  # fmt: skip
def test_disguised_contacts(text: str, concept: str, quote: str | None) -> None:
    marks = {m.concept: text[m.start : m.end] for m in ContactDetector().mark(ReadComment(text))}
    assert marks.get(concept) == quote


@pytest.mark.parametrize("unit", ["9 0 7 ", "four ", "licence ", "double ", "a@", "ssn 1-", "12 elm ", "pw ", "4.2.", "at gmail ", "plate A 1 ", "mile 3 Badger ", "dash "])
def test_linear_on_hostile_repetition(unit: str) -> None:
    import time

    start = time.process_time()
    for detector in (ContactDetector(), IdentifierDetector(), QuantityDetector()):
        list(detector.mark(ReadComment(unit * 4000)))
    assert time.process_time() - start < 4
