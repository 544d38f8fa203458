"""A compiled folder of rules, kept beside the rules, so that what did not change is not compiled again.

The folder `.npguidelines_cache` beside the folder of rules holds it (not inside: a rulebook holds nothing else). It is only
ever a copy: remove it at will. Where it cannot be written, the rules are compiled each time.
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
from datetime import date
from pathlib import Path
from typing import Final

from ..rulebook.load import rulebook_digest
from ..rulebook.program import Rulebook
from .loading import code_digest, compile_folder, unpickled

FOLDER: Final = ".npguidelines_cache"
_BOOK: Final = "rulebook.bin"


def kept_rulebook(folder: Path, on: date | None = None) -> Rulebook:
    """The compiled rulebook of a folder: the kept one if neither rules nor code have changed since; raises `RulebookError` with every problem.

    Local exceptions that have ended on the day `on` are left out.
    """
    found = read_kept(folder)
    if found is not None and found.digest == rulebook_digest(folder, on):
        return found
    book = compile_folder(folder, on)
    keep(folder, book)
    return book


def read_kept(folder: Path) -> Rulebook | None:
    """The rulebook that was kept last, if this code compiled it; its sources may have changed since."""
    try:
        code, _, data = (place(folder) / _BOOK).read_bytes().partition(b"\n")
        return unpickled(io.BytesIO(data)) if code.decode() == code_digest() else None
    except (OSError, ValueError, EOFError, pickle.UnpicklingError, AttributeError, AssertionError):
        return None


def keep(folder: Path, book: Rulebook) -> None:
    """Keep a compiled rulebook, written beside and renamed when whole."""
    write(folder, _BOOK, code_digest().encode() + b"\n" + pickle.dumps(book, protocol=5))


def place(folder: Path) -> Path:
    """Where the copies of a folder of rules are kept."""
    there = folder.resolve()
    return there.parent / FOLDER / there.name


def write(folder: Path, name: str, data: bytes) -> None:
    """Write one file of the cache; where that is not possible, nothing is kept."""
    kept = place(folder)
    part = kept / f"{name}.{os.getpid()}.part"
    with contextlib.suppress(OSError):
        kept.mkdir(parents=True, exist_ok=True)
        (kept.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        part.write_bytes(data)
        part.replace(kept / name)
