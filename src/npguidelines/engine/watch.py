"""Run a stranger's code within a budget of time: one that hangs or fails is told, and nobody waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, Final, TypeVar

from ..errors import DetectorError

_LEFT_BEHIND: Final = 4  # how many hung threads a caller leaves before it asks no more
_T = TypeVar("_T")


class Overrun(Exception):
    """The code took longer than its budget."""


class Watch:
    """Calls functions on a helper thread of the calling thread and waits at most `budget` seconds.

    A call that overruns goes on in the background (Python cannot end it); the next one gets a new thread. After four such
    threads the caller refuses at once. Costs about 40 us a call.
    """

    def __init__(self, budget: float) -> None:
        self.budget = budget
        self._local = threading.local()

    def call(self, function: Callable[[], Any]) -> Any:
        """Return what `function` returns or raise what it raises (`RuntimeError` for what would end the program); raises `Overrun` past the budget."""
        worker: _Worker | None = getattr(self._local, "worker", None)
        if worker is None or not worker.thread.is_alive():  # none yet, or left in the parent process by a fork
            worker = self._local.worker = _Worker()
        if worker.busy:
            left = getattr(self._local, "left", 0)
            if left >= _LEFT_BEHIND:
                raise Overrun
            self._local.left = left + 1
            worker = self._local.worker = _Worker()
        return worker.call(function, self.budget)


class Runner:
    """Asks plug-ins of one role (`detector`, `adviser`): each is loaded once, outside its budget; a failure is a line for `degraded`."""

    def __init__(self, role: str, budget: float) -> None:
        self._role = role
        self._watch = Watch(budget)
        self._loaded: set[str] = set()

    def run(self, plugin: Any, ask: Callable[[], _T], degraded: list[str], *, watched: bool = True) -> _T | None:
        """Return what `ask` returns, or None with a line in `degraded`; raises `DetectorError` where the plug-in is set up wrongly."""
        try:
            if not watched:
                return ask()
            if plugin.name not in self._loaded and hasattr(plugin, "load"):
                plugin.load()
                self._loaded.add(plugin.name)
            return self._watch.call(ask)  # type: ignore[no-any-return]
        except DetectorError:
            raise
        except Overrun:
            degraded.append(f"{self._role} {plugin.name}: over its budget of {self._watch.budget:g} s")
        except Exception as error:
            degraded.append(f"{self._role} {plugin.name}: {type(error).__name__}")
        return None


class _Worker:
    """One helper thread. `busy`: whether it still works on a call that nobody waits for."""

    def __init__(self) -> None:
        self._asked: SimpleQueue[tuple[int, Callable[[], Any]]] = SimpleQueue()
        self._answers: SimpleQueue[tuple[int, Any, BaseException | None]] = SimpleQueue()
        self._number = 0
        self._answered = 0
        self.thread = threading.Thread(target=self._work, daemon=True, name="npguidelines-detector")
        self.thread.start()

    @property
    def busy(self) -> bool:
        return self._answered < self._number

    def call(self, function: Callable[[], Any], budget: float) -> Any:
        self._number += 1
        self._asked.put((self._number, function))
        try:
            _, value, error = self._answers.get(timeout=budget)
        except Empty:
            raise Overrun from None
        if isinstance(error, Exception):
            raise error
        if error is not None:  # such as `exit()`: the caller does not leave for it
            raise RuntimeError(type(error).__name__) from error
        return value

    def _work(self) -> None:
        while True:
            number, function = self._asked.get()
            answer = _answer(number, function)
            self._answered = number
            self._answers.put(answer)
            del function, answer  # a comment is not kept while the thread waits


def _answer(number: int, function: Callable[[], Any]) -> tuple[int, Any, BaseException | None]:
    try:
        return number, function(), None
    except BaseException as error:  # handed to the caller
        return number, None, error
