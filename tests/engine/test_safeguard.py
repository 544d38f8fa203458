"""The locks of the viewpoint safeguard (design, "Viewpoint safeguard"), each with an attempt to break it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import pytest

from npguidelines import Comment, Moderator
from npguidelines.detectors.comment import ReadComment
from npguidelines.detectors.core import core_detectors
from npguidelines.detectors.protocol import Mark, Score
from npguidelines.rulebook.program import Program

from ..conftest import broken

HARMLESS = "The chief is wrong, call 311 about the 40 dollar budget for 12 Peger Road"  # the scan leaves it: numbers, a street


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


class Adviser:
    """An adviser that gives every text the same score."""

    name, version = "toxicity", "made up"

    def __init__(self, score: float = 0.9) -> None:
        self.score = score
        self.asked: list[str] = []

    def advise(self, texts: Sequence[str]) -> list[list[Score]]:
        self.asked.extend(texts)
        return [[Score("threat", self.score)] for _ in texts]


@pytest.mark.parametrize("span", [(3, 3), (5, 2), (900, 990), (-4, -1), (0, 0)], ids=["empty", "reversed", "beyond", "before", "zero"])
def test_a_detector_without_a_span_in_the_text_cannot_flag(moderator: Moderator, span: tuple[int, int]) -> None:
    marker = Marker(Mark("ssn", *span, "219-09-9999"))
    verdict = Moderator(moderator.rulebook, [*core_detectors(), marker]).review(HARMLESS)
    assert marker.asked, "the text must reach the detector, or this shows nothing"
    assert verdict.flagged == () and verdict.findings == ()
    assert verdict.degraded == ("detector marker: ValueError",)


def test_the_same_detector_flags_with_a_span(moderator: Moderator) -> None:
    """The span decides: the mark alone, on words of the comment, supports a rule on what it names."""
    marker = Marker(Mark("ssn", 22, 33, "219-09-9999"))
    assert Moderator(moderator.rulebook, [marker]).review("The chief of the page 219099999 is wrong").flagged == ("j",)


def test_author_fields_and_posts_reach_no_detector(moderator: Moderator) -> None:
    """Neither those before the scan, nor those after it, nor advisers."""
    spy, early, adviser = Marker(), Marker(), Adviser()
    early.name, early.concepts, early.hints = "early", {"profanity_strong": "profanity"}, {"profanity_strong": "first"}  # type: ignore[misc]
    subject = Moderator(moderator.rulebook, [spy, early, adviser])
    subject.review(Comment(text="Fuck this, call 907-555-0163", id="fuck", author="Fuck Lee", url="https://fuck.example", post_text="kill him", parent_text="ssn 219-09-9999"))
    assert spy.asked and early.asked and adviser.asked
    assert {*spy.asked, *early.asked, *adviser.asked} == {"Fuck this, call 907-555-0163"}


def test_a_failing_rule_is_told_and_the_rest_stands(moderator: Moderator) -> None:
    book = moderator.rulebook
    verdict = Moderator(replace(book, programs=tuple(broken(p) if p.rule.id == "a.strong" else p for p in book.programs))).review("Fuck this. I will shoot you tonight, Kyle")
    assert verdict.complete is False and verdict.degraded == ("rule a.strong: IndexError",)
    assert "j" in verdict.flagged


def test_a_rehearsed_rule_counts_for_nothing(moderator: Moderator) -> None:
    book = moderator.rulebook
    programs = tuple(Program.of(p.rule.model_copy(update={"status": "test"}), p.patterns, p.unless, p.unless_gates) for p in book.programs)
    assert Moderator(replace(book, programs=programs)).review("Fuck this").flagged == ()


@pytest.mark.parametrize("score", [0.0, 1.0, 17.0, -3.0], ids=str)
def test_a_score_changes_nothing_but_the_advisories(moderator: Moderator, score: float) -> None:
    texts = ["You are all a disgrace and I despise this whole department", "Fuck this", "I will shoot you tonight, Kyle", "Thanks", ""]
    subject = Moderator(moderator.rulebook, [Adviser(score)])
    for plain, advised in zip(moderator.review_many(texts), subject.review_many(texts), strict=True):
        assert advised.model_copy(update={"advisories": (), "provenance": plain.provenance}) == plain
        assert {a.score for a in advised.advisories} == {score}


def test_without_an_adviser_there_are_no_advisories(moderator: Moderator) -> None:
    verdict = moderator.review("You are all a disgrace and I despise this whole department")
    assert verdict.advisories == () and verdict.outcome.value == "allow" and set(verdict.scores.values()) == {0.0}
