"""From what was found to the verdict: findings, scores, safeguard, alerts, provenance."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

from ..model.base import CLAUSE_IDS, Outcome, trusted
from ..model.comment import Comment
from ..model.verdict import Alert, CommentRef, Finding, Provenance, Verdict, Viewpoint
from ..rulebook.program import AlertProgram, Rulebook
from . import findings, safeguard
from .analysis import Analysis
from .match import Matcher
from .score import combine

_SCHEMA: Final = 1
_CLEAN_SCORES: Final = dict.fromkeys(CLAUSE_IDS, 0.0)


def comment_ref(text: str, comment: Comment | None) -> CommentRef:
    """Which comment is judged."""
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return trusted(CommentRef, {"id": None if comment is None else comment.id, "sha256": sha256, "length": len(text)})


class Verdicts:
    """Writes the verdicts of one rulebook; `show` turns the masking of identifiers off."""

    def __init__(self, book: Rulebook, provenance: Provenance, *, show: bool) -> None:
        self._book = book
        self._provenance = provenance
        self._show = show
        self._rehearsing = frozenset(p.ident for p in book.programs if p.status == "test")
        self._cited = safeguard.citation(book.policy)
        self._findings = findings.Findings(book.policy)
        clean = Verdict(
            schema=_SCHEMA, comment=comment_ref("", None), outcome=Outcome.ALLOW, flagged=(), scores={}, findings=(), set_aside=(),
            viewpoint=self._all_remains(""), alerts=(), advisories=(), complete=True, degraded=(), provenance=provenance, rehearsal=(),
        )  # fmt: skip
        self._clean = dict(clean)

    def clean(self, reference: CommentRef, text: str) -> Verdict:
        """The verdict on a comment of which nothing need be said."""
        return trusted(Verdict, self._clean | {"comment": reference, "scores": _CLEAN_SCORES.copy(), "viewpoint": self._all_remains(text)})

    def _all_remains(self, text: str) -> Viewpoint:
        return trusted(Viewpoint, {"citation": self._cited, "remaining_text": findings.escape(text), "because": safeguard.NOTHING})

    def made(self, reference: CommentRef, text: str, analysis: Analysis) -> Verdict:
        """The verdict on a comment of which something was found."""
        matcher, policy = analysis.matcher, self._book.policy
        hidden = [] if self._show else analysis.hidden
        made: dict[tuple[object, ...], tuple[Finding, findings.Hit]] = {}
        for found, strength in analysis.hits:
            one = self._findings.finding(matcher, found, strength, hidden)
            if safeguard.supported(one, found, matcher):
                key = (one.clause, one.rule, tuple((e.start, e.end) for e in one.evidence))
                if key not in made or made[key][0].score < one.score:
                    made[key] = (one, found)
        every = [made[k] for k in sorted(made, key=repr) if k[1] not in self._rehearsing]
        scores, flagged, worst = safeguard.judge(every, policy, combine)
        shown = _in_order(f for f, _ in every)
        aside = tuple(sorted({s for s in analysis.aside if s.rule not in self._rehearsing}, key=lambda s: (s.clause, s.start, s.end, s.rule, s.context)))
        return trusted(Verdict, {
            "schema_": _SCHEMA, "comment": reference, "outcome": worst, "flagged": flagged, "scores": scores, "findings": shown, "set_aside": aside,
            "viewpoint": safeguard.viewpoint(text, shown, aside, flagged, self._cited, hidden), "alerts": self._alerts(matcher, analysis),
            "advisories": (), "complete": not analysis.degraded, "degraded": tuple(sorted(set(analysis.degraded))), "provenance": self._provenance,
            "rehearsal": _in_order(f for k, (f, _) in made.items() if k[1] in self._rehearsing),
        })  # fmt: skip

    def _alerts(self, matcher: Matcher, analysis: Analysis) -> tuple[Alert, ...]:
        places: list[tuple[AlertProgram, tuple[int, int]]] = []
        for number in analysis.calls:
            at, which = self._book.calls[number]
            program = self._book.alerts[at]
            if not any(matcher.any(u) for u in program.unless):
                places += [(program, match.spans[0]) for match in matcher.matches(program.patterns[which])[:1]]
        known = {program.alert.kind for program, _ in places}
        places += [(p, window.span) for p, window in analysis.called if p.alert.kind not in known and not any(matcher.any(u) for u in p.unless)]
        found = []
        for program, (token, length) in places:
            if analysis.weighing is None or not analysis.weighing.against(program.alert.kind):
                start, end = matcher.document.span(token, length)
                found.append(Alert(kind=program.alert.kind, start=start, end=end, because=program.alert.because))
        first: dict[str, Alert] = {}
        for alert in sorted(found, key=lambda a: (a.kind, a.start, -a.end)):
            first.setdefault(alert.kind, alert)
        return tuple(first[k] for k in sorted(first))


def _in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda f: (f.clause, f.evidence[0].start, f.rule, f.evidence[0].end)))
