from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice

import pyarrow as pa
import pytest

from npguidelines import Comment, CommentError, Moderator, WorkerError
from npguidelines.engine.rows import Key
from npguidelines.engine.workers import Workers, in_order
from npguidelines.evaluation.examples import examples


def mixed(moderator: Moderator) -> list[str | Comment]:
    texts = [e.text for e in islice(examples(moderator), 0, 4_000, 6)]
    return [Comment(text=t, id=f"c{n}", post_text="Officer Lee was promoted") if n % 3 else t for n, t in enumerate(texts)]


def test_processes_give_the_same_bytes_in_order(moderator: Moderator) -> None:
    comments = mixed(moderator)
    want = [v.model_dump_json() for v in moderator.review_many(comments)]
    assert [v.model_dump_json() for v in moderator.review_many(comments, jobs=2)] == want
    table = pa.table({"text": [c if isinstance(c, str) else c.text for c in comments]})
    assert moderator.review_table(table, jobs=2).equals(moderator.review_table(table))


def test_an_error_comes_after_the_verdicts_before_it(moderator: Moderator) -> None:
    verdicts = moderator.review_many(["Thank you", "Fuck it", 5, "never read"], jobs=2)  # type: ignore[list-item]
    got = []
    with pytest.raises(CommentError, match="NPG201"):
        for verdict in verdicts:
            got.append(verdict.outcome.value)
    assert got == ["allow", "removable"]


def test_reading_ahead_is_bounded(moderator: Moderator) -> None:
    fetched = 0

    def endless() -> Iterator[str]:
        nonlocal fetched
        while True:
            fetched += 1
            yield f"Thank you {fetched}"

    verdicts = moderator.review_many(endless(), jobs=2)
    assert next(verdicts).outcome.value == "allow"
    verdicts.close()  # type: ignore[attr-defined]
    assert fetched <= 256 * 6


def test_a_worker_that_dies_is_told(moderator: Moderator) -> None:
    with Workers(moderator, 2) as workers:
        assert workers.submit([Key("Fuck it")])()[0] is not None
        assert workers._pool is not None
        with pytest.raises(WorkerError, match="fewer jobs"):
            workers._pool.submit(os._exit, 1)
            workers.submit([Key("x")])()


def test_in_order_raises_what_the_source_raised_last() -> None:
    def source() -> Iterator[tuple[int, object]]:
        yield 1, lambda: ["a"]
        yield 2, lambda: ["b"]
        raise ValueError("broken")

    got = []
    with pytest.raises(ValueError, match="broken"):
        for thing, answers in in_order(source(), ahead=5):  # type: ignore[arg-type]
            got.append((thing, answers))
    assert got == [(1, ["a"]), (2, ["b"])]
