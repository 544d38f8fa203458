"""Run the examples that stand in the rules themselves."""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path
from typing import NamedTuple

from ..engine.moderator import Moderator
from ..errors import Problem
from ..model.rule import Rule
from ..model.verdict import Verdict
from .nearest import nearest


class Example(NamedTuple):
    """One example: `wanted` says whether the rule must find it. `place` is a readable id."""

    place: str
    rule: str
    text: str
    wanted: bool


def examples(moderator: Moderator) -> Iterator[Example]:
    """Yield every example of every rule that runs, in the order of rule ids."""
    for program in moderator.rulebook.programs:
        if program.rule.status != "deprecated":
            yield from examples_of(program.rule)


def examples_of(rule: Rule) -> Iterator[Example]:
    """Yield the examples of one rule: `v1`, `v2` ... must be found by it, `n1`, `n2` ... must not."""
    for number, text in enumerate(rule.examples.violates, 1):
        yield Example(f"{rule.source}::{rule.id}::violates::v{number}", rule.id, text, True)
    for number, text in enumerate(rule.examples.allowed, 1):
        yield Example(f"{rule.source}::{rule.id}::allowed::n{number}", rule.id, text, False)


def right(example: Example, verdict: Verdict) -> bool:
    """Whether the rule of the example found what it should, in earnest or in rehearsal."""
    return any(f.rule == example.rule for f in (*verdict.findings, *verdict.rehearsal)) == example.wanted


def failing(moderator: Moderator, folder: Path | None = None, only: Container[str] | None = None) -> list[Problem]:
    """Return a problem for each example on which its rule is wrong; what a rule that rests should find is not asked.

    `folder` of the rules gives their lines, `only` names the rules to run.
    """
    problems = []
    for example in examples(moderator):
        if (only is not None and example.rule not in only) or (example.wanted and example.rule in moderator.resting):
            continue
        verdict = moderator.review(example.text)
        if not right(example, verdict):
            problems.append(_problem(moderator, example, verdict, folder))
    return problems


def _problem(moderator: Moderator, example: Example, verdict: Verdict, folder: Path | None) -> Problem:
    source = example.place.split("::")[0]
    if example.wanted:
        expected = f"a finding of {example.rule}"
        got = "; ".join(f"lacked {'; '.join(n.lacked)}" for n in nearest(moderator, example.text, rule=example.rule, limit=1))
    else:
        expected = f"no finding of {example.rule}"
        got = "; ".join(f"found {' ... '.join(repr(e.quote) for e in f.evidence)}" for f in (*verdict.findings, *verdict.rehearsal) if f.rule == example.rule)
    cure = f'mend the rule or the example; `npguidelines explain --trace --rule {example.rule} "TEXT"` shows how each word was read'
    line = line_of(folder / source, example.text) if folder is not None else 0
    return Problem(source, line, 1 if line else 0, "NPG113", expected, f"{example.text!r}: {got}", cure)


def line_of(path: Path, text: str) -> int:
    """The line of a file, from 1, on which a quoted text begins; 0 where it is not found."""
    begin = text.split("\n", maxsplit=1)[0].replace("\\", "\\\\").replace('"', '\\"')
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines() if path.is_file() else [], 1):
        if begin in line or text in line:
            return number
    return 0
