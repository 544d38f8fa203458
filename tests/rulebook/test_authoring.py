"""Skeletons of rules, new words for rules, terms of vocabularies, local exceptions: what is written loads, and what cannot be written is told before anything is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from npguidelines.errors import AuthoringError
from npguidelines.evaluation.examples import failing
from npguidelines.evaluation.wording import coverage
from npguidelines.rulebook.authoring import FOLDERS, add_exception, edit_vocabulary, new_rule, reword
from npguidelines.rulebook.load import read_rulebook

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


def _rules(book: Path) -> Path:
    return next((book / "a-profanity").glob("*.yaml"))


def _policy(book: Path, old: str, new: str) -> None:
    path = book / "policy.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_rules_take_new_words_and_nothing_else_changes(book: Path, quick: Callable) -> None:
    path = _rules(book)
    before = path.read_text(encoding="utf-8")
    old = next(r for r in read_rulebook(book).rules if r.id == "a.made-up")
    _policy(book, old.words, "Rude words of any kind")
    assert reword(book, "a", f" {old.words.upper()}. ", "Rude words.") == {"a.made-up": path}
    after = path.read_text(encoding="utf-8")
    now = next(p.rule for p in quick(book).rulebook.programs)
    assert (now.words, now.version) == ("Rude words", old.version + 1)
    changed = [(a, b) for a, b in zip(before.splitlines(), after.splitlines(), strict=True) if a != b]
    assert [b.split(":")[0].strip() for _, b in changed] == ["version", "words"]


def test_deprecated_rules_keep_the_words_that_are_gone(book: Path) -> None:
    old = next(r for r in read_rulebook(book).rules if r.id == "a.made-up").words
    _policy(book, old, "Rude words of any kind")
    reword(book, "a", old, None)
    content = read_rulebook(book)
    assert [(r.status, r.words) for r in content.rules] == [("deprecated", old)]
    assert "Rude words of any kind" in next(one for one in coverage(content.policy, content.rules) if one.clause.id == "a").open_words[0]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param("made up", "Profane", "words that a rule of clause a quotes", id="nobody quotes them"),
        pytest.param("WORDS", "made up", "quote the clause verbatim", id="not in the clause"),
    ],
)
def test_words_that_cannot_be_changed(book: Path, old: str, new: str, told: str) -> None:
    path = _rules(book)
    before = path.read_bytes()
    words = next(r for r in read_rulebook(book).rules if r.id == "a.made-up").words
    with pytest.raises(AuthoringError, match=told):
        reword(book, "a", old.replace("WORDS", words), new)
    assert path.read_bytes() == before


def test_words_over_several_lines_are_left_to_the_author(book: Path) -> None:
    path = _rules(book)
    words = next(r for r in read_rulebook(book).rules if r.id == "a.made-up").words
    first, rest = words.split(" ", 1)
    path.write_text(path.read_text(encoding="utf-8").replace(f'"{words}"', f'"{first}\n      {rest}"'), encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(AuthoringError, match="one line"):
        reword(book, "a", words, first)
    assert path.read_bytes() == before


def test_an_untouched_skeleton_tests_nothing(book: Path) -> None:
    new_rule(book, "b", "made-up-kind")
    content = read_rulebook(book)
    one = next(one for one in coverage(content.policy, content.rules) if one.clause.id == "b")
    assert [(r.rule, r.violations, r.near_misses) for p in one.phrases for r in p.rules] == [("b.made-up-kind", 0, 0)]


def test_a_concept_of_patterns_is_no_vocabulary(book: Path, words: Path) -> None:
    (book / "concepts" / "made_pattern.yaml").write_text('name: "made_pattern"\nkind: "act"\nabout: "Made up."\nmatch:\n  - "made_up \'zorble\'"\n', encoding="utf-8")
    with pytest.raises(AuthoringError, match=r"concept of patterns: edit .*made_pattern\.yaml, or add terms to a vocabulary that it names: made_up"):
        edit_vocabulary(book, "made_pattern", ["clack"])
