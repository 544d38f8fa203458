from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from npguidelines.cli.main import main

EXAMPLE = Path(__file__).parents[2] / "examples" / "comments.csv"


def test_score_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "v.csv"
    assert main(["score", str(EXAMPLE), "-o", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 200 and {"allow", "review", "removable"} >= {r["npg_outcome"] for r in rows}
    assert "comments: 200" in capsys.readouterr().out
    assert sorted(p.name for p in tmp_path.iterdir()) == ["v.csv"]


def test_unreadable_rows_are_told_with_their_line(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(b'id,text\n1,hello \xe2\x80\x99\n2,too,many\n3,caf\xe9\n4,"=SUM(A1)"\n')
    out = tmp_path / "v.csv"
    assert main(["score", str(source), "-o", str(out)]) == 3
    side = (tmp_path / "v.csv.unreadable.csv").read_text(encoding="utf-8")
    assert side.splitlines() == ["line,reason", "3,3 cells where the header has 2", "4,\"not UTF-8, as the rest of the file is\""]
    assert "'=SUM(A1)" in out.read_text(encoding="utf-8")


def test_json_lines_in_and_out(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "x", "message": "Thank you"}\nnot json\n{"id": "y", "message": null}\n[1]\n', encoding="utf-8")
    out = tmp_path / "v.jsonl"
    assert main(["score", str(source), "-o", str(out)]) == 3
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 1 and rows[0]["verdict"]["outcome"] == "allow"
    assert len((tmp_path / "v.jsonl.unreadable.csv").read_text(encoding="utf-8").splitlines()) == 4


@pytest.mark.parametrize(
    ("name", "content", "extra", "code"),
    [("a.csv", "x,y\n1,2\n", [], "NPG203"), ("a.csv", "", [], "NPG203"), ("a.csv", "text\nhi\n", ["--text", "txt"], "NPG203"), ("a.docx", "x", [], "NPG202")],
)
def test_bad_files_say_the_cure(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: str, extra: list[str], code: str) -> None:
    source = tmp_path / name
    source.write_text(content, encoding="utf-8")
    assert main(["score", str(source), "-o", str(tmp_path / "o.csv"), *extra]) == 2
    assert code in capsys.readouterr().err
    assert not (tmp_path / "o.csv").exists()


def test_missing_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["score", str(tmp_path / "none.csv")]) == 2
    assert "check the path" in capsys.readouterr().err


def test_explain_cites_the_clause(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "Fuck the police", "--trace"]) == 0
    out = capsys.readouterr().out
    assert "6(f)(i)(a)" in out and "6(f)(iii)" in out and "Tokens:" in out and "Nearest rules" in out


def test_evaluate_and_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = tmp_path / "c.jsonl"
    cases.write_text('{"id": "1", "text": "Thank you", "expect": [], "outcome": ["allow"], "tags": ["thanks"]}\n', encoding="utf-8")
    assert main(["evaluate", str(cases)]) == 0
    assert main(["rules", "--clause", "a"]) == 0
    assert "near misses flagged 0 of 1" in capsys.readouterr().out
    assert main(["rules", "--concept", "nothing_such"]) == 2


def test_a_broken_rulebook_is_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "policy.yaml").write_text("title: [", encoding="utf-8")
    assert main(["explain", "x", "--rules", str(tmp_path)]) == 2
    assert "NPG102" in capsys.readouterr().err
