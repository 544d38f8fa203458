"""The same answers from several processes, in order, reading ahead no further than a few batches."""

from __future__ import annotations

import multiprocessing
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Final, TypeVar

from ..errors import WorkerError
from ..model.comment import Comment
from .rows import Key, checked, collection_paused, judge_all

if TYPE_CHECKING:
    from types import TracebackType

    from ..model.verdict import Verdict
    from .moderator import Moderator

Answers = list["Verdict | None"]
_T = TypeVar("_T")
_AHEAD: Final = 2  # batches in flight for each process
_PATIENCE: Final = 5.0  # seconds for the thread of a pool whose processes were stopped
_BATCH: Final = 256  # comments that travel together
_here: list[Moderator] = []  # the moderator of a worker process


class Workers:
    """Judges batches of keys: in this process for one job, else in `jobs` processes that each hold a copy of the moderator.

    Processes are started with `forkserver` or `spawn`, never by a bare fork: pyarrow and the caller may run threads. So a script
    that asks for several jobs must keep its own work under `if __name__ == "__main__":`.
    """

    def __init__(self, moderator: Moderator, jobs: int = 1) -> None:
        self.jobs = max(1, jobs)
        self._moderator = moderator
        self._pool: ProcessPoolExecutor | None = None
        if self.jobs > 1:
            ways = multiprocessing.get_all_start_methods()
            context = multiprocessing.get_context("forkserver" if "forkserver" in ways else "spawn")
            with collection_paused():
                packed = pickle.dumps(moderator, protocol=5)  # once, not once a process
            self._pool = ProcessPoolExecutor(self.jobs, mp_context=context, initializer=_start, initargs=(packed,))

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._pool is None:
            return
        failed = kind is not None or bool(getattr(self._pool, "_broken", False))
        processes = list((getattr(self._pool, "_processes", None) or {}).values())
        manager = getattr(self._pool, "_executor_manager_thread", None)
        if failed:  # Ctrl-C, a failure, a dead worker: do not wait for batches that nobody will read
            for process in processes:
                process.terminate()
        self._pool.shutdown(wait=not failed, cancel_futures=True)
        if failed and manager is not None:  # it closes the pipe through which the end of this process would wake it: one after the other
            manager.join(_PATIENCE)

    @property
    def ahead(self) -> int:
        """How many batches to submit before reading the answers of the first."""
        return self.jobs * _AHEAD if self._pool is not None else 0

    def submit(self, keys: Sequence[Key]) -> Callable[[], Answers]:
        """Start on `keys`; returns a function that waits for the answers, in order. Raises `WorkerError` when a process has died."""
        if self._pool is None:
            moderator = self._moderator
            return lambda: judge_all(moderator, keys)
        try:
            future = self._pool.submit(_work, list(keys))
        except (BrokenProcessPool, OSError) as error:  # OSError: it broke while another process was being started
            raise _died() from error

        def wait() -> Answers:
            try:
                return future.result()
            except BrokenProcessPool as error:
                raise _died() from error

        return wait


def in_order(pending: Iterable[tuple[_T, Callable[[], Answers]]], ahead: int) -> Iterator[tuple[_T, Answers]]:
    """Yield each thing with its answers, in order; `ahead` things are fetched from `pending` before the first is waited for.

    An error while fetching is raised after the answers to everything fetched before it, as if one process had done all.
    """
    waiting: deque[tuple[_T, Callable[[], Answers]]] = deque()
    source = iter(pending)
    failed: Exception | None = None
    while True:
        while failed is None and len(waiting) <= ahead:
            try:
                waiting.append(next(source))
            except StopIteration:
                break
            except Exception as error:
                failed = error
        if not waiting:
            break
        thing, answers = waiting.popleft()
        yield thing, answers()
    if failed is not None:
        raise failed


def review_in_processes(moderator: Moderator, comments: Iterable[str | Comment], jobs: int) -> Iterator[Verdict]:
    """Yield the verdicts that `moderator.review` gives, in order, from `jobs` processes."""
    with Workers(moderator, jobs) as workers:

        def pending() -> Iterator[tuple[list[Comment], Callable[[], Answers]]]:
            for batch in _batches(comments):
                if isinstance(batch, Exception):
                    raise batch
                yield batch, workers.submit([Key(c.text, c.post_text, c.parent_text) for c in batch])

        for batch, answers in in_order(pending(), workers.ahead):
            for comment, answer in zip(batch, answers, strict=True):
                yield moderator.answer(comment.text, comment, answer)


def _batches(comments: Iterable[str | Comment]) -> Iterator[list[Comment] | Exception]:
    """Cut `comments` into batches; what stops the reading comes last, as an exception."""
    batch: list[Comment] = []
    source = iter(comments)
    stopped: Exception | None = None
    while stopped is None:
        try:
            item = next(source)
            batch.append(item if isinstance(item, Comment) else Comment(text=checked(item)))
        except StopIteration:
            break
        except Exception as error:
            stopped = error
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
    if stopped is not None:
        yield stopped


def _start(packed: bytes) -> None:
    """Set a worker process up; Ctrl-C is for the parent, which ends the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with collection_paused():
        _here[:] = [pickle.loads(packed)]


def _work(keys: list[Key]) -> Answers:
    return judge_all(_here[0], keys)


def _died() -> WorkerError:
    return WorkerError("NPG209", expected="every worker process to finish its work", got="one that was ended from outside (often for lack of memory)", cure="use fewer jobs, and keep a script's own work under `if __name__ == '__main__':`")
