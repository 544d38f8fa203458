"""The sums of points, in C and in Python."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npguidelines.engine import tally
from npguidelines.engine.tally import plain_spread_marks, plain_spread_words, spread_marks, spread_words, tally_of

needs_c = pytest.mark.skipif(tally._Native is None, reason="the package was built without a C compiler")
ROWS, COLUMNS = 40, 3
TABLE = array("h", [(7 * n * n - 90 * n) % 400 - 200 for n in range(ROWS * COLUMNS)]).tobytes()
places = st.integers(1, 2**20) | st.integers(1, 2**200) | st.just(1 << 63) | st.just(1 << 64)
signs_of = st.dictionaries(st.integers(0, ROWS - 1), places, max_size=ROWS)


@needs_c
@given(signs=signs_of, tokens=places | st.just(-1) | st.just(0) | st.just(2**63 - 1), column=st.integers(0, COLUMNS - 1), least=st.integers(-250, 250))
def test_both_tallies_agree(signs: dict[int, int], tokens: int, column: int, least: int) -> None:
    fast, plain = (tally_of(TABLE, COLUMNS, plain=p) for p in (False, True))
    assert fast.sums(signs, tokens) == plain.sums(signs, tokens)
    assert fast.above(signs, tokens, column, least) == plain.above(signs, tokens, column, least)


def test_a_sign_counts_where_it_begins() -> None:
    table = tally_of(array("h", [5, -3, 70, 2, 1, 0]).tobytes(), 2)
    signs = {0: 0b101, 2: 0b010}
    assert (table.sums(signs, -1), table.sums(signs, 0b100), table.sums(signs, 0b010), table.sums(signs, 0b1000)) == ((6, -3), (5, -3), (1, 0), (0, 0))
    assert table.above(signs, -1, 0, 5) == [(5, 0)] and table.above(signs, -1, 1, -3) == [(-3, 0), (0, 2)]


hidden = st.just(0) | st.integers(0, 2**30) | st.integers(0, 2**200)


@needs_c
@given(signs=signs_of, words=st.dictionaries(st.integers(0, 9), places, max_size=9), hidden=hidden)
def test_both_ways_to_note_words_agree(signs: dict[int, int], words: dict[int, int], hidden: int) -> None:
    rows = {word: tuple(range(word, ROWS, 3 + word)) for word in range(10)}
    other = dict(signs)
    spread_words(signs, words, rows, hidden)  # type: ignore[arg-type]
    plain_spread_words(other, words, rows, hidden)  # type: ignore[arg-type]
    assert list(signs.items()) == list(other.items())


@needs_c
@given(signs=signs_of, marks=st.dictionaries(st.integers(0, 9), st.dictionaries(st.integers(1, 6), places, max_size=3), max_size=9), hidden=hidden)
def test_both_ways_to_note_marks_agree(signs: dict[int, int], marks: dict[int, dict[int, int]], hidden: int) -> None:
    rows = {concept: concept * 3 for concept in range(0, 10, 2)}
    other = dict(signs)
    spread_marks(signs, marks, rows, hidden)
    plain_spread_marks(other, marks, rows, hidden)
    assert signs == other


@needs_c
def test_the_tally_in_c_refuses_what_it_cannot_read() -> None:
    table = tally_of(array("h", [0, -3, 5, 0]).tobytes(), 2)
    for signs, tokens, error in (({2: 1}, -1, IndexError), ({-1: 1}, -1, IndexError), ({"a": 1}, -1, TypeError), ({0: "a"}, 1, TypeError), ([0], -1, TypeError), ({0: 1}, "a", TypeError)):
        with pytest.raises(error):
            table.sums(signs, tokens)  # type: ignore[arg-type]
    with pytest.raises(IndexError):
        table.above({0: 1}, -1, 2, 0)
    with pytest.raises(ValueError, match="Tally"):
        type(table)(b"123", 1)  # type: ignore[call-arg]
    for wrong in (({}, {1: 1}, {}, 0), ({}, {1: 1}, {1: [1]}, 0), ({}, [1], {}, 0), ({}, {}, {}, "a")):
        with pytest.raises(TypeError):
            spread_words(*wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        spread_marks({}, {1: 5}, {1: 1}, 0)  # type: ignore[dict-item]
