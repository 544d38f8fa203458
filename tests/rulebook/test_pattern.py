from __future__ import annotations

import pytest

from npguidelines.rulebook.pattern import PatternError, parse


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [("a ..30 b", 3, "a gap of at most 16 tokens"), ("a[", 3, "a feature"), ("a[loud]", 3, "a feature"), ("(a", 3, "`)`"), ("", 1, "a concept"),
     ("all(!a)", 8, "at least one part"), ("all(a) within page", 15, "a scope"), ("a ; b", 3, "a concept"), ("''", 1, "words between the quotes"), ("near(x, a, b)", 6, "a number")],
)  # fmt: skip
def test_errors_name_the_column(text: str, column: int, expected: str) -> None:
    with pytest.raises(PatternError) as error:
        parse(text)
    assert error.value.column == column
    assert error.value.expected.startswith(expected)


@pytest.mark.parametrize("text", ["a", "a ..2 b", "('x' ..1)? a", "act:'slash~|key~' ..3 b[!negated, i]", "all(a, !b, near(3, c, d)) within 2 sentences", "a | b c?"])
def test_parses(text: str) -> None:
    assert parse(text)
