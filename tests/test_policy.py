from __future__ import annotations

from pathlib import Path

import pytest

from npguidelines import Moderator

POLICY_TEXT = Path(__file__).parents[2] / "shared" / "policy-27.1.txt"


def test_clauses_are_a_to_j(moderator: Moderator) -> None:
    assert [c.id for c in moderator.policy.clauses] == list("abcdefghij")


@pytest.mark.skipif(not POLICY_TEXT.is_file(), reason="the policy text is not beside this checkout")
def test_words_are_those_of_the_policy(moderator: Moderator) -> None:
    text = " ".join(POLICY_TEXT.read_text(encoding="utf-8").split())
    for clause in moderator.policy.clauses:
        assert f"{clause.id}) {clause.words}" in text
    for provision in moderator.policy.provisions:
        assert provision.words in text, provision.id
