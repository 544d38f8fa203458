"""The answer for one comment. Contract: design, "Verdict"."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Frozen, Outcome
from .prose import explain

Reading = Literal["as_written", "evasion", "digits", "masked", "misspelt", "reference"]


class CommentRef(Frozen):
    """Which comment was judged: its id, the SHA-256 of its UTF-8 text (`surrogatepass`), its length in code points."""

    id: str | None
    sha256: str
    length: int


class Evidence(Frozen):
    """A quoted span: half-open code points of the original text."""

    start: int
    end: int
    quote: str
    read_as: str
    reading: Reading
    concepts: tuple[str, ...]


class Finding(Frozen):
    """A rule that matched; `score` in [0, 1]."""

    clause: str
    citation: str
    clause_words: str
    rule: str
    rule_version: int
    evidence: tuple[Evidence, ...]
    score: float
    outcome: Outcome
    because: str


class SetAside(Frozen):
    """A match that a context or an exception of its rule silenced, and why."""

    rule: str
    clause: str
    start: int
    end: int
    context: str
    because: str


class Viewpoint(Frozen):
    """The text with the evidence masked, and the sentence that cites 6(f)(iii)."""

    citation: str
    remaining_text: str
    because: str


class Alert(Frozen):
    """Words of self-harm or of an emergency: no violation; a person may need help."""

    kind: Literal["self-harm", "emergency"]
    start: int
    end: int
    because: str


class Advisory(Frozen):
    """A statistical score in [0, 1]; it may order a queue and changes nothing else. `clauses`: which the label comes near to."""

    source: str
    label: str
    score: float
    clauses: tuple[str, ...] = ()


class Provenance(Frozen):
    """What judged: package, policy edition, digest of the rulebook, detectors at hand."""

    npguidelines: str
    policy: str
    rulebook: str
    detectors: tuple[str, ...]


class Verdict(Frozen):
    """The recommendation for one comment; `flagged` is empty exactly when `outcome` is `allow`.

    `rehearsal` are findings of rules with the status `test`: they count for nothing in any other field.
    """

    schema_: int = Field(alias="schema")
    comment: CommentRef
    outcome: Outcome
    flagged: tuple[str, ...]
    scores: dict[str, float]
    findings: tuple[Finding, ...]
    set_aside: tuple[SetAside, ...]
    viewpoint: Viewpoint
    alerts: tuple[Alert, ...]
    advisories: tuple[Advisory, ...]
    complete: bool
    degraded: tuple[str, ...]
    provenance: Provenance
    rehearsal: tuple[Finding, ...]

    def explain(self) -> str:
        """Return the verdict as a paragraph of plain English: recommendation, quoted evidence, clause, reason, viewpoint."""
        return explain(self)
