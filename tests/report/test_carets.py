from __future__ import annotations

import pytest

from npguidelines.report.carets import underlined


@pytest.mark.parametrize(
    ("text", "spans", "lines"),
    [
        pytest.param("a zorble", [(2, 8)], ["a zorble", "  ^^^^^^"], id="one span"),
        pytest.param("ab\ncd", [(1, 4)], ["ab", " ^", "cd", "^"], id="over a line break"),
        pytest.param("abcdef", [(3, 5)], ["abcd", "   ^", "ef", "^"], id="wrapped at four columns"),
        pytest.param("\u5371\u967a x", [(0, 2), (3, 4)], ["\u5371\u967a", "^^^^", " x", " ^"], id="wide characters"),
        pytest.param("e\u0301x", [(2, 3)], ["e\u0301x", " ^"], id="combining mark"),
        pytest.param("a\tb\u200b", [(2, 3)], ["a\u00b7b\u00b7", "  ^"], id="invisible characters"),
        pytest.param("", [], [""], id="empty"),
        pytest.param("no span", [], ["no s", "pan"], id="nothing to mark"),
    ],
)
def test_carets_stand_under_their_words(text: str, spans: list[tuple[int, int]], lines: list[str]) -> None:
    assert underlined(text, spans, width=4 if len(text) < 8 else 100) == lines
