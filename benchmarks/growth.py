"""How time grows: with the length of a comment, and with the number of rules."""

from __future__ import annotations

import dataclasses
import statistics
import time
from pathlib import Path

from npguidelines import Moderator
from npguidelines.detectors.core import core_detectors
from npguidelines.engine.loading import detected_concepts
from npguidelines.rulebook.compile import compile_rulebook
from npguidelines.rulebook.lexicon_build import shipped_words
from npguidelines.rulebook.load import read_rulebook

ROOT = Path(__file__).parents[1]
LENGTHS = (1_000, 10_000, 100_000, 1_000_000)
UNITS = ("a", "*", "1-", "they ", "f u ", "fuck you. ", "kill him now! ", "http://", "you should all be ashamed of this department. ")


def seconds(moderator: Moderator, text: str) -> float:
    """Processor time of one review."""
    start = time.process_time()
    moderator.review(text)
    return time.process_time() - start


def by_length(moderator: Moderator, texts: list[str]) -> dict[str, float]:
    """Seconds for comments of 1 kB to 1 MB: ordinary sentences one after the other, and single units repeated."""
    sentences = " ".join(texts)
    while len(sentences) < LENGTHS[-1]:
        sentences += " " + sentences
    figures = {f"length {length:,} s": min(seconds(moderator, sentences[:length]) for _ in range(3 if length < LENGTHS[-1] else 1)) for length in LENGTHS}
    worst = {unit: seconds(moderator, unit * (LENGTHS[-1] // len(unit))) for unit in UNITS}
    slowest = max(worst, key=lambda u: worst[u])
    return figures | {f"megabyte of {slowest!r} (slowest of {len(UNITS)}) s": worst[slowest]}


def by_rules(moderator: Moderator, texts: list[str]) -> dict[str, float]:
    """Median microseconds of a clean comment with an eighth, a quarter, a half of the rules, and all; vocabularies stay."""
    figures = {}
    content = read_rulebook(ROOT / "rules")
    for part in (8, 4, 2, 1):
        some = dataclasses.replace(content, rules=content.rules[::part])
        book = compile_rulebook(some, shipped_words(), detected_concepts(core_detectors()), frozenset(moderator.rulebook.lexicon.innocent))
        fewer = Moderator(book)
        for text in texts:
            fewer.review(text)
        figures[f"{len(book.programs)} rules, clean p50 us"] = statistics.median(seconds(fewer, t) for t in texts) * 1e6
    return figures
