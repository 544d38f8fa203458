"""A stranger's detector that hangs, raises or misbehaves: told, within its budget, and nobody else's marks are hidden."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import pytest

from npguidelines import DetectorError, Moderator
from npguidelines.detectors.comment import ReadComment
from npguidelines.detectors.protocol import Mark
from npguidelines.engine.watch import Overrun, Watch

TEXT = "Fuck this, call 907-555-0163"


class Odd:
    name, version = "odd", "1"
    concepts: ClassVar = {"phone": "contact"}
    hints: ClassVar = {"phone": "any"}

    def __init__(self, marks: Callable[[str], Any]) -> None:
        self.marks = marks

    def mark(self, comment: ReadComment) -> Any:
        return self.marks(comment.text)


def endless(text: str) -> Iterator[Mark]:
    while True:
        yield Mark("phone", 0, 1, "x")


def hang(text: str) -> list[Mark]:
    time.sleep(1.5)
    return []


def wrong(text: str) -> list[Mark]:
    raise KeyError(text)


def leaves(text: str) -> list[Mark]:
    raise SystemExit


@pytest.mark.parametrize(
    ("marks", "told"),
    [(wrong, "KeyError"), (leaves, "RuntimeError"), (endless, "ValueError"), (hang, "over its budget of 0.3 s"), (lambda t: None, "TypeError"), (lambda t: ["x"], "ValueError"),
     (lambda t: [Mark("phone", 0, len(t) + 1, "x")], "ValueError"), (lambda t: [Mark("phone", 3, 3, "x")], "ValueError"), (lambda t: [Mark("phone", 0, 1, "x", "guessed")], "ValueError"), (lambda t: [("phone", 0, 1, "x", "as_written")], "ValueError")],
    ids=["raises", "exits", "endless", "hangs", "nothing", "no marks", "beyond the text", "empty span", "unknown reading", "plain tuple"],
)  # fmt: skip
def test_a_detector_that_fails_is_told_and_hides_nobody(moderator: Moderator, marks: Callable[[str], Any], told: str) -> None:
    subject = Moderator(moderator.rulebook, [Odd(marks)], budget=0.3)
    verdict = subject.review(TEXT)
    assert verdict.degraded == (f"detector odd: {told}",) and verdict.complete is False
    sound = moderator.review(TEXT)
    assert (verdict.flagged, verdict.findings, verdict.scores, verdict.outcome) == (sound.flagged, sound.findings, sound.scores, sound.outcome)


def test_a_failure_before_the_scan_is_told_on_clean_comments_too(moderator: Moderator) -> None:
    odd = Odd(wrong)
    odd.concepts, odd.hints = {"profanity_strong": "profanity"}, {"profanity_strong": "first"}  # type: ignore[misc]
    verdict = Moderator(moderator.rulebook, [odd]).review("Thank you all")
    assert verdict.degraded == ("detector odd: KeyError",) and verdict.outcome.value == "allow"


def test_a_detector_that_is_set_up_wrongly_stops_the_run(moderator: Moderator) -> None:
    def broken(text: str) -> list[Mark]:
        raise DetectorError("NPG207", expected="a file", got="none", cure="fetch it")

    with pytest.raises(DetectorError, match="NPG207"):
        Moderator(moderator.rulebook, [Odd(broken)]).review(TEXT)


def test_the_caller_goes_on_after_a_hang_and_gives_up_on_the_fifth() -> None:
    watch = Watch(0.05)
    for _ in range(5):
        with pytest.raises(Overrun):
            watch.call(lambda: time.sleep(3))
    start = time.perf_counter()
    with pytest.raises(Overrun):
        watch.call(lambda: 1)  # four threads hang: refused at once
    assert time.perf_counter() - start < 0.04


def test_a_call_returns_raises_and_recovers() -> None:
    watch = Watch(0.2)
    assert watch.call(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        watch.call(lambda: 1 // 0)
    with pytest.raises(Overrun):
        watch.call(lambda: time.sleep(0.5))
    assert watch.call(lambda: 8) == 8
