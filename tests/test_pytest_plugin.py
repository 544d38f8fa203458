"""The plugin in another project's test suite: inert until asked, readable ids, faults that stop the run, workers."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from .conftest import small_rulebook

CASES = """{"id": "c-1", "text": "What a zorble", "expect": ["a"], "outcome": ["review"]}
{"id": "c-2", "text": "Thank you", "expect": [], "outcome": ["allow"]}
{"id": "c-3", "text": "Not a word of it", "expect": ["a"], "outcome": ["review"]}
"""


def run(project: Path, *arguments: str) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments], cwd=project, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "200"})
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a test, a rulebook whose second allowed example fails, and labelled cases of which the third fails."""
    root = tmp_path_factory.mktemp("project")
    rule = small_rulebook(root / "policy") / "a-profanity" / "x.yaml"
    rule.write_text(rule.read_text(encoding="utf-8").replace('["fine"]', '["fine", "a zorble plant"]'), encoding="utf-8")
    (root / "cases").mkdir()
    (root / "cases" / "own.jsonl").write_text(CASES, encoding="utf-8")
    (root / "tests").mkdir()
    (root / "tests" / "test_own.py").write_text("def test_own():\n    pass\n", encoding="utf-8")
    (root / "pytest.ini").write_text("[pytest]\ntestpaths = tests\n", encoding="utf-8")
    return root


def test_it_is_inert_until_asked(project: Path) -> None:
    (project / "tests" / "test_inert.py").write_text("import sys\ndef test_inert():\n    assert 'npguidelines.engine' not in sys.modules and 'pydantic' not in sys.modules\n", encoding="utf-8")
    code, output = run(project, "-q")
    assert code == 0 and "2 passed" in output
    (project / "tests" / "test_inert.py").unlink()


@pytest.mark.parametrize("workers", [[], ["-n", "2"], ["--npguidelines-jobs", "2"]], ids=["one process", "two workers", "judged ahead"])
def test_own_rules_and_cases(project: Path, workers: list[str]) -> None:
    code, output = run(project, "-v", "--npguidelines-rules", "policy", "--npguidelines-corpus", "cases", *workers)
    assert code == 1
    for line in ("policy/a-profanity/x.yaml::a.made-up::violates::v1", "policy/a-profanity/x.yaml::a.made-up::allowed::n1", "cases/own.jsonl::c-1", "tests/test_own.py::test_own"):
        assert any("PASSED" in shown and line in shown for shown in output.splitlines()), line
    assert "FAILED policy/a-profanity/x.yaml::a.made-up::allowed::n2 - expected  no finding of a.made-up" in output
    assert "FAILED cases/own.jsonl::c-3" in output and "5 passed" in output and "2 failed" in output
    assert "text      a zorble plant\n            ^^^^^^" in output


def test_one_example_by_its_id(project: Path) -> None:
    code, output = run(project, "-v", "--npguidelines-rules", "policy", "policy/a-profanity/x.yaml::a.made-up::violates::v1")
    assert code == 0 and "1 passed" in output


@pytest.mark.parametrize("jobs", [[], ["--npguidelines-jobs", "2"]], ids=["one process", "judged ahead"])
def test_texts_among_tests_with_fixtures(project: Path, tmp_path: Path, jobs: list[str]) -> None:
    """Right texts are reported at once, wrong ones and tests with fixtures go pytest's way: neither disturbs what the other left set up."""
    fixture = "import pytest\n@pytest.fixture(scope='module', autouse=True)\ndef opened():\n    yield 1\n    print('closed')\ndef test_{0}1(opened):\n    assert opened == 1\ndef test_{0}2(opened):\n    assert opened == 1\n"
    for folder, cases in (("cases_a", CASES), ("cases_b", CASES.replace("c-", "b-")), ("cases_z", CASES.replace("c-", "z-").replace("Not a", "Nor a"))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "own.jsonl").write_text(cases, encoding="utf-8")
        (tmp_path / folder / "test_own.py").write_text(fixture.format(folder[-1]), encoding="utf-8")
        (tmp_path / folder / "__init__.py").write_text("", encoding="utf-8")
    rules = ["--npguidelines-rules", str(project / "policy")]
    corpora = [part for folder in ("cases_a", "cases_b", "cases_z") for part in ("--npguidelines-corpus", folder)]
    order = ["cases_b", str(project / "policy"), "cases_a", "cases_z"]
    code, output = run(tmp_path, "-q", "--junitxml=report.xml", *rules, *corpora, *order, *jobs)
    assert code == 1 and "4 failed, 14 passed" in output and "error" not in output, output
    suite = ElementTree.parse(tmp_path / "report.xml").getroot()[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors"), len(suite.findall("testcase"))) == ("18", "4", "0", 18)


def test_settings_in_the_ini_file(project: Path) -> None:
    settings = ["-o", "npguidelines_rules=policy", "-o", "npguidelines_corpora=cases"]
    _, output = run(project, "-q", *settings)
    assert "2 failed, 5 passed" in output
    code, output = run(project, "-q", "tests/test_own.py", *settings)
    assert code == 0 and "1 passed" in output


def test_the_installed_rulebook(project: Path) -> None:
    code, output = run(project, "-v", "--npguidelines", "-k", "j.threat-direct and violates")
    assert code == 0 and "rules/j-violence-disclosure/direct-threat.yaml::j.threat-direct::violates::v1 PASSED" in output


@pytest.mark.parametrize(
    ("options", "told"),
    [
        pytest.param(["--npguidelines-rules", "nowhere"], ["NPG101", "cure:"], id="no such rules"),
        pytest.param(["--npguidelines-rules", "cases"], ["policy.yaml", "NPG101"], id="no rulebook"),
        pytest.param(["--npguidelines-rules", "policy", "--npguidelines-corpus", "bad.jsonl"], ["bad.jsonl:1:1", "NPG304", "bad.jsonl:2:1", "NPG305"], id="bad cases"),
        pytest.param(["--npguidelines-rules", "policy", "--npguidelines-corpus", "none.jsonl"], ["NPG202", "check the path"], id="no such cases"),
    ],
)
@pytest.mark.parametrize("workers", [[], ["-n", "2"], ["--npguidelines-jobs", "2"]], ids=["one process", "two workers", "judged ahead"])
def test_a_fault_stops_the_run_with_exit_code_2(project: Path, options: list[str], told: list[str], workers: list[str]) -> None:
    (project / "bad.jsonl").write_text('{"id": "x", "text": "t", "expect": ["k"], "outcome": ["review"]}\n{"id": "x", "text": "u", "expect": [], "outcome": ["allow"]}\n', encoding="utf-8")
    code, output = run(project, "-q", *options, *workers)
    assert code == 2, output
    for words in told:
        assert words in output
