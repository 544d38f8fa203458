"""The command line. Exit codes: 0 done, 1 cases failed, 2 bad use or rulebook, 3 some rows unreadable."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from .._version import __version__
from ..errors import GuidelinesError, closest
from . import authoring, check, coverage, detectors, diff, evaluate, schema, score
from .rulebooks import BAD, DONE, FAILED, open_moderator


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="npguidelines", description="Score public comments against NPPD policy 27.1, s. 6(f). It recommends; a person decides.")
    parser.add_argument("--version", action="version", version=f"npguidelines {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, words: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=words, description=words)
        command.add_argument("--rules", type=Path, help="a folder of rules in place of the shipped ones")
        detectors.add_option(command)
        command.set_defaults(run=run)
        return command

    score.add_options(add("score", "score a file of comments and write the verdicts", lambda options: score.run(options, open_moderator)))
    schema.add_options(add("schema", "print the published schema of verdicts", schema.run))
    explain = add("explain", "explain the verdict on one text", _explain)
    explain.add_argument("text")
    explain.add_argument("--trace", action="store_true", help="every reading, and the nearest rules that did not fire")
    explain.add_argument("--rule", metavar="ID", help="with --trace: why this rule did not find the text")
    explain.add_argument("--json", action="store_true", help="the verdict as JSON")
    check.register(add)
    rules = add("rules", "list the rules by clause, or the forms of a concept", _rules)
    rules.add_argument("--clause", choices=list("abcdefghij"))
    rules.add_argument("--concept", help="show the terms of one concept")
    evaluate.register(add)
    coverage.register(add)
    diff.register(add)
    authoring.register(add)
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


def _explain(options: argparse.Namespace) -> int:
    from ..report.trace import trace

    moderator = open_moderator(options)
    verdict = moderator.review(options.text)
    print(verdict.model_dump_json(indent=1) if options.json else verdict.explain())
    if options.trace or options.rule:
        if options.rule and options.rule not in {p.rule.id for p in moderator.rulebook.programs}:
            print(f"no rule {options.rule!r}; {closest(options.rule, [p.rule.id for p in moderator.rulebook.programs])}", file=sys.stderr)
            return BAD
        print(trace(moderator, options.text, rule=options.rule))
    return DONE


def _rules(options: argparse.Namespace) -> int:
    book = open_moderator(options).rulebook
    if options.concept:
        ident = book.ids.get(options.concept)
        if ident is None:
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


def _neutrality(options: argparse.Namespace) -> int:
    from ..batch.rows import texts_of
    from ..evaluation.examples import examples
    from ..evaluation.neutrality import check_groups, check_swaps, read_groups

    moderator = open_moderator(options)
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
