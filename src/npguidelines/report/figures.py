"""The figures of an evaluation as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from ..evaluation.calibration import Tally, calibration_error, errors_by_clause, reliability
from ..evaluation.metrics import Evaluation


def figures(result: Evaluation, errors: int = 0) -> str:
    """Return the tables of figures, and up to `errors` wrong cases grouped by class."""
    lines = [
        f"cases {result.cases}: clauses right {result.right} ({result.right / max(1, result.cases):.3f}), outcome acceptable {result.outcomes_right} "
        f"({result.outcomes_right / max(1, result.cases):.3f}); near misses flagged {result.near_misses_flagged} of {result.near_misses}",
        "clause  precision [95 %]      recall [95 %]         F1    tp  fp  fn",
    ]
    for clause, count in result.clauses.items():
        if count.tp + count.fp + count.fn:
            precision, recall = (f"{value:.3f} {_interval(interval)}" for value, interval in ((count.precision, count.precision_interval), (count.recall, count.recall_interval)))
            lines.append(f"{clause:6}  {precision:20}  {recall:20}  {count.f1:5.3f}  {count.tp:4}{count.fp:4}{count.fn:4}")
    lines.append("outcome expected -> got: " + ", ".join(f"{want} -> {got}: {n}" for (want, got), n in sorted(result.confusion.items())))
    lines += _calibration(result) + _bands(result) + _groups(result)
    if errors:
        lines += _errors(result, errors)
    return "\n".join(lines)


def figures_json(result: Evaluation) -> str:
    """The same figures as JSON, rules included; intervals are [low, high]."""
    clauses = {
        c: {"tp": n.tp, "fp": n.fp, "fn": n.fn, "precision": n.precision, "precision_interval": n.precision_interval, "recall": n.recall, "recall_interval": n.recall_interval, "f1": n.f1}
        for c, n in result.clauses.items()
    }
    table = [{"low": b.low, "high": b.high, "rows": b.rows, "mean_score": b.mean, "right": b.right, "measured": b.measured, "interval": b.interval} for b in reliability(result.scored)]
    data = {
        "schema": 1, "cases": result.cases, "clauses_right": result.right, "outcomes_right": result.outcomes_right,
        "near_misses": result.near_misses, "near_misses_flagged": result.near_misses_flagged, "clauses": clauses,
        "calibration": {"error": calibration_error(result.scored), "by_clause": {c: {"rows": n, "error": e} for c, (n, e) in errors_by_clause(result.scored).items()}, "reliability": table},
        "bands": {band.value: {"score": band.score, **_tally(t)} for band, t in result.bands.items()}, "rules": _tallies(result.rules), "rehearsal": _tallies(result.rehearsal),
        "near_misses_by_group": _tallies(result.groups),
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False, indent=1)


def _calibration(result: Evaluation) -> list[str]:
    """The reliability table over rows with a score above 0, and the calibration error of all and of each clause."""
    if not result.scored:
        return []
    by_clause = ", ".join(f"{c} {error:.3f} ({rows})" for c, (rows, error) in errors_by_clause(result.scored).items())
    lines = [f"calibration, {len(result.scored)} clause scores above 0: expected error {calibration_error(result.scored):.3f}; by clause (rows): {by_clause}", "scores       rows  mean score  were right [95 %]"]
    lines += [f"{b.low:.1f} to {b.high:.1f}  {b.rows:6}  {b.mean:10.3f}  {b.measured:.3f} {_interval(b.interval)}" for b in reliability(result.scored)]
    return lines


def _bands(result: Evaluation) -> list[str]:
    lines = ["band      says   findings  measured precision [95 %]"]
    lines += [f"{band.value:8}  {band.score:.2f}  {t.total:9}  {t.precision:.3f} {_interval(t.interval)}" for band, t in result.bands.items() if t.total]
    for rule, tally in sorted(result.rehearsal.items()):
        lines.append(f"in rehearsal: {rule}: {tally.right} right, {tally.wrong} wrong {_interval(tally.interval)}")
    return lines if len(lines) > 1 else []


def _groups(result: Evaluation) -> list[str]:
    """How often near misses that name a group are flagged."""
    rows = [(name, t) for name, t in result.groups.items() if t.total]
    if not rows:
        return []
    lines = ["near misses that name a group  in all  flagged   rate [95 %]"]
    for name, tally in rows:
        low, high = tally.interval
        lines.append(f"{name:29}  {tally.total:6}  {tally.wrong:7}  {1 - tally.precision:.3f} {_interval((1 - high, 1 - low))}")
    return lines


def _errors(result: Evaluation, errors: int) -> list[str]:
    weak = sorted(((c.recall, k, c) for k, c in result.kinds.items() if c.fn or c.fp), key=lambda x: (x[0], x[1]))
    lines = ["sub-kinds with errors: " + ", ".join(f"{k} (missed {c.fn}, false {c.fp})" for _, k, c in weak[:30])]
    for wrong in sorted(result.wrong, key=lambda w: (w.missed, w.false, w.case.id))[:errors]:
        rules = ",".join(f.rule for f in wrong.verdict.findings) or "-"
        lines.append(f"  {wrong.case.id} missed {''.join(wrong.missed) or '-'} false {''.join(wrong.false) or '-'} got {wrong.verdict.outcome.value} [{rules}] | {wrong.case.text[:140]!r}")
    return lines


def _interval(interval: Iterable[float]) -> str:
    low, high = interval
    return f"[{low:.2f}-{high:.2f}]"


def _tally(tally: Tally) -> dict[str, object]:
    return {"right": tally.right, "wrong": tally.wrong, "precision": tally.precision, "interval": tally.interval}


def _tallies(tallies: Mapping[str, Tally]) -> dict[str, object]:
    return {name: _tally(tally) for name, tally in sorted(tallies.items())}
