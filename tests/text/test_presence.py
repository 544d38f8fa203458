"""The presence test in C against the same in Python, and against the words of the full reading."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from npguidelines import Moderator
from npguidelines.evaluation.examples import examples
from npguidelines.text.document import plain_phrase_marks
from npguidelines.text.hints import BIT
from npguidelines.text.ids import ids_of
from npguidelines.text.presence import plain_gather, present

native = pytest.importorskip("npguidelines.text._presence", reason="built without a compiler")
CAPITAL = BIT["capital"]


def same(moderator: Moderator, text: str) -> None:
    phrases = moderator.rulebook.lexicon.phrases
    chunks = [moderator._pipeline.reader.chunk(part) for part in text.split()]
    shown, *told = native.gather(chunks, CAPITAL, phrases.tables)
    plain, *plainly = plain_gather(chunks, CAPITAL, phrases)
    assert (ids_of(shown), told) == (ids_of(plain), plainly)
    words = [word for chunk in chunks for word in chunk.words]
    for firsts in ([], [0, *range(3, len(words), 4)] if words else []):
        assert native.phrase_marks(words, firsts, phrases.tables) == plain_phrase_marks(words, firsts, phrases)


def test_every_example(moderator: Moderator) -> None:
    for example in examples(moderator):
        same(moderator, example.text)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=12), st.sampled_from(["I", "will", "Kessel", "Kill", "you", "a", "b", "c", "5", "555-0142", "@Ann", "f.u", "don't", "GO", "back", "to"])), max_size=30))
def test_any_text(moderator: Moderator, parts: list[str]) -> None:
    same(moderator, " ".join(parts))


def test_a_very_long_comment(moderator: Moderator) -> None:
    same(moderator, "go back to where Kessel b c d came from 5 " * 20_000)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["I", "will", "Kessel", "Kill", "you", "a", "go", "back", "to", "where", "they", "came", "from", "Zorblax", "K1ll"]), max_size=12))
def test_it_sees_what_the_full_reading_sees(moderator: Moderator, parts: list[str]) -> None:
    text = " ".join(parts)
    found = present(text, moderator._pipeline.reader)
    assert found.spaced or moderator._pipeline.document(text).shown() <= ids_of(found.shown)  # spaced: the full reading is asked


@pytest.mark.parametrize("chunks", [(), ["word"], [("pieces", (), 0)]], ids=["no list", "no chunk", "too short"])
def test_what_is_no_list_of_chunks_is_refused(moderator: Moderator, chunks: object) -> None:
    with pytest.raises(TypeError):
        native.gather(chunks, CAPITAL, moderator.rulebook.lexicon.phrases.tables)


def test_what_is_no_list_of_words_or_no_table_is_refused(moderator: Moderator) -> None:
    tables = moderator.rulebook.lexicon.phrases.tables
    word = moderator._pipeline.reader.word("go")
    for words, firsts, read, error in (
        ((), [], tables, TypeError), ([], (), tables, TypeError), ([], [], (), TypeError), ([word], [], (1, 2, 3, 4, ()), TypeError),
        ([word, word], [2], tables, IndexError), (["no", "words"], [], tables, AttributeError),
    ):  # fmt: skip
        with pytest.raises(error):
            native.phrase_marks(words, firsts, read)
    with pytest.raises(TypeError):
        native.gather([], CAPITAL, ())
