"""Tokens, borders and readings over any text, with the original characters as the oracle."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from npguidelines import Moderator
from npguidelines.text.bits import bits, positions, segments_with
from npguidelines.text.document import Document

ALPHABET = st.sampled_from([*"abcdefgFUCKk1!@$*.-_ \n\t,?'\"", "ü", "ｆ", "і", "\u200b", "\ud800", "\x00", "\u202e", "🍆", "👮", "🏽", "f", "u", "c", "k", " "])


def document(moderator: Moderator, text: str) -> Document:
    return moderator._pipeline.document(text)


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.text(ALPHABET, max_size=80), st.text(st.characters(), max_size=60)))
def test_spans_map_back(moderator: Moderator, text: str) -> None:
    doc = document(moderator, text)
    assert doc.starts == sorted(doc.starts)
    for start, end in zip(doc.starts, doc.ends, strict=True):
        assert 0 <= start < end <= len(text)
        assert not text[start].isspace() and not text[end - 1].isspace()


@settings(max_examples=200, deadline=None)
@given(text=st.text(ALPHABET, max_size=80))
def test_any_text_gets_a_verdict_and_quotes_are_read_again(moderator: Moderator, text: str) -> None:
    verdict = moderator.review(text)
    assert verdict.complete, verdict.degraded
    assert bool(verdict.flagged) == (verdict.outcome.value != "allow")
    for finding in verdict.findings:
        for evidence in finding.evidence:
            assert 0 <= evidence.start < evidence.end <= len(text)


@settings(max_examples=100, deadline=None)
@given(form=st.sampled_from(["fuck", "shit"]), sign=st.sampled_from(["\u200b", ".", "-", " ", "*"]), where=st.integers(1, 2), pad=st.sampled_from(["", "well, ", "Ok. ", "é "]))
def test_a_disguised_word_is_found_where_it_stands(moderator: Moderator, form: str, sign: str, where: int, pad: str) -> None:
    written = sign.join(form) if sign != "*" else form[:where] + "*" + form[where + 1 :]
    text = f"{pad}{written} this"
    findings = [f for f in moderator.review(text).findings if f.clause == "a"]
    assert findings, text
    evidence = findings[0].evidence[0]
    assert text[evidence.start : evidence.end].startswith(form[0])
    again = moderator.review(text[evidence.start : evidence.end])
    assert "a" in again.flagged


@pytest.mark.parametrize(
    ("text", "count"),
    [("Ofc. Lee came. He left.", 2), ("St. Nick is here", 1), ("One\nTwo", 2), ("Really?! Yes", 2), ("v7.1.1 is out", 1), ("He said... nothing", 1), ("N.P. roads", 1)],
)
def test_sentence_borders(moderator: Moderator, text: str, count: int) -> None:
    assert document(moderator, text).sentence_first.bit_count() == count


@pytest.mark.parametrize("text", ["as she said", "Scunthorpe United", "class dismissed", "a glass of 7.1.1", "Dick Cheney", "cock crowing at dawn", "shitake mushrooms", "assassin creed"])
def test_innocent_words_stay_what_they_are(moderator: Moderator, text: str) -> None:
    assert moderator.review(text).flagged == ()


@given(st.sets(st.integers(0, 90)), st.sets(st.integers(0, 90)))
def test_segments_with_agrees_with_counting(marked: set[int], borders: set[int]) -> None:
    lasts = sorted(borders | {90})
    got = set(positions(segments_with(bits(marked, 91), bits(lasts, 91))))
    first, want = 0, set()
    for last in lasts:
        if any(first <= m <= last for m in marked):
            want.add(last)
        first = last + 1
    assert got == want
