"""A re-check after an edit decides as the full check does, without compiling."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from npguidelines import Moderator
from npguidelines.engine.kept import kept_rulebook
from npguidelines.evaluation.examples import failing
from npguidelines.evaluation.recheck import recheck, remember

ON = date(2027, 1, 1)
RULES = """sub_kind: "y"
about: "y"
rules:
  - {id: "b.words", version: 1, status: "stable", words: "discrimination", because: "Made up for this test.", strength: "strong", ceiling: "review", match: "made_up", examples: {violates: ["blarg", "clack hammer"], allowed: ["fine"]}}
  - {id: "b.pattern", version: 1, status: "stable", words: "discrimination", because: "Made up for this test.", strength: "strong", ceiling: "review", match: "all(made_pattern, 'now')", unless: [{match: "made_up", because: "So."}], examples: {violates: ["frobbing it now"], allowed: ["frob it later", "frobbing a blarg now"]}}
"""
WORDS = "# kind: act\n# about: Made up.\n# inflect: verb\nblarg\nclack hammer\n"
PATTERN = 'name: "made_pattern"\nkind: "act"\nabout: "Made up."\nmatch:\n  - "act:\'frob~\' any_word"\n'


@pytest.fixture
def checked(book: Path, quickly: None) -> Path:
    """A rulebook of three rules after a full check."""
    (book / "b-discrimination").mkdir()
    (book / "b-discrimination" / "y.yaml").write_text(RULES, encoding="utf-8")
    (book / "concepts" / "made_up.txt").write_text(WORDS, encoding="utf-8")
    (book / "concepts" / "made_pattern.yaml").write_text(PATTERN, encoding="utf-8")
    (book / "ids.txt").write_text("a.made-up\nb.pattern\nb.words\n", encoding="utf-8")
    moderator = Moderator(kept_rulebook(book))
    problems = failing(moderator, book)
    assert problems == []
    remember(book, moderator, problems)
    return book


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_nothing_changed(checked: Path) -> None:
    found = recheck(checked, ON)
    assert found is not None and (found.changed, found.problems, found.rules) == ((), [], 0)


Y, WORDS_FILE, PATTERN_FILE = "b-discrimination/y.yaml", "concepts/made_up.txt", "concepts/made_pattern.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "rules", "problems"),
    [
        pytest.param(Y, '"fine"', '"fine", "blargs"', 2, ["b.words"], id="an example that fails"),
        pytest.param(Y, '"blarg", ', '"blarg", "plonk", ', 2, ["b.words"], id="a word that is not there"),
        pytest.param(Y, 'match: "made_up", ex', 'match: "made_up | act:\'plonk\'", ex', 2, [], id="a new literal"),
        pytest.param(WORDS_FILE, "blarg\n", "blarg\nchortle about\n", 2, [], id="a new term"),
        pytest.param(WORDS_FILE, "blarg\n", "", 2, ["b.words", "b.pattern"], id="a term taken out"),
        pytest.param(WORDS_FILE, "clack hammer\n", "", 2, ["b.words"], id="a phrase taken out"),
        pytest.param(PATTERN_FILE, "frob~", "plonk~", 1, ["b.pattern"], id="a pattern without its word"),
        pytest.param(PATTERN_FILE, "match:\n", "match:\n  - \"act:'plonk' 'it'\"\n", 1, [], id="a pattern with a further way"),
    ],
)
def test_a_change_is_judged_as_a_full_check_would(checked: Path, quick: Callable, file: str, old: str, new: str, rules: int, problems: list[str]) -> None:
    edit(checked / file, old, new)
    found = recheck(checked, ON)
    assert found is not None
    assert (found.changed, found.rules) == ((file,), rules)
    assert {p.expected.rsplit(" ", 1)[1] for p in found.problems} == set(problems)
    assert found.problems == failing(quick(checked), checked)


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        pytest.param(Y, '"made_up"', '"made_upp"', "NPG108", id="unknown concept"),
        pytest.param(Y, '"made_up"', "\"'plonk'\"", "NPG110", id="no flagging concept"),
        pytest.param(Y, '"discrimination"', '"rudeness"', "NPG111", id="words that are gone"),
        pytest.param(Y, "b.words", "b.wards", "NPG112", id="an id that is not registered"),
        pytest.param(Y, "b.words", "a.made-up", "NPG112", id="an id of another file"),
        pytest.param(Y, 'match: "made_up",', 'match: "made_up (",', "NPG107", id="broken pattern"),
        pytest.param(WORDS_FILE, "blarg\n", "zzz\n", "NPG106", id="not sorted"),
        pytest.param(PATTERN_FILE, "any_word", "no_word", "NPG108", id="unknown concept in a pattern"),
    ],
)
def test_faults_are_found_as_at_load(checked: Path, file: str, old: str, new: str, code: str) -> None:
    edit(checked / file, old, new)
    found = recheck(checked, ON)
    assert found is not None and code in {p.code for p in found.problems}


@pytest.mark.parametrize("file", ["contexts.yaml", "features.yaml", "policy.yaml", "spellings.txt"])
def test_what_reaches_further_needs_a_full_check(checked: Path, file: str) -> None:
    edit(checked / file, "\n", "\n\n")
    assert recheck(checked, ON) is None


def test_another_kind_needs_a_full_check(checked: Path) -> None:
    edit(checked / WORDS_FILE, "kind: act", "kind: topic")
    assert recheck(checked, ON) is None


def test_a_concept_that_is_gone_needs_a_full_check(checked: Path) -> None:
    (checked / WORDS_FILE).unlink()
    assert recheck(checked, ON) is None


def test_without_a_full_check_there_is_none(book: Path) -> None:
    assert recheck(book, ON) is None


def test_what_failed_before_is_run_again(checked: Path) -> None:
    edit(checked / Y, '"fine"', '"fine", "blargs"')
    moderator = Moderator(kept_rulebook(checked))
    remember(checked, moderator, failing(moderator, checked))
    found = recheck(checked, ON)
    assert found is not None and found.changed == () and [p.code for p in found.problems] == ["NPG113"]
