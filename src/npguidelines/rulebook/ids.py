"""The register of rule ids: every id ever used, so that none is reused."""

from __future__ import annotations

import re
from pathlib import Path


def write_ids(folder: Path) -> int:
    """Add the ids of `folder` that `ids.txt` lacks, keeping retired ones; returns how many were added."""
    path = folder / "ids.txt"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")] if path.is_file() else []
    known = {line.split()[0] for line in lines}
    new = sorted(_written(folder) - known)
    head = "# Every rule id ever used, one a line; a rule that is gone is marked `retired`, and its id is never used again."
    path.write_text("\n".join([head, *sorted([*lines, *new])]) + "\n", encoding="utf-8")
    return len(new)


def rule_ids(folder: Path) -> list[str]:
    """Every id that was ever used in `folder`: those of `ids.txt`, retired ones included, and those of the files of rules."""
    path = folder / "ids.txt"
    listed = {line.split()[0] for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")} if path.is_file() else set()
    return sorted(listed | _written(folder))


def _written(folder: Path) -> set[str]:
    found: set[str] = set()
    for file in sorted(folder.glob("?-*/*.yaml")):
        found.update(re.findall(r"^\s*-?\s*id:\s*[\"']?([a-j]\.[a-z0-9-]+)", file.read_text(encoding="utf-8"), re.MULTILINE))
    return found
