"""Paragraphs: a blank line ends what belongs together, but not between the short lines of an advertisement."""

from __future__ import annotations

import pytest

from npguidelines import Moderator
from npguidelines.text.bits import positions

LONG = "I think the council is wrong about this"  # eight tokens


@pytest.mark.parametrize(
    ("text", "firsts"),
    [
        pytest.param(LONG, [0], id="one"),
        pytest.param(f"{LONG}\n\n{LONG}", [0, 8], id="blank line"),
        pytest.param(f"{LONG}.\n \n{LONG}", [0, 8], id="full stop and a line of white space"),
        pytest.param(f"{LONG}\n{LONG}", [0], id="line break alone"),
        pytest.param(f"Snow tires\n\n{LONG}", [0], id="short line before"),
        pytest.param(f"{LONG}\n\nCall me", [0], id="short line after"),
        pytest.param(f"Snow tires\n\n{LONG}\n\n{LONG}", [0, 10], id="short line joins the next paragraph"),
        pytest.param("", [], id="empty"),
    ],
)
def test_paragraphs(moderator: Moderator, text: str, firsts: list[int]) -> None:
    analysis = moderator.analyse(text, whole=True)
    assert analysis is not None
    assert list(positions(analysis.matcher.document.paragraph_first)) == firsts


def test_an_exception_does_not_reach_over_a_blank_line(moderator: Moderator) -> None:
    opinion = "My brother died last spring and nobody from the city called"
    threat = "Do us all a favor and end yourself, Sergeant Whitlow."
    assert moderator.review(f"{opinion}\n\n{threat}").flagged == moderator.review(threat).flagged != ()
