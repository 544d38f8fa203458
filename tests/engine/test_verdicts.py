"""Verdicts are made without the checks of their models; they are what these would make."""

from __future__ import annotations

import pickle

import pytest

from npguidelines import Moderator, Verdict


@pytest.mark.parametrize("text", ["Thanks for the plow today", "Café \ud800 closes at five", "", "I will k1ll you, Kyle. His SSN is 219-09-9999", "He said 'I will kill you' and was charged"])
def test_what_is_taken_on_trust_is_what_the_models_would_make(moderator: Moderator, text: str) -> None:
    verdict = moderator.review(text)
    read = Verdict.model_validate(verdict.model_dump())
    assert (read, read.model_dump_json()) == (verdict, verdict.model_dump_json())
    assert pickle.loads(pickle.dumps(verdict)) == verdict == verdict.model_copy()
    assert verdict.model_fields_set == read.model_fields_set
