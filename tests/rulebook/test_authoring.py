"""Skeletons of rules, terms of vocabularies, local exceptions: what is written loads, and what cannot be written is told before anything is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from npguidelines.errors import AuthoringError
from npguidelines.evaluation.examples import failing
from npguidelines.rulebook.authoring import FOLDERS, add_exception, edit_vocabulary, new_rule

TODAY = date(2027, 1, 1)
WORDS = "# kind: act\n# about: Made up.\nblarg\n# a remark\nzorble\n"


@pytest.mark.parametrize("clause", FOLDERS)
def test_a_new_rule_loads_passes_and_rehearses(book: Path, quick: Callable, clause: str) -> None:
    path = new_rule(book, clause, "made-up-kind")
    assert path.parent.name == FOLDERS[clause]
    moderator = quick(book)
    assert failing(moderator, book) == []
    assert [p.rule.status for p in moderator.rulebook.programs if p.rule.id == f"{clause}.made-up-kind"] == ["test"]
    verdict = moderator.review("replace these words")
    assert verdict.outcome.value == "allow" and [f.rule for f in verdict.rehearsal] == [f"{clause}.made-up-kind"]


def test_the_words_to_implement_may_be_given(book: Path) -> None:
    assert 'words: "Profane language"' in new_rule(book, "a", "other", "Profane language").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("sub_kind", "told"),
    [pytest.param("Made Up", "small letters", id="no slug"), pytest.param("x", "is there already", id="file is there"), pytest.param("made-up", "was used before", id="id is used"), pytest.param("gone", "was used before", id="id is retired")],
)
def test_a_rule_that_cannot_be_written(book: Path, sub_kind: str, told: str) -> None:
    (book / "ids.txt").write_text("a.gone retired\na.made-up\n", encoding="utf-8")
    before = sorted(book.rglob("*"))
    with pytest.raises(AuthoringError, match=told):
        new_rule(book, "a", sub_kind)
    assert sorted(book.rglob("*")) == before


@pytest.fixture
def words(book: Path) -> Path:
    path = book / "concepts" / "made_up.txt"
    path.write_text(WORDS, encoding="utf-8")
    return path


def test_terms_are_added_at_their_places(book: Path, words: Path) -> None:
    assert edit_vocabulary(book, "made_up", ["Clack  Hammer", "aardvark", "zounds"], ["blarg"]) == words
    assert words.read_text(encoding="utf-8") == "# kind: act\n# about: Made up.\n# a remark\naardvark\nclack hammer\nzorble\nzounds\n"


@pytest.mark.parametrize(
    ("name", "add", "remove", "told"),
    [
        pytest.param("made_upp", [], [], "did you mean 'made_up'", id="unknown vocabulary"),
        pytest.param("made_up", ["zorble"], [], r"made_up.txt:5", id="there already"),
        pytest.param("made_up", ["don't"], [], "write contractions out", id="contraction"),
        pytest.param("made_up", [" "], [], "a word or a phrase", id="empty"),
        pytest.param("made_up", [], ["zorbel"], "did you mean 'zorble'", id="nothing to take out"),
        pytest.param("made_up", ["a b c d e f g h i"], [], "at most 8 words", id="too long"),
    ],
)
def test_terms_that_cannot_be_written(book: Path, words: Path, name: str, add: list[str], remove: list[str], told: str) -> None:
    with pytest.raises(Exception, match=told):
        edit_vocabulary(book, name, add, remove)
    assert words.read_text(encoding="utf-8") == WORDS


def test_an_exception_is_written_and_holds(book: Path, quick: Callable) -> None:
    path = add_exception(book, "a.made-up", "Zorble", 'It is "just" a name here.', date(2027, 2, 1), TODAY)
    add_exception(book, "a.made-up", "'zorble' [first]", "A second one, as a pattern.", TODAY, TODAY, pattern=True)
    assert path.read_text(encoding="utf-8").count("- rule:") == 2
    assert quick(book, TODAY).review("zorble").flagged == ()


@pytest.mark.parametrize(
    ("rule", "words_", "because", "until", "pattern", "told"),
    [
        pytest.param("a.made-ap", "x", "Long enough a reason.", date(2027, 2, 1), False, "did you mean 'a.made-up'", id="unknown rule"),
        pytest.param("a.made-up", "x", "Long enough a reason.", date(2026, 2, 1), False, "a day to come", id="past day"),
        pytest.param("a.made-up", "x", "short", date(2027, 2, 1), False, "a reason", id="no reason"),
        pytest.param("a.made-up", "isn't", "Long enough a reason.", date(2027, 2, 1), False, "contractions", id="contraction"),
        pytest.param("a.made-up", "'x", "Long enough a reason.", date(2027, 2, 1), True, "without --pattern", id="broken pattern"),
    ],
)
def test_an_exception_that_cannot_be_written(book: Path, rule: str, words_: str, because: str, until: date, pattern: bool, told: str) -> None:
    with pytest.raises(AuthoringError, match=told):
        add_exception(book, rule, words_, because, until, TODAY, pattern=pattern)
    assert not (book / "exceptions.yaml").exists()
