"""Commands that write: `new-rule`, `reword`, `vocabulary`, `new-exception`, `rule-schema`."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path

from .output import deliver
from .rulebooks import DONE, Add

_RULES = Path("rules")


def register(add: Add) -> None:
    """Add the commands."""
    rule = add("new-rule", "begin a rule: write a commented skeleton that loads, in rehearsal, and register its id", _new_rule)
    rule.add_argument("clause", choices=list("abcdefghij"), metavar="CLAUSE", help="the letter of the clause")
    rule.add_argument("sub_kind", metavar="SUB-KIND", help="a short name for what people do, such as fake-giveaway")
    rule.add_argument("--words", help="the words of the clause that it is to implement (default: words that no rule implements, or else all)")
    reword = add("reword", "let every rule that quotes words of a clause quote others, one version higher, or take no part any more", _reword)
    reword.add_argument("clause", choices=list("abcdefghij"), metavar="CLAUSE", help="the letter of the clause")
    reword.add_argument("old", metavar="OLD", help="the words that rules quote, and that are gone")
    change = reword.add_mutually_exclusive_group(required=True)
    change.add_argument("new", nargs="?", metavar="NEW", help="the words that they are to quote: as the clause reads now")
    change.add_argument("--deprecate", action="store_true", help="the rules hold no longer: they do not run any more, and their ids stay taken")
    words = add("vocabulary", "show a vocabulary; add terms at their places, take terms out", _vocabulary)
    words.add_argument("name", metavar="NAME", help="the name of the file rules/concepts/NAME.txt")
    words.add_argument("--add", nargs="+", default=[], metavar="TERM")
    words.add_argument("--remove", nargs="+", default=[], metavar="TERM")
    exception = add("new-exception", "let one rule leave words alone up to a day, with the reason", _new_exception)
    exception.add_argument("rule", metavar="RULE", help="the id of the rule")
    exception.add_argument("words", metavar="WORDS", help="the words that it must leave alone")
    exception.add_argument("--because", required=True, help="the reason; it stands in verdicts")
    exception.add_argument("--until", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD", help="the last day on which it holds")
    exception.add_argument("--pattern", action="store_true", help="WORDS is a pattern of the rule language")
    schema = add("rule-schema", "write JSON Schemas of the files of a rulebook, for editors", _schema)
    schema.add_argument("-o", "--output", type=Path, default=Path("schema"), metavar="FOLDER", help="where to (default: schema)")


def _new_rule(options: argparse.Namespace) -> int:
    from ..evaluation.wording import coverage
    from ..rulebook.authoring import new_rule
    from ..rulebook.load import read_content

    folder = options.rules or _RULES
    words = options.words
    if words is None:
        content = read_content(folder, [])
        words = next((w for one in coverage(content.policy, content.rules) if one.clause.id == options.clause for w in one.open_words), None)
    path = new_rule(folder, options.clause, options.sub_kind, words)
    print(f"wrote {path}, and its id into {folder / 'ids.txt'}\nNext: put your own words and texts into it, then run `npguidelines check --quick --rules {folder}`.")
    print('It rehearses: its findings stand apart in verdicts and count for nothing until you set `status: "stable"`.')
    return DONE


def _reword(options: argparse.Namespace) -> int:
    from ..rulebook.authoring import reword

    folder = options.rules or _RULES
    found = reword(folder, options.clause, options.old, options.new)
    done = "deprecated: no longer run" if options.deprecate else f"now quote {options.new!r}, one version higher"
    print(f"{len(found)} rule(s) {done}")
    for rule, path in found.items():
        print(f"  {path} {rule}")
    print(f"Next: read each of them against the new words, then run `npguidelines check --rules {folder}`.")
    return DONE


def _vocabulary(options: argparse.Namespace) -> int:
    from ..rulebook.authoring import edit_vocabulary

    folder = options.rules or _RULES
    path = edit_vocabulary(folder, options.name, options.add, options.remove)
    if options.add or options.remove:
        print(f"{path}: {len(options.add)} added, {len(options.remove)} taken out. Next: `npguidelines check --quick --rules {folder}`.")
    else:
        print(path.read_text(encoding="utf-8"), end="")
    return DONE


def _new_exception(options: argparse.Namespace) -> int:
    from ..rulebook.authoring import add_exception

    folder = options.rules or _RULES
    path = add_exception(folder, options.rule, options.words, options.because, options.until, date.today(), pattern=options.pattern)
    print(f"{path}: {options.rule} leaves {options.words!r} alone up to {options.until.isoformat()}. Next: `npguidelines check --rules {folder}`.")
    return DONE


def _schema(options: argparse.Namespace) -> int:
    from ..rulebook.schemas import schemas

    for name, schema in schemas().items():
        deliver(json.dumps(schema, ensure_ascii=False, indent=2), options.output / f"{name}.json")
    return DONE
