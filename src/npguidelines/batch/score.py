"""Score a file of comments: verdicts beside the rows, unreadable rows beside the verdicts, a summary at the end."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from ..engine.moderator import Moderator
from ..errors import DataFileError
from ..model.comment import Comment
from ..model.verdict import Verdict
from .rows import ID_COLUMNS, Row, csv_line, read_rows

_COLUMNS = ("npg_outcome", "npg_flagged", "npg_evidence", "npg_because", "npg_rules", "npg_alerts", "npg_score")


@dataclass(slots=True)
class Summary:
    """Counts over one file."""

    rows: int = 0
    unreadable: int = 0
    alerts: int = 0
    incomplete: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    clauses: Counter[str] = field(default_factory=Counter)
    written: tuple[str, ...] = ()

    def text(self) -> str:
        """The summary as lines, alerts first."""
        lines = [f"alerts (a person may need help): {self.alerts}"] if self.alerts else []
        total = max(1, self.rows)
        lines.append(f"comments: {self.rows}")
        lines += [f"  {o:9} {self.outcomes[o]:6}  {self.outcomes[o] / total:6.1%}" for o in ("allow", "review", "removable")]
        lines.append("flagged by clause: " + (", ".join(f"{c} {n}" for c, n in sorted(self.clauses.items())) or "none"))
        if self.incomplete:
            lines.append(f"incomplete verdicts: {self.incomplete}")
        lines.append(f"unreadable rows: {self.unreadable}")
        lines += [f"wrote {name}" for name in self.written]
        return "\n".join(lines)


def score_file(moderator: Moderator, source: Path, target: Path, column: str | None = None, tick: Callable[[int], None] = lambda _: None) -> Summary:
    """Score `source` into `target` (`.csv` or `.jsonl`), written beside and renamed when whole.

    Unreadable rows go to `<target>.unreadable.csv` with line and reason. Raises `DataFileError`.
    """
    if target.suffix.lower() not in (".csv", ".jsonl"):
        raise DataFileError("NPG205", expected="an output name that ends in .csv or .jsonl", got=target.name, cure="choose -o NAME.csv or NAME.jsonl")
    summary = Summary()
    rows = read_rows(source, column)
    side = target.with_name(target.name + ".unreadable.csv")
    parts = [target.with_name(target.name + ".part"), side.with_name(side.name + ".part")]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            out, bad = (stack.enter_context(p.open("w", encoding="utf-8", newline="")) for p in parts)
            bad.write("line,reason\n")
            _write(moderator, rows, out, bad, target.suffix.lower() == ".csv", summary, tick)
        parts[0].replace(target)
        if summary.unreadable:
            parts[1].replace(side)
    except OSError as error:
        raise DataFileError("NPG205", expected="a folder that can be written", got=str(error), cure="choose another -o, or free the disk") from error
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
    summary.written = (str(target), *((str(side),) if summary.unreadable else ()))
    return summary


def _write(moderator: Moderator, rows: Iterable[Row], out: IO[str], bad: IO[str], as_csv: bool, summary: Summary, tick: Callable[[int], None]) -> None:
    header: list[str] | None = None
    for number, row in enumerate(rows, 1):
        tick(number)
        if row.fault:
            summary.unreadable += 1
            bad.write(csv_line([str(row.line), row.fault]))
            continue
        verdict = moderator.review(_comment(row))
        _count(summary, verdict)
        if not as_csv:
            out.write(_json_line(row, verdict))
            continue
        if header is None:
            header = list(row.columns)
            out.write(csv_line([*header, *_COLUMNS]))
        out.write(csv_line([*(_safe(row.columns.get(h)) for h in header), *_cells(verdict)]))


def _safe(value: object) -> object:
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def _comment(row: Row) -> Comment:
    ident = next((str(row.columns[c]) for c in ID_COLUMNS if row.columns.get(c)), str(row.line))
    post = row.columns.get("post_text") or row.columns.get("post")
    parent = row.columns.get("parent_text")
    return Comment(text=row.text, id=ident, post_text=post if isinstance(post, str) else None, parent_text=parent if isinstance(parent, str) else None)


def _count(summary: Summary, verdict: Verdict) -> None:
    summary.rows += 1
    summary.outcomes[verdict.outcome.value] += 1
    summary.clauses.update(verdict.flagged)
    summary.alerts += bool(verdict.alerts)
    summary.incomplete += not verdict.complete


def _cells(verdict: Verdict) -> list[object]:
    findings = [f for f in verdict.findings if f.clause in verdict.flagged]
    return [
        verdict.outcome.value, " ".join(verdict.flagged), " | ".join(e.quote for f in findings for e in f.evidence),
        " | ".join(dict.fromkeys(f"{f.citation}: {f.because}" for f in findings)), " ".join(dict.fromkeys(f.rule for f in findings)),
        " ".join(a.kind for a in verdict.alerts), str(max(verdict.scores.values())),
    ]  # fmt: skip


def _json_line(row: Row, verdict: Verdict) -> str:
    return json.dumps({"row": {k: _safe(v) for k, v in row.columns.items()}, "verdict": json.loads(verdict.model_dump_json())}, ensure_ascii=False) + "\n"
