"""What a failed text says. Golden files; `pytest --rewrite-golden` writes them anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from npguidelines.evaluation.cases import Case
from npguidelines.evaluation.examples import Example
from npguidelines.model.base import Outcome
from npguidelines.report.failure import case_failure, example_failure, wrong

SOURCE = "a-profanity/x.yaml::a.made-up"
ALLOW, REVIEW, REMOVABLE = Outcome.ALLOW, Outcome.REVIEW, Outcome.REMOVABLE
EXAMPLES = {
    "example_missed": Example(f"{SOURCE}::violates::v1", "a.made-up", "What a grumble,\nDana", True),
    "example_mood": Example(f"{SOURCE}::violates::v2", "a.made-up", "Is it a zorble?", True),
    "example_found": Example(f"{SOURCE}::allowed::n1", "a.made-up", "So he is a zorble, they say", False),
}
CASES = {
    "case_missed": Case(id="x-1", text="Fine day for a zorb", expect=("a",), also_ok=("b",), outcome=(REVIEW, REMOVABLE), note="cut short"),
    "case_false": Case(id="x-2", text="The zorble plows Badger Road", expect=(), outcome=(ALLOW,)),
    "case_outcome": Case(id="x-3", text="You zorble", expect=("a",), outcome=(REMOVABLE,)),
}


@pytest.fixture
def with_mood(book: Path) -> Path:
    path = book / "a-profanity" / "x.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("\"act:'zorble'\"", "\"act:'zorble'[!question]\""), encoding="utf-8")
    return book


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_failed_example_says_all(with_mood: Path, quick: Callable, golden: Callable, name: str) -> None:
    moderator = quick(with_mood)
    golden(name + ".txt", example_failure(moderator, EXAMPLES[name], moderator.review(EXAMPLES[name].text), "rules/a-profanity/x.yaml:12") + "\n")


@pytest.mark.parametrize("name", CASES)
def test_a_failed_case_says_all(with_mood: Path, quick: Callable, golden: Callable, name: str) -> None:
    moderator = quick(with_mood)
    verdict = moderator.review(CASES[name].text)
    assert wrong(CASES[name], verdict)
    golden(name + ".txt", case_failure(moderator, CASES[name], verdict, "cases.jsonl:1") + "\n")
