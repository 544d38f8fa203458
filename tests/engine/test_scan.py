"""The scan in C against the scan in Python: the same answers, for comments and for any set of concepts (issue 3)."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from npguidelines import Moderator
from npguidelines.engine import scan
from npguidelines.evaluation.examples import examples
from npguidelines.text.ids import packed_ids
from npguidelines.text.presence import present

needs_c = pytest.mark.skipif(scan.Scanner is None, reason="the package was built without a C compiler")


def same(moderator: Moderator, ids: set[int], known: tuple[int, ...] = ()) -> None:
    book = moderator.rulebook
    shown = packed_ids([*ids, *ids])  # what is shown twice is shown
    fast, plain = scan.scanner(book)(shown, known), scan.scanner(book, plain=True)(shown, known)
    for which in (scan.RULES, scan.CUES, scan.ALERTS):
        assert fast.candidates(which) == plain.candidates(which)
    for ident in book.patterns:
        assert fast.ways(ident) == plain.ways(ident)
        assert fast.concept(ident) == plain.concept(ident)
    for program in book.programs:
        assert [fast.opens(gate) for gate in program.unless_gates] == [plain.opens(gate) for gate in program.unless_gates]
    assert fast.ids == plain.ids == ids
    everything = range(len(book.gating.value.leaves))
    assert list(filter(fast.shows, everything)) == list(filter(plain.shows, everything)) == sorted(ids)


@needs_c
def test_both_scans_agree_on_the_examples_of_the_rules(moderator: Moderator) -> None:
    book = moderator.rulebook
    fast, plain = scan.scanner(book), scan.scanner(book, plain=True)
    for example in examples(moderator):
        shown = present(example.text, moderator._pipeline.reader).shown
        for which in (scan.RULES, scan.CUES, scan.ALERTS):
            assert fast(shown, ()).candidates(which) == plain(shown, ()).candidates(which), example.text


@needs_c
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_both_scans_agree_on_any_concepts(moderator: Moderator, data: st.DataObject) -> None:
    book = moderator.rulebook
    ids = data.draw(st.sets(st.integers(0, len(book.gating.value.leaves) - 1), max_size=3_000))
    known = data.draw(st.sets(st.sampled_from(sorted(book.referred))))
    ids.update([book.hints["any"]], *(book.referred[name] for name in known))  # as in `Moderator.analyse`
    same(moderator, ids, tuple(book.ids[name] for name in known))


@needs_c
@pytest.mark.parametrize(
    ("ask", "error"),
    [
        pytest.param(lambda scan, size: scan(packed_ids([size]), ()), IndexError, id="concept out of range"),
        pytest.param(lambda scan, size: scan(b"", (10**9,)), IndexError, id="pattern concept out of range"),
        pytest.param(lambda scan, size: scan(b"", (-1,)), OverflowError, id="negative"),
        pytest.param(lambda scan, size: scan(b"", ("a",)), TypeError, id="no number"),
        pytest.param(lambda scan, size: scan({0}, ()), TypeError, id="not packed"),
        pytest.param(lambda scan, size: scan(b"", ()).candidates(3), ValueError, id="no such index"),
        pytest.param(lambda scan, size: scan(b"", ()).concept(size), IndexError, id="asked for a concept out of range"),
        pytest.param(lambda scan, size: scan(b"", ()).shows(size), IndexError, id="asked whether one out of range is shown"),
        pytest.param(lambda scan, size: scan(b"", ()).opens(10**9), IndexError, id="no such gate"),
    ],
)
def test_the_scan_in_c_refuses_what_it_cannot_read(moderator: Moderator, ask: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        ask(scan.scanner(moderator.rulebook), len(moderator.rulebook.names))  # type: ignore[operator]


def test_verdicts_are_the_same_without_the_scan_in_c(moderator: Moderator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "Scanner", None)
    plain = Moderator(moderator.rulebook)
    for example in islice(examples(moderator), 0, None, 23):
        assert plain.review(example.text) == moderator.review(example.text)


@needs_c
def test_a_board_holds_nothing_of_an_earlier_comment(moderator: Moderator) -> None:
    possible = scan.scanner(moderator.rulebook)
    loud, calm = (present(text, moderator._pipeline.reader).shown for text in ("I will kill you tonight, Kyle", "The crew did well, thank you"))
    loud_ones, calm_ones = (possible(ids, ()).candidates(scan.RULES) for ids in (loud, calm))
    held = possible(loud, ())  # has its board to itself while others take turns on another
    for _ in range(40_000):  # more turns than a board counts before it is cleared
        last = possible(calm, ())
    assert len(loud_ones) > len(calm_ones)
    assert last.candidates(scan.RULES) == possible(calm, ()).candidates(scan.RULES) == calm_ones
    assert held.candidates(scan.RULES) == possible(loud, ()).candidates(scan.RULES) == loud_ones
