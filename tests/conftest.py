from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from npguidelines import Moderator

ROOT = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="write the golden files anew instead of comparing")


@pytest.fixture(scope="session")
def moderator() -> Moderator:
    return Moderator.default()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`golden(name, text)` compares with the file of that name below the checkout; `pytest --rewrite-golden` writes it instead."""

    def compare(name: str, text: str) -> None:
        path = ROOT / name
        if request.config.getoption("--rewrite-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"no golden file {name}; pytest --rewrite-golden writes it"
        assert text == path.read_text(encoding="utf-8"), f"{name} differs; if that is meant: pytest --rewrite-golden, and say so in CHANGELOG.md"

    return compare
