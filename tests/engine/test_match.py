"""The matching language against a plain backtracking oracle, on random documents."""

from __future__ import annotations

from itertools import islice, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from npguidelines import Moderator, load_rulebook
from npguidelines.engine.match import Matcher
from npguidelines.engine.together import somewhere, together
from npguidelines.rulebook.program import Any_, Chain, Id, Maybe, Node, Together
from npguidelines.text.bits import bits, positions

from ..conftest import SMALL_RULE

BOTH = pytest.mark.parametrize("plain", [False, True], ids=["as built", "plain"])


class Everything:
    """A scan that closes nothing."""

    ids: frozenset[int] = frozenset()

    def candidates(self, which: int, /) -> list[int]:
        return []

    def ways(self, ident: int, /) -> list[int]:
        return []

    def concept(self, ident: int, /) -> bool:
        return True

    def opens(self, number: int, /) -> bool:
        return True


def plain_concepts(moderator: Moderator) -> tuple[int, ...]:
    """Three concepts that are no patterns, and of which the word "xx" says nothing: all their marks are given."""
    book = moderator.rulebook
    return tuple(islice((i for i, name in enumerate(book.names) if i not in book.patterns and name.startswith("ad_")), 3))


def nodes(idents: tuple[int, ...]) -> st.SearchStrategy[Node]:
    leaf = st.sampled_from([Id(i) for i in idents])

    def chains(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        part = st.one_of(inner, inner.map(Maybe))
        chain = st.lists(part, min_size=2, max_size=3).flatmap(
            lambda parts: st.lists(st.integers(0, 2), min_size=len(parts) - 1, max_size=len(parts) - 1).map(lambda gaps: Chain(tuple(parts), tuple(gaps)))
        )
        return st.one_of(chain, st.lists(inner, min_size=2, max_size=2).map(lambda o: Any_(tuple(o))))

    return st.recursive(leaf, chains, max_leaves=5)


def oracle(node: Node, at: int, size: int, marks: dict[int, set[int]], border: set[int]) -> set[int]:
    """Ends of the matches of `node` that begin at `at`, by enumeration."""
    if isinstance(node, Id):
        return {at + 1} if at in marks[node.concept] else set()
    if isinstance(node, Any_):
        return set().union(*(oracle(o, at, size, marks, border) for o in node.nodes))
    if isinstance(node, Maybe):
        return oracle(node.node, at, size, marks, border)
    assert isinstance(node, Chain)
    ends: set[int] = set()

    def walk(number: int, where: int, allowed: int | None) -> None:
        if number == len(node.nodes):
            if allowed is not None:
                ends.add(where)
            return
        part = node.nodes[number]
        gap = node.gaps[number] if number < len(node.gaps) else 0
        for first in range(where, min(size, where + (allowed or 0) + 1)) if allowed is not None else [where]:
            for end in oracle(part, first, size, marks, border):
                walk(number + 1, end, gap)
        if isinstance(part, Maybe):
            walk(number + 1, where, None if allowed is None else max(allowed, gap))

    walk(0, at, None)
    return {e for e in ends if not any(at < b < e for b in border)}


@BOTH
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_matching_agrees_with_enumeration(moderator: Moderator, plain: bool, data: st.DataObject) -> None:
    idents = plain_concepts(moderator)
    node = data.draw(nodes(idents))
    size = data.draw(st.integers(1, 9))
    border = data.draw(st.sets(st.integers(1, size - 1), max_size=2)) if size > 1 else set()
    text = " ".join("x." if i + 1 in border else "xx" for i in range(size))
    document = moderator._pipeline.document(text.replace("x. ", "xx. "))
    assert document.size == size
    real_border = set(positions(document.sentence_first)) - {0}
    marks = {i: data.draw(st.sets(st.integers(0, size - 1))) for i in idents}
    matcher = Matcher(document, moderator.rulebook, {i: {1: bits(where, size)} for i, where in marks.items() if where}, frozenset(), Everything(), plain=plain)
    got = {(first, first + length) for length, where in matcher.value(node).items() for first in positions(where)}
    want = {(at, end) for at in range(size) for end in oracle(node, at, size, marks, real_border)}
    assert got == want
    for first, end in got:
        assert matcher.derivation(node, first, end - first), "each match can be derived"


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_parts_of_all_have_words_of_their_own(moderator: Moderator, data: st.DataObject) -> None:
    """Against trying every choice of one place for each part, over sentences of a few words."""
    size = data.draw(st.integers(1, 10))
    border = data.draw(st.sets(st.integers(1, size - 1), max_size=3)) if size > 1 else set()
    text = " ".join("xx." if i + 1 in border else "xx" for i in range(size))
    document = moderator._pipeline.document(text)
    idents = plain_concepts(moderator)
    marks = {i: {length: data.draw(st.sets(st.integers(0, size - length))) for length in (1, 2) if length <= size} for i in idents}
    firsts = sorted(positions(document.sentence_first))
    sentence = [sum(f <= at for f in firsts) for at in range(size)]
    places = {i: [(at, n) for n, where in by.items() for at in where if sentence[at] == sentence[at + n - 1]] for i, by in marks.items()}
    marked = {i: {n: bits([at for at, m in places[i] if m == n], size) for n in (1, 2) if any(m == n for _, m in places[i])} for i in idents}
    matcher = Matcher(document, moderator.rulebook, marked, frozenset(), Everything())
    parts = tuple(Id(i) for i in data.draw(st.lists(st.sampled_from(idents), min_size=2, max_size=3)))

    def possible(apart: bool) -> bool:
        for choice in product(*(places[p.concept] for p in parts)):
            words = [at + k for at, n in choice for k in range(n)]
            if len({sentence[at] for at, _ in choice}) == 1 and (not apart or len(words) == len(set(words))):
                return True
        return False

    for apart in (True, False):
        top = Together(parts, (), "sentence", apart)
        assert somewhere(matcher, top) == possible(apart)
        for placed in together(matcher, top):
            words = [at + k for at, n in placed for k in range(n)]
            assert all(place in places[part.concept] for place, part in zip(placed, parts, strict=True))
            assert not apart or len(words) == len(set(words))


@pytest.mark.parametrize(
    ("pattern", "fires"),
    [("all(act:'zorble', 'zorble|blimp')", False), ("all(act:'zorble', 'zorble|blimp') overlapping", True), ("all(act:'zorble', 'now|later')", True), ("all(act:'zorble' ..4 'now', 'my')", True)],
    ids=["one word for two parts", "said to overlap", "two words", "a word in the gap of another part"],
)
def test_overlapping_parts(book: Path, pattern: str, fires: bool) -> None:
    (book / "a-profanity" / "x.yaml").write_text(SMALL_RULE.replace("act:'zorble'", pattern), encoding="utf-8")
    assert bool(Moderator(load_rulebook(book)).review("Zorble my truck now").findings) == fires
