"""From matches to findings: evidence in the comment's own words, reading discounts, masking of identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..model.base import Kind, Outcome, Strength, trusted
from ..model.policy import Policy
from ..model.verdict import Evidence, Finding
from ..rulebook.program import Program, Together, Weighed
from ..rulebook.program import Top as Pattern
from .match import Match, Matcher
from .score import DISCOUNTS, outcome

FLAGGING = frozenset(k.value for k in Kind if k.flagging)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
Used = tuple[int, int, int]


class Hit:
    """A rule that matched, before contexts: where, through which concepts, how literally read.

    used: the concept marks of each span. reading: the least literal one of those marks. tokens: those of the concepts used.
    """

    def __init__(self, program: Program, match: Match, used: tuple[tuple[Used, ...], ...], reading: str) -> None:
        self.program = program
        self.match = match
        self.used = used
        self.reading = reading
        self.tokens = frozenset([t for part in used for _, first, length in part for t in range(first, first + length)])


def hit(matcher: Matcher, program: Program, pattern: Pattern, match: Match) -> Hit:
    """Derive which concepts a match rests on, and the discount of its weakest reading."""
    assert not isinstance(pattern, Weighed)
    nodes = pattern.present if isinstance(pattern, Together) else (pattern,)
    used = tuple(tuple(matcher.derivation(node, first, length)) for node, (first, length) in zip(nodes, match.spans, strict=True))
    return _hit(matcher, program, match, used)


def weighed_hit(matcher: Matcher, program: Program, marks: Sequence[Used]) -> Hit:
    """The hit of a rule that weighs, from the marks that speak for it, in order."""
    return _hit(matcher, program, Match(tuple((first, length) for _, first, length in marks)), tuple((mark,) for mark in marks))


def _hit(matcher: Matcher, program: Program, match: Match, used: tuple[tuple[Used, ...], ...]) -> Hit:
    if matcher.literal and not (matcher.document.odd or matcher.carried):
        return Hit(program, match, used, "as_written")
    return Hit(program, match, used, _weakest(reading(matcher, mark)[1] for part in used for mark in part))


def _weakest(readings: Iterable[str]) -> str:
    """The least literal of some readings."""
    other = set(readings)
    other.discard("as_written")
    return min(other, key=DISCOUNTS.__getitem__) if other else "as_written"


def reading(matcher: Matcher, mark: Used) -> tuple[str, str]:
    """How the words under a mark were read: (as read, reading); the least literal of them. Remembered by the matcher."""
    known = matcher.readings.get(mark)
    if known is None:
        known = matcher.readings[mark] = _reading(matcher, mark)
    return known


def _reading(matcher: Matcher, mark: Used) -> tuple[str, str]:
    ident, first, length = mark
    if (ident, first) in matcher.carried:
        return _words(matcher, first, length), "reference"
    odd = matcher.document.odd.get(mark)
    if odd is not None:
        return odd
    if length == 1 and first < matcher.document.size:
        word = matcher.document.words[first]
        if word.odd is not None and ident in word.odd:
            return word.odd[ident]
    nodes = matcher.book.patterns.get(ident)
    for node in nodes or ():
        if matcher.value(node).get(length, 0) >> first & 1:
            inner = [reading(matcher, m) for m in matcher.derivation(node, first, length)]
            worst = min(inner, key=lambda r: DISCOUNTS[r[1]], default=("", "as_written"))
            return (_words(matcher, first, length), "as_written") if worst[1] == "as_written" else worst
    return _words(matcher, first, length), "as_written"


def _words(matcher: Matcher, first: int, length: int) -> str:
    return " ".join(w.form for w in matcher.document.words[first : first + length])


def flagging_marks(matcher: Matcher, found: Hit) -> list[Used]:
    """The marks of flagging kinds on which a hit rests."""
    kinds = matcher.book.kinds
    return [mark for part in found.used for mark in part if kinds[mark[0]] in FLAGGING]


class Findings:
    """Writes the findings of the rules of one policy. What all findings of a rule share is worked out once."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._shared: dict[str, tuple[dict[str, object], Outcome]] = {}

    def finding(self, matcher: Matcher, found: Hit, strength: Strength, hidden: list[tuple[int, int]]) -> Finding:
        """Write the finding; `hidden` are spans of identifiers, shown masked."""
        shared = self._shared.get(found.program.ident)
        if shared is None:
            shared = self._shared[found.program.ident] = self._of_rule(found.program)
        said, ceiling = shared
        score = round(strength.score * DISCOUNTS[found.reading], 4)
        return trusted(Finding, said | {"evidence": _evidence(matcher, found, hidden), "score": score, "outcome": outcome(score, ceiling, self._policy.thresholds)})

    def _of_rule(self, program: Program) -> tuple[dict[str, object], Outcome]:
        rule = program.rule
        clause = self._policy.clause(rule.clause)
        ceiling = Outcome(rule.ceiling)
        said: dict[str, object] = {  # in the order of the fields; the three in the middle are of each finding
            "clause": rule.clause, "citation": clause.citation, "clause_words": clause.words, "rule": rule.id, "rule_version": rule.version,
            "evidence": (), "score": 0.0, "outcome": ceiling, "because": rule.because,
        }  # fmt: skip
        return said, ceiling


def _evidence(matcher: Matcher, found: Hit, hidden: list[tuple[int, int]]) -> tuple[Evidence, ...]:
    document = matcher.document
    parts: dict[tuple[int, int], Evidence] = {}
    plain = found.reading == "as_written"
    for (first, length), marks in zip(found.match.spans, found.used, strict=True):
        start, end = document.span(first, length)
        how = "as_written" if plain else _weakest(reading(matcher, m)[1] for m in marks)
        names = tuple(dict.fromkeys(name for m in marks if (name := matcher.book.names.plain(m[0])) is not None))
        read_as = _words(matcher, first, length) if plain else _read_as(matcher, first, length, marks)
        parts[start, end] = _piece(document.text, start, end, read_as, how, names, hidden)
        for ident, token, _ in marks if matcher.carried else ():
            source = matcher.carried.get((ident, token))
            if source is not None:
                low, high = document.span(*source)
                parts.setdefault((low, high), _piece(document.text, low, high, _words(matcher, *source), "as_written", (matcher.book.names[ident],), hidden))
    return tuple(parts[k] for k in sorted(parts))


def _read_as(matcher: Matcher, first: int, length: int, marks: tuple[Used, ...]) -> str:
    """The words as read: corrected, unmasked and undone forms in place of the originals."""
    as_read = [(mark, reading(matcher, mark)) for mark in marks]
    if all(how in ("as_written", "reference") for _, (_, how) in as_read):
        return _words(matcher, first, length)
    words = {t: matcher.document.words[t].form for t in range(first, first + length)}
    for mark, (form, how) in as_read:
        if how in ("evasion", "masked", "misspelt", "digits"):
            for token in range(mark[1], mark[1] + mark[2]):
                words.pop(token, None)
            words[mark[1]] = form
    return " ".join(words[t] for t in sorted(words))


def _piece(text: str, start: int, end: int, read_as: str, how: str, names: tuple[str, ...], hidden: list[tuple[int, int]]) -> Evidence:
    quote = mask_text(text, start, end, hidden)
    if quote != escape(text[start:end]):
        read_as = quote
    return trusted(Evidence, {"start": start, "end": end, "quote": quote, "read_as": escape(read_as), "reading": how, "concepts": names})


def mask_text(text: str, start: int, end: int, hidden: list[tuple[int, int]]) -> str:
    """The slice with letters and digits of identifiers replaced by bullets, save the last two of each.

    >>> mask_text("ssn 219-09-9999 ok", 0, 18, [(4, 15)])
    'ssn •••-••-••99 ok'
    """
    if not hidden:
        return escape(text[start:end])
    chars = list(text[start:end])
    for low, high in hidden:
        places = [i for i in range(low, high) if text[i].isalnum()]
        for place in places[:-2]:
            if start <= place < end:
                chars[place - start] = "\u2022"
    return escape("".join(chars))


def escape(text: str) -> str:
    """Write lone surrogates as escapes, so that every output can be encoded."""
    return text if text.isascii() or not _SURROGATE.search(text) else text.encode("utf-8", "backslashreplace").decode("utf-8")
