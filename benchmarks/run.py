"""Speed of the library on this machine, in one command: a table on the screen, and JSON with commit and machine.

usage: python benchmarks/run.py [--comments FILE] [--rows N] [--only PART,...] [--json FILE]
`--comments` is a file of ordinary comments (JSON Lines with `text`, plain or gzipped); without it the labelled cases of the project
are read, which resemble violations far more than ordinary comments do. All comments are distinct. One core is processor time after a
warming run over other comments; two are wall time of two processes, their start left out.
Parts: start, review, many, table, columns, files, memory, length, rules, yardsticks.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import comments
import growth
import peers
import pyarrow as pa

from npguidelines import Moderator
from npguidelines.engine.rows import Key
from npguidelines.engine.table import review_table
from npguidelines.engine.workers import Workers, in_order

ROOT = Path(__file__).parents[1]
SHARES = (0.01, 0.15, 0.80)
IMPORT = "import time; t = time.process_time(); import npguidelines; print(time.process_time() - t)"
FIRST = "import time; t = time.process_time(); from npguidelines import Moderator; Moderator.default().review('Call me'); print(time.process_time() - t)"
MEMORY = """
import json, sys, pyarrow as pa
from npguidelines import Moderator
texts = json.load(open(sys.argv[1]))
Moderator.default().review_table(pa.table({"text": texts}))
print(next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1024)
"""
Figures = dict[str, float | str]


class Bench:
    """What the parts share: the moderator, the pool of comments, the number of rows."""

    def __init__(self, path: Path | None, rows: int) -> None:
        self.moderator = Moderator.default()
        self.pool = comments.pool(self.moderator, path)
        self.rows = rows

    def mix(self, share: float, seed: int = 1) -> list[str]:
        """Distinct comments."""
        return comments.mix(self.pool, self.rows, share, seed)


def start(_: Bench) -> Figures:
    """Import and first verdict, in fresh interpreters."""

    def best(code: str) -> float:
        return min(float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout) for _ in range(3))

    return {"import s": best(IMPORT), "first verdict s": best(FIRST)}


def review(bench: Bench) -> Figures:
    """`review()` on single comments."""
    figures: Figures = {}
    for name, texts in (("clean", bench.pool.clean), ("flagged", bench.pool.flagged)):
        half = len(texts) // 2
        for text in texts[:half]:
            bench.moderator.review(text)
        cuts = statistics.quantiles([growth.seconds(bench.moderator, t) * 1e6 for t in texts[half:]], n=100)
        figures |= {f"review() {name} p50 us": cuts[49], f"review() {name} p99 us": cuts[98]}
    return figures


def many(bench: Bench) -> Figures:
    """`review_many` on a stream, 15 % flagged."""
    _warm(bench, 0.15)
    texts = bench.mix(0.15)
    return {"review_many 15 % flagged, one core, comments/s": peers.per_second(lambda: sum(1 for _ in bench.moderator.review_many(texts)), len(texts))}


def table(bench: Bench) -> Figures:
    """`review_table` at three shares of flagged comments, one core and two."""
    figures: Figures = {}
    with Workers(bench.moderator, 2) as workers:
        for share in SHARES:
            _warm(bench, share)
            texts = bench.mix(share)
            size = sum(len(t.encode()) for t in texts)
            given = pa.table({"text": texts})
            began = time.process_time()
            result = bench.moderator.review_table(given)
            taken = time.process_time() - began
            flagged = sum(1 for f in result.column("npg_flagged").to_pylist() if f) / len(texts)
            name = f"review_table {share:.0%} flagged"
            figures |= {f"{name}: measured share": flagged, f"{name}: bytes a comment": size / len(texts)}
            figures |= {f"{name}, one core, comments/s": len(texts) / taken, f"{name}, one core, MB/s": size / taken / 1e6}
            _both(workers, bench.mix(share, seed=2))
            taken = _both(workers, texts)
            figures |= {f"{name}, two cores, comments/s": len(texts) / taken, f"{name}, two cores, MB/s": size / taken / 1e6}
    return figures


class _Ready:
    """Answers that are known already: what is left is the work of the table itself."""

    def __init__(self, moderator: Moderator, texts: list[str]) -> None:
        self.provenance = moderator.provenance
        self._answers = {t: moderator.found(t, None) for t in texts}

    def found(self, text: str, _: object) -> object:
        """The answer."""
        return self._answers[text]


def columns(bench: Bench) -> Figures:
    """`review_table` without the engine: how fast the columns are made, 15 % flagged."""
    texts = bench.mix(0.15)
    ready, given = _Ready(bench.moderator, texts), pa.table({"text": texts})
    return {"review_table without the engine, comments/s": max(peers.per_second(lambda: review_table(ready, given), len(texts)) for _ in range(3))}


def _warm(bench: Bench, share: float) -> None:
    bench.moderator.review_table(pa.table({"text": bench.mix(share, seed=2)[: max(2_000, bench.rows // 4)]}))


def _both(workers: Workers, texts: list[str]) -> float:
    """Wall time of two processes that judge `texts`."""
    began = time.perf_counter()
    batches = [[Key(t) for t in texts[at : at + 512]] for at in range(0, len(texts), 512)]
    for _ in in_order(((None, workers.submit(b)) for b in batches), workers.ahead):
        pass
    return time.perf_counter() - began


def files(bench: Bench) -> Figures:
    """Files end to end: 20,000 rows, 15 % flagged, as the coordinator has them."""
    from openpyxl import Workbook

    from npguidelines.batch.score import score_file

    texts = comments.mix(bench.pool, 20_000, 0.15)
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as folder:
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        sheet.append(["id", "author", "created_at", "message"])
        for number, text in enumerate(texts):
            sheet.append([f"fb-{number}", "somebody", "2026-05-01", text if text[0] != "=" else " " + text])
        book.save(Path(folder) / "in.xlsx")
        for suffix in ("xlsx", "csv", "parquet"):
            began = time.process_time()
            score_file(bench.moderator, Path(folder) / "in.xlsx", Path(folder) / f"out.{suffix}")
            figures[f"score 20,000 rows, xlsx to {suffix} s"] = time.process_time() - began
    return figures


def memory(bench: Bench) -> Figures:
    """Largest memory of a fresh process that reviews a table, rules and pyarrow included."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as handle:
        json.dump(bench.mix(0.15), handle)
        handle.flush()
        done = subprocess.run([sys.executable, "-c", MEMORY, handle.name], capture_output=True, text=True, check=True)
    return {"memory of review_table, MB": float(done.stdout)}


def length(bench: Bench) -> Figures:
    """Growth with the length of a comment."""
    return dict(growth.by_length(bench.moderator, list(bench.pool.clean)))


def rules(bench: Bench) -> Figures:
    """Growth with the number of rules."""
    return dict(growth.by_rules(bench.moderator, list(bench.pool.clean[:2_000])))


def yardsticks(bench: Bench) -> Figures:
    """Memory, token look-up, other libraries."""
    texts = bench.mix(0.15)
    return {**peers.memory_read(), **peers.token_look_up(texts, frozenset(bench.moderator.rulebook.lexicon.words)), **peers.peers(texts)}


PARTS: dict[str, Callable[[Bench], Figures]] = {f.__name__: f for f in (start, review, many, table, columns, files, memory, length, rules, yardsticks)}


def machine() -> dict[str, object]:
    """The machine, in words; its load says how far the figures can be trusted."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        cpu = next((line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")), cpu)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {"cpu": cpu, "cores": os.cpu_count(), "system": platform.system(), "python": platform.python_version(), "load at start": load}


def commit() -> str:
    """The commit, with `+` where files differ from it."""

    def git(*words: str) -> str:
        return subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=False).stdout.strip()

    return (git("rev-parse", "--short=12", "HEAD") or "no git") + ("+" if git("status", "--porcelain", "-uno") else "")


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comments", type=Path)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    unknown = set(options.only.split(",")) - set(PARTS)
    if unknown:
        parser.error(f"unknown parts: {', '.join(sorted(unknown))}; valid: {', '.join(PARTS)}")
    bench = Bench(options.comments, options.rows)
    book = bench.moderator.rulebook
    head = {"commit": commit(), "date": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine(), "comments": bench.pool.source, "rows": bench.rows, "rules": len(book.programs), "rulebook": book.digest}
    print("\n".join(f"{name}: {value}" for name, value in head.items()))
    figures: Figures = {}
    for part in options.only.split(","):
        for name, value in PARTS[part](bench).items():
            figures[name] = value
            print(f"{name:58} {value if isinstance(value, str) else format(value, ',.4g') if value < 1_000 else format(value, ',.0f'):>14}", flush=True)
    if options.json is not None:
        options.json.write_text(json.dumps({**head, "figures": figures}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
