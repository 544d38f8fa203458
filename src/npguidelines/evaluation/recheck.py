"""Check again only what changed since the last full check. What was found then is kept beside the compiled rulebook."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from ..detectors.core import core_detectors
from ..engine.kept import place, read_kept, write
from ..engine.loading import detected_concepts
from ..engine.moderator import Moderator
from ..errors import Problem
from ..rulebook.exceptions import ended
from ..rulebook.load import rulebook_files
from ..rulebook.patch import patch
from .examples import examples_of, failing

_MANIFEST: Final = "checked.json"


@dataclass(slots=True)
class Recheck:
    """What a re-check found: the files that changed, the problems, the rules and examples that were run."""

    changed: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    rules: int = 0
    examples: int = 0


def remember(folder: Path, moderator: Moderator, problems: Sequence[Problem]) -> None:
    """Keep what a full check of `folder` found; `problems` are those of its examples and exceptions."""
    failed = sorted({p.expected.rsplit(" ", 1)[1] for p in problems if p.code == "NPG113"})
    data = {"digest": moderator.rulebook.digest, "files": {n: _state(folder / n) for n in _names(folder)}, "failing": failed}
    write(folder, _MANIFEST, json.dumps(data).encode())


def recheck(folder: Path, on: date) -> Recheck | None:
    """Check what changed since the last full check; None where only a full check will do: there was none, or a change reaches further than rules and concepts."""
    before = _remembered(folder)
    if before is None:
        return None
    changed = _changed(folder, before["files"])
    result = Recheck(changed, ended(folder, on))
    also = frozenset(before["failing"])
    if not changed and not also:
        return result
    base = read_kept(folder)
    if base is None or base.digest != before["digest"]:
        return None
    laid = patch(base, folder, changed, detected_concepts(core_detectors()), on, also)
    if laid is None:
        return None
    result.problems += laid.problems
    if laid.book is not None:
        rules = [p.rule for p in laid.book.programs]
        result.rules, result.examples = len(rules), sum(1 for r in rules for _ in examples_of(r))
        result.problems += failing(Moderator(laid.book), folder)
    return result


def _names(folder: Path) -> list[str]:
    start = len(folder.parts)
    return ["/".join(p.parts[start:]) for p in rulebook_files(folder)]


def _state(path: Path) -> list[Any]:
    """When a file was written, its size, and the digest of its bytes."""
    stat = path.stat()
    return [stat.st_mtime_ns, stat.st_size, hashlib.sha256(path.read_bytes()).hexdigest()]


def _remembered(folder: Path) -> dict[str, Any] | None:
    try:
        data = json.loads((place(folder) / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) and {"digest", "files", "failing"} <= set(data) else None


def _changed(folder: Path, files: dict[str, list[Any]]) -> tuple[str, ...]:
    """The files that are new, gone or other than they were; bytes are read only where date or size differ."""
    now = _names(folder)
    found = set(files) - set(now)
    for name in now:
        known = files.get(name)
        stat = (folder / name).stat()
        if known is None or ([stat.st_mtime_ns, stat.st_size] != known[:2] and _state(folder / name)[2] != known[2]):
            found.add(name)
    return tuple(sorted(found))
