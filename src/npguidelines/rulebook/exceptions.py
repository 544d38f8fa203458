"""Local exceptions: `exceptions.yaml`, words that one rule leaves alone for a while, each with its reason and the day on which it ends.

The library reads no clock: whoever loads a rulebook says which day it is. Without a day no exception ends.
"""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Final

from pydantic import Field

from ..errors import Problem, closest
from ..model.base import Frozen
from ..model.rule import Rule, Unless, Within
from .source import Source

FILE: Final = "exceptions.yaml"


class LocalException(Frozen):
    """Words (`match`, a pattern) that `rule` leaves alone up to and including the day `until`, and why."""

    rule: str
    match: str
    within: Within = "overlap"
    because: str = Field(min_length=10)
    until: date

    def over(self, on: date | None) -> bool:
        """Whether it has ended on that day."""
        return on is not None and on > self.until

    def unless(self) -> Unless:
        """The exception as one of its rule."""
        return Unless(match=self.match, within=self.within, because=f"{self.because} (local exception until {self.until.isoformat()})", holds=True)


def read_exceptions(root: Path, problems: list[Problem]) -> tuple[list[LocalException], Source | None]:
    """Read `exceptions.yaml`, which a rulebook may do without; faults are noted."""
    path = root / FILE
    if not path.is_file():
        return [], None
    source = Source(path, root)
    found = []
    if source.data is not None and not isinstance(source.data, list):
        source.problem("NPG105", (), "a list of exceptions", type(source.data).__name__, "start each exception with `- rule:`")
    for index, entry in enumerate(source.data if isinstance(source.data, list) else []):
        one = source.model(LocalException, entry, (index,))
        if one is not None:
            found.append(one)
    problems.extend(source.problems)
    source.problems.clear()
    return found, source


def apply(exceptions: list[LocalException], source: Source | None, rules: list[Rule], on: date | None, problems: list[Problem]) -> None:
    """Add each exception that has not ended to its rule in `rules`; one that names no rule is a problem."""
    places = {rule.id: number for number, rule in enumerate(rules)}
    for index, one in enumerate(exceptions):
        if one.rule not in places:
            assert source is not None
            source.problem("NPG105", (index, "rule"), "the id of a rule", repr(one.rule), closest(one.rule, places))
        elif not one.over(on):
            at = places[one.rule]
            rules[at] = rules[at].model_copy(update={"unless": (*rules[at].unless, one.unless())})
    if source is not None:
        problems.extend(source.problems)
        source.problems.clear()


def ended(root: Path, on: date) -> list[Problem]:
    """A problem for each exception that has ended on that day."""
    exceptions, source = read_exceptions(root, [])
    for index, one in enumerate(exceptions):
        if one.over(on):
            assert source is not None
            source.problem("NPG301", (index, "until"), f"a day from {on.isoformat()} on", f"{one.rule} excepted until {one.until.isoformat()}: {one.because}", "take the exception out, or have it renewed with a new reason and day")
    return source.problems if source is not None else []


def digest_on(digest: str, exceptions: list[LocalException], on: date | None) -> str:
    """The digest of a rulebook on a day: another one once an exception of its files has ended."""
    over = [f"{one.rule} {one.match} {one.until}" for one in exceptions if one.over(on)]
    return digest if not over else "sha256:" + hashlib.sha256("\n".join([digest, *over]).encode()).hexdigest()
