"""The gates of a rulebook as flat tables of unsigned 32-bit integers, for the scan in C (engine/_scan.c tells the format)."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, NamedTuple

from .program import Choice, Gate, Gating, Index, Need

QUICK: Final = 3  # ids that stand beside the number of a gate


class Tables(NamedTuple):
    """One record after the other in `code`; the other tables hold offsets into it, by number or concept id."""

    code: bytes
    gates: bytes
    choices: bytes
    ways: bytes
    leaves: bytes
    rules: bytes
    cues: bytes
    alerts: bytes


@dataclass(slots=True)
class _Writer:
    ids: int
    weight: Callable[[Iterable[int]], float]
    code: array[int] = field(default_factory=lambda: array("I", [0]))
    needs: dict[Need, int] = field(default_factory=dict)
    gates: dict[int, int] = field(default_factory=dict)
    choices: dict[int, int] = field(default_factory=dict)

    def add(self, record: Iterable[int]) -> int:
        """Write a record; returns its offset."""
        at = len(self.code)
        self.code.extend(record)
        return at

    def need(self, need: Need) -> int:
        if need not in self.needs:
            self.needs[need] = self.add((len(need), *sorted(need)))
        return self.needs[need]

    def gate(self, gate: Gate, met: Set[int] = frozenset()) -> int:
        """Write a gate; returns its number. The need that is known to be `met`, since it led to the gate, is looked at last."""
        if gate.number not in self.gates:
            some = [self.need(need) for need in sorted(gate.some, key=met.__eq__)]
            choices = [self.choice(choice) for choice in gate.choices]
            self.gates[gate.number] = self.add((len(gate.must), *sorted(gate.must), len(some), *some, len(choices), *choices))
        return gate.number

    def quick(self, gate: Gate, met: Set[int] = frozenset()) -> tuple[int, ...]:
        """Write a gate; returns its number and what tells most of the closed ones at a glance: up to `QUICK` ids of which a comment must show
        one, the rarest (`ids`, which every comment is taken to show, where no other need than the one that is `met` is as short)."""
        short = [sorted(need) for need in (*({ident} for ident in gate.must), *gate.some) if len(need) <= QUICK and need != met]
        told = min(short, key=lambda need: (self.weight(need), need), default=[self.ids])
        return self.gate(gate, met), *(told + told[-1:] * (QUICK - len(told)))

    def choice(self, choice: Choice) -> int:
        """Write a choice; returns its number here: pattern concepts keep their ids, the others follow."""
        number = choice.number if choice.number >= 0 else self.ids - 1 - choice.number
        if number not in self.choices:
            plain = self.need(choice.plain)
            ways = [self.quick(gate) for gate in _in_order(choice.ways)]
            self.choices[number] = self.add((plain, len(ways), *chain.from_iterable(ways)))
        return number

    def index(self, index: Index) -> bytes:
        keys: dict[int, set[int]] = {}  # gate -> the ids under which it is looked up: one of its needs
        for key, found in index.by_need.items():
            for _, gate in found:
                keys.setdefault(gate.number, set()).add(key)
        quick = {gate.number: self.quick(gate, keys[gate.number]) for gate in _in_order(index)}  # before the rows that name them, which must stand together
        rows = {key: self.add((len(found), *(i for number, gate in found for i in (number, *quick[gate.number])))) for key, found in sorted(index.by_need.items())}
        return _dense(rows, self.ids)


def _in_order(index: Index) -> list[Gate]:
    """The gates of an index by their numbers in it."""
    found = {number: gate for gates in index.by_need.values() for number, gate in gates}
    return [found[number] for number in sorted(found)]


def _dense(rows: Mapping[int, int], size: int) -> bytes:
    return array("I", (rows.get(n, 0) for n in range(size))).tobytes()


def tables(gating: Gating, weight: Callable[[Iterable[int]], float]) -> Tables:
    """Write the tables of a rulebook; `weight` tells how common one of some ids is."""
    leaves = gating.leaves
    writer = _Writer(len(leaves), weight)
    for choice in gating.choices.values():
        writer.choice(choice)
    rows = {}
    for ident, index in gating.ways.items():
        gates = [writer.quick(gate) for gate in _in_order(index)]
        rows[ident] = writer.add((len(gates), *chain.from_iterable(gates)))
    for gate in gating.exceptions.values():
        writer.gate(gate)
    shown = {ident: writer.need(leaf) for ident, leaf in enumerate(leaves) if leaf}
    rules, cues, alerts = (writer.index(index) for index in (gating.rules, gating.cues, gating.alerts))
    return Tables(
        writer.code.tobytes(), _dense(writer.gates, max(writer.gates, default=-1) + 1), _dense(writer.choices, max(writer.choices, default=-1) + 1),
        _dense(rows, len(leaves)), _dense(shown, len(leaves)), rules, cues, alerts,
    )  # fmt: skip
