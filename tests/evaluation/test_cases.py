"""Labelled cases that cannot be used: every fault with its place, what was expected, what came, and the cure."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from npguidelines.errors import CasesError
from npguidelines.evaluation.cases import read_cases

GOOD = {"id": "x", "text": "t", "expect": ["d"], "outcome": ["review"]}


def line(**changes: object) -> str:
    return json.dumps({**GOOD, **changes})


def faults(*paths: Path) -> list[tuple[str, str, int]]:
    with pytest.raises(CasesError) as error:
        read_cases(paths)
    for problem in error.value.problems:
        assert problem.expected and problem.got and problem.cure
        assert str(problem) in str(error.value)
    return [(p.code, Path(p.file).name, p.line) for p in error.value.problems]


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        pytest.param("{", "NPG204", 1, id="no JSON"),
        pytest.param("[1]", "NPG204", 1, id="no object"),
        pytest.param(line(extra=1), "NPG204", 1, id="unknown key"),
        pytest.param('{"id": "x"}', "NPG204", 1, id="missing keys"),
        pytest.param(line(outcome=["remove"]), "NPG204", 1, id="unknown outcome"),
        pytest.param(line(outcome=[]), "NPG204", 1, id="no outcome"),
        pytest.param(line(outcome=["allow"]), "NPG204", 1, id="expect and outcome disagree"),
        pytest.param(line(expect=["z"]), "NPG304", 1, id="label outside a-j"),
        pytest.param(line(also_ok=["A"]), "NPG304", 1, id="capital label"),
        pytest.param(line() + "\n\n" + line(text="u"), "NPG305", 3, id="duplicate id"),
        pytest.param(line() + "\n" + line(id="y", expect=["e"]), "NPG306", 2, id="other clause for one text"),
        pytest.param(line() + "\n" + line(id="y", outcome=["removable"]), "NPG306", 2, id="other outcome for one text"),
        pytest.param(line() + "\n" + line(id="y", expect=[], outcome=["allow"]), "NPG306", 2, id="allowed and not"),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, text: str, code: str, at: int) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(text + "\n", encoding="utf-8")
    assert (code, "c.jsonl", at) in faults(path)


def test_faults_of_several_files_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{\n" + line() + "\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(line() + "\n", encoding="utf-8")
    (tmp_path / "c.jsonl").write_bytes(b"\xff\n")
    (tmp_path / "d.jsonl.gz").write_bytes(b"no gzip")
    found = faults(tmp_path, tmp_path / "none.jsonl")
    assert [code for code, _, _ in found] == ["NPG204", "NPG305", "NPG202", "NPG202", "NPG202"]


def test_a_missing_file_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "opinions.jsonl").write_text(line(), encoding="utf-8")
    with pytest.raises(CasesError, match=r"did you mean 'opinions.jsonl'"):
        read_cases([tmp_path / "opinion.jsonl"])


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    assert faults(tmp_path) == [("NPG202", tmp_path.name, 0)]


def test_labels_that_can_both_hold_are_no_conflict(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl.gz"
    path.write_bytes(gzip.compress((line() + "\n" + line(id="y", expect=["d", "e"], also_ok=[], outcome=["review", "removable"]) + "\n").replace('"expect": ["d"]', '"expect": ["d"], "also_ok": ["e"]').encode()))
    assert [c.id for c in read_cases([path])] == ["x", "y"]
