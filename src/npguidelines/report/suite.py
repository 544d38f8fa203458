"""The examples of a rulebook and labelled cases as one suite: opened once, shared between processes, judged text by text."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Generator
from datetime import date
from functools import cached_property
from pathlib import Path

from ..engine.kept import kept_rulebook, read_kept
from ..engine.loading import default_rulebook
from ..engine.moderator import Moderator
from ..evaluation.cases import Placed, placed_cases
from ..evaluation.examples import Example, line_of, right
from ..model.rule import Rule
from ..model.verdict import Verdict
from .failure import case_failure, example_failure, wrong


class Suite:
    """What is to be judged: the examples of `folder` (None: of the installed rulebook) if `examples`, and the cases of `paths`.

    `shared` is a file that another process wrote with `share`, so that the rulebook is compiled once.
    """

    def __init__(self, folder: Path | None, paths: list[Path], *, examples: bool, shared: str | None = None) -> None:
        self.folder = folder
        self.examples = examples
        self._paths = paths
        self._shared = shared
        self._written: Path | None = None
        self._ahead: Generator[Verdict, None, None] | None = None
        self._next = 0  # the place of the text whose verdict `_ahead` gives next

    def judge_ahead(self, texts: list[str], jobs: int) -> None:
        """Judge these texts in `jobs` other processes, for those who will ask by their place in the list."""
        self._ahead, self._next = self._judged(texts, jobs), 0

    def _judged(self, texts: list[str], jobs: int) -> Generator[Verdict, None, None]:
        yield from self.moderator.review_many(texts, jobs=jobs)

    def _verdict(self, text: str, place: int | None) -> Verdict:
        """The verdict on a text, judged ahead where its place is still to come."""
        if self._ahead is not None and place is not None:
            while self._next <= place:
                self._next += 1
                verdict = next(self._ahead, None)
                if verdict is not None and self._next > place:
                    return verdict
        return self.moderator.review(text)

    def open(self) -> None:
        """Load the rulebook and read the cases; raises `GuidelinesError` with every problem."""
        _ = self.cases, self.moderator

    @cached_property
    def moderator(self) -> Moderator:
        """The moderator of the rulebook."""
        if self._shared is not None:
            return Moderator(pickle.loads(Path(self._shared).read_bytes()))
        return Moderator(default_rulebook() if self.folder is None else kept_rulebook(self.folder, date.today()))

    @cached_property
    def cases(self) -> dict[Path, list[Placed]]:
        """The cases by file."""
        found: dict[Path, list[Placed]] = {}
        for placed in placed_cases(self._paths):
            found.setdefault(placed.file, []).append(placed)
        return found

    def by_source(self) -> dict[str, list[Rule]]:
        """The rules that run, by their file within the rulebook, in order."""
        found: dict[str, list[Rule]] = {}
        for program in sorted(self.moderator.rulebook.programs, key=lambda p: (p.rule.source, p.rule.id)):
            if program.rule.status != "deprecated":
                found.setdefault(program.rule.source, []).append(program.rule)
        return found

    def rules_of(self, path: Path) -> list[Rule]:
        """The rules that run and stand in this file, if it belongs to the folder of rules."""
        if self.folder is None or not self.examples or not path.is_relative_to(self.folder):
            return []
        return self._sources.get(path.relative_to(self.folder).as_posix(), [])

    @cached_property
    def _sources(self) -> dict[str, list[Rule]]:
        return self.by_source()

    def rests(self, example: Example) -> tuple[str, ...]:
        """The detectors without which the rule of the example cannot find it; none where it can."""
        return self.moderator.resting.get(example.rule, ()) if example.wanted else ()

    def example_holds(self, example: Example, place: int | None = None) -> bool:
        """Whether an example can be tried and the verdict on it is right; without the message that a wrong one needs."""
        return not self.rests(example) and right(example, self._verdict(example.text, place))

    def case_holds(self, placed: Placed, place: int | None = None) -> bool:
        """Whether the verdict on a labelled case is right; without the message that a wrong one needs."""
        return not wrong(placed.case, self._verdict(placed.case.text, place))

    def judge_example(self, example: Example) -> str:
        """What is wrong with the verdict on an example; empty where it is right."""
        verdict = self.moderator.review(example.text)
        if right(example, verdict):
            return ""
        source = example.place.split("::", maxsplit=1)[0]
        line = line_of(self.folder / source, example.text) if self.folder is not None else 0
        return example_failure(self.moderator, example, verdict, f"{self.folder or 'rules'}/{source}" + (f":{line}" if line else ""))

    def judge_case(self, placed: Placed) -> str:
        """What is wrong with the verdict on a labelled case; empty where it is right."""
        verdict = self.moderator.review(placed.case.text)
        return case_failure(self.moderator, placed.case, verdict, placed.where) if wrong(placed.case, verdict) else ""

    def share(self) -> str | None:
        """Write the rulebook to a temporary file for other processes; returns its name. None where they find it ready compiled: installed, or kept beside its folder."""
        if self.folder is None or read_kept(self.folder) is not None:
            return None
        if self._written is None:
            with tempfile.NamedTemporaryFile(prefix="npguidelines-", suffix=".rulebook", delete=False) as file:
                file.write(pickle.dumps(self.moderator.rulebook, protocol=5))
            self._written = Path(file.name)
        return str(self._written)

    def close(self) -> None:
        """Remove what was shared, and end the other processes."""
        if self._ahead is not None:
            self._ahead.close()
            self._ahead = None
        if self._written is not None:
            self._written.unlink(missing_ok=True)
            self._written = None
