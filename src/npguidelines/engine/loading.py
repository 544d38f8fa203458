"""Where rulebooks come from: the one compiled into the package, or a folder of rules."""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
from collections.abc import Iterable
from datetime import date
from importlib import resources
from pathlib import Path
from typing import IO

from ..detectors.core import core_detectors
from ..detectors.protocol import Detector, Plugin
from ..rulebook.program import Rulebook

COMPILED = "rulebook.bin"
_SHAPING = ("model", "text", "detectors", "rulebook")  # the packages whose code a compiled rulebook depends on


def detected_concepts(detectors: tuple[Detector, ...]) -> dict[str, tuple[str, str]]:
    """Concept name -> (kind, hint) of everything that the detectors mark."""
    return {name: (kind, d.hints.get(name, "any")) for d in detectors for name, kind in d.concepts.items()}


def compile_folder(folder: Path, on: date | None = None, plugins: Iterable[Plugin] = ()) -> Rulebook:
    """Read, check and compile a folder of rules; raises `RulebookError` with every problem.

    Local exceptions that have ended on the day `on` are left out. `plugins` are detectors that the rulebook uses and no
    package registers.
    """
    from ..rulebook.compile import compile_rulebook  # not needed for the shipped rules, which are ready compiled
    from ..rulebook.detected import hints_of
    from ..rulebook.lexicon_build import shipped_words
    from ..rulebook.load import read_rulebook

    content = read_rulebook(folder, on)
    return compile_rulebook(content, shipped_words(), detected_concepts(core_detectors()), hints=hints_of(content, plugins))


def load_rulebook(folder: str | Path, detectors: Iterable[Plugin] = (), *, on: date | None = None) -> Rulebook:
    """Read, check and compile a folder of rules; raises `RulebookError` with every problem.

    `detectors` are objects whose concepts the rules use and that no package registers. Local exceptions (`exceptions.yaml`)
    that have ended on the day `on` are left out; without a day none has.
    """
    return compile_folder(Path(folder), on, detectors)


def default_rulebook() -> Rulebook:
    """The shipped rulebook, compiled at build; in a checkout whose rules or code have changed since, compiled again in memory."""
    compiled = resources.files("npguidelines").joinpath(COMPILED)
    checkout = Path(__file__).resolve().parents[3] / "rules"
    developing = (checkout / "policy.yaml").is_file() and (checkout.parent / "pyproject.toml").is_file()
    if compiled.is_file():
        with compiled.open("rb") as handle:  # never whole in memory beside what is made of it
            code = handle.readline().strip()
            if not developing or _untouched(checkout):
                return unpickled(handle)
            if code.decode() == code_digest():
                from ..rulebook.load import source_digest

                book = unpickled(handle)
                if book.digest == source_digest(checkout):
                    return book
    assert developing, "the package was built without its rulebook"
    return compile_folder(checkout)


def _untouched(rules: Path) -> bool:
    """Whether no file or folder of the rules and of the code is newer than the compiled rulebook: a look at dates, no reading."""
    package = Path(__file__).resolve().parents[1]
    compiled = (package / COMPILED).stat().st_mtime_ns
    folders = [rules, *(p for p in rules.iterdir() if p.is_dir()), *(package / f for f in _SHAPING)]
    return all(entry.stat().st_mtime_ns <= compiled for folder in folders for entry in (folder, *os.scandir(folder)) if "__pycache__" not in str(entry))


def unpickled(handle: IO[bytes]) -> Rulebook:
    """Read a compiled rulebook."""
    gc.disable()  # half the time of reading a large pickle
    try:
        book = pickle.load(handle)
    finally:
        gc.enable()
    assert isinstance(book, Rulebook)
    return book


def code_digest() -> str:
    """Return a digest of the modules that shape a compiled rulebook; another means that it must be compiled again."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for folder in _SHAPING:
        for path in sorted((package / folder).glob("*.py")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def write_compiled(folder: Path, target: Path) -> str:
    """Compile `folder` and write it for the package, behind the digest of the code; returns the digest of the rulebook."""
    book = compile_folder(folder)
    target.write_bytes(code_digest().encode() + b"\n" + pickle.dumps(book, protocol=5))
    return book.digest
