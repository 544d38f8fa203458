"""Figures of the viewpoint guarantee (docs/viewpoint.md): opinions flagged, counterfactuals decided differently, share of review.

usage: python benchmarks/viewpoint.py [--limit N] [--shared FOLDER] [--json FILE]
`--shared` is the folder with the public data (twinviews, polis, clean_traffic); without it those figures are left out.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from pathlib import Path

from npguidelines import Moderator
from npguidelines.evaluation.cases import read_cases
from npguidelines.evaluation.examples import examples
from npguidelines.evaluation.neutrality import check_groups, check_swaps, check_templates, read_groups, read_templates

ROOT = Path(__file__).parents[1]


def opinions(moderator: Moderator) -> tuple[dict[str, float], list[str]]:
    """The opinion bank: how many, how many flagged."""
    texts = [c.text for c in read_cases([ROOT / "corpora" / "viewpoint.jsonl"])]
    flagged = [t for t, v in zip(texts, moderator.review_many(texts), strict=True) if v.flagged]
    for text in flagged:
        print("  flagged:", text[:160])
    return {"opinions": len(texts), "opinions_flagged": len(flagged)}, texts


def counterfactuals(moderator: Moderator, texts: list[str], limit: int) -> dict[str, float]:
    """Groups, swaps in real sentences, filled templates."""
    swaps = moderator.rulebook.swaps
    groups = check_groups(moderator, read_groups(ROOT / "corpora" / "neutrality.jsonl"))
    cases = [c.text for c in read_cases([ROOT / "corpora" / "clauses", ROOT / "corpora" / "plain"])]
    swapped = check_swaps(moderator, [*texts, *cases, *(e.text for e in examples(moderator))], swaps)
    filled = check_templates(moderator, read_templates(ROOT / "corpora" / "neutrality_templates.jsonl"), swaps, limit)
    for result in (groups, swapped, filled):
        print("  " + result.text(8).replace("\n", "\n  "))
    return {
        "groups": groups.comments, "groups_differ": len(groups.differences), "swapped": swapped.variants, "swapped_differ": len(swapped.differences),
        "filled": filled.variants, "filled_differ": len(filled.differences),
    }  # fmt: skip


def traffic(moderator: Moderator, folder: Path) -> dict[str, float]:
    """Shares of review and removable on ordinary traffic."""
    figures: dict[str, float] = {}
    for name in ("twinviews", "polis", "clean_traffic"):
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as handle:
            texts = [json.loads(line)["text"] for line in handle if line.strip()]
        outcomes = Counter(v.outcome.value for v in moderator.review_many(texts))
        figures.update({f"{name}": len(texts), f"{name}_review": outcomes["review"] / len(texts), f"{name}_removable": outcomes["removable"] / len(texts)})
    return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=6_000, help="fillings of each template")
    parser.add_argument("--shared", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    moderator = Moderator.default()
    figures, texts = opinions(moderator)
    figures |= counterfactuals(moderator, texts, options.limit)
    if options.shared is not None:
        figures |= traffic(moderator, options.shared)
    for name, value in figures.items():
        print(f"{name:24} {value:.5g}" if isinstance(value, float) else f"{name:24} {value}")
    if options.json is not None:
        options.json.write_text(json.dumps({"rulebook": moderator.rulebook.digest, **figures}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
