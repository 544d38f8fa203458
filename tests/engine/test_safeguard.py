"""The locks of the viewpoint safeguard (design, "Viewpoint safeguard"), each with an attempt to break it."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import pytest

from npguidelines import Comment, Moderator
from npguidelines.detectors.comment import ReadComment
from npguidelines.detectors.core import core_detectors
from npguidelines.detectors.protocol import Mark
from npguidelines.engine.match import Matcher


class Marker:
    """A detector that claims to have found something, where it is told."""

    name, version = "marker", "1"
    concepts: ClassVar = {"phone": "contact", "ssn": "identifier"}
    hints: ClassVar = {"phone": "any", "ssn": "any"}

    def __init__(self, *marks: Mark) -> None:
        self.marks = marks
        self.asked: list[str] = []

    def mark(self, comment: ReadComment) -> tuple[Mark, ...]:
        self.asked.append(comment.text)
        return self.marks


@pytest.mark.parametrize("span", [(3, 3), (5, 2), (900, 990), (-4, -1), (0, 0)], ids=["empty", "reversed", "beyond", "before", "zero"])
def test_a_detector_without_a_span_in_the_text_cannot_flag(moderator: Moderator, span: tuple[int, int]) -> None:
    subject = Moderator(moderator.rulebook, [*core_detectors(), Marker(Mark("ssn", *span, "219-09-9999"))])
    verdict = subject.review("The chief is wrong about the budget, fire him")
    assert verdict.flagged == () and verdict.findings == ()


def test_author_fields_and_posts_reach_no_detector(moderator: Moderator) -> None:
    spy = Marker()
    subject = Moderator(moderator.rulebook, [*core_detectors(), spy])
    subject.review(Comment(text="Thanks, call 555", author="Fuck Lee", url="https://fuck.example", post_text="kill him", parent_text="ssn 219-09-9999"))
    assert all(text == "Thanks, call 555" for text in spy.asked)


def test_a_failing_rule_is_told_and_the_rest_stands(moderator: Moderator, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Matcher.matches

    def broken(self: Matcher, top: object) -> object:
        if top is moderator.rulebook.programs[victim].patterns[0]:
            raise RuntimeError
        return whole(self, top)  # type: ignore[arg-type]

    victim = next(n for n, p in enumerate(moderator.rulebook.programs) if p.rule.id == "a.strong")
    monkeypatch.setattr(Matcher, "matches", broken)
    verdict = moderator.review("Fuck this. I will shoot you tonight, Kyle")
    assert verdict.complete is False and verdict.degraded == ("rule a.strong: RuntimeError",)
    assert "j" in verdict.flagged


def test_a_rehearsed_rule_counts_for_nothing(moderator: Moderator) -> None:
    book = moderator.rulebook
    programs = tuple(replace(p, rule=p.rule.model_copy(update={"status": "test"})) for p in book.programs)
    assert Moderator(replace(book, programs=programs)).review("Fuck this").flagged == ()


def test_advisories_are_empty_and_change_nothing(moderator: Moderator) -> None:
    verdict = moderator.review("You are all a disgrace and I despise this whole department")
    assert verdict.advisories == () and verdict.outcome.value == "allow" and set(verdict.scores.values()) == {0.0}
