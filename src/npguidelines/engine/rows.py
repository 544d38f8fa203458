"""Rows in bulk: one answer a distinct comment, one shared answer for everything clean, no cyclic garbage collection inside."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

from ..errors import CommentError
from ..model.comment import Comment

if TYPE_CHECKING:
    from ..model.verdict import Verdict
    from .moderator import Moderator

CLEAN: Final = None  # the answer shared by all rows of which nothing need be said: `review` would find nothing at all

_COLLECT: Final = 512


class Key(NamedTuple):
    """What an answer depends on: equal keys get equal answers."""

    text: str
    post_text: str | None = None
    parent_text: str | None = None


def judge(moderator: Moderator, key: Key) -> Verdict | None:
    """Return the verdict on one row, without id; or `CLEAN`."""
    text, post, parent = key
    if post is None and parent is None:
        return moderator.found(text, None)
    return moderator.found(text, Comment(text=text, post_text=post, parent_text=parent))


def judge_all(moderator: Moderator, keys: Iterable[Key]) -> list[Verdict | None]:
    """Return the answers to `keys`, in order."""
    answers = []
    with collection_paused():
        for number, key in enumerate(keys, 1):
            answers.append(judge(moderator, key))
            if not number % _COLLECT:
                gc.collect(0)  # the young alone: what one comment left behind
    return answers


def checked(text: object) -> str:
    """Return `text`; raises `CommentError` unless it is text."""
    if not isinstance(text, str):
        raise CommentError("NPG201", expected="a str or a Comment", got=type(text).__name__, cure="decode bytes first; skip missing rows or pass ''")
    return text


_lock: Final = threading.Lock()
_paused = {"depth": 0, "was_on": 0}


@contextmanager
def collection_paused() -> Iterator[None]:
    """Pause the cyclic garbage collector of the process: three to ten times faster where many objects live; nests, and is safe in threads."""
    with _lock:
        if not _paused["depth"]:
            _paused["was_on"] = gc.isenabled()
            gc.disable()
        _paused["depth"] += 1
    try:
        yield
    finally:
        with _lock:
            _paused["depth"] -= 1
            if not _paused["depth"] and _paused["was_on"]:
                gc.enable()
