"""Reference: a pronoun takes the last compatible person or group before it, within two sentences.

"X moved in next door. They are vermin." marks *They* as the group X. A pronoun that was resolved carries on. The
nearest antecedent wins, so "he" after a coach is no employee.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..text.bits import bits, positions

if TYPE_CHECKING:
    from .match import Matcher, Spans

Antecedents = frozenset[str]
_SINGULAR = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})
_PLURAL = frozenset({"they", "them", "their", "theirs", "themselves", "these", "those", "em"})
_PEOPLE = ("employee", "person_named", "private_person")
_GROUPS = ("listed_group",)
_REACH = 2


def refer(matcher: Matcher, ident: int, found: Spans) -> Spans | None:
    """Return `found` with the pronouns that refer back to it, or None when the concept takes none."""
    name = matcher.book.names[ident]
    if name in _PEOPLE:
        return _carried(matcher, ident, found, _SINGULAR | _PLURAL, [p for p in _PEOPLE if p in matcher.book.ids])
    if name in _GROUPS:
        return _carried(matcher, ident, found, _PLURAL, [name])
    return None


def _carried(matcher: Matcher, ident: int, found: Spans, pronouns: frozenset[str], rivals: list[str]) -> Spans | None:
    document = matcher.document
    where = 0
    for word, tokens in document.by_word.items():
        if word.form in pronouns:
            where |= tokens
    if not where or not (found or matcher.before):
        return None
    events = _events(matcher, ident, rivals)
    taken: list[int] = []
    sentence = _sentence_numbers(matcher)
    last: tuple[int, int, int] | None = None  # token, length, sentence of the antecedent, if it is of this concept
    mine = False
    at = 0
    if not any(events) and matcher.book.names[ident] in matcher.before:
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
                matcher.carried[ident, token] = (last[0], last[1])
            last = (last[0], last[1], here)
    if not taken:
        return None
    result = dict(found)
    result[1] = result.get(1, 0) | bits(taken, document.size)
    return result


def _events(matcher: Matcher, ident: int, rivals: list[str]) -> list[tuple[int, int, bool]]:
    """Possible antecedents in order: first token, length, whether they are of the concept itself (which wins a tie)."""
    events: dict[int, tuple[int, bool]] = {}
    for rival in rivals:
        rival_id = matcher.book.ids[rival]
        own = rival_id == ident
        spans = matcher.memo[ident] if own else matcher._concept(rival_id)
        for length, where in spans.items():
            for first in positions(where):
                if first not in events or own or (not events[first][1] and events[first][0] < length):
                    events[first] = (length, own or (first in events and events[first][1] and events[first][0] >= length))
    kept: list[tuple[int, int, bool]] = []
    for first, (length, own) in sorted(events.items(), key=lambda e: (e[0], -e[1][0])):
        if kept and first < kept[-1][0] + kept[-1][1] and first + length <= kept[-1][0] + kept[-1][1]:
            continue  # "Pike" inside "Sgt. Pike" is no other person
        kept.append((first, length, own))
    return kept


def _sentence_numbers(matcher: Matcher) -> Callable[[int], int]:
    firsts = list(positions(matcher.document.sentence_first))
    return lambda token: bisect.bisect_right(firsts, token)
