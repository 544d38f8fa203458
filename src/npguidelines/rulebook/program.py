"""The compiled rulebook: patterns resolved to concept ids, requirements for the scan. Plain picklable data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ..model.concept import Concept
from ..model.policy import Policy
from ..model.rule import Rule, Status
from ..text.ids import Ids
from ..text.lexicon import Lexicon
from .content import AlertRule, Context, SwapSet
from .later import Later
from .lines import LineTable
from .named import Named
from .syntax import Scope

Need = Ids  # met where at least one of these concepts could stand in the comment


class _Told:
    """Pickles as its class and its fields: tens of thousands of nodes are unpacked at each start, and the generic way of frozen dataclasses takes thrice the time."""

    __slots__: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), tuple(getattr(self, name) for name in self.__slots__)


@dataclass(frozen=True, slots=True)
class Id(_Told):
    """Marks of one concept."""

    concept: int


@dataclass(frozen=True, slots=True)
class Chain(_Told):
    """Nodes in order; `gaps[i]` tokens at most before node i+1. `rarest`: the nodes that must be there, rarest first."""

    nodes: tuple[Node, ...]
    gaps: tuple[int, ...]
    rarest: tuple[Node, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Any_(_Told):
    """Any one of the nodes."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Maybe(_Told):
    """A node that may be absent."""

    node: Node


@dataclass(frozen=True, slots=True)
class Test(_Told):
    """A node whose first token passes the feature tests; `shown` are the hints without which none can."""

    node: Node
    tests: tuple[tuple[str, bool], ...]
    shown: Need = field(default_factory=Ids)


@dataclass(frozen=True, slots=True)
class Together(_Told):
    """Parts in any order within a scope; `absent` must not be there. `apart`: no two parts share a token. `rarest`: the parts, rarest first."""

    present: tuple[Node, ...]
    absent: tuple[Node, ...]
    scope: Scope
    apart: bool
    rarest: tuple[Node, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Weighed(_Told):
    """At least so many points for the clause of the rule, and more for one clause than for another (`Points`)."""

    at_least: int
    more: tuple[str, str] | None = None


Node = Id | Chain | Any_ | Maybe | Test
Top = Node | Together | Weighed


WORD: Final = "word"  # the kind of a word or words that have points: they weigh, and find nothing by themselves


class Points(NamedTuple):
    """What the concepts and words of a comment say for and against clauses (`rules/points.txt` and `word_points.txt`), as a table.

    A row of `table`, signed 16-bit numbers, holds the points of one concept or word: first those of `concepts`, by their ids, then those of `lines` (of
    `word_points.txt`; `look_up` finds their rows). The columns are those of `start`, the points of a comment without concepts: clauses, kinds of a clause (`clause_of`) and kinds of alerts.
    `aside`: clause -> below how many a finding is set aside; `overruled`: clause -> from how many neither a context nor an exception sets it aside; `rivals`: clause -> those that a comment seldom meets together with it; `blind`: a concept that shares a word with one of these counts nothing; `names`: a word of one of
    these stands for any name; `word`: the concept under which words are quoted.
    """

    concepts: tuple[int, ...]
    lines: str
    look_up: LineTable
    table: bytes
    start: dict[str, int]
    aside: dict[str, int]
    overruled: dict[str, int]
    rivals: dict[str, tuple[str, ...]]
    blind: tuple[int, ...]
    names: tuple[int, ...]
    word: int


class Gate(NamedTuple):
    """What must stand in a comment before a pattern can match: all of `must`, one of each of `some`, one way of each of `choices`."""

    number: int
    must: Need
    some: tuple[Need, ...]
    choices: tuple[Choice, ...]


class Choice(NamedTuple):
    """Open where one of the concepts `plain` is there or one of `ways` is open; remembered by `number` (the id of a pattern concept, or below 0)."""

    number: int
    plain: Need
    ways: Index


class Index(NamedTuple):
    """Patterns by what each needs most: concept -> (number, gate) of those that need it; `keys` are all such concepts."""

    keys: Need
    by_need: dict[int, tuple[tuple[int, Gate], ...]]


class Gating(NamedTuple):
    """The gates of a rulebook for the scan in Python: which pattern of rules, cues and alerts each concept wakes; `ways[id]` indexes the
    patterns of a pattern concept, `choices[id]` is one of them; `leaves[id]` is what shows any other concept (nothing for pattern
    concepts). `rules_of[rule id]` are the gates of the patterns of a rule, `exceptions[number]` those of all exceptions.
    """

    rules: Index
    cues: Index
    alerts: Index
    ways: dict[int, Index]
    choices: dict[int, Choice]
    leaves: tuple[Need, ...]
    rules_of: dict[str, tuple[Gate, ...]]
    exceptions: dict[int, Gate]


@dataclass(slots=True)
class Program:
    """One rule ready to run: its patterns and exceptions; `unless_gates` are the numbers of the gates of these.

    `kept` is the rule, most of it prose: unpacked for a rule that may match. `ident`, `status` and `english` (the rule depends on the language) are asked of all.
    """

    kept: Later[Rule]
    ident: str
    status: Status
    english: bool
    patterns: tuple[Top, ...]
    unless: tuple[Top, ...]
    unless_gates: tuple[int, ...]

    @classmethod
    def of(cls, rule: Rule, patterns: tuple[Top, ...], unless: tuple[Top, ...], unless_gates: tuple[int, ...]) -> Program:
        """The program of a rule."""
        return cls(Later(rule), rule.id, rule.status, rule.language == "en", patterns, unless, unless_gates)

    @property
    def rule(self) -> Rule:
        """The rule itself."""
        return self.kept.value

    @property
    def clause(self) -> str:
        """The clause of the rule: its id begins with it."""
        return self.ident[0]

    @property
    def weighs(self) -> bool:
        """Whether the rule asks for points alone."""
        return isinstance(self.patterns[0], Weighed)

    @property
    def at_least(self) -> int:
        """How many points a rule that weighs asks for; 0 for any other."""
        top = self.patterns[0]
        return top.at_least if isinstance(top, Weighed) else 0

    @property
    def more(self) -> tuple[str, str] | None:
        """For which clause a rule that weighs asks for more points than for which other one."""
        top = self.patterns[0]
        return top.more if isinstance(top, Weighed) else None


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
    at_least: int | None = None  # how many points of its kind raise it; None where points play no part


@dataclass(slots=True)
class Rulebook:
    """Everything that the engine needs; `digest` names the source files, `names[id]` and `kinds[id]` describe concepts, `ids` holds those that are no literals.

    `pairs` numbers the patterns of all programs: (program, which); `cues` do so for the cues of contexts, `calls` for the patterns of alerts. `patterns[id]` are the pattern concepts;
    `own` are those of `ids` that are shown by their own id. `referred` are the concepts that a pronoun may stand for, each with what the scan then takes for present.
    `declared` are the concepts of plug-in detectors; `asked[id]` is what a comment must show before spaCy is asked for the token patterns of a concept;
    `advisories` say which clauses the labels of an adviser come near to.
    `points` are what concepts weigh, where the rulebook says.
    `gating` holds the gates, `tables` the same once more for the scan in C (rulebook/tables.py).
    """

    policy: Policy
    digest: str
    names: Named
    kinds: tuple[str, ...]
    ids: dict[str, int]
    lexicon: Lexicon
    patterns: dict[int, tuple[Node, ...]]
    programs: tuple[Program, ...]
    pairs: tuple[tuple[int, int], ...]
    contexts: tuple[ContextProgram, ...]
    cues: tuple[tuple[int, int], ...]
    alerts: tuple[AlertProgram, ...]
    calls: tuple[tuple[int, int], ...]
    features: dict[str, frozenset[str]]
    flags: dict[str, int]
    languages: dict[str, tuple[str, ...]]
    referred: dict[str, Need]
    own: frozenset[int]
    gating: Later[Gating]
    hints: dict[str, int]
    tables: tuple[bytes, ...]
    detected: dict[str, int] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    swaps: tuple[SwapSet, ...] = ()
    declared: tuple[Concept, ...] = ()
    asked: dict[int, Need] = field(default_factory=dict)
    advisories: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    points: Points | None = None

    @property
    def weighed(self) -> tuple[int, ...]:
        """The programs that ask for points: the scan knows nothing of these."""
        return tuple(number for number, program in enumerate(self.programs) if program.weighs)
