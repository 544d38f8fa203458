"""Status `test`: the rule runs, its findings stand apart, and count for nothing until it is stable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from npguidelines import Moderator
from npguidelines.evaluation.examples import examples, failing

from ..conftest import broken

TEXT = "A zorble on the road."


def with_status(book: Path, status: str) -> Path:
    path = book / "a-profanity" / "x.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('"stable"', f'"{status}"').replace('"review"', '"removable"'), encoding="utf-8")
    return book


def test_a_stable_rule_counts(book: Path, quick: Callable[[Path], Moderator]) -> None:
    verdict = quick(with_status(book, "stable")).review(TEXT)
    assert verdict.flagged == ("a",) and verdict.rehearsal == ()


def test_a_rule_in_rehearsal_changes_nothing_else(book: Path, quick: Callable[[Path], Moderator]) -> None:
    moderator = quick(with_status(book, "test"))
    verdict = moderator.review(TEXT)
    assert [(f.rule, f.evidence[0].quote) for f in verdict.rehearsal] == [("a.made-up", "zorble")]
    silent = moderator.review("A cat on the road.")
    for name in ("outcome", "flagged", "scores", "findings", "set_aside", "alerts", "complete", "degraded"):
        assert getattr(verdict, name) == getattr(silent, name), name
    assert verdict.viewpoint.remaining_text == TEXT
    assert "In rehearsal, counted for nothing" in verdict.explain()
    assert failing(moderator) == []  # its examples are run all the same


def test_a_match_of_a_rule_in_rehearsal_that_is_set_aside_is_not_told(book: Path, quick: Callable[[Path], Moderator]) -> None:
    path = book / "a-profanity" / "x.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("    examples:", "    unless: [{match: \"'road'\", because: 'Made up.'}]\n    examples:"), encoding="utf-8")
    assert [s.rule for s in quick(book).review(TEXT).set_aside] == ["a.made-up"]
    assert quick(with_status(book, "test")).review(TEXT).set_aside == ()


def test_a_broken_rule_in_rehearsal_degrades_nothing(book: Path, quick: Callable[[Path], Moderator]) -> None:
    rulebook = quick(with_status(book, "test")).rulebook
    verdict = Moderator(replace(rulebook, programs=tuple(map(broken, rulebook.programs)))).review(TEXT)
    assert verdict.complete and verdict.degraded == () and verdict.rehearsal == ()


def test_a_deprecated_rule_neither_runs_nor_has_examples(book: Path, quick: Callable[[Path], Moderator]) -> None:
    moderator = quick(with_status(book, "deprecated"))
    assert moderator.review(TEXT).rehearsal == () and list(examples(moderator)) == []
