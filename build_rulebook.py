"""Build hook: make the word list, compile `rules/` into the package, so that users read no YAML, and to machine code what a comment waits for, where there is a compiler."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RulebookHook(BuildHookInterface[Any]):
    """Writes `rulebook/words.txt.gz`, `rulebook.bin` and what `build_native.py` compiles before the package is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the rulebook and the code; a rulebook that does not load stops the build."""
        root = Path(self.root)
        sys.path.insert(0, self.root)
        from build_native import build_native

        native = build_native(root)  # first: modules compiled from older sources would read the rules otherwise
        build(root)
        if native and self.target_name == "wheel" and version != "editable":  # which finds them beside their sources
            for file in native:
                build_data["force_include"][str(file)] = str(file.relative_to(root / "src"))
            build_data["pure_python"] = False
            build_data["infer_tag"] = True


def build(root: Path) -> str:
    """Write both files below `root/src/npguidelines`; returns the digest of the rulebook."""
    sys.path.insert(0, str(root / "src"))
    from npguidelines.engine.loading import COMPILED, write_compiled
    from npguidelines.rulebook.wordlist import write_word_list

    package = root / "src" / "npguidelines"
    words = package / "rulebook" / "words.txt.gz"
    if not words.exists():
        write_word_list(words)
    return write_compiled(root / "rules", package / COMPILED)


if __name__ == "__main__":
    print(build(Path(__file__).resolve().parent))
