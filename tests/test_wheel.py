"""The wheel: built from the sdist, installed alone in a fresh environment, it says the same, byte for byte, as the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from npguidelines import Comment, Moderator
from npguidelines.rulebook.load import source_digest

ROOT = Path(__file__).parents[1]
COMMENTS = ["Fuck the police, defund them", "her ssn is 219-09-9999 lol", "He should rot in hell with cancer", "I want to kill myself", "Thank you for plowing Badger Road! \U0001f602", "Defund the police. Useless."]
REVIEW = """
import json, sys
import npguidelines
from npguidelines import Comment, Moderator
moderator = Moderator.default()
lines = [moderator.review(Comment(text=t, id=str(n), post_text="Officer Lee was promoted")).model_dump_json() for n, t in enumerate(json.loads(sys.argv[1]))]
print(json.dumps({"file": npguidelines.__file__, "lines": lines}))
"""


def run(*command: object, cwd: Path) -> str:
    """Run without the caller's Python path, so that only what is installed is found."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run([str(c) for c in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sdist of the checkout, and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=ROOT)
    (sdist,) = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "source", filter="data")
    (source,) = (folder / "source").iterdir()
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=source)
    (wheel,) = folder.glob("*.whl")
    return sdist, wheel


@pytest.fixture(scope="module")
def fresh(built: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that holds the wheel; its dependencies are lent by the environment of the tests, so that nothing is downloaded."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.EnvBuilder(with_pip=False, symlinks=os.name == "posix").create(folder / "env")
    python = folder / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", built[1], cwd=folder)
    packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip())
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return python


def holds_rules_compiled_and_as_written(built: tuple[Path, Path], tmp_path: Path, moderator: Moderator) -> None:
    with zipfile.ZipFile(built[1]) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path)
    rules = {p.relative_to(ROOT).as_posix() for p in (ROOT / "rules").rglob("*") if p.is_file()}
    assert {f"npguidelines/{r}" for r in rules} | {"npguidelines/py.typed", "npguidelines/rulebook.bin"} <= names
    assert not [n for n in names if n.startswith(("tests/", "corpora/", "src/"))]
    assert source_digest(tmp_path / "npguidelines" / "rules") == moderator.rulebook.digest
    (metadata,) = tmp_path.glob("*.dist-info/METADATA")
    (points,) = tmp_path.glob("*.dist-info/entry_points.txt")
    assert "Provides-Extra: batch" in metadata.read_text(encoding="utf-8") and "npguidelines = npguidelines.cli.main:main" in points.read_text(encoding="utf-8")


def the_sdist_can_be_tested(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[0]) as archive:
        names = {n.split("/", 1)[1] for n in archive.getnames() if "/" in n}
    assert {"Makefile", "pyproject.toml", "build_rulebook.py", "LICENSE", "CHANGELOG.md", "rules/policy.yaml", "tests/test_wheel.py", "docs/stability.md", "examples/comments.csv", "benchmarks/run.py"} <= names


def says_the_same_bytes(fresh: Path, tmp_path: Path, moderator: Moderator) -> None:
    answer = json.loads(run(fresh, "-c", REVIEW, json.dumps(COMMENTS), cwd=tmp_path))
    assert Path(answer["file"]).is_relative_to(fresh.parent.parent) and ROOT not in Path(answer["file"]).parents
    want = [moderator.review(Comment(text=t, id=str(n), post_text="Officer Lee was promoted")).model_dump_json() for n, t in enumerate(COMMENTS)]
    assert answer["lines"] == want and moderator.rulebook.digest in want[0]


def scores_a_file(fresh: Path, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text\nFuck it\nThanks\n", encoding="utf-8")
    out = run(fresh.with_name("npguidelines"), "score", "in.csv", cwd=tmp_path)
    assert "comments: 2" in out and "npg_outcome" in (tmp_path / "in.verdicts.csv").read_text(encoding="utf-8")


def test_the_wheel(built: tuple[Path, Path], fresh: Path, tmp_path: Path, moderator: Moderator) -> None:
    """One test, so that it is built once however many processes share the tests."""
    the_sdist_can_be_tested(built)
    for name, check in (("a", lambda path: holds_rules_compiled_and_as_written(built, path, moderator)), ("b", lambda path: says_the_same_bytes(fresh, path, moderator)), ("c", lambda path: scores_a_file(fresh, path))):
        (tmp_path / name).mkdir()
        check(tmp_path / name)
