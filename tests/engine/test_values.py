"""The values of patterns in C against those in Python: the same, over comments and over any marks (engine/values.py)."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from npguidelines import Moderator
from npguidelines.engine import values
from npguidelines.engine.match import Matcher
from npguidelines.engine.scan import RULES
from npguidelines.evaluation.examples import examples
from npguidelines.rulebook.program import Any_, Chain, Id, Maybe, Node, Together, Top
from npguidelines.rulebook.program import Test as FeatureTest
from npguidelines.text.bits import bits

from .test_match import Everything, plain_concepts

pytestmark = pytest.mark.skipif(values._Native is None, reason="the package was built without a C compiler")
FEATURES = ("past", "question", "i", "first", "unheard of")


def parts(top: Top) -> list[Node]:
    return [*top.present, *top.absent] if isinstance(top, Together) else [top]


def test_both_agree_on_the_rules_over_their_examples(moderator: Moderator) -> None:
    book = moderator.rulebook
    for example in islice(examples(moderator), 0, None, 11):
        analysis = moderator.analyse(example.text)
        if analysis is None:
            continue
        given_ = analysis.matcher
        pair = [Matcher(given_.document, book, given_.marked, frozenset(), given_.possible, plain=plain) for plain in (False, True)]
        for number in given_.possible.candidates(RULES):
            at, which = book.pairs[number]
            for node in parts(book.programs[at].patterns[which]):
                fast, plain = (m.value(node) for m in pair)
                assert fast == plain, (example.text, book.programs[at].rule.id)
                assert pair[0].starts(node) == pair[1].starts(node)
        assert pair[0].carried == pair[1].carried


def test_verdicts_are_the_same_without_it(moderator: Moderator, monkeypatch: pytest.MonkeyPatch) -> None:
    told = [(e.text, moderator.review(e.text)) for e in islice(examples(moderator), 5, None, 23)]
    monkeypatch.setattr(values, "_Native", None)
    for text, verdict in told:
        assert moderator.review(text) == verdict


def nodes(idents: tuple[int, ...]) -> st.SearchStrategy[Node]:
    def wider(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        part = st.one_of(inner, inner.map(Maybe))
        chain = st.lists(part, min_size=1, max_size=4).flatmap(
            lambda found: st.lists(st.integers(0, 6), min_size=len(found) - 1, max_size=len(found) - 1).map(lambda gaps: Chain(tuple(found), tuple(gaps), tuple(p for p in found if not isinstance(p, Maybe))))
        )
        tests = st.lists(st.tuples(st.sampled_from(FEATURES), st.booleans()), min_size=1, max_size=2)
        return st.one_of(chain, st.lists(inner, min_size=1, max_size=3).map(lambda found: Any_(tuple(found))), st.builds(lambda node, found: FeatureTest(node, tuple(found)), inner, tests))

    return st.recursive(st.sampled_from([Id(i) for i in idents]), wider, max_leaves=8)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_both_agree_on_any_pattern_and_any_marks(moderator: Moderator, data: st.DataObject) -> None:
    """Short comments, and those whose tokens fill one, two or more words of 64 bits."""
    idents = plain_concepts(moderator)
    size = data.draw(st.one_of(st.integers(0, 12), st.sampled_from([63, 64, 65, 127, 128, 129, 200])))
    border = data.draw(st.sets(st.integers(1, max(size - 1, 1)), max_size=6))
    document = moderator._pipeline.document(" ".join("did?" if i + 1 in border else "xx" for i in range(size)))
    marked = {i: {length: bits(data.draw(st.sets(st.integers(0, max(document.size - length, 0)), max_size=8)), document.size) for length in (1, 2, 7, 45) if length <= document.size} for i in idents}
    pair = [Matcher(document, moderator.rulebook, marked, frozenset(), Everything(), plain=plain) for plain in (False, True)]
    for node in data.draw(st.lists(nodes(idents), min_size=1, max_size=3)):
        fast, plain = (m.value(node) for m in pair)
        assert fast == {length: where for length, where in plain.items() if where}
        assert pair[0].starts(node) == pair[1].starts(node)
        assert pair[0].value(node) == fast, "asked again"


@pytest.mark.parametrize("node", [None, "act", Chain(["x"], (), ()), Id("x"), Id(10**6), Id(-1), FeatureTest(Id(5), [1])], ids=str)  # type: ignore[arg-type, list-item]
def test_it_refuses_what_is_no_node(moderator: Moderator, node: Node) -> None:
    ident = plain_concepts(moderator)[0]
    matcher = Matcher(moderator._pipeline.document("xx"), moderator.rulebook, {ident: {1: 1}}, frozenset(), Everything())
    if isinstance(node, FeatureTest):
        node = FeatureTest(Id(ident), node.tests)
    with pytest.raises((TypeError, IndexError, AttributeError)):
        matcher.value(node)
