"""The list of better-profanity by our readings: found in every disguise, whole words only, neutral where the allow list says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from npguidelines import DetectorError, Moderator
from npguidelines.detectors import profanity
from npguidelines.detectors.comment import ReadComment
from npguidelines.detectors.wordlist import WordList
from npguidelines.evaluation.examples import failing

CORPORA = Path(__file__).parents[2] / "corpora"
LIST = WordList(["airhorn", "bell", "wail machine"])


@pytest.fixture(scope="module")
def listed(moderator: Moderator) -> Moderator:
    return Moderator(moderator.rulebook, ["profanity"])


@pytest.mark.parametrize(
    ("text", "quotes", "reading"),
    [("an airhorn, a bell", ["airhorn", "bell"], "as_written"), ("AIRHORN!", ["AIRHORN"], "as_written"), ("a1rh0rn", ["a1rh0rn"], "evasion"), ("airhooooorn", ["airhooooorn"], "evasion"), ("a.i.r.h.o.r.n now", ["a.i.r.h.o.r.n"], "evasion"),
     ("a i r h o r n", ["a i r h o r n"], "evasion"), ("\u0430irh\u043ern", ["\u0430irh\u043ern"], "evasion"), ("the wail machine", ["wail machine"], "as_written"), ("bells belle label a bel l", [], ""), ("wail. Machine", [], ""), ("", [], "")],
    ids=["plain", "case", "leet", "long", "dotted", "spaced", "cyrillic", "phrase", "inside words", "over sentences", "empty"],
)  # fmt: skip
def test_a_list_is_found_by_our_readings(text: str, quotes: list[str], reading: str) -> None:
    marks = sorted(LIST.marks(ReadComment(text), "noise"), key=lambda m: m.start)
    assert [text[m.start : m.end] for m in marks] == quotes
    assert {m.reading for m in marks} <= {reading}
    assert sorted(LIST.marks(ReadComment(text), "noise"), key=lambda m: m.start) == marks, "what was remembered changes nothing"


def test_the_examples_of_its_rule_hold_with_it(listed: Moderator) -> None:
    assert listed.resting == {}
    assert [str(p) for p in failing(listed)] == []


def test_without_it_the_rule_rests(moderator: Moderator) -> None:
    assert moderator.resting == {"a.word-list": ("profanity",)}


def test_opinions_stay_silent_with_it(listed: Moderator) -> None:
    texts = [json.loads(line)["text"] for name in ("viewpoint", "viewpoint_second") for line in (CORPORA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [t for t in texts if any(f.rule == "a.word-list" for f in listed.review(t).findings)] == []


def test_identities_and_everyday_words_are_restored_to_neutrality(listed: Moderator) -> None:
    for concept in ("orientation_group", "religion_group", "race_group", "national_group", "gender_group", "disability_group"):
        ident = listed.rulebook.ids[concept]
        for term in sorted(w for w, ids in listed.rulebook.lexicon.words.items() if ident in ids):
            assert not any(f.rule == "a.word-list" for f in listed.review(f"the {term} family next door").findings), (concept, term)


def test_a_term_of_the_rulebook_is_left_to_its_own_rules(listed: Moderator) -> None:
    rules = {f.rule for f in listed.review("what an asshole").findings}
    assert rules and "a.word-list" not in rules


def test_the_verdict_says_that_it_was_at_hand(listed: Moderator, moderator: Moderator) -> None:
    assert any(d.startswith("profanity 0.7") for d in listed.review("hi").provenance.detectors)
    assert not any(d.startswith("profanity") for d in moderator.review("hi").provenance.detectors)


def test_without_the_package_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, moderator: Moderator) -> None:
    monkeypatch.setattr("npguidelines.detectors.extras.find_spec", lambda name: None)
    with pytest.raises(DetectorError, match=r"NPG207.*pip install 'npguidelines\[profanity\]'"):
        Moderator(moderator.rulebook, ["profanity"])


def test_without_its_list_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profanity, "find_spec", lambda name: None)
    with pytest.raises(DetectorError, match=r"no profanity_wordlist\.txt"):
        profanity.terms.__wrapped__()
