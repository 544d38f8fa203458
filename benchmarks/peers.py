"""The yardsticks: reading memory, looking tokens up, and other libraries where they are installed."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from typing import Any


def per_second(work: Callable[[], object], number: int) -> float:
    """How many a second, by processor time."""
    start = time.process_time()
    work()
    return number / max(time.process_time() - start, 1e-9)


def memory_read() -> dict[str, float]:
    """Gigabytes a second of one core reading memory (`bytes.count`)."""
    block = bytes(1 << 28)
    return {"plain memory read GB/s": max(per_second(lambda: block.count(b"\x01"), len(block)) for _ in range(3)) / 1e9}


def token_look_up(texts: list[str], words: frozenset[str]) -> dict[str, float]:
    """Splitting at white space and looking every token up in a set, nothing else."""

    def work() -> None:
        for text in texts:
            for token in text.split():
                if token in words:
                    pass

    return {"token look-up alone, comments/s": max(per_second(work, len(texts)) for _ in range(3))}


def peers(texts: list[str]) -> dict[str, float | str]:
    """Comments a second of libraries that answer one question (is it profane?); they know no clauses and give no reasons."""
    figures: dict[str, float | str] = {}
    better = _module("better_profanity")
    name = "better-profanity, comments/s"
    figures[name] = "not installed" if better is None else per_second(lambda: [better.profanity.contains_profanity(t) for t in texts[:100]], len(texts[:100]))
    check = _module("profanity_check")
    for name, work, number in (
        ("alt-profanity-check batched, comments/s", lambda: check.predict(texts), len(texts)),
        ("alt-profanity-check singly, comments/s", lambda: [check.predict([t]) for t in texts[:200]], len(texts[:200])),
    ):
        figures[name] = "not installed" if check is None else per_second(work, number)
    return figures


def _module(name: str) -> Any:
    try:
        module = importlib.import_module(name)
        if name == "profanity_check":
            module.predict(["warm"])
        else:
            module.profanity.contains_profanity("warm")
    except Exception:  # absent, or broken with the libraries at hand
        return None
    return module
