"""Run the examples that stand in the rules themselves, and those of the alerts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..engine.moderator import Moderator
from ..errors import Problem


class Example(NamedTuple):
    """One example: `wanted` says whether the rule must find it. `place` is a readable id."""

    place: str
    rule: str
    text: str
    wanted: bool


def examples(moderator: Moderator) -> Iterator[Example]:
    """Yield every example of every rule, in the order of rule ids."""
    for program in moderator.rulebook.programs:
        rule = program.rule
        for number, text in enumerate(rule.examples.violates, 1):
            yield Example(f"{rule.source}::{rule.id}::violates::v{number}", rule.id, text, True)
        for number, text in enumerate(rule.examples.allowed, 1):
            yield Example(f"{rule.source}::{rule.id}::allowed::n{number}", rule.id, text, False)


def failing(moderator: Moderator) -> list[Problem]:
    """Return a problem for each example on which its rule is wrong; what a rule that rests should find is not asked."""
    problems = []
    for example in examples(moderator):
        if example.wanted and example.rule in moderator.resting:
            continue
        found = any(f.rule == example.rule for f in moderator.review(example.text).findings)
        if found != example.wanted:
            expected = "a finding of " + example.rule if example.wanted else "no finding of " + example.rule
            source = example.place.split("::")[0]
            problems.append(Problem(source, 0, 0, "NPG113", expected, repr(example.text), 'mend the rule or the example; `npguidelines explain --trace "TEXT"` shows what was found'))
    return problems
