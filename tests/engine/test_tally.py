"""The signs of a comment and the sums of their points, in C and in Python."""

from __future__ import annotations

from array import array
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npguidelines.engine import tally
from npguidelines.engine.tally import Signs, signs_of, tally_of

needs_c = pytest.mark.skipif(tally._native is None, reason="the package was built without a C compiler")
ROWS, COLUMNS = 40, 3
TABLE = array("h", [(7 * n * n - 90 * n) % 400 - 200 for n in range(ROWS * COLUMNS)]).tobytes()
SIZES = st.sampled_from([1, 20, 63, 64, 65, 128, 200])


def tokens_of(size: int, least: int = 1) -> st.SearchStrategy[int]:
    return st.integers(least, 2**size - 1) | st.sampled_from([1, 1 << (size - 1)])


def both(size: int, signs: dict[int, int]) -> tuple[Signs, Signs]:
    made = signs_of(size), signs_of(size, plain=True)
    for one in made:
        for row, tokens in signs.items():
            one.note(row, tokens)
    return made


def told(signs: Signs) -> list[tuple[int, int]]:
    return [(row, signs.seen(row)) for row in signs]


@needs_c
@given(data=st.data(), size=SIZES)
def test_both_tallies_agree(data: st.DataObject, size: int) -> None:
    fast, plain = both(size, data.draw(st.dictionaries(st.integers(0, ROWS - 1), tokens_of(size), max_size=ROWS)))
    assert told(fast) == told(plain) and len(fast) == len(plain) and fast.seen(ROWS) == plain.seen(ROWS) == 0
    tokens, column, least = data.draw(tokens_of(size, 0) | st.just(-1)), data.draw(st.integers(0, COLUMNS - 1)), data.draw(st.integers(-250, 250))
    quick, slow = (tally_of(TABLE, COLUMNS, plain=p) for p in (False, True))
    assert quick.sums(fast, tokens) == slow.sums(plain, tokens)
    assert quick.above(fast, tokens, column, least) == slow.above(plain, tokens, column, least)


@pytest.mark.parametrize("plain", [False, True], ids=["as built", "plain"])
def test_a_sign_counts_where_it_begins(plain: bool) -> None:
    table = tally_of(array("h", [5, -3, 70, 2, 1, 0]).tobytes(), 2, plain=plain)
    signs = signs_of(4, plain=plain)
    for row, tokens in ((0, 0b001), (2, 0b010), (0, 0b100)):
        signs.note(row, tokens)
    assert told(signs) == [(0, 0b101), (2, 0b010)]
    assert (table.sums(signs, -1), table.sums(signs, 0b100), table.sums(signs, 0b010), table.sums(signs, 0b1000)) == ((6, -3), (5, -3), (1, 0), (0, 0))
    assert table.above(signs, -1, 0, 5) == [(5, 0)] and table.above(signs, -1, 1, -3) == [(-3, 0), (0, 2)]


@needs_c
@given(data=st.data(), size=SIZES)
def test_both_ways_to_note_words_and_marks_agree(data: st.DataObject, size: int) -> None:
    words = data.draw(st.dictionaries(st.integers(0, 9), tokens_of(size), max_size=9))
    marks = data.draw(st.dictionaries(st.integers(0, 9), st.dictionaries(st.integers(1, 6), tokens_of(size), max_size=3), max_size=9))
    hidden = data.draw(tokens_of(size, 0))
    rows = {word: array("I", range(word, ROWS, 3 + word)).tobytes() for word in range(10)}
    fast, plain = both(size, {3: 1})
    for one in (fast, plain):
        one.note_words(words, rows, hidden)  # type: ignore[arg-type]
        one.note_marks(marks, {concept: concept * 3 for concept in range(0, 10, 2)}, hidden)
    assert dict(told(fast)) == dict(told(plain))


@needs_c
def test_many_signs() -> None:
    fast, plain = both(3, {row: row % 7 + 1 for row in range(0, 200_000, 17)})
    assert told(fast) == told(plain)
    assert all(a < b for a, b in pairwise(fast))


@needs_c
def test_the_c_refuses_what_it_cannot_read() -> None:
    table = tally_of(array("h", [0, -3, 5, 0]).tobytes(), 2)
    few, wide = signs_of(3), signs_of(3)
    few.note(0, 1)
    wide.note(2, 1)
    for signs, tokens, error in ((wide, -1, IndexError), (few, "a", TypeError), (few, 1 << 64, OverflowError), ({0: 1}, -1, TypeError)):
        with pytest.raises(error):
            table.sums(signs, tokens)  # type: ignore[arg-type]
    with pytest.raises(IndexError):
        table.above(few, -1, 2, 0)
    with pytest.raises(ValueError, match="Tally"):
        type(table)(b"123", 1)  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="tokens"):
        signs_of(-1)
    for row, tokens, error in ((-1, 1, OverflowError), (1 << 40, 1, IndexError), ("a", 1, TypeError), (0, "a", TypeError), (0, -1, OverflowError), (0, 1 << 64, OverflowError)):
        with pytest.raises(error):
            few.note(row, tokens)  # type: ignore[arg-type]
    for wrong in (({1: 1}, {}, 0), ({1: 1}, {1: (1,)}, 0), ({1: "a"}, {1: b""}, 0), ([1], {}, 0), ({}, {}, "a")):
        with pytest.raises(TypeError):
            few.note_words(*wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        few.note_marks({1: 5}, {1: 1}, 0)  # type: ignore[dict-item]
    assert told(few) == [(0, 1)]
