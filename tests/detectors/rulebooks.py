"""A small rulebook for tests of detectors: the policy, the features, no vocabularies; concepts and rules as the test says."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

RULES = Path(__file__).parents[2] / "rules"
_RULE = """  - id: "{id}"
    version: 1
    status: "stable"
    words: "Solicitations of commerce"
    because: "Made up for this test."
    strength: "strong"
    ceiling: "review"
    match: "{match}"
    language: "any"
    examples: {{violates: ["one"], allowed: ["two"]}}
"""


def write_rulebook(folder: Path, concepts: Mapping[str, str], matches: Sequence[str]) -> Path:
    """Write a rulebook with these concept files (name with suffix -> text) and one rule of clause d for each match."""
    for name in ("policy.yaml", "features.yaml", "advisories.yaml"):
        shutil.copy(RULES / name, folder / name)
    for name, text in (("contexts.yaml", "[]\n"), ("alerts.yaml", "[]\n"), ("spellings.txt", "dont = do not\n"), ("function_words.txt", "en: the of and\n")):
        (folder / name).write_text(text, encoding="utf-8")
    ids = [f"d.made-up-{number}" for number in range(len(matches))]
    (folder / "ids.txt").write_text("".join(f"{i}\n" for i in ids), encoding="utf-8")
    (folder / "concepts").mkdir()
    for name, text in concepts.items():
        (folder / "concepts" / name).write_text(text, encoding="utf-8")
    (folder / "d-solicitation").mkdir()
    rules = "".join(_RULE.format(id=i, match=m) for i, m in zip(ids, matches, strict=True))
    (folder / "d-solicitation" / "made-up.yaml").write_text(f'sub_kind: "x"\nabout: "x"\nrules:\n{rules}', encoding="utf-8")
    return folder


def detected(name: str, kind: str, detector: str, more: str = "") -> str:
    """The text of a concept file for what a detector marks."""
    return f'name: "{name}"\nkind: "{kind}"\nabout: "Made up."\ndetector: "{detector}"\n{more}'
