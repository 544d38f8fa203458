"""Misspelt and joined words, and the flood of a repeated passage."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from npguidelines import Moderator
from npguidelines.text.chunks import Reader
from npguidelines.text.condense import FLOOD, condense
from npguidelines.text.spelling import corrections, plain_edits, split


def forms(moderator: Moderator, text: str) -> list[list[str]]:
    return [[f for f, _ in w.forms] for w in moderator._pipeline.document(text).words]


@pytest.mark.parametrize(("text", "word"), [("contmpt", "contempt"), ("disgutsed", "disgusted"), ("murdr", "murder"), ("threten", "threaten")])
def test_a_misspelt_word_is_read_as_meant(moderator: Moderator, text: str, word: str) -> None:
    assert word in forms(moderator, text)[0]


@pytest.mark.parametrize("word", ["kessel", "ostrander", "kitten", "assess", "duck", "shirt", "count", "beach"])
def test_real_words_and_names_stay_what_they_are(moderator: Moderator, word: str) -> None:
    assert forms(moderator, word) == [[word]]
    assert forms(moderator, f"Ask {word.capitalize()}")[1] == [word]


@pytest.mark.parametrize(("text", "want"), [("ihate mondays", ["i", "hate", "mondays"]), ("so muchdisdain", ["so", "much", "disdain"]), ("#plowtheroads", ["plow", "the", "roads"])])
def test_a_missing_space_is_put_back(moderator: Moderator, text: str, want: list[str]) -> None:
    doc = moderator._pipeline.document(text)
    assert [w.form for w in doc.words] == want
    assert "".join(text[s:e] for s, e in zip(doc.starts, doc.ends, strict=True)) == text.replace(" ", "").replace("#", "")


@pytest.mark.parametrize(("text", "want"), [("ill find you", ["i", "will", "find", "you"]), ("she is ill today", ["she", "is", "ill", "today"]), ("ill people wait", ["ill", "people", "wait"])])
def test_ill_without_its_apostrophe(moderator: Moderator, text: str, want: list[str]) -> None:
    assert [f[0] for f in forms(moderator, text)] == want


@settings(max_examples=200, deadline=None)
@given(form=st.text(st.sampled_from("abcdefghiklmnoprstuwy"), max_size=30))
def test_heuristics_only_give_known_words(moderator: Moderator, form: str) -> None:
    lexicon = moderator.rulebook.lexicon
    assert all(c in lexicon.correctable and c[0] == form[0] for c in corrections(form, lexicon))
    halves = split(form, lexicon)
    assert halves is None or "".join(halves) == form


@settings(max_examples=60, deadline=None)
@given(units=st.lists(st.text(st.sampled_from("ab. \n!é🐷"), min_size=1, max_size=9), min_size=1, max_size=4), tail=st.text(st.sampled_from("xyz ."), max_size=20))
def test_a_flood_points_into_the_original(units: list[str], tail: str) -> None:
    text = "".join(units) * (FLOOD // len("".join(units)) + 2) + tail
    flood = condense(text)
    if flood is not None:
        assert len(flood.text) < len(text)
        for offset, char in enumerate(flood.text):
            original = flood.original(offset)
            assert 0 <= original <= len(text)
            assert char == "\n" or text[original] == char


def test_the_verdict_of_a_flood_quotes_the_original(moderator: Moderator) -> None:
    text = "What a lovely day. " * 5_000 + "Sell crack at the park, dm me. Fuck you all."
    verdict = moderator.review(text)
    assert "a" in verdict.flagged
    assert all(text[e.start : e.end] == e.quote for f in verdict.findings if f.clause == "a" for e in f.evidence)


UNITS = ["a", "*", "f*", "1-", "they ", "fuck you. ", "🐷", "kill him now! ", "\n", "@a", "(", "a ", "f u ", "1 ", "' ", "http://", "cop pig ", "i will kill "]


@pytest.mark.parametrize("unit", UNITS)
def test_a_megabyte_of_one_unit_takes_under_two_seconds(moderator: Moderator, unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    start = time.process_time()
    moderator.review(text)
    assert time.process_time() - start < 2.0


def test_a_masked_word_is_read_as_the_commonest_that_fits(moderator: Moderator) -> None:
    (finding,) = [f for f in moderator.review("F*** the police, defund them").findings if f.clause == "a"]
    assert finding.rule != "a.slur" and finding.evidence[0].read_as == "fuck"


@given(st.text("abcdeinorst", min_size=4, max_size=20), st.lists(st.text("abcdeinorst", min_size=3, max_size=8), max_size=30), st.booleans())
def test_edits_sifted_in_c_are_those_of_python(form: str, words: list[str], heavy: bool) -> None:
    native = pytest.importorskip("npguidelines.text._edits", reason="built without a compiler")
    every = list(dict.fromkeys([*words, *list(plain_edits(form, heavy))[::5]]))
    sifted = native.sifted(form, native.sieve_of(every), heavy)
    assert set(sifted) <= set(plain_edits(form, heavy))
    assert set(sifted) & set(every) == set(plain_edits(form, heavy)) & set(every)


@pytest.mark.parametrize(("form", "sieve"), [("", bytes(128)), ("a" * 21, bytes(128)), ("café", bytes(128)), ("word", b""), ("word", bytes(100)), ("word", bytes(384))])
def test_what_cannot_be_sifted_is_refused(form: str, sieve: bytes) -> None:
    native = pytest.importorskip("npguidelines.text._edits", reason="built without a compiler")
    with pytest.raises(ValueError, match="letters"):
        native.sifted(form, sieve, False)


def test_an_ordinary_word_is_read_as_any_other_chunk_is(moderator: Moderator) -> None:
    reader = Reader(moderator.rulebook.lexicon)
    words = [w for w in list(reader.lexicon.common)[::29] if w.isascii() and w.isalpha()]
    assert sum(reader._ordinary(w) is not None for w in words) > 900
    assert [w for w in words if (short := reader._ordinary(w)) is not None and short != reader._cut(w)] == []
