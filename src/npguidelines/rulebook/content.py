"""What a rulebook holds, as read: policy, concepts, rules, contexts, features, spellings. Plain models."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field

from ..model.base import Frozen
from ..model.concept import Concept
from ..model.policy import Policy
from ..model.rule import Rule

Direction = Literal["forward", "backward", "both"]
ContextScope = Literal["clause", "sentence", "2 sentences", "comment", "quotation"]


class Effect(Frozen):
    """The clauses whose findings a context sets aside, or lowers by one band."""

    set_aside: tuple[str, ...] = ()
    lower: tuple[str, ...] = ()


class Context(Frozen):
    """A general context: cues, where they reach, what they do."""

    name: str
    about: str
    cues: tuple[str, ...]
    direction: Direction
    scope: ContextScope
    effect: Effect
    because: str


class PatternConcept(Frozen):
    """A concept file of patterns."""

    name: str
    kind: str
    about: str
    match: tuple[str, ...]


class SwapSet(Frozen):
    """Words that viewpoint neutrality treats alike (`rules/swaps.yaml`).

    `applies` is `allowed comments` where the guide itself tells the terms apart in a violation.
    """

    name: str
    applies: Literal["every comment", "allowed comments"]
    terms: tuple[str, ...] = Field(min_length=2)


class AlertRule(Frozen):
    """Words that ask for help: never a violation, always told."""

    kind: Literal["self-harm", "emergency"]
    because: str
    match: tuple[str, ...]
    unless: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


@dataclass(slots=True)
class Content:
    """Everything that was read from one folder of rules; `digest` names its bytes."""

    policy: Policy
    concepts: dict[str, Concept] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    contexts: list[Context] = field(default_factory=list)
    alerts: list[AlertRule] = field(default_factory=list)
    swaps: list[SwapSet] = field(default_factory=list)
    features: dict[str, frozenset[str]] = field(default_factory=dict)
    spellings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    function_words: dict[str, frozenset[str]] = field(default_factory=dict)
    digest: str = ""
