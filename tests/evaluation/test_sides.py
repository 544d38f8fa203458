"""The sides of a comparison: folders, revisions in git, wheels; and sides that are none."""

from __future__ import annotations

import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest

from npguidelines.errors import CompareError
from npguidelines.evaluation.sides import judge

ON = date(2027, 1, 1)
TEXTS = ["a zorble", "fine", "line\nbreak \u2028 zorble"]
# What a wheel must offer: the contract of the Python interface and of the verdict's JSON.
STUB = '''
import json, types
__version__ = "9.9"
class Verdict(str):
    def model_dump_json(self):
        found = [{"clause": "a", "rule": "a.old", "rule_version": 4, "because": "Old.", "evidence": [{"start": 0, "end": 1, "quote": self[0]}]}] if "fine" in self else []
        return json.dumps({"outcome": "review" if found else "allow", "flagged": ["a"] if found else [], "findings": found, "set_aside": []})
class Moderator:
    rulebook = types.SimpleNamespace(digest="sha256:old")
    policy = types.SimpleNamespace(edition="26.1", clauses=[types.SimpleNamespace(id="a", words="Old words.")])
    default = classmethod(lambda cls: cls())
    review = staticmethod(Verdict)
'''


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def project(book: Path, quickly: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a folder of rules, committed as `first`, and edited since."""
    git(book.parent, "init", "-q")
    git(book.parent, "add", "rules")
    git(book.parent, "commit", "-q", "-m", "x")
    git(book.parent, "tag", "first")
    path = book / "a-profanity" / "x.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("zorble", "blarg"), encoding="utf-8")
    monkeypatch.chdir(book.parent)
    return book.parent


def wheel(folder: Path, code: str) -> Path:
    path = folder / "npguidelines-9.9-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("npguidelines/__init__.py", code)
    return path


@pytest.mark.parametrize("spec", ["rules", "."])
def test_a_folder(project: Path, spec: str) -> None:
    side = judge(spec, ["a blarg", "a zorble"], ON)
    assert [d.flagged for d in side.decisions] == [("a",), ()]
    assert side.clauses["a"] == "Profane language or content."


@pytest.mark.parametrize("spec", ["first", "first:rules", "HEAD"])
def test_a_revision(project: Path, spec: str) -> None:
    side = judge(spec, TEXTS, ON)
    assert [d.flagged for d in side.decisions] == [("a",), (), ("a",)]
    assert side.decisions[0].grounds[0].quotes == ("zorble",)


def test_a_wheel_runs_with_its_own_code(tmp_path: Path) -> None:
    side = judge(str(wheel(tmp_path, STUB)), TEXTS, ON)
    assert (side.name, side.edition, side.digest, side.clauses) == ("npguidelines-9.9-py3-none-any.whl (9.9)", "26.1", "sha256:old", {"a": "Old words."})
    assert [d.flagged for d in side.decisions] == [(), ("a",), ()]
    assert str(side.decisions[1].grounds[0]) == "a by a.old v4: \u201cf\u201d. Old."


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        pytest.param("no-such-thing", "a revision in git", id="nothing of that name"),
        pytest.param("first:corpora", "a revision without the folder 'corpora'", id="no such folder in the revision"),
        pytest.param("rules/concepts", "without a policy.yaml", id="a folder without rules"),
        pytest.param("none.whl", "no such file", id="no such wheel"),
        pytest.param("text.whl", "not a zip file", id="no wheel"),
    ],
)
def test_a_side_that_is_none(project: Path, spec: str, told: str) -> None:
    (project / "text.whl").write_text("x", encoding="utf-8")
    with pytest.raises(CompareError, match=told) as error:
        judge(spec, [], ON)
    assert error.value.code == "NPG307" and error.value.cure


def test_a_wheel_that_does_not_run(tmp_path: Path) -> None:
    with pytest.raises(CompareError, match="ModuleNotFoundError: No module named 'no_such_module'"):
        judge(str(wheel(tmp_path, "import no_such_module")), ["x"], ON)


def test_a_side_that_does_not_load_lists_every_problem(project: Path) -> None:
    path = project / "rules" / "a-profanity" / "x.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Profane language", "Rude words").replace("strong", "steel"), encoding="utf-8")
    with pytest.raises(CompareError) as error:
        judge("rules", [], ON)
    path.write_text("rules: [", encoding="utf-8")
    assert "NPG105" in str(error.value) and "x.yaml:9:15" in str(error.value)
