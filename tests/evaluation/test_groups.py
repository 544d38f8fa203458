"""False positives by group."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from npguidelines import Moderator
from npguidelines.evaluation.groups import by_group, group_concepts


def test_the_groups_are_those_of_clause_b(moderator: Moderator) -> None:
    assert {"race_group", "religion_group", "disability_group", "age_group"} <= set(group_concepts(moderator.rulebook))


def test_near_misses_are_counted_by_the_groups_that_they_name(moderator: Moderator) -> None:
    found = by_group(moderator, [("Muslims and Catholics met at the hall", False), ("Muslims plowed our road", True), ("Thank you", False)])
    assert (found["religion"].right, found["religion"].wrong) == (1, 1)
    assert (found["none of them"].right, found["none of them"].wrong) == (1, 0)
    assert found["race"].total == 0


def test_a_rulebook_without_groups(book: Path, quick: Callable) -> None:
    assert by_group(quick(book), [("x", False)]) == {}
