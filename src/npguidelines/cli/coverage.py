"""`npguidelines coverage`: which words of the policy which rules implement."""

from __future__ import annotations

import argparse
from pathlib import Path

from .output import deliver
from .rulebooks import DONE, FAILED, Add, open_moderator


def register(add: Add) -> None:
    """Add the command."""
    command = add("coverage", "clause by clause: which words which rules implement, tested by how many texts; words that no rule implements", _run)
    command.add_argument("--format", choices=["text", "json", "html"], help="text (default), json, or html: a page that prints")
    command.add_argument("-o", "--output", type=Path, help="write to this file; its ending (.txt, .json, .html) gives the format")
    command.add_argument("--strict", action="store_true", help="exit 1 where words are implemented by no rule")


def _run(options: argparse.Namespace) -> int:
    from ..evaluation.wording import coverage
    from ..report.coverage_page import coverage_page
    from ..report.wording import coverage_json, coverage_text

    book = open_moderator(options).rulebook
    covered = coverage(book.policy, (p.rule for p in book.programs))
    ending = options.output.suffix.lstrip(".").lower() if options.output else ""
    match options.format or {"json": "json", "html": "html", "htm": "html"}.get(ending, "text"):
        case "json":
            text = coverage_json(book.policy, book.digest, covered)
        case "html":
            text = coverage_page(book.policy, book.digest, covered)
        case _:
            text = coverage_text(book.policy, covered)
    deliver(text, options.output)
    return FAILED if options.strict and any(one.open for one in covered) else DONE
