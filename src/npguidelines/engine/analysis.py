"""Everything that was found on the way to a verdict."""

from __future__ import annotations

from ..model.base import Strength
from ..model.rule import Unless
from ..model.verdict import SetAside
from ..rulebook.program import AlertProgram
from .contexts import Scope
from .findings import Hit
from .match import Matcher
from .points import Weighing
from .stretches import Window


class Analysis:
    """Everything that was found on the way to a verdict; `explain --trace` reads it."""

    __slots__ = ("aside", "beside", "called", "calls", "degraded", "english", "excepted", "hidden", "hits", "matcher", "scopes", "weighing")

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.hits: list[tuple[Hit, Strength]] = []
        self.excepted: list[tuple[Hit, Unless]] = []  # matches that an exception of their rule silences, until points overrule it
        self.aside: list[SetAside] = []
        self.scopes: list[Scope] = []
        self.degraded: list[str] = []
        self.calls: list[int] = []  # numbers of the alert patterns that could match
        self.called: list[tuple[AlertProgram, Window]] = []  # alerts that points raise, each with the stretch that speaks most for it
        self.english: int | None = None  # the tokens that rules of English may read; worked out when first asked for
        self.weighing: Weighing | None = None
        self.beside = 0  # points more that signs need, since rules found a clause
        self.hidden: list[tuple[int, int]] = []
