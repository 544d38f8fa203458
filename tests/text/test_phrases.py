"""Phrases: what is added is found, what is forgotten is gone, before and after they are laid into arrays, and after pickling; and the same as in a plain dict."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npguidelines.text.phrases import Phrases
from npguidelines.text.readings import AS_WRITTEN, MISSPELT

_LEFT, _GONE = 1, 2


def _phrases() -> Phrases:
    made = Phrases()
    made.add(("red", "barn"), (_LEFT, _GONE), AS_WRITTEN, instead=True)
    made.add(("red", "barn", "door"), (_GONE,), AS_WRITTEN, instead=True)
    made.add(("old", "mill"), (_GONE,), AS_WRITTEN, instead=True)
    return made


def _node(phrases: Phrases, *words: str) -> int:
    node = phrases.step(words[0])[1]
    for word in words[1:]:
        node = phrases.following(node, phrases.step(word)[0])
    return node


def _ids(phrases: Phrases, *words: str) -> list[int]:
    return phrases.ids(_node(phrases, *words))


def test_words_and_first_words() -> None:
    phrases = _phrases()
    assert set(phrases.words()) == {"red", "barn", "door", "old", "mill"}
    assert [word in phrases for word in ("red", "old", "barn", "hen")] == [True, True, False, False]
    assert phrases.goes_on(_node(phrases, "red", "barn")) and not phrases.goes_on(_node(phrases, "old", "mill"))
    assert _node(phrases, "red", "mill") == _node(phrases, "barn", "door") == 0 and _ids(phrases, "red") == []


def test_forgotten_concepts_are_gone() -> None:
    for phrases in (_phrases(), pickle.loads(pickle.dumps(_phrases()))):
        phrases.forget(frozenset([_GONE]))
        assert _ids(phrases, "red", "barn") == [_LEFT]
        assert _ids(phrases, "red", "barn", "door") == _ids(phrases, "old", "mill") == []


def test_a_phrase_added_after_forgetting_stays() -> None:
    phrases = pickle.loads(pickle.dumps(_phrases()))
    phrases.forget(frozenset([_GONE]))
    phrases.add(("old", "mill"), (_GONE,), AS_WRITTEN, instead=True)
    for read in (phrases, pickle.loads(pickle.dumps(phrases))):
        assert _ids(read, "old", "mill") == [_GONE]
        assert _ids(read, "red", "barn") == [_LEFT]


def test_a_phrase_that_is_there_takes_more_or_stays() -> None:
    phrases = _phrases()
    phrases.add(("old", "mill"), (_LEFT,), MISSPELT, instead=False)
    assert _ids(phrases, "old", "mill") == [_GONE]
    phrases.add(("old", "mill"), (_LEFT,), MISSPELT, instead=True)
    assert _ids(phrases, "old", "mill") == [_LEFT, _GONE]
    assert phrases.reading(_node(phrases, "old", "mill")) == MISSPELT
    assert phrases.reading(_node(phrases, "red", "barn")) == AS_WRITTEN


_Keys = st.dictionaries(st.lists(st.sampled_from("abcde"), min_size=2, max_size=4).map(tuple), st.lists(st.integers(0, 9), min_size=1, max_size=4, unique=True), max_size=25)


@given(first=_Keys, later=_Keys, gone=st.frozensets(st.integers(0, 9), max_size=3))
def test_any_phrases_as_in_a_dict(first: dict[tuple[str, ...], list[int]], later: dict[tuple[str, ...], list[int]], gone: frozenset[int]) -> None:
    phrases, known = Phrases(), {}
    for key, ids in first.items():
        phrases.add(key, ids, AS_WRITTEN, instead=True)
        known[key] = set(ids)
    phrases.forget(gone)  # lays all at once
    known = {key: ids - gone for key, ids in known.items()}
    for key, ids in later.items():  # one by one
        phrases.add(key, ids, AS_WRITTEN, instead=True)
        known[key] = known.get(key, set()) | set(ids)
    for read in (phrases, pickle.loads(pickle.dumps(phrases))):
        assert {key: set(_ids(read, *key)) for key in known} == known
        assert pickle.dumps(read) == pickle.dumps(phrases)


def test_the_same_phrases_make_the_same_bytes() -> None:
    turned = Phrases()
    for key, ids in ((("old", "mill"), (_GONE,)), (("red", "barn", "door"), (_GONE,)), (("red", "barn"), (_GONE, _LEFT))):
        turned.add(key, ids, AS_WRITTEN, instead=True)
    assert pickle.dumps(turned) == pickle.dumps(_phrases())


def test_a_reading_that_is_not_known_is_refused() -> None:
    phrases = Phrases()
    phrases.add(("old", "mill"), (_LEFT,), "guessed", instead=True)
    with pytest.raises(ValueError, match="not in tuple"):
        phrases.words()
