"""Coded errors: what was expected, what came, where, and the cure.

Layer 0. Every error that a user can meet is listed in `CATALOGUE`; nothing else in the package raises a bare
`ValueError` at a public edge.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

CATALOGUE: Final[dict[str, str]] = {
    "NPG101": "a file of the rulebook is missing or cannot be read",
    "NPG102": "a file is not valid YAML",
    "NPG103": "a key is unknown",
    "NPG104": "a key stands twice",
    "NPG105": "a required key is missing or a value has the wrong form",
    "NPG106": "a vocabulary is not sorted, holds a duplicate or a malformed line",
    "NPG107": "a pattern does not parse",
    "NPG108": "a concept or a feature is unknown",
    "NPG109": "concepts refer to each other in a circle",
    "NPG110": "a rule needs no concept of a flagging kind (policy 6(f)(iii))",
    "NPG111": "the words that a rule implements are not in the clause",
    "NPG112": "a rule id or a concept name is used twice, or an id was retired",
    "NPG113": "an example of a rule fails",
    "NPG114": "a pattern can match nothing at all, or too much",
    "NPG115": "a file stands in the wrong folder",
    "NPG201": "a comment is not text",
    "NPG202": "a file of comments cannot be read",
    "NPG203": "the text column is not in the file",
    "NPG204": "a labelled case is malformed",
    "NPG205": "an output file cannot be written",
    "NPG206": "a detector is unknown or malformed",
    "NPG207": "a detector needs a package or a file that is not here",
    "NPG208": "a column of a table does not fit",
    "NPG209": "a worker process ended",
    "NPG210": "an optional package is not installed",
    "NPG301": "a local exception has expired",
    "NPG302": "words of a clause are implemented by no rule",
    "NPG303": "the band of a rule lies outside the interval of its measured precision",
    "NPG304": "a label is outside a-j",
    "NPG305": "the id of a case stands twice",
    "NPG306": "labels of one text contradict each other",
    "NPG307": "a rulebook to compare cannot be found or run",
    "NPG308": "a new rule or term cannot be written",
}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in one place.

    `line` and `column` count from 1; 0 means that the fault concerns the whole file.
    """

    file: str
    line: int
    column: int
    code: str
    expected: str
    got: str
    cure: str

    def __str__(self) -> str:
        where = self.file if not self.line else f"{self.file}:{self.line}:{self.column}"
        return f"{where}: {self.code} {CATALOGUE[self.code]}\n    expected: {self.expected}\n    got: {self.got}\n    cure: {self.cure}"


class GuidelinesError(Exception):
    """Base of every error that the package raises on purpose; `code` is a key of `CATALOGUE`."""

    def __init__(self, code: str, *, expected: str, got: str, cure: str) -> None:
        self.code, self.expected, self.got, self.cure = code, expected, got, cure
        super().__init__(f"{code} {CATALOGUE[code]}: expected {expected}; got {got}. {cure}")

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), {"code": self.code, "expected": self.expected, "got": self.got, "cure": self.cure})


class RulebookError(GuidelinesError):
    """A rulebook does not load; `problems` lists every fault, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = tuple(sorted(set(problems)))
        first = self.problems[0]
        super().__init__(first.code, expected=first.expected, got=first.got, cure=first.cure)
        self.args = (f"{len(self.problems)} problem(s) in the rulebook\n" + "\n".join(map(str, self.problems)),)

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), {"problems": self.problems})


class CommentError(GuidelinesError, TypeError):
    """What was handed in is no comment."""


class DataFileError(GuidelinesError):
    """A file of comments or of labelled cases cannot be used."""


class CasesError(DataFileError):
    """Labelled cases are malformed; `problems` lists every fault, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = tuple(sorted(set(problems)))
        first = self.problems[0]
        super().__init__(first.code, expected=first.expected, got=first.got, cure=first.cure)
        self.args = (f"{len(self.problems)} problem(s) in the labelled cases\n" + "\n".join(map(str, self.problems)),)


class CompareError(GuidelinesError):
    """A side of a comparison cannot be found, does not load or does not run."""


class AuthoringError(GuidelinesError):
    """A new rule or a term cannot be written."""


class DetectorError(GuidelinesError):
    """A detector is unknown or does not fit the protocol."""


class MissingExtraError(GuidelinesError, ImportError):
    """An optional package is needed; the cure names the extra that brings it."""


class WorkerError(GuidelinesError):
    """A worker process ended before its work was done."""


def _again(kind: type[GuidelinesError], fields: dict[str, object]) -> GuidelinesError:
    """Make a pickled error again, so that it can come from another process."""
    return kind(**fields)  # type: ignore[arg-type]


def missing_extra(package: str, extra: str, purpose: str) -> MissingExtraError:
    """Return the error that asks for an optional package.

    >>> print(missing_extra("pyarrow", "batch", "tables"))
    NPG210 an optional package is not installed: expected the package pyarrow (for tables); got no such package. pip install "npguidelines[batch]"
    """
    return MissingExtraError("NPG210", expected=f"the package {package} (for {purpose})", got="no such package", cure=f'pip install "npguidelines[{extra}]"')


def closest(name: str, valid: Iterable[str]) -> str:
    """Say which valid name is nearest to `name`, and list the valid ones (at most twenty).

    >>> closest("sentense", ["clause", "sentence"])
    "did you mean 'sentence'? Valid: clause, sentence"
    """
    names = sorted(valid)
    near = difflib.get_close_matches(name, names, n=1)
    shown = ", ".join(names[:20]) + (f", ... ({len(names)} in all)" if len(names) > 20 else "")
    return (f"did you mean {near[0]!r}? " if near else "") + f"Valid: {shown}"
