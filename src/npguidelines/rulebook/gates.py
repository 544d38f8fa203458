"""Gates: what must stand somewhere in a comment before a pattern can match, place and order left aside.

Made once for every pattern, with everything that can be decided by one set operation folded together; the scan then tests
a few sets a pattern (engine/scan.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from .needs import Names, need_weight
from .program import Any_, Chain, Choice, Gate, Id, Index, Maybe, Need, Node, Test, Together, Top, Weighed

# What a pronoun may stand for though only the post names it: kept as choices of their own, which the scan can hold open.
REFERRED: Final = ("employee", "person_named", "listed_group")


@dataclass(slots=True)
class Gates:
    """Makes the gates of a rulebook; `patterns` are the nodes of the pattern concepts. Equal choices are one object."""

    names: Names
    patterns: Mapping[int, tuple[Node, ...]]
    _choices: dict[int, Choice] = field(default_factory=dict)
    _alternatives: dict[Node, Choice] = field(default_factory=dict)
    _needs: dict[int, Need] = field(default_factory=dict)  # of choices, by number
    _numbers: Iterator[int] = field(default_factory=count)  # of gates

    def gate(self, top: Top) -> Gate:
        """What `top` needs, the rarest first."""
        parts = _Parts(set(), {}, {})
        self._add(top, parts)
        must = parts.must - {self.names.ids["#any"]}
        some = [need for need in parts.some if need.isdisjoint(must) and self.names.ids["#any"] not in need]
        some.sort(key=lambda need: need_weight(need, self.names))
        return Gate(next(self._numbers), self.names.need(must), tuple(some), tuple(parts.choices.values()))

    def concept(self, ident: int) -> Choice:
        """The choice among the patterns of a pattern concept."""
        if ident not in self._choices:
            self._choices[ident] = self._choice(ident, self.ways(ident))
        return self._choices[ident]

    def ways(self, ident: int) -> list[Gate]:
        """The gates of the patterns of a pattern concept, in order."""
        return [self.gate(node) for node in self.patterns[ident]]

    def index(self, gates: Iterable[Gate]) -> Index:
        """Index patterns, numbered in order, by the rarest of what each needs."""
        found: dict[int, list[tuple[int, Gate]]] = {}
        for number, gate in enumerate(gates):
            for ident in sorted(self._rarest(gate)):
                found.setdefault(ident, []).append((number, gate))
        return Index(self.names.need(found), {k: tuple(v) for k, v in sorted(found.items())})

    def _rarest(self, gate: Gate) -> Need:
        needs = [*(self.names.need([i]) for i in sorted(gate.must)), *gate.some, *(self._needs[c.number] for c in gate.choices)]
        return min(needs, key=lambda need: need_weight(need, self.names), default=self.names.need([self.names.ids["#any"]]))

    def _choice(self, number: int, gates: Iterable[Gate]) -> Choice:
        plain: set[int] = set()
        ways: list[Gate] = []
        for gate in gates:
            if gate.choices or len(gate.must) + len(gate.some) > 1:
                ways.append(gate)
            else:
                plain.update(gate.must or (gate.some[0] if gate.some else {self.names.ids["#any"]}))
        if self.names.ids["#any"] in plain:
            ways.clear()
        index = self.index(ways)
        self._needs[number] = self.names.need(plain | index.keys)
        return Choice(number, self.names.need(plain), index)

    def _add(self, top: Top, parts: _Parts) -> None:
        match top:
            case Id(concept=concept):
                leaf = self.names.leaf(concept)
                if len(leaf) == 1:
                    parts.must.update(leaf)
                elif leaf:
                    parts.some[leaf] = None
                else:
                    parts.add(self.concept(concept), whole=concept in self._referred())
            case Chain(nodes=nodes) | Together(present=nodes):
                for node in nodes:
                    self._add(node, parts)
            case Any_(nodes=nodes):
                if top not in self._alternatives:
                    gates = [self.gate(node) for node in nodes]  # may number choices of its own
                    self._alternatives[top] = self._choice(-1 - len(self._alternatives), gates)
                parts.add(self._alternatives[top], whole=False)
            case Test(node=node, shown=shown):
                parts.must.update(shown)
                self._add(node, parts)
            case Maybe() | Weighed():  # a rule that weighs is in no index
                pass

    def _referred(self) -> set[int]:
        return {self.names.ids[name] for name in REFERRED if name in self.names.ids}


@dataclass(slots=True)
class _Parts:
    must: set[int]
    some: dict[Need, None]
    choices: dict[int, Choice]

    def add(self, choice: Choice, *, whole: bool) -> None:
        """Ask for a choice; one that needs no remembering is asked for by its parts."""
        ways = {number: gate for gates in choice.ways.by_need.values() for number, gate in gates}
        if whole or (ways and (choice.plain or len(ways) > 1)):
            self.choices[choice.number] = choice
        elif ways:
            (way,) = ways.values()
            self.must.update(way.must)
            self.some.update(dict.fromkeys(way.some))
            self.choices.update({c.number: c for c in way.choices})
        else:
            self.some[choice.plain] = None
