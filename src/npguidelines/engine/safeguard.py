"""The viewpoint safeguard, 6(f)(iii): no span, no flag; no flagging concept, no flag; and the sentence that says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..model.base import CLAUSE_IDS, Outcome, trusted
from ..model.policy import Policy
from ..model.verdict import Finding, SetAside, Viewpoint
from .findings import Hit, flagging_marks, mask_text
from .match import Matcher

NOTHING = "No words of this comment meet a clause; an opinion, however harsh or unpopular, is not a ground."
_ASIDE = "Some words resemble a clause and were set aside, each for the reason given; the rest is viewpoint, which may not be removed."
_REST = "Only the quoted words are a ground; the rest, with any opinion in it, played no part."


def citation(policy: Policy) -> str:
    """The citation of 6(f)(iii)."""
    return policy.provision("6(f)(iii)").citation


def supported(finding: Finding, hit: Hit, matcher: Matcher) -> bool:
    """Whether a finding rests on a span of the text, on words of the clause and on a concept of a flagging kind."""
    spans = all(0 <= e.start < e.end <= len(matcher.document.text) for e in finding.evidence)
    return bool(finding.evidence) and spans and bool(finding.clause_words) and bool(flagging_marks(matcher, hit))


Combine = Callable[[Sequence[tuple[float, str, frozenset[int]]]], float]


def judge(found: Sequence[tuple[Finding, Hit]], policy: Policy, combine: Combine) -> tuple[dict[str, float], tuple[str, ...], Outcome]:
    """Scores by clause, the flagged clauses in order, and the outcome of the comment.

    A clause is flagged from the review threshold. `removable` needs a score from its threshold and a rule whose ceiling
    allows it and which alone supports removal, or such rules together.
    """
    scores = dict.fromkeys(CLAUSE_IDS, 0.0)
    flagged: list[str] = []
    worst = Outcome.ALLOW
    by_clause: dict[str, list[tuple[Finding, Hit]]] = {}
    for pair in found:
        by_clause.setdefault(pair[0].clause, []).append(pair)
    for clause in sorted(by_clause):
        parts = [(f.score, h.program.rule.family, h.tokens) for f, h in by_clause[clause]]
        scores[clause] = combine(parts)
        if scores[clause] < policy.thresholds.review:
            continue
        flagged.append(clause)
        strong = [part for part, (_, h) in zip(parts, by_clause[clause], strict=True) if h.program.rule.ceiling == "removable"]
        removable = bool(strong) and combine(strong) >= policy.thresholds.removable
        if removable:
            worst = Outcome.REMOVABLE
        elif worst is Outcome.ALLOW:
            worst = Outcome.REVIEW
    return scores, tuple(flagged), worst


def viewpoint(text: str, findings: Sequence[Finding], aside: Sequence[SetAside], flagged: Sequence[str], cited: str, hidden: list[tuple[int, int]]) -> Viewpoint:
    """What remains when the evidence of flagged clauses is masked, and why it counts for nothing; `cited`: the citation of 6(f)(iii)."""
    spans = sorted((e.start, e.end) for f in findings if f.clause in flagged for e in f.evidence)
    parts: list[str] = []
    at = 0
    for start, end in spans:
        if start >= at:
            parts.append(mask_text(text, at, start, hidden))
            parts.append("____")
        at = max(at, end)
    parts.append(mask_text(text, at, len(text), hidden))
    because = _REST if flagged else _ASIDE if aside else NOTHING
    return trusted(Viewpoint, {"citation": cited, "remaining_text": "".join(parts), "because": because})
