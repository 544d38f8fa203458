"""Speed of the library on this machine: import, first verdict, `review()` on clean and flagged comments, growth with length.

usage: python benchmarks/speed.py FILE [--rows N] [--json FILE]
FILE holds ordinary comments (JSON Lines with `text`, plain or gzipped). Times are processor time of one core; the first
half of the rows warms the reader's memory, the second half is measured.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

IMPORT = "import time; t = time.process_time(); import npguidelines; print(time.process_time() - t)"
FIRST = "import time; t = time.process_time(); from npguidelines import Moderator; Moderator.default().review('Call me'); print(time.process_time() - t)"
UNITS = ("a", "*", "1-", "they ", "f u ", "fuck you. ", "kill him now! ", "http://", "you should all be ashamed of this department. ")


def best(code: str, times: int = 3) -> float:
    """The least of several runs in a fresh interpreter, in seconds."""
    return min(float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout) for _ in range(times))


def reviews(path: Path, rows: int) -> dict[str, float]:
    """Microseconds of `review()` by kind of comment."""
    from npguidelines import Moderator

    moderator = Moderator.default()
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as handle:
        texts = [json.loads(line)["text"] for line in handle if line.strip()]
    random.Random(1).shuffle(texts)
    texts = texts[:rows]
    half = len(texts) // 2
    for text in texts[:half]:
        moderator.review(text)
    taken: dict[bool, list[float]] = {False: [], True: []}
    for text in texts[half:]:
        start = time.process_time()
        verdict = moderator.review(text)
        taken[bool(verdict.flagged)].append((time.process_time() - start) * 1e6)
    figures: dict[str, float] = {"comments": len(texts) - half, "flagged_share": len(taken[True]) / max(1, len(texts) - half)}
    for flagged, name in ((False, "clean"), (True, "flagged")):
        if len(taken[flagged]) > 1:
            cuts = statistics.quantiles(taken[flagged], n=100)
            figures |= {f"{name}_p50_us": cuts[49], f"{name}_p99_us": cuts[98]}
    figures["comments_per_second"] = (len(texts) - half) / (sum(taken[False] + taken[True]) / 1e6)
    figures["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures | {f"megabyte {unit!r} s": seconds(moderator, unit) for unit in UNITS}


def seconds(moderator: object, unit: str) -> float:
    """Seconds for a megabyte of one unit."""
    text = unit * (1_000_000 // len(unit))
    start = time.process_time()
    moderator.review(text)  # type: ignore[attr-defined]
    return time.process_time() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, default=16_000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures = {"import_s": best(IMPORT), "first_verdict_s": best(FIRST), **reviews(options.file, options.rows)}
    for name, value in figures.items():
        print(f"{name:52} {value:10.4g}")
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
