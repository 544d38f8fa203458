"""The gates of a rulebook as flat tables of unsigned 32-bit integers, for the scan in C (engine/_scan.c tells the format)."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
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

    def gate(self, gate: Gate) -> int:
        """Write a gate; returns its number."""
        if gate.number not in self.gates:
            some = [self.need(need) for need in gate.some]
            choices = [self.choice(choice) for choice in gate.choices]
            self.gates[gate.number] = self.add((len(gate.must), *sorted(gate.must), len(some), *some, len(choices), *choices))
        return gate.number

    def quick(self, gate: Gate) -> tuple[int, ...]:
        """Write a gate; returns its number and what tells most of the closed ones at a glance: up to `QUICK` ids of which a comment must show
        one (`ids`, which every comment is taken to show, where no need is as short)."""
        short = [[ident] for ident in gate.must] + [sorted(need) for need in gate.some if len(need) <= QUICK]
        told = min(short, key=lambda need: (len(need), need), default=[self.ids])
        return self.gate(gate), *(told + told[-1:] * (QUICK - len(told)))

    def choice(self, choice: Choice) -> int:
        """Write a choice; returns its number here: pattern concepts keep their ids, the others follow."""
        number = choice.number if choice.number >= 0 else self.ids - 1 - choice.number
        if number not in self.choices:
            plain = self.need(choice.plain)
            ways = [self.quick(gate) for gate in _in_order(choice.ways)]
            self.choices[number] = self.add((plain, len(ways), *chain.from_iterable(ways)))
        return number

    def index(self, index: Index) -> bytes:
        rows = {key: self.add((len(found), *(i for number, gate in found for i in (number, *self.quick(gate))))) for key, found in self._written(index)}
        return _dense(rows, self.ids)

    def _written(self, index: Index) -> list[tuple[int, Sequence[tuple[int, Gate]]]]:
        for gate in _in_order(index):
            self.gate(gate)  # before the row that names it, which must stand together
        return sorted(index.by_need.items())


def _in_order(index: Index) -> list[Gate]:
    """The gates of an index by their numbers in it."""
    found = {number: gate for gates in index.by_need.values() for number, gate in gates}
    return [found[number] for number in sorted(found)]


def _dense(rows: Mapping[int, int], size: int) -> bytes:
    return array("I", (rows.get(n, 0) for n in range(size))).tobytes()


def tables(gating: Gating) -> Tables:
    """Write the tables of a rulebook."""
    leaves = gating.leaves
    writer = _Writer(len(leaves))
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
