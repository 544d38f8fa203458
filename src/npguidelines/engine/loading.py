"""Where rulebooks come from: the one compiled into the package, or a folder of rules."""

from __future__ import annotations

import gc
import pickle
from importlib import resources
from pathlib import Path

from ..detectors.core import core_detectors
from ..detectors.protocol import Detector
from ..rulebook.compile import compile_rulebook
from ..rulebook.lexicon_build import shipped_words
from ..rulebook.load import read_rulebook, source_digest
from ..rulebook.program import Rulebook

COMPILED = "rulebook.bin"


def detected_concepts(detectors: tuple[Detector, ...]) -> dict[str, tuple[str, str]]:
    """Concept name -> (kind, hint) of everything that the detectors mark."""
    return {name: (kind, d.hints.get(name, "any")) for d in detectors for name, kind in d.concepts.items()}


def compile_folder(folder: Path) -> Rulebook:
    """Read, check and compile a folder of rules; raises `RulebookError` with every problem."""
    return compile_rulebook(read_rulebook(folder), shipped_words(), detected_concepts(core_detectors()))


def default_rulebook() -> Rulebook:
    """The shipped rulebook, compiled at build; in a checkout whose rules have changed since, compiled again in memory."""
    compiled = resources.files("npguidelines").joinpath(COMPILED)
    checkout = Path(__file__).resolve().parents[3] / "rules"
    book: Rulebook | None = None
    if compiled.is_file():
        gc.disable()  # half the time of reading a large pickle
        try:
            loaded = pickle.loads(compiled.read_bytes())
        finally:
            gc.enable()
        assert isinstance(loaded, Rulebook)
        book = loaded
    if (checkout / "policy.yaml").is_file() and (checkout.parent / "pyproject.toml").is_file() and (book is None or book.digest != source_digest(checkout)):
        return compile_folder(checkout)
    assert book is not None, "the package was built without its rulebook"
    return book


def write_compiled(folder: Path, target: Path) -> str:
    """Compile `folder` and write it for the package; returns the digest."""
    book = compile_folder(folder)
    target.write_bytes(pickle.dumps(book, protocol=5))
    return book.digest
