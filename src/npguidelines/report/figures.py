"""The figures of an evaluation as text."""

from __future__ import annotations

from ..evaluation.metrics import Evaluation


def figures(result: Evaluation, errors: int = 0) -> str:
    """Return the table of figures, and up to `errors` wrong cases grouped by class."""
    lines = [
        f"cases {result.cases}: clauses right {result.right} ({result.right / max(1, result.cases):.3f}), outcome acceptable {result.outcomes_right} "
        f"({result.outcomes_right / max(1, result.cases):.3f}); near misses flagged {result.near_misses_flagged} of {result.near_misses}",
        "clause  precision  recall     F1    tp  fp  fn",
    ]
    for clause, count in result.clauses.items():
        if count.tp + count.fp + count.fn:
            lines.append(f"{clause:6}  {count.precision:9.3f}  {count.recall:6.3f}  {count.f1:5.3f}  {count.tp:4}{count.fp:4}{count.fn:4}")
    lines.append("outcome expected -> got: " + ", ".join(f"{want} -> {got}: {n}" for (want, got), n in sorted(result.confusion.items())))
    if errors:
        weak = sorted(((c.recall, k, c) for k, c in result.kinds.items() if c.fn or c.fp), key=lambda x: (x[0], x[1]))
        lines.append("sub-kinds with errors: " + ", ".join(f"{k} (missed {c.fn}, false {c.fp})" for _, k, c in weak[:30]))
        for wrong in sorted(result.wrong, key=lambda w: (w.missed, w.false, w.case.id))[:errors]:
            rules = ",".join(f.rule for f in wrong.verdict.findings) or "-"
            lines.append(f"  {wrong.case.id} missed {''.join(wrong.missed) or '-'} false {''.join(wrong.false) or '-'} got {wrong.verdict.outcome.value} [{rules}] | {wrong.case.text[:140]!r}")
    return "\n".join(lines)
