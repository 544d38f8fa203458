from __future__ import annotations

import gc
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pyarrow as pa
import pytest

from npguidelines import Comment, DataFileError, MissingExtraError, Moderator, table_schema
from npguidelines.engine import rows
from npguidelines.engine.table import review_table
from npguidelines.evaluation.examples import examples
from npguidelines.model.base import CLAUSE_IDS

TEXTS = ["Thank you", "Fuck the police", None, "Thank you", "her ssn is 219-09-9999 lol", "I want to kill myself", "Fuck the police", "", "🐷"]


def table(**columns: object) -> pa.Table:
    return pa.table(columns)


def test_each_row_says_what_review_says(moderator: Moderator) -> None:
    texts = [e.text for e in islice(examples(moderator), 0, 4_000, 12)]
    result = moderator.review_table(table(message=texts))
    for text, row in zip(texts, result.to_pylist(), strict=True):
        verdict = json.loads(moderator.review(text).model_dump_json())
        assert row["message"] == text
        assert {c: row[f"npg_score_{c}"] for c in CLAUSE_IDS} == verdict["scores"]
        assert [row["npg_" + n] for n in ("outcome", "flagged", "findings", "set_aside", "alerts", "complete", "degraded")] == [
            verdict[n] for n in ("outcome", "flagged", "findings", "set_aside", "alerts", "complete", "degraded")
        ]


def test_rows_keep_their_place_and_nulls_stay_null(moderator: Moderator) -> None:
    result = moderator.review_table(table(n=range(len(TEXTS)), message=TEXTS))
    assert result.column("n").to_pylist() == list(range(len(TEXTS)))
    assert result.column("npg_outcome").to_pylist() == ["allow", "removable", None, "allow", "removable", "allow", "removable", "allow", "allow"]
    assert [len(a) if a is not None else None for a in result.column("npg_alerts").to_pylist()] == [0, 0, None, 0, 0, 1, 0, 0, 0]
    assert "219-09" not in str(result.column("npg_findings").to_pylist())


def test_identical_comments_are_judged_once(moderator: Moderator, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    judge = rows.judge
    monkeypatch.setattr(rows, "judge", lambda m, key: seen.append(key.text) or judge(m, key))
    chunked = pa.chunked_array([["Thank you", "Fuck it"], ["Fuck it", "new"], ["Thank you"] * 50])
    result = moderator.review_table(pa.table({"text": chunked}))
    assert seen == ["Thank you", "Fuck it", "new"]
    assert result.column("npg_flagged").to_pylist()[1:4] == [["a"], ["a"], []]


@pytest.mark.parametrize(
    "column",
    [
        pa.array(TEXTS, pa.string()), pa.array(TEXTS, pa.large_string()), pa.array(TEXTS, pa.string_view()), pa.array(TEXTS).dictionary_encode(),
        pa.chunked_array([TEXTS[:4], TEXTS[4:]]), pa.array(["x", *TEXTS, "x"]).slice(1, len(TEXTS)),
    ],
    ids=["string", "large_string", "string_view", "dictionary", "chunks", "slice"],
)  # fmt: skip
def test_every_kind_of_text_column(moderator: Moderator, column: pa.Array) -> None:
    want = moderator.review_table(table(text=TEXTS)).select(table_schema().names)
    assert moderator.review_table(pa.table({"text": column})).select(table_schema().names).equals(want)


@pytest.mark.parametrize("empty", [pa.table({"text": pa.array([], pa.string())}), pa.table({"text": pa.chunked_array([], pa.string())}), pa.table({"text": pa.nulls(3)})], ids=["no rows", "no chunks", "only nulls"])
def test_tables_without_comments(moderator: Moderator, empty: pa.Table) -> None:
    result = moderator.review_table(empty)
    assert result.num_rows == empty.num_rows and result.column("npg_outcome").null_count == empty.num_rows


def test_the_post_says_whom_he_means(moderator: Moderator) -> None:
    texts, posts = ["He should rot in hell with cancer", "He should rot in hell with cancer", None, "Thank you"], ["Officer Lee was promoted", None, "Officer Lee was promoted", None]
    parents = [None, None, None, "Ann Smith wrote this"]
    result = moderator.review_table(table(text=texts, post=posts, parent=parents), post="post", parent="parent")
    want = [moderator.review(Comment(text=t, post_text=p, parent_text=q)).scores if t is not None else dict.fromkeys(CLAUSE_IDS) for t, p, q in zip(texts, posts, parents, strict=True)]
    assert [{c: r[f"npg_score_{c}"] for c in CLAUSE_IDS} for r in result.to_pylist()] == want


@pytest.mark.parametrize(
    ("given", "options", "code", "words"),
    [
        (table(a=["x"]), {}, "NPG203", "--text"),
        (table(text=["x"]), {"text": "txt"}, "NPG203", "did you mean 'text'"),
        (table(text=[1]), {}, "NPG208", "int64"),
        (table(text=["x"]), {"post": "pst"}, "NPG203", "pst"),
        (table(text=["x"], npg_outcome=["allow"]), {}, "NPG208", "drop or rename"),
        ([{"text": "x"}], {}, "NPG208", "from_pylist"),
        (pa.table({"text": pa.StringArray.from_buffers(1, pa.array([0, 1], pa.int32()).buffers()[1], pa.py_buffer(b"\xff"))}), {}, "NPG208", "validate"),
    ],
    ids=["no text column", "unknown column", "numbers", "unknown post", "verdicts there", "no table", "broken UTF-8"],
)
def test_what_does_not_fit_is_told_with_the_cure(moderator: Moderator, given: object, options: dict[str, str], code: str, words: str) -> None:
    with pytest.raises(DataFileError) as caught:
        moderator.review_table(given, **options)  # type: ignore[arg-type]
    assert caught.value.code == code and words in str(caught.value)


def test_without_pyarrow_the_extra_is_named(moderator: Moderator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r'pip install "npguidelines\[batch\]"'):
        moderator.review_table(object())  # type: ignore[arg-type]


def test_metadata_say_what_judged(moderator: Moderator) -> None:
    source = table(text=["x"]).replace_schema_metadata({"mine": "kept"})
    metadata = moderator.review_table(source).schema.metadata
    assert metadata[b"mine"] == b"kept" and metadata[b"npguidelines.table_schema"] == b"1"
    assert json.loads(metadata[b"npguidelines.provenance"])["rulebook"] == moderator.rulebook.digest


def test_large_tables_come_in_chunks_and_in_order(moderator: Moderator) -> None:
    result = moderator.review_table(table(text=["Thank you", "Fuck it", None] * 50_000))
    outcomes = result.column("npg_outcome")
    assert outcomes.num_chunks > 1 and outcomes.to_pylist() == ["allow", "removable", None] * 50_000


def test_record_batches_are_taken_too(moderator: Moderator) -> None:
    assert review_table(moderator, pa.record_batch({"text": ["Fuck it"]})).column("npg_flagged").to_pylist() == [["a"]]


def test_threads_share_a_moderator(moderator: Moderator) -> None:
    texts = [e.text for e in islice(examples(moderator), 80)]
    want = moderator.review_table(table(text=texts))
    with ThreadPoolExecutor(4) as pool:
        assert all(r.equals(want) for r in pool.map(lambda _: moderator.review_table(table(text=texts)), range(8)))
    assert gc.isenabled()


def test_the_pause_of_the_collector_nests_and_ends() -> None:
    assert gc.isenabled()
    with rows.collection_paused():
        with rows.collection_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    try:
        with rows.collection_paused():
            pass
        assert not gc.isenabled()  # what the caller had turned off stays off
    finally:
        gc.enable()
