"""The trace behind a verdict: reading by reading, what was found, and which rules came near."""

from __future__ import annotations

from ..engine.moderator import Moderator
from ..evaluation.nearest import near_rules


def trace(moderator: Moderator, text: str, limit: int = 5, rule: str | None = None) -> str:
    """Return reading by reading what was found, and the nearest rules that did not fire (or `rule` alone) with the cue that each lacked."""
    analysis = moderator.analyse(text, whole=True)
    assert analysis is not None
    document, names = analysis.matcher.document, moderator.rulebook.names
    lines = ["Tokens:"]
    for start, end, word in zip(document.starts, document.ends, document.words, strict=True):
        readings = ", ".join(f"{form} ({how})" for form, how in word.forms)
        named = [name for i in word.ids if (name := names.plain(i)) is not None]
        lines.append(f"  {start:4}-{end:<4} {text[start:end]!r} read as {readings}" + (f" -> {', '.join(named)}" if named else ""))
    spans = [f"{name} at {list(s)}" for i, s in sorted(document.phrases.items()) if (name := names.plain(i)) is not None]
    lines.append("Phrases: " + ("; ".join(spans) or "none"))
    lines.append("Detectors: " + ("; ".join(sorted(names[i] for i in analysis.matcher.marked)) or "none"))
    lines.append("Contexts: " + (", ".join(s.program.context.name for s in analysis.scopes) or "none"))
    near = near_rules(moderator, analysis, rule=rule, limit=limit)
    lines.append("Nearest rules that did not fire:" if rule is None else f"Why not {rule}:")
    lines.extend([f"  {one}" for one in near] or ["  none" if rule is None else "  it fired: see its finding above"])
    return "\n".join(lines)
