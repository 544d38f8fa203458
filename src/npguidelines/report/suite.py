"""The examples of a rulebook and labelled cases as one suite: opened once, shared between processes, judged text by text."""

from __future__ import annotations

import pickle
import tempfile
from datetime import date
from functools import cached_property
from pathlib import Path

from ..engine.kept import kept_rulebook, read_kept
from ..engine.loading import default_rulebook
from ..engine.moderator import Moderator
from ..evaluation.cases import Placed, placed_cases
from ..evaluation.examples import Example, line_of, right
from ..model.rule import Rule
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

    def example_holds(self, example: Example) -> bool:
        """Whether an example can be tried and the verdict on it is right; without the message that a wrong one needs."""
        return not self.rests(example) and right(example, self.moderator.review(example.text))

    def case_holds(self, placed: Placed) -> bool:
        """Whether the verdict on a labelled case is right; without the message that a wrong one needs."""
        return not wrong(placed.case, self.moderator.review(placed.case.text))

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
        """Remove what was shared."""
        if self._written is not None:
            self._written.unlink(missing_ok=True)
            self._written = None
