"""How much recall disguise costs: the violations of a corpus that are found, masked in many ways, and looked for again.

usage: python benchmarks/masks.py [FILES...] [--json FILE]
The longest word of each evidence span of the expected clause is rewritten. Cases that are disguised already are left out.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from npguidelines import Moderator
from npguidelines.evaluation.cases import Case, read_cases

ROOT = Path(__file__).parents[1]
LOOK_ALIKE = dict(zip("aceiopsxy", "асеіорѕху", strict=True))
LEET = dict(zip("aeiost", "431057", strict=True))
Mask = Callable[[str, random.Random], str]


def _inside(word: str, rng: random.Random) -> int:
    return rng.randrange(1, len(word) - 1)


def _one_leet(word: str, rng: random.Random) -> str:
    places = [i for i, c in enumerate(word) if i and c.lower() in LEET]
    if not places:
        return word
    at = rng.choice(places)
    return word[:at] + LEET[word[at].lower()] + word[at + 1 :]


def _long(word: str, rng: random.Random) -> str:
    at = _inside(word, rng)
    return word[:at] + word[at] * 3 + word[at:]


def _star(word: str, rng: random.Random) -> str:
    at = _inside(word, rng)
    return word[:at] + "*" + word[at + 1 :]


MASKS: dict[str, Mask] = {
    "leet": lambda w, _: w[0] + "".join(LEET.get(c.lower(), c) for c in w[1:]),
    "one digit": _one_leet,
    "look-alikes": lambda w, _: "".join(LOOK_ALIKE.get(c, c) for c in w),
    "zero-width": lambda w, _: "\u200b".join(w),
    "dotted": lambda w, _: ".".join(w),
    "spaced": lambda w, _: " ".join(w),
    "hyphens": lambda w, _: "-".join(w),
    "fullwidth": lambda w, _: "".join(chr(ord(c) + 0xFEE0) for c in w),
    "elongated": _long,
    "star": _star,
    "mixed case": lambda w, r: "".join(c.upper() if r.random() < 0.5 else c for c in w),
    "struck through": lambda w, _: "".join(c + "\u0336" for c in w),
}


def masked(text: str, spans: list[tuple[int, int]], mask: Mask, rng: random.Random) -> str:
    """Rewrite the longest word of each span."""
    words = set()
    for start, end in spans:
        found = list(re.finditer(r"[A-Za-z]{4,}", text[start:end]))
        if found:
            longest = max(found, key=lambda m: m.end() - m.start())
            words.add((start + longest.start(), start + longest.end()))
    for start, end in sorted(words, reverse=True):
        text = text[:start] + mask(text[start:end], rng) + text[end:]
    return text


def measure(moderator: Moderator, cases: list[Case]) -> tuple[int, Counter[str]]:
    """How many expected clauses are found as written, and how many of them under each mask."""
    found = 0
    kept: Counter[str] = Counter()
    for case in cases:
        verdict = moderator.review(case.text)
        for clause in set(case.expect) & set(verdict.flagged):
            found += 1
            spans = [(e.start, e.end) for f in verdict.findings if f.clause == clause for e in f.evidence]
            for name, mask in MASKS.items():
                again = masked(case.text, spans, mask, random.Random(case.id + name))
                kept[name] += clause in moderator.review(again).flagged
    return found, kept


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=[ROOT / "corpora" / "clauses"])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    cases = [c for c in read_cases(options.files) if not {"masked", "disguised", "leet"} & set(c.tags)]
    found, kept = measure(Moderator.default(), cases)
    shares = {name: kept[name] / max(1, found) for name in MASKS}
    print(f"expected clauses found as written: {found}")
    for name, share in shares.items():
        print(f"{name:16} {share:.3f}")
    print(f"{'all masks':16} {sum(shares.values()) / len(shares):.3f}")
    if options.json is not None:
        options.json.write_text(json.dumps({"found": found, **shares}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
