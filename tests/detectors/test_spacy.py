"""spaCy: token patterns of a rulebook, people and organisations of a trained pipeline; loaded late, within its budget."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from npguidelines import DetectorError, Moderator, RulebookError, load_rulebook
from npguidelines.detectors.comment import ReadComment
from npguidelines.detectors.spacy import SpacyDetector
from npguidelines.model.base import Kind
from npguidelines.model.concept import Concept

from .rulebooks import detected, write_rulebook
from .tiny_models import spacy_pipeline

pytest.importorskip("spacy")


def tokens(patterns: str, needs: str = "'geese|goose'", kind: str = "offer") -> str:
    return f'name: "goose_deal"\nkind: "{kind}"\nabout: "Made up."\nneeds: ["{needs}"]\ntokens:\n{patterns}'


LEMMAS = '  - [{LEMMA: "sell"}, {LOWER: "the", OP: "?"}, {LEMMA: "goose"}]\n'
FUZZY = '  - [{LOWER: {FUZZY1: "trading"}}, {LOWER: {IN: ["geese", "goose"]}}]\n'


@pytest.fixture(scope="module")
def goose(tmp_path_factory: pytest.TempPathFactory) -> Moderator:
    return Moderator(load_rulebook(write_rulebook(tmp_path_factory.mktemp("rules"), {"goose_deal.yaml": tokens(LEMMAS + FUZZY)}, ["goose_deal"])), budget=30)


@pytest.mark.parametrize(
    ("text", "quote", "reading"),
    [("He sold the geese!", "sold the geese", "as_written"), ("selling goose", "selling goose", "as_written"), ("trading geese", "trading geese", "as_written"), ("tradin geese", "tradin geese", "misspelt"), ("Tradding goose", "Tradding goose", "misspelt"),
     ("trailing geese", None, None), ("sold the house", None, None), ("geese sold", None, None), ("", None, None)],
    ids=["lemmas", "without the option", "exact", "one letter less", "one more", "an English word is no misspelling", "other word", "other order", "empty"],
)  # fmt: skip
def test_token_patterns_define_a_concept(goose: Moderator, text: str, quote: str | None, reading: str | None) -> None:
    evidence = [(e.quote, e.reading) for f in goose.review(text).findings for e in f.evidence]
    assert evidence == ([] if quote is None else [(quote, reading)])
    assert goose.review(text).complete


def test_the_verdict_names_it(goose: Moderator) -> None:
    assert any(d.startswith("spacy 3.") for d in goose.review("hi").provenance.detectors)


def test_it_is_not_imported_before_a_comment_shows_what_its_patterns_need(tmp_path: Path) -> None:
    folder = write_rulebook(tmp_path, {"goose_deal.yaml": tokens(FUZZY)}, ["goose_deal"])
    code = (
        "import sys; from npguidelines import Moderator, load_rulebook\n"
        "moderator = Moderator(load_rulebook(sys.argv[1])); seen = ['spacy' in sys.modules]\n"
        "for text in ('I love trading places', 'trading geese'):\n"
        "    print(moderator.review(text).flagged, 'spacy' in sys.modules)\n"
    )
    out = subprocess.run([sys.executable, "-c", code, str(folder)], check=True, capture_output=True, text=True).stdout
    assert out == "() False\n('d',) True\n"


def test_a_moderator_that_was_pickled_answers_alike(goose: Moderator) -> None:
    again = pickle.loads(pickle.dumps(goose))
    assert again.review("He sold the geese!").model_dump_json() == goose.review("He sold the geese!").model_dump_json()


@pytest.mark.parametrize(
    ("concept", "code"),
    [(tokens('  - [{LOWR: "goose"}]\n'), "NPG103"), (tokens('  - [{LOWER: {REGEX: "g(o+)+se"}}]\n'), "NPG103"), (tokens('  - [{LOWER: "a", OP: "*"}, {LOWER: "goose"}]\n'), "NPG114"), (tokens('  - [{LOWER: "goose", OP: "?"}]\n'), "NPG114"),
     (tokens("  - [{}]\n"), "NPG114"), (tokens("  - []\n"), "NPG114"), (tokens(FUZZY, needs="no_such"), "NPG108"), (tokens(FUZZY, needs="any_word"), "NPG114"), (tokens(FUZZY, needs="'a' .."), "NPG107"), (tokens(FUZZY, kind="noise"), "NPG105"),
     (tokens(FUZZY, kind="topic"), "NPG110"), ('name: "goose_deal"\nkind: "offer"\nabout: "x"\ntokens: [[{LOWER: "x"}]]\n', "NPG105"), (tokens("  - [" + ", ".join(['{LOWER: "x"}'] * 13) + "]\n"), "NPG114")],
    ids=["attribute", "regular expression", "unbounded", "all optional", "any token", "no token", "unknown need", "need of every comment", "broken need", "kind", "topic alone", "no need", "too long"],
)  # fmt: skip
def test_patterns_that_are_not_linear_or_not_sound_are_refused(tmp_path: Path, concept: str, code: str) -> None:
    with pytest.raises(RulebookError) as error:
        load_rulebook(write_rulebook(tmp_path, {"goose_deal.yaml": concept}, ["goose_deal"]))
    assert code in {p.code for p in error.value.problems}


def test_a_pattern_that_spacy_refuses_stops_the_run() -> None:
    concept = Concept(name="goose_deal", kind=Kind.OFFER, about="x", source="x", detector="spacy", tokens=(({"LOWER": {"IN": "goose"}},),), needs=("'x'",))
    with pytest.raises(DetectorError, match="goose_deal"):
        SpacyDetector().configured([concept]).load()


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return spacy_pipeline(tmp_path_factory.mktemp("pipeline") / "tiny_en")


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    concepts = {"person.yaml": detected("person", "target", "spacy", "optional: true\n"), "organisation.yaml": detected("organisation", "target", "spacy", "optional: true\n")}
    return write_rulebook(tmp_path_factory.mktemp("people"), concepts, ["person offer:'sells'", "organisation offer:'buys'"])


def test_a_trained_pipeline_marks_people_and_organisations(pipeline: Path, people: Path) -> None:
    book = load_rulebook(people)
    moderator = Moderator(book, [f"spacy={pipeline}"], budget=30)
    assert [f.evidence[0].quote for f in moderator.review("Nora Givens sells bread").findings] == ["Nora Givens sells"]
    assert [f.evidence[0].quote for f in moderator.review("We hear that Frost Bakery buys bread").findings] == ["Frost Bakery buys"]
    assert any("tiny_en" in d for d in moderator.review("hi").provenance.detectors)
    assert set(Moderator(book).resting) == {"d.made-up-0", "d.made-up-1"}


def test_a_long_comment_is_read_in_pieces_with_exact_places(pipeline: Path) -> None:
    text = "plain words " * 2500 + "Nora Givens sells bread"
    detector = SpacyDetector(str(pipeline))
    assert [text[m.start : m.end] for m in detector.mark(ReadComment(text))] == ["Nora Givens"]


def test_a_pipeline_that_is_not_here_is_told_with_the_cure(people: Path) -> None:
    with pytest.raises(DetectorError, match=r"NPG207.*spacy download en_no_such_pipeline"):
        Moderator(load_rulebook(people), ["spacy=en_no_such_pipeline"])


def test_without_spacy_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("npguidelines.detectors.extras.find_spec", lambda name: None)
    with pytest.raises(DetectorError, match=r"NPG207.*pip install 'npguidelines\[spacy\]'"):
        SpacyDetector().ready()
