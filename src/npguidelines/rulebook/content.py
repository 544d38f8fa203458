"""What a rulebook holds, as read: policy, concepts, rules, contexts, features, spellings. Plain models."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import Field

from ..model.base import Authored
from ..model.concept import Concept
from ..model.policy import Policy
from ..model.rule import Rule

Direction = Literal["forward", "backward", "both"]
ContextScope = Literal["clause", "sentence", "2 sentences", "comment", "quotation"]


class Effect(Authored):
    """The clauses whose findings a context sets aside, or lowers by one band."""

    set_aside: tuple[str, ...] = ()
    lower: tuple[str, ...] = ()


class Context(Authored):
    """A general context: cues, where they reach, what they do."""

    name: str
    about: str
    cues: tuple[str, ...]
    direction: Direction
    scope: ContextScope
    effect: Effect
    because: str


class PatternConcept(Authored):
    """A concept file of patterns."""

    name: str
    kind: str
    about: str
    match: tuple[str, ...]


class DetectedConcept(Authored):
    """A concept file of what a plug-in detector marks.

    `optional`: the rulebook does without the detector; its rules rest until it is asked for by name. `allow`: what the
    detector must not mark, as it would read it; `leave_to`: vocabularies whose single words it must not mark either.
    """

    name: str
    kind: str
    about: str
    detector: str
    optional: bool = False
    allow: tuple[str, ...] = ()
    leave_to: tuple[str, ...] = ()


class TokenConcept(Authored):
    """A concept file of token patterns for spaCy's Matcher.

    `needs`: patterns one of which must be possible in a comment before spaCy is asked.
    """

    name: str
    kind: str
    about: str
    tokens: tuple[tuple[dict[str, Any], ...], ...] = Field(min_length=1)
    needs: tuple[str, ...] = Field(min_length=1)


class AdviserLabels(Authored):
    """Which clauses the labels of an adviser come near to (`rules/advisories.yaml`): for the reader of a queue, nothing else."""

    adviser: str
    about: str
    labels: dict[str, tuple[str, ...]]


class SwapSet(Authored):
    """Words that viewpoint neutrality treats alike (`rules/swaps.yaml`).

    `applies` is `allowed comments` where the guide itself tells the terms apart in a violation.
    """

    name: str
    applies: Literal["every comment", "allowed comments"]
    terms: tuple[str, ...] = Field(min_length=2)


class AlertRule(Authored):
    """Words that ask for help: never a violation, always told."""

    kind: Literal["self-harm", "emergency"]
    because: str
    match: tuple[str, ...]
    unless: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


def clause_of(column: str) -> str:
    """The clause of a column of points, `j` of `j` and of its kind `j-violence`; a kind of alert, as `self-harm`, is its own."""
    clause, _, kind = column.partition("-")
    return clause if kind and len(clause) == 1 else column


@dataclass(slots=True)
class PointList:
    """`points.txt` as read: concept name -> (line, points by column: a clause, a kind of a clause or a kind of alert); `blind` and `names`: name -> line; `aside`, `overruled`: clause -> points; `together`: pairs of clauses that a comment may meet together; `words`: those of `word_points.txt` in the same way."""

    of: dict[str, tuple[int, tuple[tuple[str, int], ...]]] = field(default_factory=dict)
    words: dict[str, tuple[int, tuple[tuple[str, int], ...]]] = field(default_factory=dict)
    start: dict[str, int] = field(default_factory=dict)
    aside: dict[str, int] = field(default_factory=dict)
    overruled: dict[str, int] = field(default_factory=dict)
    together: set[frozenset[str]] = field(default_factory=set)
    blind: dict[str, int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)

    @property
    def clauses(self) -> set[str]:
        """The clauses and kinds of alerts that have points."""
        return set(map(clause_of, self.start))


@dataclass(slots=True)
class Content:
    """Everything that was read from one folder of rules; `digest` names its bytes."""

    policy: Policy
    concepts: dict[str, Concept] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    contexts: list[Context] = field(default_factory=list)
    alerts: list[AlertRule] = field(default_factory=list)
    swaps: list[SwapSet] = field(default_factory=list)
    advisories: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    features: dict[str, frozenset[str]] = field(default_factory=dict)
    spellings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    function_words: dict[str, frozenset[str]] = field(default_factory=dict)
    points: PointList | None = None
    digest: str = ""
