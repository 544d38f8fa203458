from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from npguidelines import Moderator
from npguidelines.rulebook.program import Id, Program

ROOT = Path(__file__).parents[1]
RULES = ROOT / "rules"
SMALL_RULE = """sub_kind: "x"
about: "x"
rules:
  - id: "a.made-up"
    version: 1
    status: "stable"
    words: "Profane language"
    because: "Made up for this test."
    strength: "strong"
    ceiling: "review"
    match: "act:'zorble'"
    examples: {violates: ["zorble"], allowed: ["fine"]}
"""


os.environ.setdefault("PY_IGNORE_IMPORTMISMATCH", "1")  # a compiled module is imported in place of the source that pytest collects doctests from


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to test what was compiled from older sources than those that stand there."""
    sys.path.insert(0, str(ROOT))
    from build_native import stale

    if old := stale(ROOT / "src"):
        raise pytest.UsageError(f"{old[0].name} is older than the sources: run `make compile`, or `make plain` to work without compiled modules")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="write the golden files anew; read the difference before you commit")


@pytest.fixture(scope="session")
def moderator() -> Moderator:
    return Moderator.default()


def small_rulebook(root: Path) -> Path:
    """Write a small rulebook below `root`: the policy, features, one rule about the made-up word zorble."""
    (root / "concepts").mkdir(parents=True)
    (root / "a-profanity").mkdir()
    for name in ("policy.yaml", "features.yaml"):
        shutil.copy(RULES / name, root / name)
    for name, text in (("contexts.yaml", "[]\n"), ("alerts.yaml", "[]\n"), ("spellings.txt", "dont = do not\n"), ("function_words.txt", "en: the of and\n"), ("ids.txt", "a.made-up\n")):
        (root / name).write_text(text, encoding="utf-8")
    (root / "a-profanity" / "x.yaml").write_text(SMALL_RULE, encoding="utf-8")
    return root


def broken(program: Program) -> Program:
    """The same rule with patterns that fail wherever they are tried: they ask for a concept that no rulebook has."""
    return Program.of(program.rule, tuple(Id(1_000_000) for _ in program.patterns), program.unless, program.unless_gates)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The folder of a small rulebook."""
    return small_rulebook(tmp_path / "rules")


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile small rulebooks without the long search for real words to leave alone."""
    from npguidelines.rulebook import compile as compiling

    compile_rulebook = compiling.compile_rulebook
    monkeypatch.setattr(compiling, "compile_rulebook", lambda content, words, detected, **more: compile_rulebook(content, words, detected, frozenset(), **more))


@pytest.fixture
def quick(quickly: None) -> Callable[[Path], Moderator]:
    """Make a moderator for a small rulebook."""
    from npguidelines.engine.loading import compile_folder

    return lambda folder, on=None: Moderator(compile_folder(folder, on))  # type: ignore[misc]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`golden(name, text)` compares with that file of tests/golden, or of the checkout where `name` holds a folder; `pytest --rewrite-golden` writes it instead."""

    def compare(name: str, text: str) -> None:
        path = ROOT / name if "/" in name else ROOT / "tests" / "golden" / name
        if request.config.getoption("--rewrite-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"no golden file {name}; pytest --rewrite-golden writes it"
        assert text == path.read_text(encoding="utf-8"), f"{name} differs; if that is meant: pytest --rewrite-golden, and say so in CHANGELOG.md"

    return compare
