from __future__ import annotations

import gc
from itertools import islice

from npguidelines import Comment, Moderator
from npguidelines.engine import rows
from npguidelines.engine.rows import Key, judge, judge_all
from npguidelines.engine.verdicts import comment_ref
from npguidelines.evaluation.examples import examples


def test_what_is_shared_as_clean_is_what_the_whole_verdict_would_say(moderator: Moderator) -> None:
    """The short cut of `found` against the long way, over texts that is looked at and found to hold nothing."""
    looked_at = 0
    for example in islice(examples(moderator), 0, None, 5):
        analysis = moderator.analyse(example.text)
        if analysis is None or moderator.found(example.text, None) is not None:
            continue
        looked_at += 1
        assert moderator._verdicts.made(comment_ref(example.text, None), example.text, analysis) == moderator.answer(example.text, None, None)
    assert looked_at > 20


def test_answers_come_in_order_and_ids_are_put_on_later(moderator: Moderator) -> None:
    keys = [Key("Fuck it"), Key("Thanks"), Key("He is a fraud", "Officer Lee was promoted"), Key("Fuck it")]
    answers = judge_all(moderator, keys)
    assert answers == [judge(moderator, k) for k in keys] and answers[1] is rows.CLEAN
    comment = Comment(text="Fuck it", id="x")
    assert moderator.answer("Fuck it", comment, answers[0]) == moderator.review(comment)
    assert gc.isenabled()
