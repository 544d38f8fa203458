"""What a verdict looks like in the cells of a row, and how a value becomes a safe cell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final

from ..model.base import Outcome
from ..model.verdict import Verdict

VERDICT_COLUMNS: Final = ("npg_outcome", "npg_flagged", "npg_evidence", "npg_because", "npg_rules", "npg_alerts", "npg_score", "npg_id", "npg_copy_of")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_CLEAN: Final = (Outcome.ALLOW.value, "", "", "", "", "", "0.0")


def verdict_cells(verdict: Verdict | None, ident: str, copy_of: str) -> tuple[str, ...]:
    """The cells of `VERDICT_COLUMNS`; None is a verdict that found nothing."""
    if verdict is None:
        return (*_CLEAN, ident, copy_of)
    findings = [f for f in verdict.findings if f.clause in verdict.flagged]
    return (
        verdict.outcome.value, " ".join(verdict.flagged), " | ".join(e.quote for f in findings for e in f.evidence),
        " | ".join(dict.fromkeys(f"{f.citation}: {f.because}" for f in findings)), " ".join(dict.fromkeys(f.rule for f in findings)),
        " ".join(a.kind for a in verdict.alerts), str(max(verdict.scores.values())), ident, copy_of,
    )  # fmt: skip


def plain(value: object) -> str:
    """Return a value as text: nothing as "", dates in ISO form, nested values as JSON; lone surrogates escaped.

    >>> plain(None), plain(3), plain({"a": [1]}), plain(True)
    ('', '3', '{"a": [1]}', 'true')
    """
    if isinstance(value, str):
        text = value
    elif value is None:
        return ""
    elif isinstance(value, bool):
        return "true" if value else "false"
    elif isinstance(value, datetime | date | time):
        return value.isoformat()
    elif isinstance(value, dict | list):
        text = json.dumps(value, ensure_ascii=False, default=str)
    else:
        text = str(value)
    return encodable(text)


def encodable(text: str) -> str:
    """Write lone surrogates as escapes."""
    if text.isascii():
        return text
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def encodable_all(value: Any) -> Any:
    """`encodable` for every string of a nested value."""
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, Mapping):
        return {encodable(str(k)): encodable_all(v) for k, v in value.items()}
    if isinstance(value, list):
        return [encodable_all(v) for v in value]
    return value


def as_cell(value: object) -> str:
    """Make a spreadsheet cell safe: text that begins like a formula gets an apostrophe (OWASP, CSV injection).

    >>> as_cell("=1+1"), as_cell("-5"), as_cell("fine")
    ("'=1+1", "'-5", 'fine')
    """
    text = plain(value)
    return "'" + text if text.startswith(_FORMULA) else text
