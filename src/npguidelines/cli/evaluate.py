"""`npguidelines evaluate`: the rulebook measured on labelled cases."""

from __future__ import annotations

import argparse
from pathlib import Path

from .output import deliver
from .rulebooks import DONE, FAILED, Add, open_moderator


def register(add: Add) -> None:
    """Add the command."""
    command = add("evaluate", "measure the rulebook on labelled cases: precision and recall with intervals, calibration, bands, false positives by group", _run)
    command.add_argument("files", nargs="+", type=Path, help="files or folders of labelled cases (.jsonl, .jsonl.gz)")
    command.add_argument("--errors", type=int, default=20, help="how many wrong cases to list")
    command.add_argument("--json", action="store_true", help="the figures as JSON, rules included")
    command.add_argument("-o", "--output", type=Path, help="write to this file")


def _run(options: argparse.Namespace) -> int:
    from ..evaluation.cases import read_cases
    from ..evaluation.metrics import evaluate
    from ..report.figures import figures, figures_json

    cases = read_cases(options.files)
    result = evaluate(open_moderator(options), cases)
    deliver(figures_json(result) if options.json else figures(result, options.errors), options.output)
    return FAILED if result.wrong else DONE
