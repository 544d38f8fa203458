"""Which words of the policy which rules implement; what a rewording does."""

from __future__ import annotations

import pytest

from npguidelines.evaluation.wording import coverage, locate, rewordings
from npguidelines.model.policy import Clause, Policy, Thresholds
from npguidelines.model.rule import Rule

EXAMPLES = {"violates": ["v", "w"], "allowed": ["n"]}


def policy(words: str) -> Policy:
    clause = Clause(id="d", citation="s. 1(d)", words=words)
    return Policy(title="t", edition="1", revised="", source="", clauses=(clause,), provisions=(), thresholds=Thresholds(review=0.5, removable=0.8))


def rule(name: str, words: str, status: str = "stable") -> Rule:
    return Rule.model_validate(
        {"id": f"d.{name}", "version": 2, "status": status, "words": words, "because": "Made up for a test.", "strength": "likely", "ceiling": "review", "match": ["x"], "examples": EXAMPLES, "clause": "d", "family": "d/x", "source": "d-x/x.yaml"}
    )


@pytest.mark.parametrize(
    ("words", "clause", "span"),
    [
        pytest.param("paid advertisements", "Offers, or paid advertisements.", (11, 30), id="inside"),
        pytest.param("Paid  Advertisements.", "Offers, or paid\nadvertisements.", (11, 30), id="case, space and full stop aside"),
        pytest.param("paid offers", "Offers, or paid advertisements.", None, id="not there"),
        pytest.param(" . ", "Offers.", None, id="empty"),
    ],
)
def test_words_are_located(words: str, clause: str, span: tuple[int, int] | None) -> None:
    assert locate(words, clause) == span


@pytest.mark.parametrize(
    ("clause", "quoted", "open_words"),
    [
        pytest.param("Offers or promotions.", ["offers", "promotions"], (), id="all but a joining word"),
        pytest.param("Offers, promotions or free gifts.", ["offers"], ("promotions or free gifts",), id="a stretch"),
        pytest.param("Offers, promotions or gifts.", ["promotions"], ("Offers", "gifts"), id="two stretches"),
        pytest.param("Content that sells goods.", ["sells"], ("goods",), id="the frame of the sentence is no ground"),
        pytest.param("Content.", [], ("Content",), id="no rule"),
    ],
)
def test_words_without_a_rule(clause: str, quoted: list[str], open_words: tuple[str, ...]) -> None:
    (one,) = coverage(policy(clause), [rule(f"r{n}", words) for n, words in enumerate(quoted)])
    assert one.open_words == open_words


def test_phrases_count_rules_and_texts() -> None:
    rules = [rule("a", "offers"), rule("b", "Offers", "test"), rule("c", "offers", "deprecated"), rule("d", "gifts")]
    (one,) = coverage(policy("Offers and gifts."), rules)
    assert [(p.words, [r.rule for r in p.rules], p.violations, p.near_misses) for p in one.phrases] == [("Offers", ["d.a", "d.b"], 4, 2), ("gifts", ["d.d"], 2, 1)]


def test_a_rewording_names_what_is_gone_and_what_is_new() -> None:
    reworded = rewordings(policy("Solicitations of commerce or undisclosed sponsorship."), [rule("a", "solicitations of commerce"), rule("b", "commerce or endorsements"), rule("c", "Commerce or  endorsements.")])
    assert [(r.words, r.nearest, r.gone, r.new) for r in reworded] == [
        ("Commerce or endorsements", "commerce or undisclosed", ("endorsements",), ("undisclosed",)),
        ("commerce or endorsements", "commerce or undisclosed", ("endorsements",), ("undisclosed",)),
    ]


def test_words_that_share_nothing_with_the_clause() -> None:
    (one,) = rewordings(policy("Something else."), [rule("a", "offers")])
    assert (one.nearest, one.gone, one.new, one.rules) == ("", ("offers",), (), (("d.a", "d-x/x.yaml"),))
