"""Traceability between the words of the policy and the rules: which words which rules implement, and which words none does."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ..model.policy import Clause, Policy
from ..model.rule import Rule
from ..rulebook.authoring import UNTOUCHED

# Words that join the others and carry no ground of their own; a stretch of these alone needs no rule.
CONNECTING: Final = frozenset(
    ("a", "an", "and", "any", "as", "at", "basis", "but", "by", "concerning", "for", "from", "if", "in", "including", "into", "is", "its", "may", "of", "on", "or", "other",
     "party", "regard", "regarding", "such", "than", "that", "the", "their", "this", "to", "well", "which", "with")
)  # fmt: skip
_FRAME: Final = re.compile(r"content\s+(?:that|which|intended)\b", re.IGNORECASE)  # "Content that ...": how the sentence begins, no ground
_WORD: Final = re.compile(r"[^\s,;:.()]+")


@dataclass(frozen=True, slots=True)
class Implementer:
    """A rule that implements words of a clause, and how many texts test it (none, where it is a skeleton that nobody has filled)."""

    rule: str
    version: int
    status: str
    source: str
    violations: int
    near_misses: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a clause as rules quote them, where they stand in it (half-open code points), and the rules."""

    words: str
    start: int
    end: int
    rules: tuple[Implementer, ...]

    @property
    def violations(self) -> int:
        """Texts that the rules must find."""
        return sum(r.violations for r in self.rules)

    @property
    def near_misses(self) -> int:
        """Texts that the rules must leave alone."""
        return sum(r.near_misses for r in self.rules)


@dataclass(frozen=True, slots=True)
class ClauseCoverage:
    """One clause: the phrases that rules implement, in their order, and the stretches that none does (half-open code points)."""

    clause: Clause
    phrases: tuple[Phrase, ...]
    open: tuple[tuple[int, int], ...]

    @property
    def open_words(self) -> tuple[str, ...]:
        """The stretches that no rule implements."""
        return tuple(self.clause.words[start:end] for start, end in self.open)


def locate(words: str, clause_words: str) -> tuple[int, int] | None:
    """Where `words` stand in a clause, letter case, white space and a full stop at the end left aside; None where they do not.

    >>> locate("profane  language", "Profane language or content.")
    (0, 16)
    """
    parts = words.strip().rstrip(".").split()
    match = re.search(r"\s+".join(map(re.escape, parts)), clause_words, re.IGNORECASE) if parts else None
    return match.span() if match else None


def coverage(policy: Policy, rules: Iterable[Rule]) -> list[ClauseCoverage]:
    """The coverage of every clause, in order. Rules with the status `deprecated` implement nothing; those in rehearsal do, and are marked."""
    by_clause: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.status != "deprecated":
            by_clause.setdefault(rule.clause, []).append(rule)
    return [_clause(clause, by_clause.get(clause.id, [])) for clause in policy.clauses]


def _clause(clause: Clause, rules: Sequence[Rule]) -> ClauseCoverage:
    found: dict[tuple[int, int], list[Implementer]] = {}
    for rule in sorted(rules, key=lambda r: r.id):
        span = locate(rule.words, clause.words)
        if span is not None:
            texts = (0, 0) if rule.because == UNTOUCHED else (len(rule.examples.violates), len(rule.examples.allowed))
            one = Implementer(rule.id, rule.version, rule.status, rule.source, *texts)
            found.setdefault(span, []).append(one)
    phrases = tuple(Phrase(clause.words[s:e], s, e, tuple(r)) for (s, e), r in sorted(found.items()))
    return ClauseCoverage(clause, phrases, _open(clause.words, list(found)))


def _open(words: str, spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The longest stretches of words outside all spans, less the connecting words around them."""
    frame = _FRAME.match(words)
    stretches: list[list[re.Match[str]]] = [[]]
    for word in _WORD.finditer(words):
        if any(s <= word.start() and word.end() <= e for s, e in spans) or (frame and word.end() <= frame.end()):
            stretches.append([])
        else:
            stretches[-1].append(word)
    result = []
    for stretch in stretches:
        telling = [w for w in stretch if w[0].casefold() not in CONNECTING]
        if telling:
            result.append((telling[0].start(), telling[-1].end()))
    return tuple(result)


@dataclass(frozen=True, slots=True)
class Rewording:
    """Words that rules quote and that are gone from their clause, beside the nearest words that stand there now (none: empty).

    `rules` are the ids with their files, in the order in which they were read.
    """

    clause: Clause
    words: str
    nearest: str
    gone: tuple[str, ...]
    new: tuple[str, ...]
    rules: tuple[tuple[str, str], ...]


def rewordings(policy: Policy, rules: Iterable[Rule]) -> list[Rewording]:
    """The quoted words that are in their clause no more, by clause and words; deprecated rules keep the words that they implemented."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for rule in rules:
        if rule.status != "deprecated" and locate(rule.words, policy.clause(rule.clause).words) is None:
            found.setdefault((rule.clause, " ".join(rule.words.split()).rstrip(".")), []).append((rule.id, rule.source))
    return [_rewording(policy.clause(letter), words, tuple(mine)) for (letter, words), mine in sorted(found.items())]


def _rewording(clause: Clause, words: str, rules: tuple[tuple[str, str], ...]) -> Rewording:
    old, now = [list(_WORD.finditer(t)) for t in (words, clause.words)]
    before, after = [[w[0].casefold() for w in side] for side in (old, now)]
    blocks = [b for b in difflib.SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks() if b.size]
    telling = [b for b in blocks if any(w not in CONNECTING for w in before[b.a : b.a + b.size])]
    first, last = (max(telling[0].b - telling[0].a, 0), min(telling[-1].b + len(old) - telling[-1].a, len(now))) if telling else (0, 0)
    nearest = clause.words[now[first].start() : now[last - 1].end()] if last else ""
    gone = tuple(w[0] for w in old if w[0].casefold() not in after)
    new = tuple(w[0] for w in now[first:last] if w[0].casefold() not in before and w[0].casefold() not in CONNECTING)
    return Rewording(clause, words, nearest, gone, new, rules)
