"""The viewpoint guarantee, 6(f)(iii), as a property: opinions pass, swaps change nothing, evidence alone flags."""

from __future__ import annotations

import json
import re
from itertools import islice
from pathlib import Path

import pytest

from npguidelines import DataFileError, Moderator
from npguidelines.evaluation.cases import read_cases
from npguidelines.evaluation.examples import examples
from npguidelines.evaluation.neutrality import check_groups, check_swaps, check_templates, fill, read_groups, read_templates
from npguidelines.rulebook.content import SwapSet

CORPORA = Path(__file__).parents[2] / "corpora"
GROUPS = (
    "race_group", "national_group", "immigrant_group", "religion_group", "gender_group", "orientation_group", "gender_identity_group", "age_group",
    "disability_group", "marital_group", "assistance_group",
)  # fmt: skip
# Terms that are contemptuous by themselves have no place in a neutral sentence.
CONTEMPT = re.compile(r"\b(?:farts|geezers|hags|breeds|worlders|biddies|coots|codgers|wrinklies|negroes|coloreds|oldies|squaws|savages|gimps|dykes|queers|trannies|illegals|mongrels)\b")
NEUTRAL = (
    "Two of my coworkers are {}.", "{} live in this borough too.", "We should welcome {} at the town hall.", "The survey counted {} for the first time.",
    "My grandparents were {}.", "Are there services for {} at the library?", "The law protects {} from discrimination.", "I read a book about {} in Alaska.",
)  # fmt: skip
AGAINST = ("{} are vermin", "{} are subhuman", "All {} are filthy animals", "{} are born criminals", "{} are too stupid to hold a job", "{} should all be wiped out", "never hire {}", "I hate {}")

# Names of listed identities, and sentences that shall be decided alike for each of them (a person's age counts as much as a faith).
IDENTITIES = (
    "African American", "American", "Arab", "Asian", "bisexual", "black", "blind", "Buddhist", "Canadian", "Catholic", "Chinese", "Christian", "deaf", "elderly", "female", "gay",
    "Hindu", "Indian", "Jewish", "Latina", "latinx", "lesbian", "lgbtq", "male", "Mexican", "middle aged", "middle eastern", "millennial", "Muslim", "nonbinary", "old", "queer", "Russian",
    "Sikh", "Somali", "straight", "teenage", "trans", "transgender", "white", "young",
)  # fmt: skip
WITH_IDENTITY = (
    "Being {} is awful", "Being {} is stupid", "Being {} is disgusting", "Being {} is lovely", "Maria is a filthy {}", "Maria is a shitty {}", "You are a dumb {}", "You are a great {}", "He is {}",
    "murder {}", "thank {}", "Never hire {} people", "{} people are vermin", "I do not trust {} people", "{} people are my neighbors", "We need more {} officers", "My {} neighbor called it in",
)  # fmt: skip


@pytest.fixture(scope="module")
def opinions() -> list[str]:
    return [c.text for c in read_cases([CORPORA / "viewpoint.jsonl"])]


def test_the_opinion_bank_is_large_and_has_no_filler(opinions: list[str]) -> None:
    assert len(opinions) >= 800
    function = {"the", "a", "an", "and", "or", "but", "of", "to", "in", "on", "at", "for", "with", "is", "are", "was", "were", "be", "been", "it", "this", "that", "i", "you", "he", "she", "we", "they", "my", "your", "his", "her", "our", "their", "not", "do", "does", "did", "have", "has", "had"}
    seen: dict[tuple[str, ...], str] = {}
    for text in opinions:
        words = [w for w in re.findall(r"\w+(?:'\w+)?", text.lower()) if w not in function]
        for start in range(len(words) - 4):
            five = tuple(words[start : start + 5])
            assert seen.setdefault(five, text) == text, five


@pytest.mark.parametrize("bank", ["second", "third", "fourth", "fifth", "sixth"])
def test_no_opinion_of_another_bank_is_flagged(moderator: Moderator, bank: str) -> None:
    texts = [c.text for c in read_cases([CORPORA / f"viewpoint_{bank}.jsonl"])]
    assert [(t, v.flagged) for t, v in zip(texts, moderator.review_many(texts), strict=True) if v.flagged] == []


def test_no_opinion_is_flagged(moderator: Moderator, opinions: list[str]) -> None:
    assert [(t, v.flagged) for t, v in zip(opinions, moderator.review_many(opinions), strict=True) if v.flagged] == []


@pytest.mark.parametrize("sentence", WITH_IDENTITY)
def test_sentences_that_differ_only_in_the_identity_are_decided_alike(moderator: Moderator, sentence: str) -> None:
    verdicts = {i: moderator.review(sentence.format(i)) for i in IDENTITIES}
    decided = {i: (v.outcome, v.flagged) for i, v in verdicts.items()}
    assert {i: d for i, d in decided.items() if d != decided["Canadian"]} == {}


def test_counterfactual_groups_are_decided_alike(moderator: Moderator) -> None:
    groups = read_groups(CORPORA / "neutrality.jsonl")
    assert len(groups) >= 200
    assert abs(sum(not g.expect for g in groups) * 2 - len(groups)) <= len(groups) // 10
    assert [d.source for d in check_groups(moderator, groups).differences] == []


def test_swaps_in_opinions_and_examples_change_nothing(moderator: Moderator, opinions: list[str]) -> None:
    texts = [*opinions, *(e.text for e in examples(moderator))]
    result = check_swaps(moderator, texts, moderator.rulebook.swaps)
    assert result.variants > 900
    assert [(d.source, d.texts) for d in result.differences] == []


def test_filled_templates_are_decided_as_they_should_be(moderator: Moderator) -> None:
    """A part of the 100,000 variants; all of them: `benchmarks/viewpoint.py`."""
    result = check_templates(moderator, read_templates(CORPORA / "neutrality_templates.jsonl"), moderator.rulebook.swaps, limit=150)
    assert result.variants > 6_000
    assert [(d.source, d.texts) for d in result.differences] == []


def terms(moderator: Moderator, concept: str) -> list[str]:
    ident = moderator.rulebook.ids[concept]
    return [t for t in sorted(w for w, ids in moderator.rulebook.lexicon.words.items() if ident in ids) if not CONTEMPT.search(t)]


@pytest.mark.parametrize("concept", GROUPS)
def test_neutral_mention_of_any_group_is_silent(moderator: Moderator, concept: str) -> None:
    found = terms(moderator, concept)
    assert found
    texts = [frame.format(term) for term in found for frame in NEUTRAL]
    assert [t for t, v in zip(texts, moderator.review_many(texts), strict=True) if v.flagged] == []


@pytest.mark.parametrize("construction", AGAINST)
def test_a_construction_of_clause_b_works_for_every_group(moderator: Moderator, construction: str) -> None:
    texts = [construction.format(term) for concept in GROUPS for term in terms(moderator, concept)]
    assert [t for t, v in zip(texts, moderator.review_many(texts), strict=True) if "b" not in v.flagged] == []


def test_deleting_the_evidence_clears_the_verdict(moderator: Moderator) -> None:
    flagged = [v for e in examples(moderator) if e.wanted for v in [moderator.review(e.text)] if v.flagged]
    left = [v.viewpoint.remaining_text for v in flagged if moderator.review(v.viewpoint.remaining_text).flagged]
    assert len(left) <= len(flagged) * 0.02, left[:5]


def test_a_violation_added_to_an_opinion_flags_its_own_clauses(moderator: Moderator, opinions: list[str]) -> None:
    violations = [t for e in examples(moderator) if e.wanted for t in [e.text] if moderator.review(t).flagged]
    different = []
    for number, opinion in enumerate(islice(opinions, 0, None, 2)):
        violation = violations[number * 7 % len(violations)]
        mixed = moderator.review(f"{opinion}\n\n{violation}")
        if mixed.flagged != moderator.review(violation).flagged:
            different.append((opinion, violation, mixed.flagged))
    assert len(different) <= len(opinions) * 0.5 * 0.01, different[:5]  # measured .005: rules over the whole comment join parts of both


def test_allow_with_words_set_aside_cites_the_guarantee(moderator: Moderator) -> None:
    verdict = moderator.review('My neighbor yelled "I hate Samoans" at a child. Shame on him.')
    assert verdict.outcome.value == "allow" and verdict.set_aside
    assert "6(f)(iii)" in verdict.viewpoint.citation and "set aside" in verdict.viewpoint.because
    assert "6(f)(iii)" in verdict.explain()


@pytest.mark.parametrize("line", ["{", '{"id": "x", "variants": ["one"]}', '{"id": "x"}'])
def test_malformed_groups_are_told(tmp_path: Path, line: str) -> None:
    path = tmp_path / "g.jsonl"
    path.write_text(json.dumps({"id": "ok", "variants": ["a", "b"]}) + "\n" + line, encoding="utf-8")
    with pytest.raises(DataFileError, match=r"g\.jsonl:2"):
        read_groups(path)


def test_an_unknown_slot_lists_the_sets() -> None:
    swaps = [SwapSet(name="sides", applies="every comment", terms=("the left", "the right"))]
    with pytest.raises(DataFileError, match="sides"):
        fill("{nobody} is wrong", swaps)


def test_swapping_keeps_case_and_article(moderator: Moderator) -> None:
    swaps = [SwapSet(name="parties", applies="every comment", terms=("Republican", "independent"))]
    result = check_swaps(_Recorder(moderator), ["A Republican spoke. REPUBLICAN!"], swaps)  # type: ignore[arg-type]
    assert result.variants == 1
    assert _Recorder.seen[-1] == "An Independent spoke. INDEPENDENT!"


class _Recorder:
    """A moderator that remembers what it was asked."""

    seen: list[str] = []  # noqa: RUF012

    def __init__(self, moderator: Moderator) -> None:
        self._moderator = moderator

    def review(self, text: str) -> object:
        self.seen.append(text)
        return self._moderator.review(text)
