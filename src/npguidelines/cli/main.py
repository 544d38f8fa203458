"""The command line. Exit codes: 0 done, 1 cases failed, 2 bad use or rulebook, 3 some rows unreadable."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .._version import __version__
from ..errors import GuidelinesError
from . import schema, score

if TYPE_CHECKING:
    from ..engine.moderator import Moderator

DONE, FAILED, BAD = 0, 1, 2


def _parser() -> argparse.ArgumentParser:
    from . import detectors

    parser = argparse.ArgumentParser(prog="npguidelines", description="Score public comments against NPPD policy 27.1, s. 6(f). It recommends; a person decides.")
    parser.add_argument("--version", action="version", version=f"npguidelines {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, words: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=words, description=words)
        command.add_argument("--rules", type=Path, help="a folder of rules in place of the shipped ones")
        detectors.add_option(command)
        command.set_defaults(run=run)
        return command

    score.add_options(add("score", "score a file of comments and write the verdicts", lambda options: score.run(options, _moderator)))
    schema.add_options(add("schema", "print the published schema of verdicts", schema.run))
    explain = add("explain", "explain the verdict on one text", _explain)
    explain.add_argument("text")
    explain.add_argument("--trace", action="store_true", help="every reading, and the nearest rules that did not fire")
    explain.add_argument("--json", action="store_true", help="the verdict as JSON")
    add("check", "check a rulebook: form, references, wording, examples", _check).add_argument("--write-ids", action="store_true", help="add new rule ids to ids.txt first")
    rules = add("rules", "list the rules by clause, or the forms of a concept", _rules)
    rules.add_argument("--clause", choices=list("abcdefghij"))
    rules.add_argument("--concept", help="show the terms of one concept")
    evaluate = add("evaluate", "measure the rulebook on labelled cases", _evaluate)
    evaluate.add_argument("files", nargs="+", type=Path)
    evaluate.add_argument("--errors", type=int, default=20, help="how many wrong cases to list")
    add("detectors", "list the detectors that can be asked for, and what each lacks", detectors.run)
    neutrality = add("neutrality", "swap sides, parties, groups and targets in comments: nothing may change (6(f)(iii))", _neutrality)
    neutrality.add_argument("files", nargs="*", type=Path, help="comments (as for score) or groups of variants; default: the examples of the rulebook")
    neutrality.add_argument("--text", metavar="COLUMN", help="the column that holds the comment")
    neutrality.add_argument("--limit", type=int, default=50, help="how many differing pairs to print")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    options = _parser().parse_args(argv)
    try:
        return int(options.run(options))
    except GuidelinesError as error:
        print(error, file=sys.stderr)
        return BAD
    except KeyboardInterrupt:
        print("stopped; nothing half-written was left", file=sys.stderr)
        return BAD
    except BrokenPipeError:
        return DONE


def _moderator(options: argparse.Namespace) -> Moderator:
    from ..engine.loading import load_rulebook
    from ..engine.moderator import Moderator

    show = bool(getattr(options, "show_identifiers", False))
    if options.rules is None:
        from ..engine.loading import default_rulebook

        return Moderator(default_rulebook(), options.detectors, show_identifiers=show)
    return Moderator(load_rulebook(options.rules), options.detectors, show_identifiers=show)


def _explain(options: argparse.Namespace) -> int:
    from ..report.trace import trace

    moderator = _moderator(options)
    verdict = moderator.review(options.text)
    print(verdict.model_dump_json(indent=1) if options.json else verdict.explain())
    if options.trace:
        print(trace(moderator, options.text))
    return DONE


def _check(options: argparse.Namespace) -> int:
    from ..engine.loading import load_rulebook
    from ..engine.moderator import Moderator
    from ..errors import RulebookError
    from ..evaluation.examples import failing

    folder = options.rules or Path("rules")
    if options.write_ids:
        from ..rulebook.ids import write_ids

        print(f"{write_ids(folder)} new ids")
    try:
        moderator = Moderator(load_rulebook(folder), options.detectors)
    except RulebookError as error:
        print(error)
        return BAD
    problems = failing(moderator)
    for problem in problems:
        print(problem)
    book = moderator.rulebook
    count = sum(len(p.rule.examples.violates) + len(p.rule.examples.allowed) for p in book.programs)
    print(f"{len(book.programs)} rules, {len(book.sources)} concepts, {count} examples: {len(problems)} problem(s)")
    for rule, away in sorted(moderator.resting.items()):
        print(f"{rule} rests, and its violations were not tried: add --detector {' --detector '.join(away)}")
    return BAD if problems else DONE


def _rules(options: argparse.Namespace) -> int:
    book = _moderator(options).rulebook
    if options.concept:
        ident = book.ids.get(options.concept)
        if ident is None:
            from ..errors import closest

            print(f"no concept {options.concept!r}; {closest(options.concept, book.sources)}", file=sys.stderr)
            return BAD
        print("\n".join(sorted(w for w, ids in book.lexicon.words.items() if ident in ids)))
        return DONE
    for clause in book.policy.clauses:
        if options.clause in (None, clause.id):
            print(f"{clause.citation} {clause.words}")
            for program in book.programs:
                if program.rule.clause == clause.id:
                    rule = program.rule
                    print(f"  {rule.id} v{rule.version} [{rule.strength.value}, at most {rule.ceiling}] {rule.because}")
    return DONE


def _evaluate(options: argparse.Namespace) -> int:
    from ..evaluation.cases import read_cases
    from ..evaluation.metrics import evaluate
    from ..report.figures import figures

    result = evaluate(_moderator(options), read_cases(options.files))
    print(figures(result, options.errors))
    return FAILED if result.wrong else DONE


def _neutrality(options: argparse.Namespace) -> int:
    from ..batch.rows import texts_of
    from ..evaluation.examples import examples
    from ..evaluation.neutrality import check_groups, check_swaps, read_groups

    moderator = _moderator(options)
    swaps = moderator.rulebook.swaps
    failed = False
    for path in options.files:
        groups = path.suffix == ".jsonl" and '"variants"' in path.read_text(encoding="utf-8", errors="replace")[:100_000]
        result = check_groups(moderator, read_groups(path)) if groups else check_swaps(moderator, texts_of(path, options.text), swaps)
        print(f"{path.name}: {result.text(options.limit)}")
        failed = failed or bool(result.differences)
    if not options.files:
        result = check_swaps(moderator, (e.text for e in examples(moderator)), swaps)
        print(f"examples of the rulebook: {result.text(options.limit)}")
        failed = bool(result.differences)
    return FAILED if failed else DONE


if __name__ == "__main__":
    raise SystemExit(main())
