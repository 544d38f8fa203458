"""`npguidelines check`: the rulebook's form, references, wording, local exceptions and examples; with `--strict` its bands too."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from .rulebooks import BAD, DONE, Add

if TYPE_CHECKING:
    from ..engine.moderator import Moderator
    from ..errors import Problem

_CORPORA = "corpora"


def register(add: Add) -> None:
    """Add the command."""
    command = add("check", "check a rulebook: form, references, wording, local exceptions, examples", _run)
    command.add_argument("--write-ids", action="store_true", help="add new rule ids to ids.txt first")
    command.add_argument("--quick", action="store_true", help="check only what changed since the last full check")
    command.add_argument("--strict", action="store_true", help="fail also for words that no rule implements, and for rules whose band lies outside the 95 %% interval of their measured precision")
    command.add_argument("--corpus", nargs="+", type=Path, metavar="FILE", help=f"labelled cases for --strict (default: the folder {_CORPORA!r} beside the rules)")
    command.add_argument("--on", type=date.fromisoformat, metavar="YYYY-MM-DD", help="judge local exceptions as of this day (default: today)")


def _run(options: argparse.Namespace) -> int:
    folder = options.rules or Path("rules")
    on = options.on or date.today()
    if options.write_ids:
        from ..rulebook.ids import write_ids

        print(f"{write_ids(folder)} new ids")
    if options.quick:
        code = _quick(folder, on)
        if code is not None:
            return code
    moderator = _open(folder, on, options.detectors)
    if moderator is None:
        return BAD
    problems = _problems(moderator, folder, on)
    _tell(problems, moderator)
    from ..evaluation.recheck import remember

    remember(folder, moderator, problems)
    if options.strict:
        problems += _strict(moderator, folder, options.corpus)
    return BAD if problems else DONE


def _quick(folder: Path, on: date) -> int | None:
    """Check what changed; None where a full check is needed, which is told."""
    from ..evaluation.recheck import recheck

    found = recheck(folder, on)
    if found is None:
        print("no full check is kept, or a change reaches further than rules and concepts: everything is checked")
        return None
    _tell_faults(folder, found.problems)
    changed = f"changed: {', '.join(found.changed)}" if found.changed else "nothing changed since the last full check"
    print(f"{changed}; {found.rules} rules, {found.examples} examples run: {len(found.problems)} problem(s). Run the full check before you commit.")
    return BAD if found.problems else DONE


def _open(folder: Path, on: date, detectors: Sequence[str]) -> Moderator | None:
    """Load and compile the folder; None after every problem is told, those of the wording with what to do."""
    from ..engine.kept import kept_rulebook
    from ..engine.moderator import Moderator
    from ..errors import RulebookError

    try:
        return Moderator(kept_rulebook(folder, on), detectors)
    except RulebookError as error:
        print(f"{len(error.problems)} problem(s) in the rulebook")
        _tell_faults(folder, error.problems)
        return None


def _tell_faults(folder: Path, faults: Sequence[Problem]) -> None:
    """Print the faults of a rulebook; rules whose words are gone together, by clause and words."""
    from ..errors import RulebookError
    from ..evaluation.wording import coverage, rewordings
    from ..report.wording import rewording_text
    from ..rulebook.load import read_content

    reworded = [p for p in faults if p.code == "NPG111"]
    for fault in faults:
        if fault.code != "NPG111":
            print(fault)
    if not reworded:
        return
    try:
        content = read_content(folder, [])
    except RulebookError:  # no policy to go by; told above
        return
    print(f"NPG111 the words that a rule implements are not in the clause: {len(reworded)} rule(s)")
    print(rewording_text(rewordings(content.policy, content.rules), coverage(content.policy, content.rules), reworded))


def _problems(moderator: Moderator, folder: Path, on: date) -> list[Problem]:
    from ..evaluation.examples import failing
    from ..rulebook.exceptions import ended

    return [*ended(folder, on), *failing(moderator, folder)]


def _tell(problems: Sequence[Problem], moderator: Moderator) -> None:
    from ..evaluation.wording import coverage
    from ..report.wording import open_text

    for problem in problems:
        print(problem)
    book = moderator.rulebook
    rules = [p.rule for p in book.programs]
    for line in open_text(coverage(book.policy, rules)):
        print(line)
    count = sum(len(r.examples.violates) + len(r.examples.allowed) for r in rules)
    print(f"{len(rules)} rules, {len(book.sources)} concepts, {count} examples: {len(problems)} problem(s)")
    for rule, away in sorted(moderator.resting.items()):
        print(f"{rule} rests, and its violations were not tried: add --detector {' --detector '.join(away)}")


def _strict(moderator: Moderator, folder: Path, corpus: Sequence[Path] | None) -> list[Problem]:
    """The further problems of `--strict`, told as they are found."""
    from ..errors import CasesError, Problem
    from ..evaluation.calibration import LEAST, misjudged
    from ..evaluation.cases import read_cases
    from ..evaluation.metrics import evaluate
    from ..evaluation.wording import coverage

    book = moderator.rulebook
    rules = [p.rule for p in book.programs]
    problems = [Problem("policy.yaml", 0, 0, "NPG302", f"a rule for all words of clause {one.clause.id}", repr(words), f"begin one with `npguidelines new-rule {one.clause.id} SUB-KIND`") for one in coverage(book.policy, rules) for words in one.open_words]
    paths = corpus or [folder.resolve().parent / _CORPORA]
    if not corpus and not paths[0].exists():
        raise CasesError([Problem(str(paths[0]), 0, 0, "NPG202", "labelled cases to measure the bands by", "nothing there", "name them with --corpus FILES")])
    result = evaluate(moderator, read_cases(paths))
    for one in misjudged(rules, result.rules):
        low, high = one.tally.interval
        expected = f"{one.rule.id}: a band within [{low:.2f}-{high:.2f}], the 95 % interval of {one.tally.right} right of {one.tally.total}"
        problems.append(Problem(one.rule.source, 0, 0, "NPG303", expected, f"{one.rule.strength.value} ({one.rule.strength.score:.2f})", f"set its strength to {one.better.value!r} ({one.better.score:.2f}), or mend the rule; raise its version"))
    for problem in problems:
        print(problem)
    measured = sum(t.total >= LEAST for t in result.rules.values())
    print(f"bands of {measured} rules with at least {LEAST} findings in {result.cases} cases: {sum(p.code == 'NPG303' for p in problems)} outside the interval")
    return problems
