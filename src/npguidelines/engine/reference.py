"""Reference: a pronoun takes the last compatible person or group before it, within two sentences.

"X moved in next door. They are vermin." marks *They* as the group X. A pronoun that was resolved carries on. The
nearest antecedent wins, so "he" after a coach is no employee.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..rulebook.program import Rulebook
from ..text.bits import bits, positions
from ..text.document import Document

if TYPE_CHECKING:
    from .values import Spans, Values

Antecedents = frozenset[str]
_SINGULAR = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})
_PLURAL = frozenset({"they", "them", "their", "theirs", "themselves", "these", "those", "em"})
_PEOPLE = ("employee", "person_named", "private_person")
_GROUPS = ("listed_group",)
_REACH = 2


def referring(book: Rulebook) -> frozenset[int]:
    """The concepts that pronouns may stand for."""
    return frozenset(book.ids[name] for name in (*_PEOPLE, *_GROUPS) if name in book.ids)


class Reference:
    """Takes the pronouns of one document for who stands before them; `before` are kinds of people named in the post.

    carried: (concept id, token of a pronoun) -> (first token, length) of what it refers back to.
    """

    __slots__ = ("_before", "_book", "_document", "carried")

    def __init__(self, document: Document, book: Rulebook, before: Antecedents) -> None:
        self._document = document
        self._book = book
        self._before = before
        self.carried: dict[tuple[int, int], tuple[int, int]] = {}

    def refer(self, values: Values, ident: int, found: Spans) -> Spans | None:
        """Return `found`, the marks of one of the `referring` concepts, with the pronouns that refer back to it, or None when there are none."""
        name = self._book.names[ident]
        if name in _GROUPS:
            return self._carry(values, ident, found, _PLURAL, [name])
        return self._carry(values, ident, found, _SINGULAR | _PLURAL, [p for p in _PEOPLE if p in self._book.ids])

    def _carry(self, values: Values, ident: int, found: Spans, pronouns: frozenset[str], rivals: list[str]) -> Spans | None:
        document = self._document
        where = 0
        for word, tokens in document.by_word.items():
            if word.form in pronouns:
                where |= tokens
        if not where or not (found or self._before):
            return None
        events = self._events(values, ident, found, rivals)
        taken: list[int] = []
        sentence = _sentence_numbers(document)
        last: tuple[int, int, int] | None = None  # token, length, sentence of the antecedent, if it is of this concept
        mine = False
        at = 0
        if not any(events) and self._book.names[ident] in self._before:
            last, mine = (-1, 0, 0), True
        for token in positions(where):
            while at < len(events) and events[at][0] < token:
                first, length, own = events[at]
                last, mine = (first, length, sentence(first)), own
                at += 1
            if last is None or not mine:
                continue
            here = sentence(token)
            if here - last[2] <= _REACH:
                taken.append(token)
                if last[1]:
                    self.carried[ident, token] = (last[0], last[1])
                last = (last[0], last[1], here)
        if not taken:
            return None
        result = dict(found)
        result[1] = result.get(1, 0) | bits(taken, document.size)
        return result

    def _events(self, values: Values, ident: int, found: Spans, rivals: list[str]) -> list[tuple[int, int, bool]]:
        """Possible antecedents in order: first token, length, whether they are of the concept itself (which wins a tie)."""
        events: dict[int, tuple[bool, int]] = {}  # first token -> whether of the concept, length; the concept before rivals, long before short
        for rival in rivals:
            rival_id = self._book.ids[rival]
            own = rival_id == ident
            for length, where in (found if own else values.own(rival_id)).items():
                for first in positions(where):
                    events[first] = max(events.get(first, (False, 0)), (own, length))
        kept: list[tuple[int, int, bool]] = []
        for first, (own, length) in sorted(events.items()):
            if kept and first < kept[-1][0] + kept[-1][1] and first + length <= kept[-1][0] + kept[-1][1]:
                continue  # "Pike" inside "Sgt. Pike" is no other person
            kept.append((first, length, own))
        return kept


def _sentence_numbers(document: Document) -> Callable[[int], int]:
    firsts = list(positions(document.sentence_first))
    return lambda token: bisect.bisect_right(firsts, token)
