"""Phrases: what is forgotten is gone, in tries that are unpacked and in those that are not, and after pickling."""

from __future__ import annotations

import pickle
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from npguidelines.text import phrases as module
from npguidelines.text.phrases import Following, PhraseNode, Phrases, _packed
from npguidelines.text.readings import AS_WRITTEN

_LEFT, _GONE = 1, 2


def _phrases() -> Phrases:
    made = Phrases()
    made.add(("red", "barn"), (_LEFT, _GONE), AS_WRITTEN, instead=True)
    made.add(("red", "barn", "door"), (_GONE,), AS_WRITTEN, instead=True)
    made.add(("old", "mill"), (_GONE,), AS_WRITTEN, instead=True)
    return made


def _ids(phrases: Phrases, *words: str) -> tuple[int, ...]:
    node: PhraseNode | None = phrases.get(words[0])
    for word in words[1:]:
        node = node and node.next.get(word)
    return node.ids if node else ()


def test_forgotten_concepts_are_gone_from_every_trie() -> None:
    for phrases in (_phrases(), pickle.loads(pickle.dumps(_phrases()))):
        phrases.forget(frozenset([_GONE]))
        assert _ids(phrases, "red", "barn") == (_LEFT,)
        assert _ids(phrases, "red", "barn", "door") == _ids(phrases, "old", "mill") == ()


def test_a_phrase_added_after_forgetting_stays() -> None:
    phrases = pickle.loads(pickle.dumps(_phrases()))
    phrases.forget(frozenset([_GONE]))
    phrases.add(("old", "mill"), (_GONE,), AS_WRITTEN, instead=True)
    for read in (phrases, pickle.loads(pickle.dumps(phrases))):
        assert _ids(read, "old", "mill") == (_GONE,)
        assert _ids(read, "red", "barn") == (_LEFT,)


def test_a_node_is_unpacked_when_it_is_reached() -> None:
    made = Phrases()
    made.add(("red", "barn", "door"), (_LEFT,), AS_WRITTEN, instead=True)
    made.add(("red", "hen"), (_GONE,), AS_WRITTEN, instead=True)
    phrases = pickle.loads(pickle.dumps(made))
    node = phrases.get("red")
    assert node is not None
    assert [type(n) for n in node.next.values()] == [tuple, bytes]
    assert _ids(phrases, "red", "hen") == (_GONE,)
    assert node.next.get("hen") is node.next.get("hen")
    assert [type(n) for n in node.next.values()] == [tuple, PhraseNode]
    assert node.next.get("mill") is None
    assert pickle.dumps(phrases) == pickle.dumps(made)


def test_two_threads_reach_the_same_node(monkeypatch: pytest.MonkeyPatch) -> None:
    following = Following({"barn": _packed(PhraseNode({}, (_LEFT,), AS_WRITTEN))})  # type: ignore[dict-item]
    unpacked = module._unpacked

    def slowly(packed: bytes) -> PhraseNode:
        time.sleep(0.05)
        return unpacked(packed)

    monkeypatch.setattr(module, "_unpacked", slowly)
    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(following.get, ["barn", "barn"])
    assert one is two is following["barn"]
