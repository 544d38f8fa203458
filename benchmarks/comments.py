"""The comments that benchmarks read: from the project's own corpora, or from a file of ordinary traffic; each distinct, flagged or not as asked."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from npguidelines import Moderator
from npguidelines.evaluation.cases import read_cases

ROOT = Path(__file__).parents[1]
_LONGEST = 300


@dataclass(frozen=True)
class Pool:
    """Texts by what the rules of now say of them."""

    clean: tuple[str, ...]
    flagged: tuple[str, ...]
    source: str


def texts_of(path: Path) -> list[str]:
    """The `text` of every line of a JSON Lines file, plain or gzipped."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as handle:
        return [json.loads(line)["text"] for line in handle if line.strip()]


def pool(moderator: Moderator, path: Path | None, most: int = 6_000) -> Pool:
    """Sort texts into clean and flagged; where `path` holds too few flagged ones, labelled cases add theirs."""
    cases = [c.text for c in read_cases([ROOT / "corpora" / "clauses", ROOT / "corpora" / "viewpoint.jsonl"])]
    ordinary = texts_of(path) if path is not None else cases
    clean, flagged = _sorted(moderator, _few(ordinary, most))
    if path is not None:
        flagged = [*flagged, *_sorted(moderator, _few(cases, most))[1]]
    return Pool(tuple(clean), tuple(flagged), path.name if path is not None else "corpora")


def _few(texts: Iterable[str], most: int) -> list[str]:
    chosen = sorted({t for t in texts if 0 < len(t) <= _LONGEST})
    random.Random(1).shuffle(chosen)
    return chosen[:most]


def _sorted(moderator: Moderator, texts: list[str]) -> tuple[list[str], list[str]]:
    clean: list[str] = []
    flagged: list[str] = []
    for text, verdict in zip(texts, moderator.review_many(texts), strict=True):
        (flagged if verdict.flagged else clean).append(text)
    return clean, flagged


def mix(given: Pool, rows: int, share: float, seed: int = 1) -> list[str]:
    """`rows` distinct comments, `share` of them flagged; when the pool runs out, comments are joined in pairs.

    >>> few = Pool(("a", "b"), ("x",), "here")
    >>> sorted(mix(few, 4, 0.25))
    ['a', 'a b', 'b', 'x']
    """
    rng = random.Random(seed)
    wanted = round(rows * share)
    flagged = _distinct(given.flagged, given.clean, wanted, rng)
    clean = _distinct(given.clean, given.clean, rows - wanted, rng)
    result = [*flagged, *clean]
    rng.shuffle(result)
    return result


def _distinct(first: tuple[str, ...], second: tuple[str, ...], number: int, rng: random.Random) -> list[str]:
    chosen = dict.fromkeys(rng.sample(first, min(number, len(first))))
    tries = 0
    while len(chosen) < number:
        tries += 1
        assert tries < 100 * number + 100, "too few comments to join"
        one, other = rng.choice(first), rng.choice(second)
        if one != other and (first is not second or one < other or len(first) > 50):
            chosen[f"{one} {other}"] = None
    return list(chosen)
