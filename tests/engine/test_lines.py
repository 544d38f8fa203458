"""The search for lines of points, in C and in Python."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npguidelines import Moderator
from npguidelines.engine import lines
from npguidelines.engine.lines import lines_of, spelled
from npguidelines.rulebook.lines import entries, line_of, line_table, numbered, pieces_of_line

needs_c = pytest.mark.skipif(lines._Native is None, reason="the package was built without a C compiler")
STEMS = {"sells": "sell*", "selling": "sell*", "cheap": "cheap*", "cheaply": "cheap*", "dog": "dog*", "lives": "live*"}
LINES = {line: row for row, line in enumerate(("<name> .. live*", "^ sell*", "cheap*", "sell*", "sell* .. <number>", "sell* .. cheap*", "selling"), 100)}
TABLE = line_table(LINES, STEMS)
numbers_of = numbered({"sell*", "cheap*", "live*"})


def pieces(text: str) -> list[int]:
    """The numbers of the words and place-holders of a text; `.` begins a sentence."""
    found: list[int] = []
    begins = True
    for word in text.split():
        if word == ".":
            begins = True
            continue
        number = numbers_of.get(word, TABLE.stems.get(word, 0))
        found.append(~number if begins else number)
        begins = False
    return found


def test_a_table_holds_every_line() -> None:
    assert TABLE.words == {"selling": 106} and set(TABLE.stems) == {"sells", "selling", "cheap", "cheaply", "lives"}  # no line has dogs
    assert TABLE.names.split("\n") == ["cheap*", "live*", "sell*"]
    name = {number: piece for piece, number in numbers_of.items()} | {0: ""}
    assert {line_of(name[first], name[second]): row for (first, second), row in entries(TABLE.pairs)} == {line: row for line, row in LINES.items() if line != "selling"}
    assert all(line_of(*(pieces_of_line(line) if " .. " in line else ("", line))) == line for line in LINES if line[0] != "^")


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sells x", [(103, 0, 1), (101, 0, 1)]),
        ("x sells x cheap", [(103, 1, 1), (102, 3, 1), (105, 1, 3)]),
        ("x sells x x cheap", [(103, 1, 1), (102, 4, 1), (105, 1, 4)]),
        ("x sells x x x cheap", [(103, 1, 1), (102, 5, 1)]),  # too far apart
        ("x sells . cheap", [(103, 1, 1), (102, 2, 1)]),  # in another sentence
        ("x cheap sells", [(102, 1, 1), (103, 2, 1)]),  # in another order
        ("<name> <name> <name> <name> lives", [(100, 0, 5)]),  # a long name is one word
        ("x <number> <number> sells <number>", [(103, 3, 1), (104, 3, 2)]),
        ("", []),
    ],
)
def test_lines_stand_where_their_pieces_stand(text: str, found: list[tuple[int, int, int]], plain: bool) -> None:
    assert lines_of(TABLE.pairs, plain=plain).found(pieces(text)) == found


@needs_c
@given(st.lists(st.integers(-8, 7), max_size=60))
def test_both_searches_agree(numbers: list[int]) -> None:
    assert lines_of(TABLE.pairs).found(numbers) == lines_of(TABLE.pairs, plain=True).found(numbers)


@needs_c
def test_both_searches_agree_on_the_shipped_lines(moderator: Moderator) -> None:
    points = moderator.rulebook.points
    assert points is not None
    known = dict(entries(points.look_up.pairs))
    fast = lines_of(points.look_up.pairs)
    for (first, second), row in list(known.items())[::97]:
        numbers = [~0, first, second, 0]
        assert row in {line for line, _, _ in fast.found([~first, 0] if not second else numbers)}
        assert fast.found(numbers) == [(known[pair], at, size) for pair, at, size in spelled(numbers) if pair in known]


@needs_c
def test_the_search_in_c_refuses_what_it_cannot_read() -> None:
    fast = lines_of(TABLE.pairs)
    for numbers in ((1,), ["a"], [1.5]):
        with pytest.raises(TypeError):
            fast.found(numbers)  # type: ignore[arg-type]
    for table in (b"", b"123", bytes(12 * 3), b"\1" * 24):
        with pytest.raises(ValueError, match="Lines"):
            type(fast)(table)  # type: ignore[call-arg]
