"""The rewording that docs/changing-the-wording.md follows: what the page shows is what the command prints, and its steps settle every point."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from npguidelines.cli.main import main
from npguidelines.evaluation.wording import coverage
from npguidelines.rulebook.load import read_rulebook

from .conftest import RULES

PAGE = (Path(__file__).parents[1] / "docs" / "changing-the-wording.md").read_text(encoding="utf-8")
CLAUSE = re.search(r"```yaml\n(.*?)\n```", PAGE, re.DOTALL)
STEPS = re.findall(r"^  npguidelines (reword .*)$", PAGE, re.MULTILINE)
SHOWN = re.search(r"\$ npguidelines check\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def reworded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped rules with the clause of the page."""
    assert CLAUSE is not None
    shutil.copytree(RULES, tmp_path / "rules")
    path = tmp_path / "rules" / "policy.yaml"
    lines = [CLAUSE[1] if line.startswith('  - {id: "d"') else line for line in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "rules"


def shape(shown: str) -> list[str]:
    """The lines without numbers and without the list of rules, which change with every edit of the rules."""
    return [re.sub(r"\d+", "N", line) for line in shown.splitlines() if not re.match(r" {4}d-solicitation/", line)]


def test_the_page_shows_what_check_prints(reworded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert SHOWN is not None
    assert main(["check"]) == 2
    assert shape(capsys.readouterr().out) == shape(SHOWN[1])


def test_the_steps_of_the_page_settle_every_point(reworded: Path) -> None:
    for command in STEPS:
        assert main(shlex.split(command)) == 0
    assert main(["new-rule", "d", "undisclosed-sponsorship"]) == 0
    content = read_rulebook(reworded)
    before = {r.id: r for r in read_rulebook(RULES).rules}
    for rule in content.rules:
        old = before.get(rule.id)
        quoted = old.words if old is not None and rule.clause == "d" else ""
        assert (rule.status == "deprecated") == (quoted == "endorsements")
        assert old is None or rule.version == old.version + (quoted == "advertisements including promotions")
    assert [one.open_words for one in coverage(content.policy, content.rules) if one.open] == []
