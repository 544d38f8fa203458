"""A verdict in plain English, as a citizen and a court could read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .base import Outcome

if TYPE_CHECKING:
    from .verdict import Finding, Verdict

_HEADS = {
    Outcome.ALLOW: "Recommendation: allow. Nothing in this comment meets a clause of the guidelines.",
    Outcome.REVIEW: "Recommendation: a person should review this comment. The text alone does not decide.",
    Outcome.REMOVABLE: "Recommendation: the comment may be subject to removal; a person decides.",
}


def explain(verdict: Verdict) -> str:
    """Return the verdict as a paragraph of plain English."""
    lines = [_HEADS[verdict.outcome]]
    for finding in verdict.findings:
        lines.append(_finding(finding))
    for aside in verdict.set_aside:
        lines.append(f"Considered and set aside: rule {aside.rule} (clause {aside.clause}). {aside.because}")
    lines.append(f"{verdict.viewpoint.citation}: {verdict.viewpoint.because}")
    for alert in verdict.alerts:
        lines.append(f"Alert ({alert.kind}), no violation: {alert.because}")
    for finding in verdict.rehearsal:
        lines.append(f"In rehearsal, counted for nothing: {_finding(finding)}")
    if not verdict.complete:
        lines.append("Incomplete: " + "; ".join(verdict.degraded) + ".")
    provenance = verdict.provenance
    lines.append(f"npguidelines {provenance.npguidelines}, policy {provenance.policy}, rulebook {provenance.rulebook[:19]}. Nothing was removed.")
    return "\n".join(lines)


def _finding(finding: Finding) -> str:
    quotes = " ... ".join(f"\u201c{e.quote}\u201d" + (f" (read as \u201c{e.read_as}\u201d: {e.reading})" if e.reading not in ("as_written", "reference") else "") for e in finding.evidence)
    return f"{finding.citation} \u201c{finding.clause_words}\u201d: {quotes}. {finding.because} (rule {finding.rule} v{finding.rule_version}, score {finding.score:.2f}, {finding.outcome.value})"
