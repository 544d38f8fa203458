"""A pytest plugin: the examples of a rulebook and labelled cases as tests. Inert until asked; see docs/testing.md.

    pytest --npguidelines                         the examples of the installed rulebook
    pytest --npguidelines-rules my/rules          those of a folder of rules
    pytest --npguidelines-corpus my/cases.jsonl   labelled cases (a file or a folder), as often as wanted

Nothing of the library is imported before one of these, or its ini setting, is given.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import pytest

if TYPE_CHECKING:
    from .model.rule import Rule
    from .report.suite import Suite

_SUITE: pytest.StashKey[Suite] = pytest.StashKey()
_SET_UP: pytest.StashKey[object] = pytest.StashKey()  # the deepest node that pytest left set up
_LONG_SUITE: Final = 2_000  # texts from which processes pay for their start
_MOST_JOBS: Final = 4
_SHARED = "npguidelines_shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options and the ini settings."""
    group = parser.getgroup("npguidelines", "npguidelines: rule examples and labelled comments as tests")
    group.addoption("--npguidelines", action="store_true", help="run every example of the installed rulebook")
    group.addoption("--npguidelines-rules", metavar="DIR", help="run every example of the rules in DIR, and judge the cases by them")
    group.addoption("--npguidelines-corpus", metavar="PATH", action="append", default=[], help="run the labelled cases of PATH (a file or a folder); may be given several times")
    group.addoption("--npguidelines-jobs", metavar="N", type=int, default=None, help="judge the texts in N processes (default: one a core for long suites; 1: in pytest's own)")
    parser.addini("npguidelines", "run every example of the installed rulebook", type="bool", default=False)
    parser.addini("npguidelines_rules", "a folder of rules, relative to the root of the project")
    parser.addini("npguidelines_corpora", "files or folders of labelled cases, one a line", type="linelist", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Find out what is asked; add the folders of rules and cases to what pytest collects."""
    rules = config.getoption("npguidelines_rules") or config.getini("npguidelines_rules")
    corpora = [*config.getoption("npguidelines_corpus"), *config.getini("npguidelines_corpora")]
    installed = bool(config.getoption("npguidelines") or config.getini("npguidelines")) and not rules
    if not (rules or corpora or installed):
        return
    from .report.suite import Suite

    folder = _within(config, rules) if rules else None
    paths = [_within(config, c) for c in corpora]
    config.stash[_SUITE] = Suite(folder, paths, examples=bool(rules or installed), shared=getattr(config, "workerinput", {}).get(_SHARED))
    asked = bool(config.getoption("npguidelines_rules") or config.getoption("npguidelines_corpus"))
    if asked or config.args_source is not pytest.Config.ArgsSource.ARGS:  # by ini alone, `pytest tests/test_one.py` stays what it says
        named = [(config.invocation_params.dir / a.split("::", maxsplit=1)[0]).resolve() for a in config.args]
        for path in (*([folder] if folder else []), *paths):
            if path.exists() and not any(path.is_relative_to(n) or n.is_relative_to(path) for n in named):
                config.args.append(str(path))


def _within(config: pytest.Config, path: str) -> Path:
    """A path of the command line is relative to where pytest was called, one of the ini file to the project."""
    here = config.invocation_params.dir / path
    return (here if here.exists() else config.rootpath / path).resolve()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Open the rulebook and the cases: a fault in either stops the run with exit code 2 and every problem listed."""
    suite = session.config.stash.get(_SUITE, None)
    if suite is None:
        return
    from .errors import GuidelinesError

    try:
        suite.open()
    except GuidelinesError as error:
        pytest.exit(str(error), returncode=2)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Hand the rulebook, compiled once, to each worker of pytest-xdist."""
    suite = node.config.stash.get(_SUITE, None)
    if suite is not None:
        node.workerinput[_SHARED] = suite.share()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what was shared with the workers."""
    suite = config.stash.get(_SUITE, None)
    if suite is not None:
        suite.close()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a file of rules below the folder of rules, or a file of labelled cases."""
    suite = parent.config.stash.get(_SUITE, None)
    if suite is None:
        return None
    if file_path in suite.cases:
        return CaseFile.from_parent(parent, path=file_path)
    rules = suite.rules_of(file_path)
    return RuleFile.from_parent(parent, path=file_path, rules=rules) if rules else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add the examples of the installed rulebook, which lie in no folder."""
    suite = config.stash.get(_SUITE, None)
    if suite is None or not suite.examples or suite.folder is not None:
        return
    for source, rules in suite.by_source().items():
        items.extend(_items(InstalledFile.from_parent(session, name=source, nodeid=f"rules/{source}", rules=rules)))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let other processes judge the texts of a long suite ahead; workers of pytest-xdist are such processes themselves."""
    config = session.config
    suite = config.stash.get(_SUITE, None)
    if suite is None or hasattr(config, "workerinput") or config.getoption("collectonly", False):
        return
    texts = [item for item in session.items if isinstance(item, TextItem)]
    jobs = config.getoption("npguidelines_jobs") or (min(os.cpu_count() or 1, _MOST_JOBS) if len(texts) >= _LONG_SUITE else 1)
    if jobs > 1 and texts:
        for place, item in enumerate(texts):
            item.place = place
        suite.judge_ahead([item.text for item in texts], jobs)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Report a text that is decided rightly at once; every other goes the way of any test.

    A text has no fixtures and writes nothing: the set-up, the capture and the tear-down around a test took longer than the judging.
    """
    if _SUITE not in item.config.stash:
        return None
    if isinstance(item, TextItem) and _may_hurry(item, nextitem):
        start, clock = time.time(), time.perf_counter()
        if _holds(item):
            duration = time.perf_counter() - clock
            hook = item.ihook
            hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
            hook.pytest_runtest_logreport(report=_passed(item, "call", start, duration))
            hook.pytest_runtest_logreport(report=_passed(item, "teardown", start + duration, 0.0))
            hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
            return True
    after = nextitem.listchain() if nextitem is not None else []
    item.config.stash[_SET_UP] = next((node for node in reversed(item.listchain()) if node in after), None)
    return None


def _holds(item: TextItem) -> bool:
    try:
        return item.holds()
    except Exception:  # raised again where pytest reports it
        return False


def _may_hurry(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Whether nothing that an earlier test left set up is to be torn down after this item, and nobody asked to see set-ups."""
    left = item.config.stash.get(_SET_UP, None)
    shown = item.config.getoption("setupshow", False) or item.config.getoption("setuponly", False)
    return not shown and (left is None or (nextitem is not None and left in nextitem.listchain()))


def _passed(item: pytest.Item, when: Literal["call", "teardown"], start: float, duration: float) -> pytest.TestReport:
    return pytest.TestReport(item.nodeid, item.location, dict.fromkeys(item.keywords, 1), "passed", None, when, duration=duration, start=start, stop=start + duration)


def _items(collector: pytest.Collector) -> Iterator[pytest.Item]:
    for node in collector.collect():
        if isinstance(node, pytest.Item):
            yield node
        elif isinstance(node, pytest.Collector):
            yield from _items(node)


class InstalledFile(pytest.Collector):
    """One file of the installed rulebook, which holds it compiled."""

    def __init__(self, *, rules: list[Rule], **more: Any) -> None:
        super().__init__(**more)
        self.rules = rules

    def collect(self) -> Iterable[pytest.Collector]:
        """Its rules."""
        return [RuleNode.from_parent(self, name=rule.id, rule=rule) for rule in self.rules]


class RuleFile(InstalledFile, pytest.File):
    """One file of a folder of rules."""


class RuleNode(pytest.Collector):
    """One rule: the texts that it must find (`violates`), and those that it must leave alone (`allowed`)."""

    def __init__(self, *, rule: Rule, **more: Any) -> None:
        super().__init__(**more)
        self.rule = rule

    def collect(self) -> Iterable[pytest.Collector]:
        """Its two lists of examples."""
        return [ExampleList.from_parent(self, name=name) for name in ("violates", "allowed")]


class ExampleList(pytest.Collector):
    """The examples of one kind."""

    def collect(self) -> Iterable[pytest.Item]:
        """One item a text."""
        from .evaluation.examples import examples_of

        assert isinstance(self.parent, RuleNode)
        wanted = self.name == "violates"
        return [ExampleItem.from_parent(self, name=e.place.rsplit("::", 1)[1], example=e) for e in examples_of(self.parent.rule) if e.wanted == wanted]


class Failed(Exception):
    """A text was decided wrongly; the message says all."""


class TextItem(pytest.Item):
    """One text to be judged; `place` among those that are judged ahead."""

    place: int | None = None

    @property
    def text(self) -> str:
        """The text."""
        raise NotImplementedError

    def holds(self) -> bool:
        """Whether it is tried and decided rightly."""
        raise NotImplementedError

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The message alone for a text decided wrongly; the traceback for anything else."""
        return str(excinfo.value) if isinstance(excinfo.value, Failed) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path | str, int | None, str]:
        """The file and the readable part of the id."""
        file, _, name = self.nodeid.partition("::")
        return self.config.rootpath / file, None, name.replace("::", " ")


class ExampleItem(TextItem):
    """One example of a rule."""

    def __init__(self, *, example: Any, **more: Any) -> None:
        super().__init__(**more)
        self.example = example

    @property
    def text(self) -> str:
        """The text."""
        return str(self.example.text)

    def holds(self) -> bool:
        """Whether the rule can be tried and found the text, or not, as it should."""
        return self.config.stash[_SUITE].example_holds(self.example, self.place)

    def runtest(self) -> None:
        """Judge the text; the rule must have found it, or not. Skipped where the rule rests."""
        away = self.config.stash[_SUITE].rests(self.example)
        if away:
            pytest.skip(f"{self.example.rule} rests without the detector {', '.join(away)}")
        failure = self.config.stash[_SUITE].judge_example(self.example)
        if failure:
            raise Failed(failure)


class CaseFile(pytest.File):
    """One file of labelled cases."""

    def collect(self) -> Iterable[pytest.Item]:
        """One item a case."""
        return [CaseItem.from_parent(self, name=placed.case.id, placed=placed) for placed in self.config.stash[_SUITE].cases[self.path]]


class CaseItem(TextItem):
    """One labelled case."""

    def __init__(self, *, placed: Any, **more: Any) -> None:
        super().__init__(**more)
        self.placed = placed

    @property
    def text(self) -> str:
        """The text."""
        return str(self.placed.case.text)

    def holds(self) -> bool:
        """Whether clauses and outcome are those of the label."""
        return self.config.stash[_SUITE].case_holds(self.placed, self.place)

    def runtest(self) -> None:
        """Judge the text; its clauses and its outcome must be those of the label."""
        failure = self.config.stash[_SUITE].judge_case(self.placed)
        if failure:
            raise Failed(failure)
