"""Every format in, every format out: the same verdicts, every input column kept, ids stable."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from npguidelines import Moderator, table_schema
from npguidelines.batch.score import score_file

ROWS: list[dict[str, str]] = [
    {"id": "c-1", "author": "Zoë", "message": "Thank you, “neighbors” 😂", "note": "=1+1"},
    {"id": "c-2", "author": "-5", "message": "Fuck the police,\ndefund them", "note": ""},
    {"id": "", "author": "+x", "message": "=HYPERLINK(\"http://x\")", "note": "@cmd"},
    {"id": "c-4", "author": "#REF!", "message": "I want to kill myself", "note": "'"},
]  # fmt: skip
OUTCOMES = ["allow", "removable", "allow", "allow"]
IDS = ["c-1", "c-2", "3", "c-4"]


def write_csv(path: Path, encoding: str = "utf-8", delimiter: str = ",") -> None:
    with path.open("w", encoding=encoding, newline="", errors="replace") as handle:
        out = csv.DictWriter(handle, list(ROWS[0]), delimiter=delimiter)
        out.writeheader()
        out.writerows(ROWS)


def write_xlsx(path: Path, rows: list[list[Any]] | None = None) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows or [list(ROWS[0]), *(list(r.values()) for r in ROWS)]:
        sheet.append(row)
    for line in sheet.iter_rows():
        for cell in line:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    book.save(path)


MAKERS: dict[str, Callable[[Path], None]] = {
    "in.csv": write_csv,
    "in.tsv": lambda p: write_csv(p, delimiter="\t"),
    "semicolons.csv": lambda p: write_csv(p, delimiter=";"),
    "mark.csv": lambda p: write_csv(p, encoding="utf-8-sig"),
    "wide.csv": lambda p: write_csv(p, encoding="utf-16"),
    "in.jsonl": lambda p: p.write_text("".join(json.dumps(r) + "\n" for r in ROWS), encoding="utf-8"),
    "in.json": lambda p: p.write_text(json.dumps(ROWS, ensure_ascii=False, indent=1), encoding="utf-8"),
    "wide.json": lambda p: p.write_text(json.dumps(ROWS, ensure_ascii=False), encoding="utf-16"),
    "lines.json": lambda p: p.write_text("".join(json.dumps(r) + "\n" for r in ROWS), encoding="utf-8"),
    "in.parquet": lambda p: pq.write_table(pa.Table.from_pylist(ROWS), p),
    "in.xlsx": write_xlsx,
}  # type: ignore[dict-item]


def read_back(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as handle:
            return list(csv.DictReader(handle))
    if path.suffix == ".jsonl":
        lines = [json.loads(x) for x in path.read_text(encoding="utf-8").splitlines()]
        return [{**x["row"], "npg_outcome": x["verdict"]["outcome"], "npg_id": x["verdict"]["comment"]["id"]} for x in lines]
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    sheet = openpyxl.load_workbook(path).active
    header, *rows = sheet.iter_rows()
    assert all(c.data_type != "f" for row in rows for c in row), "no cell is a formula"
    return [{h.value: c.value if c.value is not None else "" for h, c in zip(header, row, strict=True)} for row in rows]


@pytest.mark.parametrize("target", ["out.csv", "out.jsonl", "out.parquet", "out.xlsx"])
@pytest.mark.parametrize("source", sorted(MAKERS))
def test_every_format_to_every_format(tmp_path: Path, moderator: Moderator, source: str, target: str) -> None:
    MAKERS[source](tmp_path / source)
    summary = score_file(moderator, tmp_path / source, tmp_path / target)
    rows = read_back(tmp_path / target)
    assert [r["npg_outcome"] for r in rows] == OUTCOMES and [r["npg_id"] for r in rows] == IDS
    for row, given in zip(rows, ROWS, strict=True):
        for name, value in given.items():
            guard = "'" if target.endswith("csv") and value[:1] in "=+-@" and value else ""
            assert (row[name] or "").replace("\r\n", "\n") == guard + value
    assert (summary.rows, summary.unreadable, summary.alerts, summary.alert_ids) == (4, 0, 1, ["c-4"])
    assert summary.text().startswith("alerts (a person may need help): 1: c-4\ncomments: 4\n")
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([source, target])


def test_parquet_keeps_types_and_nested_verdicts(tmp_path: Path, moderator: Moderator) -> None:
    table = pa.table(
        {
            "at": pa.array([1, None, 3_000_000_001], pa.timestamp("ns")),
            "tags": [["x"], [], None],
            "message": pa.array(["Fuck it", None, "Thanks"]).dictionary_encode(),
            "n": pa.array([1, 2, 3], pa.uint8()),
        }
    ).replace_schema_metadata({"mine": "kept"})
    pq.write_table(table, tmp_path / "in.parquet")
    summary = score_file(moderator, tmp_path / "in.parquet", tmp_path / "out.parquet")
    got = pq.read_table(tmp_path / "out.parquet")
    assert got.schema.field("at").type == pa.timestamp("ns") and got.schema.field("n").type == pa.uint8() and got.schema.metadata[b"mine"] == b"kept"
    assert got.column("at").equals(table.take([0, 2]).column("at")) and got.column("tags").to_pylist() == [["x"], None]
    assert [f.type for f in got.schema if f.name in table_schema().names] == table_schema().types
    assert got.column("npg_findings").to_pylist() == moderator.review_table(table.take([0, 2])).column("npg_findings").to_pylist()
    assert summary.unreadable == 1 and "line 2: the column 'message' holds nothing" in summary.text()
    for name in ("out.csv", "out.jsonl", "out.xlsx"):
        assert score_file(moderator, tmp_path / "in.parquet", tmp_path / name).rows == 2


def test_exports_of_facebook_are_found_and_mended(tmp_path: Path, moderator: Moderator) -> None:
    twice = "caf\u00c3\u00a9 \u00f0\u009f\u0098\u0082"
    export = {"comments_v2": [{"timestamp": 1, "title": "t", "data": [{"comment": {"comment": twice, "author": "Zo\u00c3\u00ab"}}]}, {"timestamp": 2, "data": [{"comment": {"comment": "Fuck it", "author": "B"}}]}]}
    (tmp_path / "comments.json").write_text(json.dumps(export), encoding="utf-8")
    summary = score_file(moderator, tmp_path / "comments.json", tmp_path / "v.csv")
    rows = read_back(tmp_path / "v.csv")
    assert [r["data.0.comment.comment"] for r in rows] == ["café 😂", "Fuck it"] and rows[0]["data.0.comment.author"] == "Zoë"
    assert rows[1]["npg_flagged"] == "a" and rows[1]["title"] == ""
    assert "2 texts were encoded twice and have been mended" in summary.text()


def test_columns_that_come_late_are_kept(tmp_path: Path, moderator: Moderator) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "a"}\n{"text": "b", "late": {"x": 1}, "npg_outcome": "old"}\n', encoding="utf-8")
    for name in ("v.csv", "v.parquet", "v.xlsx"):
        score_file(moderator, tmp_path / "in.jsonl", tmp_path / name)
        row = read_back(tmp_path / name)[1]
        assert str(row["late.x"]) == "1" and row["npg_outcome"] == "allow" and row["npg_outcome (input)"] == "old"


def test_numbers_and_dates_of_a_workbook_stay_what_they_are(tmp_path: Path, moderator: Moderator) -> None:
    write_xlsx(tmp_path / "in.xlsx", [["export of May"], [], ["likes", "at", "Comment Text"], [3, datetime(2026, 5, 1, 12), "Thanks"], [4.5, None, 12]])
    score_file(moderator, tmp_path / "in.xlsx", tmp_path / "v.xlsx")
    rows = read_back(tmp_path / "v.xlsx")
    assert (rows[0]["likes"], rows[0]["at"], rows[1]["likes"]) == (3, datetime(2026, 5, 1, 12), 4.5)
    score_file(moderator, tmp_path / "in.xlsx", tmp_path / "v.csv")
    assert [r["at"] for r in read_back(tmp_path / "v.csv")] == ["2026-05-01T12:00:00", ""]


def test_identical_comments_are_judged_once_and_counted(tmp_path: Path, moderator: Moderator, monkeypatch: pytest.MonkeyPatch) -> None:
    from npguidelines.engine import rows as engine_rows

    seen: list[str] = []
    judge = engine_rows.judge
    monkeypatch.setattr(engine_rows, "judge", lambda m, key: seen.append(key.text) or judge(m, key))
    lines = [f'{{"id": "r{n}", "text": "{"Fuck it" if n % 2 else f"Thanks {n % 500}"}"}}' for n in range(5_000)]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    summary = score_file(moderator, tmp_path / "in.jsonl", tmp_path / "v.jsonl")
    assert len(seen) == len(set(seen)) == 251
    assert summary.copies == 5_000 - 251 and summary.most_copied[0] == ("r1", 2_499)
    assert "identical copies: 4749; most often copied: r1 2499 times" in summary.text()
    out = [json.loads(x) for x in (tmp_path / "v.jsonl").read_text(encoding="utf-8").splitlines()]
    assert out[3]["copy_of"] == "r1" and "copy_of" not in out[1] and out[3]["verdict"]["comment"]["id"] == "r3"
    assert out[3]["verdict"]["findings"] == out[1]["verdict"]["findings"]


def test_the_post_is_read_and_copies_under_other_posts_are_copies(tmp_path: Path, moderator: Moderator) -> None:
    (tmp_path / "in.csv").write_text("post,message\nOfficer Lee was promoted,He is a fraud\n,He is a fraud\n", encoding="utf-8")
    score_file(moderator, tmp_path / "in.csv", tmp_path / "v.jsonl")
    first, second = (json.loads(x) for x in (tmp_path / "v.jsonl").read_text(encoding="utf-8").splitlines())
    from npguidelines import Comment

    assert first["verdict"] == json.loads(moderator.review(Comment(id="1", text="He is a fraud", post_text="Officer Lee was promoted")).model_dump_json())
    assert second["verdict"] == json.loads(moderator.review(Comment(id="2", text="He is a fraud")).model_dump_json()) and second["copy_of"] == "1"


def test_processes_write_the_same_bytes(tmp_path: Path, moderator: Moderator) -> None:
    source = Path(__file__).parents[2] / "examples" / "comments.csv"
    for name in ("v.csv", "v.jsonl"):
        score_file(moderator, source, tmp_path / ("one-" + name))
        score_file(moderator, source, tmp_path / ("two-" + name), jobs=2)
        assert (tmp_path / ("one-" + name)).read_bytes() == (tmp_path / ("two-" + name)).read_bytes()


def test_excel_opens_what_came_from_excel(tmp_path: Path, moderator: Moderator) -> None:
    for source, mark in (("wide.csv", True), ("in.csv", False)):
        MAKERS[source](tmp_path / source)
        score_file(moderator, tmp_path / source, tmp_path / "v.csv")
        assert (tmp_path / "v.csv").read_bytes().startswith(b"\xef\xbb\xbf") is mark


def test_an_id_column_can_be_named(tmp_path: Path, moderator: Moderator) -> None:
    for name in ("in.csv", "in.parquet"):
        MAKERS[name](tmp_path / name)
        score_file(moderator, tmp_path / name, tmp_path / "v.parquet", id_column="author")
        assert pq.read_table(tmp_path / "v.parquet").column("npg_id").to_pylist() == ["Zoë", "-5", "+x", "#REF!"]


def test_pictures_without_words_are_no_copies(tmp_path: Path, moderator: Moderator) -> None:
    (tmp_path / "in.csv").write_text('n,text\n1,""\n2,""\n3," "\n4,hi\n5,hi\n', encoding="utf-8")
    summary = score_file(moderator, tmp_path / "in.csv", tmp_path / "out.csv")
    assert (summary.rows, summary.copies, summary.most_copied) == (5, 1, [("4", 1)])
