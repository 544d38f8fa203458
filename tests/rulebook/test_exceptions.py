"""A local exception: words that one rule leaves alone up to a day, with the reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from npguidelines import RulebookError
from npguidelines.rulebook.exceptions import ended
from npguidelines.rulebook.load import read_rulebook, rulebook_digest

ENTRY = """- rule: "a.made-up"
  match: "'zorble inn'"
  within: "overlap"
  because: "The Zorble Inn is a business here."
  until: "2027-03-31"
"""
BEFORE, LAST, AFTER = date(2027, 1, 1), date(2027, 3, 31), date(2027, 4, 1)


@pytest.fixture
def excepted(book: Path) -> Path:
    path = book / "a-profanity" / "x.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("act:'zorble'", "act:'zorble' 'inn'?"), encoding="utf-8")
    (book / "exceptions.yaml").write_text(ENTRY, encoding="utf-8")
    return book


@pytest.mark.parametrize(("on", "flagged"), [(None, False), (BEFORE, False), (LAST, False), (AFTER, True)], ids=str)
def test_it_holds_up_to_its_day(excepted: Path, quick: Callable, on: date | None, flagged: bool) -> None:
    verdict = quick(excepted, on).review("Meet me at the Zorble Inn")
    assert bool(verdict.flagged) is flagged
    if not flagged:
        assert verdict.set_aside[0].because == "The Zorble Inn is a business here. (local exception until 2027-03-31)"


def test_other_words_are_found_all_the_same(excepted: Path, quick: Callable) -> None:
    assert quick(excepted).review("You zorble").flagged == ("a",)


def test_the_digest_changes_on_the_day_after(excepted: Path) -> None:
    assert rulebook_digest(excepted) == rulebook_digest(excepted, LAST) == read_rulebook(excepted, LAST).digest
    assert rulebook_digest(excepted, AFTER) == read_rulebook(excepted, AFTER).digest != rulebook_digest(excepted, LAST)


def test_one_that_has_ended_is_told(excepted: Path) -> None:
    assert ended(excepted, LAST) == []
    (problem,) = ended(excepted, AFTER)
    assert (problem.code, problem.file, problem.line) == ("NPG301", "exceptions.yaml", 5) and "take the exception out" in problem.cure


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        pytest.param("a.made-up", "a.made-down", "NPG105", 1, id="unknown rule"),
        pytest.param("2027-03-31", "next spring", "NPG105", 5, id="no day"),
        pytest.param('  until: "2027-03-31"\n', "", "NPG105", 1, id="no end"),
        pytest.param("The Zorble Inn is a business here.", "because", "NPG105", 4, id="no reason"),
        pytest.param("'zorble inn'", "'zorble inn", "NPG107", 2, id="broken pattern"),
        pytest.param("within", "inside", "NPG103", 3, id="unknown key"),
        pytest.param(ENTRY, 'rule: "a.made-up"\n', "NPG105", 1, id="no list"),
    ],
)
def test_faults_are_told_with_their_place(excepted: Path, old: str, new: str, code: str, line: int) -> None:
    path = excepted / "exceptions.yaml"
    path.write_text(ENTRY.replace(old, new), encoding="utf-8")
    with pytest.raises(RulebookError) as error:
        read_rulebook(excepted)
    assert (code, "exceptions.yaml", line) in [(p.code, p.file, p.line) for p in error.value.problems]
