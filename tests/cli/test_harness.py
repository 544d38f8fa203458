"""The commands of the harness: what they print, write and return."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from npguidelines.cli.main import main

CASES = """{"id": "c-1", "text": "What a zorble", "expect": ["a"], "outcome": ["review"]}
{"id": "c-2", "text": "Thank you", "expect": [], "outcome": ["allow"]}
{"id": "c-3", "text": "A zorble is a tool", "expect": [], "outcome": ["allow"]}
"""
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def project(book: Path, quickly: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with rules and cases, in which the commands are called."""
    (book.parent / "corpora").mkdir()
    (book.parent / "corpora" / "own.jsonl").write_text(CASES, encoding="utf-8")
    monkeypatch.chdir(book.parent)
    return book.parent


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str) -> tuple[int, str]:
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return call


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_check_then_quick(project: Path, run: Run) -> None:
    code, output = run("check")
    assert code == 0 and "1 rules, 0 concepts, 2 examples: 0 problem(s)" in output
    edit(project / "rules" / "a-profanity" / "x.yaml", '["fine"]', '["a zorble"]')
    code, output = run("check", "--quick")
    assert code == 2 and "a-profanity/x.yaml:12:1: NPG113" in output and "1 rules, 2 examples run: 1 problem(s)" in output
    assert run("check")[0] == 2
    edit(project / "rules" / "contexts.yaml", "[]", "[ ]")
    code, output = run("check", "--quick")
    assert code == 2 and "everything is checked" in output


def test_check_tells_an_exception_that_has_ended(project: Path, run: Run) -> None:
    assert run("new-exception", "a.made-up", "zorble plant", "--because", "A plant of that name.", "--until", date.today().isoformat())[0] == 0
    assert run("check")[0] == 0
    code, output = run("check", "--on", "2999-01-01")
    assert code == 2 and "NPG301" in output and "exceptions.yaml:6:10" in output


def test_check_after_a_rewording(project: Path, run: Run, golden: Callable) -> None:
    edit(project / "rules" / "policy.yaml", "Profane language or content.", "Coarse language, or rude gestures.")
    code, output = run("check")
    assert code == 2
    golden("check_reworded.txt", output)


def test_check_strict_needs_rules_for_all_words_and_bands_that_hold(project: Path, run: Run) -> None:
    cases = [{"id": f"n-{n}", "text": f"zorble number {n}", "expect": ["a"] if n < 4 else [], "outcome": ["review"] if n < 4 else ["allow"]} for n in range(24)]
    (project / "corpora" / "many.jsonl").write_text("".join(json.dumps(c) + "\n" for c in cases), encoding="utf-8")
    code, output = run("check", "--strict")
    assert code == 2
    assert "NPG302" in output and "a rule for all words of clause a" in output
    assert "NPG303" in output and "5 right of 26" in output and "'weak' (0.35)" in output
    assert "bands of 1 rules with at least 20 findings in 27 cases: 1 outside the interval" in output
    code, output = run("check", "--strict", "--corpus", "none.jsonl")
    assert code == 2 and "NPG202" in output


@pytest.mark.parametrize(("name", "begins"), [("c.txt", "North Pole Police Department"), ("c.json", "{"), ("c.html", "<!doctype html>")])
def test_coverage_by_the_ending_of_the_file(project: Path, run: Run, name: str, begins: str) -> None:
    assert run("coverage", "--rules", "rules", "-o", name)[0] == 0
    assert (project / name).read_text(encoding="utf-8").startswith(begins)


def test_coverage(project: Path, run: Run, golden: Callable) -> None:
    edit(project / "rules" / "policy.yaml", "Profane language or content.", "Profane language or <rude> content.")
    for name in ("text", "json", "html"):
        code, output = run("coverage", "--rules", "rules", "--format", name)
        assert code == 0
        golden(f"coverage.{name}", output[: output.index("b  NPPD")] if name == "text" else output)
    assert run("coverage", "--rules", "rules", "--strict")[0] == 1


def test_coverage_that_cannot_be_written(project: Path, run: Run) -> None:
    code, output = run("coverage", "--rules", "rules", "-o", "rules/policy.yaml/x.txt")
    assert code == 2 and "NPG205" in output


def test_evaluate_tells_intervals_calibration_bands(project: Path, run: Run, golden: Callable) -> None:
    code, output = run("evaluate", "corpora", "--rules", "rules")
    assert code == 1
    golden("evaluate.txt", output)
    code, output = run("evaluate", "corpora", "--rules", "rules", "--json")
    data = json.loads(output)
    assert code == 1 and data["calibration"]["error"] == 0.35 and data["bands"]["strong"]["right"] == 1 and data["rules"]["a.made-up"]["wrong"] == 1


@pytest.fixture
def changed(project: Path) -> Path:
    """A second folder of rules that finds plants too, and no zorbles."""
    import shutil

    shutil.copytree(project / "rules", project / "new")
    edit(project / "new" / "a-profanity" / "x.yaml", "act:'zorble'", "act:'thank'")
    edit(project / "new" / "a-profanity" / "x.yaml", '["zorble"]', '["thank"]')
    edit(project / "new" / "policy.yaml", "or content.", "or contents.")
    return project


def test_diff_tells_viewpoints_first_and_fails(changed: Path, run: Run, golden: Callable) -> None:
    (changed / "export.csv").write_text("id,text\n7,Thank the zorble\n8,a,b\n", encoding="utf-8")
    code, output = run("diff", "rules", "new", "--corpus", "corpora", "export.csv")
    assert code == 1
    golden("diff.txt", output.replace(_digest(output, "old"), "sha256:(old)").replace(_digest(output, "new"), "sha256:(new)"))
    code, output = run("diff", "rules", "new", "--corpus", "corpora", "--json", "-o", "d.json")
    data = json.loads((changed / "d.json").read_text(encoding="utf-8"))
    assert code == 1 and data["changes"][0]["kind"] == "viewpoint newly flagged" and data["reworded"]["a"][1].endswith("or contents.")


def _digest(output: str, side: str) -> str:
    line = next(x for x in output.splitlines() if x.startswith(side + ":"))
    return line.rsplit(" ", 1)[1].rstrip(")")


def test_diff_of_the_same_changes_nothing(changed: Path, run: Run) -> None:
    code, output = run("diff", "rules", "rules", "--corpus", "corpora")
    assert code == 0 and "texts 3: decided otherwise 0" in output


def test_diff_with_unreadable_rows(changed: Path, run: Run) -> None:
    (changed / "export.csv").write_text("id,text\n8,a,b\n", encoding="utf-8")
    code, output = run("diff", "rules", "rules", "--corpus", "export.csv")
    assert code == 3 and "export.csv:2: 3 cells" in output


def test_diff_lists_the_problems_of_both_sides_and_of_the_corpora(changed: Path, run: Run) -> None:
    edit(changed / "new" / "a-profanity" / "x.yaml", '"strong"', '"steel"')
    code, output = run("diff", "no-such", "new", "--corpus", "corpora")
    assert code == 2 and "old: NPG307" in output and "new: NPG307" in output and "a-profanity/x.yaml:9:15" in output
    (changed / "bad.jsonl").write_text('{"id": "c-1", "text": "t", "expect": ["q"], "outcome": ["review"]}\n', encoding="utf-8")
    code, output = run("diff", "rules", "rules", "--corpus", "bad.jsonl", "corpora", "nowhere.jsonl")
    assert code == 2 and "NPG304" in output and "NPG305" in output and "NPG202" in output


def test_new_rule_takes_the_words_that_no_rule_implements(project: Path, run: Run) -> None:
    edit(project / "rules" / "policy.yaml", "Profane language or content.", "Profane language or rude gestures.")
    code, output = run("new-rule", "a", "rude-gesture")
    assert code == 0 and "It rehearses" in output
    assert 'words: "rude gestures"' in (project / "rules" / "a-profanity" / "rude-gesture.yaml").read_text(encoding="utf-8")
    assert run("check")[0] == 0
    code, output = run("new-rule", "a", "rude-gesture")
    assert code == 2 and "NPG308" in output


def test_vocabulary(project: Path, run: Run) -> None:
    (project / "rules" / "concepts" / "made_up.txt").write_text("# kind: act\n# about: Made up.\nblarg\n", encoding="utf-8")
    assert run("vocabulary", "made_up", "--add", "alarg")[0] == 0
    assert run("vocabulary", "made_up")[1].endswith("alarg\nblarg\n")
    assert run("vocabulary", "made_upp")[0] == 2


def test_why_a_rule_did_not_find_a_text(project: Path, run: Run) -> None:
    code, output = run("explain", "--rules", "rules", "--rule", "a.made-up", "A fine day")
    assert code == 0 and "Why not a.made-up:\n  a.made-up v1 lacked act:'zorble'" in output
    assert "it fired" in run("explain", "--rules", "rules", "--rule", "a.made-up", "A zorble")[1]
    code, output = run("explain", "--rules", "rules", "--rule", "a.made-down", "x")
    assert code == 2 and "did you mean 'a.made-up'" in output


def test_schemas_are_written(project: Path, run: Run) -> None:
    assert run("rule-schema", "-o", "made")[0] == 0
    assert json.loads((project / "made" / "rules.json").read_text(encoding="utf-8"))["title"] == "npguidelines rules"
