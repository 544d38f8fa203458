"""A module imports only from layers below it (docs/decisions.md, design "Folders and layers")."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "npguidelines"
LAYERS = {"_version": 0, "errors": 0, "model": 1, "text": 2, "detectors": 3, "rulebook": 4, "engine": 5, "evaluation": 6, "report": 7, "batch": 7, "cli": 8, "pytest_plugin": 8}
FILES = sorted(p for p in SRC.rglob("*.py") if p != SRC / "__init__.py")


def layer(name: str) -> int:
    return LAYERS[name.split(".", maxsplit=1)[0]]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(SRC).as_posix())
def test_a_module_imports_only_from_layers_below(path: Path) -> None:
    parts = path.relative_to(SRC).with_suffix("").parts
    package = parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            target = ".".join((*base, *(node.module.split(".") if node.module else ())))
            names = [target] if target else [a.name for a in node.names]
            for name in names:
                own = name.split(".")[0] == parts[0]
                assert own or layer(name) < layer(parts[0]), f"{path.name} imports {name}"
