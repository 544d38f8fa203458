"""The wording of the policy beside the rules, in plain text and JSON: what is implemented, what is gone, what to do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from ..errors import Problem
from ..evaluation.wording import ClauseCoverage, Rewording
from ..model.policy import Policy


def coverage_text(policy: Policy, covered: Sequence[ClauseCoverage]) -> str:
    """Clause by clause: the words, the rules that implement them, how many texts test them; words that no rule implements."""
    lines = [f"{policy.title}, edition {policy.edition}", ""]
    for one in covered:
        lines.append(f"{one.clause.id}  {one.clause.citation}  {one.clause.words}")
        for phrase in one.phrases:
            rehearsing = sum(r.status == "test" for r in phrase.rules)
            aside = f" ({rehearsing} in rehearsal)" if rehearsing else ""
            lines.append(f"   {len(phrase.rules):4} rules{aside}  {phrase.violations:5} violations  {phrase.near_misses:5} near misses  \u201c{phrase.words}\u201d")
        lines += [f"   no rule implements \u201c{words}\u201d" for words in one.open_words]
        lines.append("")
    total = sum(len(one.open) for one in covered)
    lines.append(f"words that no rule implements: {total or 'none'}")
    return "\n".join(lines)


def coverage_json(policy: Policy, digest: str, covered: Sequence[ClauseCoverage]) -> str:
    """The same as JSON, with every rule."""
    clauses = []
    for one in covered:
        phrases = [{**asdict(p), "violations": p.violations, "near_misses": p.near_misses} for p in one.phrases]
        clauses.append({"clause": one.clause.id, "citation": one.clause.citation, "words": one.clause.words, "phrases": phrases, "no_rule": list(one.open_words)})
    return json.dumps({"schema": 1, "policy": policy.edition, "rulebook": digest, "clauses": clauses}, ensure_ascii=False, indent=1)


def rewording_text(reworded: Sequence[Rewording], covered: Sequence[ClauseCoverage], problems: Sequence[Problem]) -> str:
    """What no longer holds after a rewording: the quoted words that are gone with every rule that quotes them, words without a rule, what to do."""
    lines: list[str] = []
    for letter in sorted({r.clause.id for r in reworded}):
        mine = [r for r in reworded if r.clause.id == letter]
        clause = mine[0].clause
        lines.append(f"Clause {letter}, {clause.citation}, now reads: \u201c{clause.words}\u201d")
        for one in mine:
            lines.append(f"  no longer there: \u201c{one.words}\u201d, which {len(one.rules)} rule{'s quote' if len(one.rules) > 1 else ' quotes'}")
            lines.append((f"    nearest words now: \u201c{one.nearest}\u201d" if one.nearest else "    nothing near to it stands there now") + _changes(one))
            lines += [f"    {place}" for place in _places(one, problems)]
    lines += open_text(covered)
    if reworded:
        lines += ["What to do:"]
        lines += [f"  {number}. {step}" for number, step in enumerate(_steps(reworded, covered), 1)]
    return "\n".join(lines)


def open_text(covered: Sequence[ClauseCoverage]) -> list[str]:
    """A line for each stretch of words that no rule implements."""
    return [f"No rule implements \u201c{words}\u201d of clause {one.clause.id}: `npguidelines new-rule {one.clause.id} SUB-KIND` begins one." for one in covered for words in one.open_words]


def _changes(one: Rewording) -> str:
    parts = [f"gone: {', '.join(one.gone)}"] if one.gone else []
    parts += [f"new: {', '.join(one.new)}"] if one.new else []
    return f" ({'; '.join(parts)})" if parts else ""


def _places(one: Rewording, problems: Sequence[Problem]) -> list[str]:
    """Each rule that quotes the words, with the place of the quotation as file:line:column."""
    quoted, expected = one.words.casefold(), f"words of clause {one.clause.id}:"
    found: dict[str, list[Problem]] = {}
    for problem in sorted(problems):
        got = " ".join(problem.got[1:-1].split()).rstrip(".").casefold()
        if problem.code == "NPG111" and got == quoted and problem.expected.startswith(expected):
            found.setdefault(problem.file, []).append(problem)
    return [f"{p.file}:{p.line}:{p.column} {rule}" for rule, file in one.rules if found.get(file) for p in (found[file].pop(0),)]


def _steps(reworded: Sequence[Rewording], covered: Sequence[ClauseCoverage]) -> list[str]:
    one = next((r for r in reworded if r.nearest), reworded[0])
    gone = next((r for r in reworded if not r.nearest), one)
    near = f'"{one.nearest}"' if one.nearest else '"NEW WORDS"'
    steps = [
        f'Read each rule named above against the new words. Where all that quote the same words still hold: `npguidelines reword {one.clause.id} "{one.words}" {near}` lets them quote words that stand there now. Where only some do, change their `words` by hand and raise their `version`.',
        f'Where they hold no longer: `npguidelines reword {gone.clause.id} "{gone.words}" --deprecate`; a single rule: set its `status` to "deprecated".',
    ]
    if any(one.open for one in covered):
        steps.append("For words that no rule implements, begin a rule with `npguidelines new-rule CLAUSE SUB-KIND`; it rehearses until you set its status to \"stable\".")
    steps.append("Run `npguidelines check` again, then `npguidelines diff OLD NEW --corpus FILES`: it shows which verdicts change.")
    return steps
