"""The counts over one file, as the coordinator reads them: alerts first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from ..model.verdict import Verdict

_SHOWN: Final = 10


@dataclass(slots=True)
class Summary:
    """Counts over one file; `copies` are rows whose text stood in an earlier row."""

    rows: int = 0
    unreadable: int = 0
    alerts: int = 0
    incomplete: int = 0
    copies: int = 0
    copies_exact: bool = True
    most_copied: list[tuple[str, int]] = field(default_factory=list)  # (id of the first row, copies)
    alert_ids: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    clauses: Counter[str] = field(default_factory=Counter)
    first_faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    written: tuple[str, ...] = ()

    def count(self, ident: str, verdict: Verdict | None, copy_of: str) -> None:
        """Count one row; None is a verdict that found nothing."""
        self.rows += 1
        self.copies += bool(copy_of)
        if verdict is None:
            self.outcomes["allow"] += 1
            return
        self.outcomes[verdict.outcome.value] += 1
        self.clauses.update(verdict.flagged)
        self.incomplete += not verdict.complete
        if verdict.alerts:
            self.alerts += 1
            if len(self.alert_ids) < _SHOWN:
                self.alert_ids.append(ident)

    def fault(self, line: int, reason: str) -> None:
        """Count one unreadable row."""
        self.unreadable += 1
        if len(self.first_faults) < 3:
            self.first_faults.append(f"  line {line}: {reason}")

    def text(self) -> str:
        """The summary as lines, alerts first."""
        lines = []
        if self.alerts:
            more = ", ..." if self.alerts > len(self.alert_ids) else ""
            lines.append(f"alerts (a person may need help): {self.alerts}: {', '.join(self.alert_ids)}{more}")
        total = max(1, self.rows)
        lines.append(f"comments: {self.rows}")
        lines += [f"  {o:9} {self.outcomes[o]:6}  {self.outcomes[o] / total:6.1%}" for o in ("allow", "review", "removable")]
        lines.append("flagged by clause: " + (", ".join(f"{c} {n}" for c, n in sorted(self.clauses.items())) or "none"))
        if self.copies:
            most = ", ".join(f"{ident} {number} times" for ident, number in self.most_copied)
            lines.append(f"identical copies: {'' if self.copies_exact else 'at least '}{self.copies}; most often copied: {most}")
        if self.incomplete:
            lines.append(f"incomplete verdicts: {self.incomplete}")
        lines.append(f"unreadable rows: {self.unreadable}")
        lines += self.first_faults
        lines += [f"note: {note}" for note in self.notes]
        lines += [f"wrote {name}" for name in self.written]
        return "\n".join(lines)
