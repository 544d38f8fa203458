"""Score public comments against the guideline clauses of North Pole Police Department policy 27.1, section 6(f).

Nothing is loaded until a public name is used: importing the package reads no file and opens no socket.

    >>> from npguidelines import Moderator
    >>> Moderator.default().review("Thank you for plowing Badger Road!").outcome.value
    'allow'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ._version import __version__

if TYPE_CHECKING:
    from .engine.loading import load_rulebook
    from .engine.moderator import Moderator
    from .engine.schema import table_schema
    from .errors import CommentError, DataFileError, DetectorError, GuidelinesError, MissingExtraError, Problem, RulebookError, WorkerError
    from .model.base import Outcome
    from .model.comment import Comment
    from .model.policy import Clause, Policy
    from .model.verdict import Alert, Evidence, Finding, SetAside, Verdict

_HOMES = {
    "Moderator": ".engine.moderator", "load_rulebook": ".engine.loading", "table_schema": ".engine.schema",
    "CommentError": ".errors", "DataFileError": ".errors", "DetectorError": ".errors", "GuidelinesError": ".errors", "Problem": ".errors", "RulebookError": ".errors",
    "MissingExtraError": ".errors", "WorkerError": ".errors",
    "Outcome": ".model.base", "Comment": ".model.comment", "Clause": ".model.policy", "Policy": ".model.policy",
    "Alert": ".model.verdict", "Evidence": ".model.verdict", "Finding": ".model.verdict", "SetAside": ".model.verdict", "Verdict": ".model.verdict",
}  # fmt: skip

__all__ = [
    "Alert", "Clause", "Comment", "CommentError", "DataFileError", "DetectorError", "Evidence", "Finding", "GuidelinesError", "MissingExtraError", "Moderator",
    "Outcome", "Policy", "Problem", "RulebookError", "SetAside", "Verdict", "WorkerError", "__version__", "load_rulebook", "table_schema",
]  # fmt: skip


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(home, __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
