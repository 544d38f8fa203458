"""A comparison of two rulebooks in plain text and JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from ..evaluation.compare import KINDS, Change, Comparison, Decision
from ..evaluation.sides import Side
from .carets import underlined

_HEADS: dict[str, str] = {
    KINDS[0]: "VIEWPOINT NEWLY FLAGGED, against 6(f)(iii)",
    KINDS[1]: "newly flagged",
    KINDS[2]: "flagged no more",
    KINDS[3]: "flagged under other clauses",
    KINDS[4]: "with another outcome",
}


def comparison_text(old: Side, new: Side, result: Comparison, limit: int) -> str:
    """What changed, viewpoints newly flagged first; at most `limit` texts of each other kind."""
    head = [
        f"old: {old.name} (policy {old.edition}, rulebook {old.digest[:19]})",
        f"new: {new.name} (policy {new.edition}, rulebook {new.digest[:19]})",
        *_rewordings(old.clauses, new.clauses),
        f"texts {result.texts}: decided otherwise {len(result.changes)}; decided alike, by other rules {result.other_rules}",
    ]
    others = [line for kind in KINDS[1:] for line in _section(kind, result, limit)]
    return "\n".join([*_section(KINDS[0], result, len(result.changes)), *head, *_counts(result), *others])


def _section(kind: str, result: Comparison, limit: int) -> list[str]:
    changes = result.of(kind)
    if not changes:
        return []
    more = [f"  ... {len(changes) - limit} more (--limit)"] if len(changes) > limit else []
    return [f"{_HEADS[kind]}: {len(changes)}", *(line for change in changes[:limit] for line in _change(change)), *more]


def comparison_json(old: Side, new: Side, result: Comparison) -> str:
    """The same as JSON, every text included."""
    changes = [
        {"kind": c.kind, "where": c.subject.where, "id": c.subject.id, "text": c.subject.text, "old": asdict(c.old), "new": asdict(c.new)}
        for c in result.changes
    ]
    sides = {name: {"name": s.name, "policy": s.edition, "rulebook": s.digest} for name, s in (("old", old), ("new", new))}
    reworded = {c: [old.clauses.get(c), w] for c, w in new.clauses.items() if old.clauses.get(c) != w}
    data = {"schema": 1, **sides, "reworded": reworded, "texts": result.texts, "other_rules": result.other_rules, "clauses": result.clauses, "rules": result.rules, "changes": changes}
    return json.dumps(data, ensure_ascii=False, indent=1)


def _rewordings(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    lines = []
    for clause, words in sorted(new.items()):
        if old.get(clause) != words:
            lines += [f"clause {clause} read: \u201c{old.get(clause, '')}\u201d", f"clause {clause} reads: \u201c{words}\u201d"]
    return lines


def _counts(result: Comparison) -> list[str]:
    clauses = [f"{c} +{n['newly']} -{n['no more']}" for c, n in result.clauses.items() if n["newly"] or n["no more"]]
    rules = [f"{r} +{n['newly']} -{n['no more']}" for r, n in sorted(result.rules.items())]
    lines = [f"by clause (newly flagged +, no more -): {', '.join(clauses)}"] if clauses else []
    return [*lines, f"by rule: {', '.join(rules)}"] if rules else lines


def _change(change: Change) -> list[str]:
    subject = change.subject
    spans = [s for g in (change.new.grounds or change.old.grounds) for s in g.spans]
    lines = [f"  {subject.where} {subject.id}" + (f" (label: {', '.join(subject.case.expect) or 'allow'})" if subject.case else "")]
    lines += [f"    {line}" for line in underlined(subject.text, spans)]
    lines += _decision("old", change.old, change.new) + _decision("new", change.new, change.old)
    return lines


def _decision(name: str, one: Decision, other: Decision) -> list[str]:
    """The outcome and its grounds; where a clause of the other side is not flagged, why it was set aside here."""
    lines = [f"    {name}: {one.outcome}" + (f", clauses {', '.join(one.flagged)}" if one.flagged else "")]
    lines += [f"         {words}" for words in _unique([str(g) for g in one.grounds])]
    rules = {g.rule for g in other.grounds} - {g.rule for g in one.grounds}
    lines += [f"         {words}" for words in _unique([f"set aside: {rule}. {because}" for rule, because in one.aside if rule in rules])]
    return lines


def _unique(lines: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(lines))
