"""What sets findings aside besides contexts and points: rules that prevail, yield to another clause, or stand only beside one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from npguidelines import Moderator

from ..conftest import SMALL_RULE

Quick = Callable[[Path], Moderator]
OTHER = SMALL_RULE.replace("a.made-up", "d.made-up").replace("Profane language", "advertisements").replace("zorble", "zvorp")


def with_key(rule: str, key: str) -> str:
    return rule.replace('    ceiling: "review"\n', f'    ceiling: "review"\n    {key}\n')


@pytest.fixture
def both(book: Path) -> Path:
    """A small rulebook with a rule of clause a and one of clause d."""
    (book / "d-solicitation").mkdir()
    (book / "d-solicitation" / "y.yaml").write_text(OTHER, encoding="utf-8")
    (book / "ids.txt").write_text("a.made-up\nd.made-up\n", encoding="utf-8")
    return book


def test_a_rule_that_prevails_sets_aside_what_recommends_more_in_its_sentence(book: Path, quick: Quick) -> None:
    (book / "a-profanity" / "x.yaml").write_text(SMALL_RULE.replace('ceiling: "review"', 'ceiling: "removable"'), encoding="utf-8")
    spares = SMALL_RULE.replace("a.made-up", "a.spares").replace("zorble", "zvorp")
    (book / "a-profanity" / "y.yaml").write_text(with_key(spares, "prevails: true"), encoding="utf-8")
    (book / "ids.txt").write_text("a.made-up\na.spares\n", encoding="utf-8")
    moderator = quick(book)
    verdict = moderator.review("Zorble, zvorp.")
    assert verdict.outcome.value == "review" and [f.rule for f in verdict.findings] == ["a.spares"]
    assert [(a.rule, a.context, a.because) for a in verdict.set_aside] == [("a.made-up", "prevails: a.spares", "Another rule decides here: Made up for this test.")]
    assert moderator.review("Zorble. Then zvorp.").outcome.value == "removable"


def test_a_rule_that_prevails_leaves_other_clauses_alone(both: Path, quick: Quick) -> None:
    (both / "a-profanity" / "x.yaml").write_text(with_key(SMALL_RULE, "prevails: true"), encoding="utf-8")
    (both / "d-solicitation" / "y.yaml").write_text(OTHER.replace('ceiling: "review"', 'ceiling: "removable"'), encoding="utf-8")
    verdict = quick(both).review("Zorble, zvorp.")
    assert verdict.outcome.value == "removable" and verdict.flagged == ("a", "d")


def test_a_rule_yields_to_another_clause(both: Path, quick: Quick) -> None:
    (both / "a-profanity" / "x.yaml").write_text(with_key(SMALL_RULE, 'yields_to: ["d"]'), encoding="utf-8")
    moderator = quick(both)
    assert moderator.review("Zorble.").flagged == ("a",)
    verdict = moderator.review("Zorble. Then zvorp.")
    assert verdict.flagged == ("d",)
    assert [(a.rule, a.context) for a in verdict.set_aside] == [("a.made-up", "yields to clause d")]


def test_a_rule_may_stand_only_beside_another_clause(both: Path, quick: Quick) -> None:
    (both / "a-profanity" / "x.yaml").write_text(with_key(SMALL_RULE, 'only_beside: ["d"]'), encoding="utf-8")
    moderator = quick(both)
    verdict = moderator.review("Zorble.")
    assert verdict.flagged == () and [(a.rule, a.context) for a in verdict.set_aside] == [("a.made-up", "only beside clause d")]
    assert moderator.review("Zorble. Then zvorp.").flagged == ("a", "d")
