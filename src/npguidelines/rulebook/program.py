"""The compiled rulebook: patterns resolved to concept ids, requirements for the scan. Plain picklable data."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..model.concept import Concept
from ..model.policy import Policy
from ..model.rule import Rule
from ..text.lexicon import Lexicon
from .content import AlertRule, Context, SwapSet
from .pattern import Scope


@dataclass(frozen=True, slots=True)
class Id:
    """Marks of one concept."""

    concept: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Nodes in order; `gaps[i]` tokens at most before node i+1. `rarest`: the nodes that must be there, rarest first."""

    nodes: tuple[Node, ...]
    gaps: tuple[int, ...]
    rarest: tuple[Node, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Any_:
    """Any one of the nodes. `leaves`: what shows that one of the plain concepts among them may be there; `further`: the others."""

    nodes: tuple[Node, ...]
    leaves: int = field(default=0, compare=False)
    further: tuple[Node, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Maybe:
    """A node that may be absent."""

    node: Node


@dataclass(frozen=True, slots=True)
class Test:
    """A node whose first token passes the feature tests; `shown` are the hints without which none can."""

    node: Node
    tests: tuple[tuple[str, bool], ...]
    shown: int = 0


@dataclass(frozen=True, slots=True)
class Together:
    """Parts in any order within a scope; `absent` must not be there. `rarest`: the parts, rarest first."""

    present: tuple[Node, ...]
    absent: tuple[Node, ...]
    scope: Scope
    rarest: tuple[Node, ...] = field(default=(), compare=False)


Node = Id | Chain | Any_ | Maybe | Test
Top = Node | Together


@dataclass(slots=True)
class Index:
    """Patterns by what they need most: `by_need[id]` lists the numbers of those that need the concept `id`, with their further needs.

    `mask` are all such concepts.
    """

    by_need: dict[int, tuple[tuple[int, tuple[int, ...]], ...]]
    mask: int


@dataclass(slots=True)
class Program:
    """One rule ready to run: its patterns, their requirements (each a tuple of masks that must all be met), exceptions."""

    rule: Rule
    patterns: tuple[Top, ...]
    needs: tuple[tuple[int, ...], ...]
    unless: tuple[Top, ...]
    unless_needs: tuple[tuple[int, ...], ...]


@dataclass(slots=True)
class ContextProgram:
    """A context ready to run."""

    context: Context
    cues: tuple[Top, ...]


@dataclass(slots=True)
class AlertProgram:
    """An alert ready to run."""

    alert: AlertRule
    patterns: tuple[Top, ...]
    unless: tuple[Top, ...]


@dataclass(slots=True)
class Rulebook:
    """Everything that the engine needs; `digest` names the source files, `names[id]` and `kinds[id]` describe concepts.

    `pairs` numbers the patterns of all programs: (program, which), which `index` finds; `cues` and `cue_index` do so for the
    cues of contexts, `calls` and `alert_index` for the patterns of alerts. `patterns[id]` are the pattern concepts, `needs[id]` what each of them needs; `leaves[id]` is the
    mask that shows any other concept (0 for pattern concepts). `declared` are the concepts of plug-in detectors; `advisories`
    say which clauses the labels of an adviser come near to.
    """

    policy: Policy
    digest: str
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    ids: dict[str, int]
    lexicon: Lexicon
    patterns: dict[int, tuple[Node, ...]]
    programs: tuple[Program, ...]
    pairs: tuple[tuple[int, int], ...]
    index: Index
    contexts: tuple[ContextProgram, ...]
    cues: tuple[tuple[int, int], ...]
    cue_index: Index
    alerts: tuple[AlertProgram, ...]
    calls: tuple[tuple[int, int], ...]
    alert_index: Index
    features: dict[str, frozenset[str]]
    flags: dict[str, int]
    languages: dict[str, tuple[str, ...]]
    needs: dict[int, tuple[int, ...]]
    leaves: tuple[int, ...]
    hints: dict[str, int]
    detected: dict[str, int] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    swaps: tuple[SwapSet, ...] = ()
    declared: tuple[Concept, ...] = ()
    advisories: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)

    def pattern(self, number: int) -> Top:
        """The pattern with this number in `pairs`."""
        program, which = self.pairs[number]
        return self.programs[program].patterns[which]
