"""What failed, for people who do not program: the text with carets, the clause's words, the rule, expected and got, the nearest rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..engine.moderator import Moderator
from ..evaluation.cases import Case
from ..evaluation.examples import Example
from ..evaluation.nearest import nearest
from ..model.rule import Rule
from ..model.verdict import Finding, Verdict
from .carets import underlined

_LEFT = 10  # the width of the column of headings


def example_failure(moderator: Moderator, example: Example, verdict: Verdict, place: str) -> str:
    """Say what an example of a rule should have done, what it did, and what the rule lacked or found."""
    rule = next(p.rule for p in moderator.rulebook.programs if p.rule.id == example.rule)
    every = (*verdict.findings, *verdict.rehearsal)
    own = [f for f in every if f.rule == rule.id]
    lines = _row("expected", f"{'a' if example.wanted else 'no'} finding of {rule.id}")
    lines += _row("got", _got(verdict))
    lines += _text(example.text, own or every) + _row("place", place)
    lines += _row("clause", _clause(moderator, rule.clause) + f" The rule implements \u201c{rule.words}\u201d.")
    lines += _row("rule", _rule(rule))
    if example.wanted:
        near = nearest(moderator, example.text, rule=rule.id, limit=1)
        near += nearest(moderator, example.text, clause=rule.clause, limit=1)
        lines += _row("nearest", *dict.fromkeys(map(str, near)))
    else:
        lines += _row("found", *dict.fromkeys(_found(f) for f in own))
    return "\n".join(lines)


def case_failure(moderator: Moderator, case: Case, verdict: Verdict, place: str) -> str:
    """Say what a labelled case expects, what came, what was missed and what was flagged without reason."""
    missed = [c for c in case.expect if c not in verdict.flagged]
    false = [c for c in verdict.flagged if c not in (*case.expect, *case.also_ok)]
    shown = [f for f in verdict.findings if f.clause in false] or verdict.findings
    also = f" (also right: {', '.join(case.also_ok)})" if case.also_ok else ""
    lines = _row("expected", f"{' or '.join(o.value for o in case.outcome)}, clauses {', '.join(case.expect) or 'none'}{also}" + (f": {case.note}" if case.note else ""))
    lines += _row("got", _got(verdict))
    lines += _text(case.text, shown) + _row("place", place)
    for clause in missed:
        lines += _row("missed", _clause(moderator, clause))
        lines += _row("nearest", *([str(n) for n in nearest(moderator, case.text, clause=clause, limit=2)] or ["none: the text has no cue of any rule of this clause"]))
    for clause in false:
        lines += _row("flagged", _clause(moderator, clause))
        lines += _row("by", *dict.fromkeys(_found(f) for f in verdict.findings if f.clause == clause))
    if not missed and not false:
        lines += _row("by", *dict.fromkeys(_found(f) for f in verdict.findings))
    return "\n".join(lines)


def wrong(case: Case, verdict: Verdict) -> bool:
    """Whether a verdict misses a clause, flags one without reason, or has an outcome that is not acceptable."""
    return not set(case.expect) <= set(verdict.flagged) <= {*case.expect, *case.also_ok} or verdict.outcome not in case.outcome


def _text(text: str, found: Sequence[Finding]) -> list[str]:
    spans = [(e.start, e.end) for f in found for e in f.evidence]
    return _row("text", *underlined(text, spans))


def _row(heading: str, *lines: str) -> list[str]:
    return [f"{heading if not number else '':{_LEFT}}{line}" for number, line in enumerate(lines)]


def _got(verdict: Verdict) -> str:
    if not verdict.flagged:
        return verdict.outcome.value + ", no clause"
    return f"{verdict.outcome.value}, clauses {', '.join(verdict.flagged)} (rules {', '.join(_rules(verdict.findings))})"


def _rules(found: Iterable[Finding]) -> list[str]:
    return list(dict.fromkeys(f"{f.rule} v{f.rule_version}" for f in found))


def _clause(moderator: Moderator, letter: str) -> str:
    clause = moderator.policy.clause(letter)
    return f"{clause.citation} \u201c{clause.words}\u201d"


def _rule(rule: Rule) -> str:
    return f"{rule.id} v{rule.version} ({rule.status}, {rule.strength.value}, at most {rule.ceiling}; {rule.source}): {rule.because}"


def _found(finding: Finding) -> str:
    quotes = " ... ".join(f"\u201c{e.quote}\u201d as {', '.join(e.concepts) or 'words of the rule'}" for e in finding.evidence)
    return f"{finding.rule} v{finding.rule_version} ({finding.score:.2f}): {quotes}. {finding.because}"
