"""Open the rulebook that a command names, or the shipped one."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from ..engine.moderator import Moderator
    from ..rulebook.program import Rulebook

DONE, FAILED, BAD, UNREADABLE = 0, 1, 2, 3
Run = Callable[[argparse.Namespace], int]


class Add(Protocol):
    """Adds a command: its name, what it does in one line, what runs it."""

    def __call__(self, name: str, words: str, run: Run, /) -> argparse.ArgumentParser:
        """Return the parser of the new command."""


def open_moderator(options: argparse.Namespace) -> Moderator:
    """The moderator of `--rules`, or of the shipped rulebook; local exceptions that have ended today are left out."""
    from ..engine.moderator import Moderator

    show = bool(getattr(options, "show_identifiers", False))
    return Moderator(open_rulebook(options.rules), options.detectors, show_identifiers=show)


def open_rulebook(folder: Path | None) -> Rulebook:
    """The compiled rulebook of a folder, or the shipped one."""
    if folder is None:
        from ..engine.loading import default_rulebook

        return default_rulebook()
    from ..engine.kept import kept_rulebook

    return kept_rulebook(folder, date.today())
