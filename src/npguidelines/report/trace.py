"""The trace behind a verdict: reading by reading, what was found, and which rules came near."""

from __future__ import annotations

from ..engine.moderator import Analysis, Moderator
from ..rulebook.program import Together


def trace(moderator: Moderator, text: str, limit: int = 5) -> str:
    """Return reading by reading what was found, and the nearest rules that did not fire with the cue that each lacked."""
    analysis = moderator.analyse(text, whole=True)
    assert analysis is not None
    document = analysis.matcher.document
    lines = ["Tokens:"]
    for start, end, word in zip(document.starts, document.ends, document.words, strict=True):
        readings = ", ".join(f"{form} ({how})" for form, how in word.forms)
        names = [moderator.rulebook.names[i] for i in sorted(word.ids)]
        named = [n for n in names if "'" not in n]
        lines.append(f"  {start:4}-{end:<4} {text[start:end]!r} read as {readings}" + (f" -> {', '.join(named)}" if named else ""))
    spans = [f"{moderator.rulebook.names[i]} at {list(s)}" for i, s in sorted(document.phrases.items()) if "'" not in moderator.rulebook.names[i]]
    lines.append("Phrases: " + ("; ".join(spans) or "none"))
    lines.append("Detectors: " + ("; ".join(sorted(moderator.rulebook.names[i] for i in analysis.matcher.marked)) or "none"))
    lines.append("Contexts: " + (", ".join(s.program.context.name for s in analysis.scopes) or "none"))
    lines.append("Nearest rules that did not fire:")
    lines.extend(_near(moderator, analysis, limit))
    return "\n".join(lines)


def _near(moderator: Moderator, analysis: Analysis, limit: int) -> list[str]:
    """Rules with some of their parts present, ordered by how few parts they lack."""
    book, matcher = moderator.rulebook, analysis.matcher
    fired = {found.program.rule.id for found, _ in analysis.hits}
    near = []
    for program in book.programs:
        if program.rule.id in fired:
            continue
        for pattern, gate in zip(program.patterns, program.gates, strict=True):
            if isinstance(pattern, Together):
                found = [bool(matcher.value(p)) for p in pattern.present]
                lacking = [text for ok, text in zip(found, _parts(program.rule.match[program.patterns.index(pattern)]), strict=False) if not ok]
            else:
                needs = [*({i} for i in sorted(gate.must)), *gate.some]
                found = [not need.isdisjoint(analysis.matcher.possible.ids) for need in needs]
                lacking = [" | ".join([book.names[i] for i in sorted(m) if book.names[i][0] != "~"][:4]) for m, ok in zip(needs, found, strict=True) if not ok]
            if any(found):
                near.append((len(lacking), -sum(found), program.rule.id, lacking))
    near.sort()
    return [f"  {rule}: {'lacked ' + '; '.join(lacking) if lacking else 'all cues are there, not in the order, scope or mood that it asks'}" for _, _, rule, lacking in near[:limit]] or ["  none"]


def _parts(text: str) -> list[str]:
    """The source text of the parts of an all(...) pattern."""
    inner = text[text.index("(") + 1 : text.rindex(")")]
    parts, depth, start, quoted = [], 0, 0, False
    for index, char in enumerate(inner):
        if char == "'":
            quoted = not quoted
        elif not quoted:
            depth += (char in "([") - (char in ")]")
            if char == "," and depth == 0:
                parts.append(inner[start:index].strip())
                start = index + 1
    parts.append(inner[start:].strip())
    return [p for p in parts if not p.startswith("!")]
