"""The compiled rulebook: patterns resolved to concept ids, requirements for the scan. Plain picklable data."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..model.policy import Policy
from ..model.rule import Rule
from ..text.lexicon import Lexicon
from .content import AlertRule, Context
from .pattern import Scope


@dataclass(frozen=True, slots=True)
class Id:
    """Marks of one concept."""

    concept: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Nodes in order; `gaps[i]` tokens at most before node i+1."""

    nodes: tuple[Node, ...]
    gaps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Any_:
    """Any one of the nodes."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Maybe:
    """A node that may be absent."""

    node: Node


@dataclass(frozen=True, slots=True)
class Test:
    """A node whose first token passes the feature tests."""

    node: Node
    tests: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Together:
    """Parts in any order within a scope; `absent` must not be there."""

    present: tuple[Node, ...]
    absent: tuple[Node, ...]
    scope: Scope


Node = Id | Chain | Any_ | Maybe | Test
Top = Node | Together


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
    needs: tuple[tuple[int, ...], ...]


@dataclass(slots=True)
class AlertProgram:
    """An alert ready to run."""

    alert: AlertRule
    patterns: tuple[Top, ...]
    needs: tuple[tuple[int, ...], ...]
    unless: tuple[Top, ...]


@dataclass(slots=True)
class Rulebook:
    """Everything that the engine needs; `digest` names the source files, `names[id]` and `kinds[id]` describe concepts.

    `index[id]` lists the (program, pattern) pairs that need the concept `id`; `patterns[id]` are the
    pattern concepts, `needs[id]` what each of them needs.
    """

    policy: Policy
    digest: str
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    ids: dict[str, int]
    lexicon: Lexicon
    patterns: dict[int, tuple[Node, ...]]
    programs: tuple[Program, ...]
    index: dict[int, tuple[tuple[int, int], ...]]
    indexed: int
    contexts: tuple[ContextProgram, ...]
    alerts: tuple[AlertProgram, ...]
    alert_index: int
    features: dict[str, frozenset[str]]
    function_words: dict[str, frozenset[str]]
    needs: dict[int, tuple[int, ...]]
    hints: dict[str, int]
    detected: dict[str, int] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
