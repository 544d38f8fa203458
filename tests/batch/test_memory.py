"""Memory stays flat: a stream ten times as long needs no more. Rows come from a generator; the writers write for real."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

RUN = """
import sys
from pathlib import Path
from npguidelines import Moderator
from npguidelines.batch import score, source
target, rows, distinct = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
lines = (source.Row(n, {"id": f"fb-{n}", "text": t}, t, "", n) for n in range(1, rows + 1) for t in [f"Thank you all for the snow plowing {n % distinct}, whatever the hour"])
opened = source.Source(Path("generated"), "csv", ["id", "text"], "text", source.grouped(lines))
score.read_rows = lambda *_, **__: opened
here = Path(__file__) if "__file__" in globals() else Path(sys.executable)
summary = score.score_file(Moderator.default(), here, target)
assert summary.rows == rows, summary
print(next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) // 1024)
"""


def peak(target: Path, rows: int, distinct: int) -> int:
    """Largest memory of a run of its own, in MB."""
    done = subprocess.run([sys.executable, "-c", RUN, str(target), str(rows), str(distinct)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("name", ["out.csv", "out.jsonl", "out.parquet", "out.xlsx"])
def test_memory_does_not_grow_with_the_number_of_rows(tmp_path: Path, name: str) -> None:
    few = peak(tmp_path / name, 3_000, 1_500)
    many = peak(tmp_path / name, 30_000, 1_500)
    assert many < few + 30 and many < 400, (few, many)
