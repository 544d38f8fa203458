from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from npguidelines import Moderator

RULES = Path(__file__).parents[1] / "rules"
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


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The folder of a small rulebook."""
    return small_rulebook(tmp_path / "rules")


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile small rulebooks without the long search for real words to leave alone."""
    from npguidelines.rulebook import compile as compiling

    compile_rulebook = compiling.compile_rulebook
    monkeypatch.setattr(compiling, "compile_rulebook", lambda content, words, detected: compile_rulebook(content, words, detected, frozenset()))


@pytest.fixture
def quick(quickly: None) -> Callable[[Path], Moderator]:
    """Make a moderator for a small rulebook."""
    from npguidelines.engine.loading import compile_folder

    return lambda folder, on=None: Moderator(compile_folder(folder, on))  # type: ignore[misc]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="write the golden files anew; read the difference before you commit")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with tests/golden/NAME, or write it there."""

    def compare(name: str, text: str) -> None:
        path = Path(__file__).parent / "golden" / name
        if request.config.getoption("--rewrite-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare
