"""Weigh what the concepts and words of a comment say for and against a clause: points added up over the whole comment.

Many violations hold no construction that a rule knows, and yet what stands in them leaves little doubt together; and a rule may
match where everything else speaks of something else. The points stand in `rules/points.txt` and `word_points.txt`. They decide four things: a rule
`points(N)` finds what no other rule of its clause found, a finding is set aside where the comment has too few, contexts and exceptions are overruled where a finding has many, and an alert is raised or not.
"""

from __future__ import annotations

from array import array
from itertools import accumulate
from operator import itemgetter
from typing import Final, NamedTuple

from ..rulebook.content import clause_of
from ..rulebook.lines import pieces_of_line
from ..rulebook.program import Points, Rulebook
from ..text.bits import positions
from .findings import FLAGGING, Used
from .match import Matcher
from .signs import Finder, share
from .stretches import FEWEST, Window, paragraphs_of, weighed
from .tally import Signs, tally_of

_SHOWN: Final = 4  # how many signs of a finding are quoted
_SPEAKS: Final = 4  # points that the concept of a flagging kind must have without which nothing is found
_STRONG: Final = 8  # points of the other signs that are quoted beside it
MOST_WORDS: Final = 1_000  # of a comment that is weighed: in longer ones everything meets, and each sentence takes its time
BESIDE: Final = 20  # points more that signs need beside a clause that rules found: what is found there seldom is two things
TAKEN: Final = 0.8  # how much of the points of a rival is taken from a clause
_POINTS: Final = itemgetter(0)
_HALF: Final = 75  # words of a paragraph in which a finding's own sentence tells as much as the whole; in shorter ones less, since all speaks of one matter
_TELLING: Final = 6  # words of a paragraph in which anything can speak against a finding: "She should be killed." says all in four


class Sign(NamedTuple):
    """A sign in a comment: its row in the table of points, its first token, how many it takes."""

    row: int
    first: int
    length: int


class Told(NamedTuple):
    """The points for a clause in a paragraph, the stretch that speaks most there, and the column that decides: of the clause, or of the one of its kinds for which most speaks."""

    points: float
    where: Window
    column: int


class Weighing:
    """One comment being weighed: its signs, its paragraphs, and its points for each clause."""

    def __init__(self, weigher: Weigher, matcher: Matcher) -> None:
        self._weigher = weigher
        self._matcher = matcher
        self.signs, self._places, counted = weigher.finder.all(matcher)
        self.size = counted.bit_count()  # words that count
        self.paragraphs = paragraphs_of(matcher.document, counted)
        self._totals: dict[Window, list[float]] = {}
        self._means: dict[str, list[Told]] = {}
        self._long = [[(self.totals(w), w) for w in stretches] for stretches in weighed(self.paragraphs)]

    def weight(self, column: int, row: int) -> int:
        """What a sign weighs in a column."""
        return self._weigher.weight(column, row)

    def name(self, row: int) -> str:
        """The concept of a sign, or its line of `word_points.txt`."""
        return self._weigher.name(row)

    def totals(self, window: Window) -> list[float]:
        """The points in a window, by column of the table."""
        totals = self._totals.get(window)
        if totals is None:
            everything = window.tokens == self._matcher.document.all
            totals = self._totals[window] = self._weigher.totals(self.signs, -1 if everything else window.tokens, window.size)
        return totals

    def best(self, clause: str) -> Told:
        """The most points for a clause in a paragraph of some length, and the stretch that speaks most there."""
        return max(self._means_of(clause), key=_POINTS)

    def _means_of(self, clause: str) -> list[Told]:
        """The points of each paragraph of some length, the mean of its whole and of its best stretch (the whole or a sentence of some length), and that stretch."""
        found = self._means.get(clause)
        if found is None:
            columns = self._weigher.columns(clause)
            found = self._means[clause] = [max([_mean(stretches, column) for column in columns], key=_POINTS) if len(columns) > 1 else _mean(stretches, columns[0]) for stretches in self._long]
        return found

    def rivalled(self, clause: str, tokens: int) -> float:
        """The points taken from a clause by the rival for which most speaks in the paragraphs that hold one of `tokens`: what tells of one seldom tells of both."""
        most = 0.0
        for at, stretches in enumerate(self._long):
            if stretches[0][1].tokens & tokens:
                for rival in self._weigher.rivals(clause):
                    most = max(most, self._means_of(rival)[at].points)
        return TAKEN * most

    def taken(self, clause: str, tokens: int) -> str:
        """What a rival took from a clause, as people are told; empty where it took nothing."""
        rivalled = self.rivalled(clause, tokens)
        return f", {rivalled:.0f} taken by what speaks for another clause" if rivalled > 0 else ""

    def reaching(self, kind: str, least: int) -> Window | None:
        """The stretch that speaks most for a kind of alert where it has at least so many points and the stretch some words; else None."""
        told = self.best(kind)
        return told.where if told.points >= least and told.where.size >= FEWEST else None

    def standing(self, clause: str) -> Told:
        """The same as `best` once a rival has taken its points in each paragraph."""
        return max((Told(told.points - self.rivalled(clause, told.where.tokens), told.where, told.column) for told in self._means_of(clause)), key=_POINTS)

    def signs_for(self, clause: str, least: int) -> list[Used]:
        """What speaks for a clause that reaches so many points in a stretch of some words; else nothing."""
        if self.best(clause).points < least:
            return []
        told = self.standing(clause)
        if told.points < least or told.where.size < FEWEST:
            return []
        return [self._weigher.used(sign) for sign in self.speaking(told)]

    def says_more(self, clauses: tuple[str, str] | None) -> bool:
        """Whether more speaks for the first of two clauses than for the second, or none are named."""
        return clauses is None or self.best(clauses[0]).points > self.best(clauses[1]).points

    def against(self, kind: str) -> bool:
        """Whether too little speaks for a kind of alert, in a comment of some words."""
        least = self._weigher.least(kind)
        return least is not None and self.size >= _TELLING and self.best(kind).points < least

    def overrules(self, clause: str, tokens: int, more: int) -> bool:
        """Whether so much speaks for a finding of a clause at `tokens`, and `more`, that neither a context nor an exception of its rule sets it aside."""
        least = self._weigher.overruling(clause)
        return least is not None and self.around(clause, tokens) >= least + more

    def says_all(self, tokens: int) -> bool:
        """Whether a paragraph of a few words holds one of these tokens: nothing there can speak against a finding, and what stands in other paragraphs is another matter."""
        return any(whole.size < _TELLING for whole, _ in self.paragraphs if whole.tokens & tokens)

    def around(self, clause: str, tokens: int) -> float:
        """The most points for a finding of a clause at `tokens`: those of a paragraph and of its best sentence that hold one of them, the sentence's share growing with the length of the paragraph up to a half; less those taken from it by what speaks for another clause."""
        found = []
        for column in self._weigher.columns(clause):
            for whole, sentences in self.paragraphs:
                if whole.tokens & tokens:
                    points = self.totals(whole)[column]
                    own = max((self.totals(w)[column] for w in sentences if w.tokens & tokens), default=points)
                    found.append(points + (own - points) * min(1.0, whole.size / _HALF) / 2)
        return max(found) - self.rivalled(clause, tokens)

    def speaking(self, most: Told) -> list[Sign]:
        """The signs that speak most for a clause in its stretch, in their order; no two share a word. None where no concept of a flagging kind speaks for it; the strongest of these is always among them."""
        weigher, window = self._weigher, most.where
        told = [pair for pair in weigher.above(self.signs, window.tokens, most.column, _SPEAKS) if pair[1] in weigher.flagging or not weigher.is_concept(pair[1])]
        first = max(((points, -row) for points, row in told if row in weigher.flagging), default=None)
        if first is None:
            return []
        strong = sorted((row not in weigher.flagging, -points, row) for points, row in told if points >= _STRONG)
        chosen: list[Sign] = []
        taken = 0
        for row in (-first[1], *(row for word, _, row in strong if not word or weigher.telling(row))):
            if len(chosen) == _SHOWN:
                break
            at, length = self._place(row, self.signs.seen(row) & window.tokens)
            tokens = ((1 << length) - 1) << at
            if not tokens & taken:
                taken |= tokens
                chosen.append(Sign(row, at, length))
        return sorted(chosen, key=lambda sign: sign.first)

    def _place(self, row: int, seen: int) -> tuple[int, int]:
        """The first place of a sign among the `seen` ones, the shortest there."""
        weigher = self._weigher
        if not weigher.is_concept(row):
            first = next(positions(seen, 1))
            return first, min((length for line, at, length in self._places if line == row and at == first), default=1)
        places = self._matcher.concept(weigher.concept(row))
        return min((next(positions(where & seen, 1)), length) for length, where in places.items() if where & seen)


def _mean(stretches: list[tuple[list[float], Window]], column: int) -> Told:
    """The mean of a paragraph and of its best stretch in a column."""
    totals, where = stretches[0]
    whole = points = totals[column]
    for totals, stretch in stretches:
        if totals[column] > points:
            points, where = totals[column], stretch
    return Told((whole + points) / 2, where, column)


class Weigher:
    """Weighs comments by the points of a rulebook."""

    def __init__(self, book: Rulebook, points: Points) -> None:
        self._points = points
        self._book = book
        self._table = array("h", points.table)
        self._width = len(points.start)
        self._columns: dict[str, tuple[int, ...]] = {}
        for at, column in enumerate(points.start):
            clause = clause_of(column)
            self._columns[clause] = (*self._columns.get(clause, ()), at)
        self._starts = tuple(points.start.values())
        self.flagging = frozenset(row for row, ident in enumerate(points.concepts) if book.kinds[ident] in FLAGGING)
        self.finder = Finder(book, {ident: row for row, ident in enumerate(points.concepts)}, points.blind, points.names, points.look_up)
        self._tally = tally_of(points.table, len(points.start))
        self._ends: array[int] | None = None
        self._empty: frozenset[str] | None = None

    def line(self, row: int) -> str:
        """The line of `word_points.txt` of a row."""
        ends = self._ends
        if ends is None:  # where the lines end; a hundred thousand strings would take seven megabytes
            ends = self._ends = array("I", accumulate(len(line) + 1 for line in self._points.lines.split("\n")))
        at = row - len(self._points.concepts)
        return self._points.lines[ends[at - 1] if at else 0 : ends[at] - 1]

    def telling(self, row: int) -> bool:
        """Whether a sign of words is worth quoting: not "it" or "of .. them"."""
        line = self.line(row)
        empty = self._empty
        if empty is None:  # English function words and their stems, as pieces of lines
            words = {w for w, languages in self._book.languages.items() if "en" in languages}
            empty = self._empty = frozenset(words | self._points.look_up.stems_of(words))
        return line[0] != "^" and not empty.issuperset(w for w in pieces_of_line(line) if w[0] != "<")

    def weighs(self, clause: str) -> bool:
        """Whether a clause, or a kind of alert, has points."""
        return clause in self._columns

    def columns(self, clause: str) -> tuple[int, ...]:
        """The columns of a clause and of its kinds, or of a kind of alert."""
        return self._columns[clause]

    def weight(self, column: int, row: int) -> int:
        """What a sign weighs in a column."""
        return self._table[row * self._width + column]

    def name(self, row: int) -> str:
        """The concept, or the line of `word_points.txt`."""
        return self._book.names[self._points.concepts[row]] if self.is_concept(row) else self.line(row)

    def is_concept(self, row: int) -> bool:
        """Whether a sign is a concept; else it is a line of `word_points.txt`."""
        return row < len(self._points.concepts)

    def concept(self, row: int) -> int:
        """The concept of a sign; that of all words for a word."""
        return self._points.concepts[row] if self.is_concept(row) else self._points.word

    def used(self, sign: Sign) -> Used:
        """A sign as evidence."""
        return self.concept(sign.row), sign.first, sign.length

    def totals(self, signs: Signs, tokens: int, size: int) -> list[float]:
        """The points of `size` words in which the signs begin at these tokens, by column."""
        weight = share(size)
        return [start + weight * points for start, points in zip(self._starts, self._tally.sums(signs, tokens), strict=True)]

    def above(self, signs: Signs, tokens: int, column: int, least: int) -> list[tuple[int, int]]:
        """(points, row) of the signs that begin at these tokens and weigh at least so much in a column."""
        return self._tally.above(signs, tokens, column, least)

    def rivals(self, clause: str) -> tuple[str, ...]:
        """The clauses that a comment seldom meets together with this one."""
        return self._points.rivals.get(clause, ())

    def least(self, clause: str) -> int | None:
        """How many points a finding of a clause needs to stand."""
        return self._points.aside.get(clause)

    def overruling(self, clause: str) -> int | None:
        """From how many points neither a context nor an exception of its rule sets a finding of a clause aside; None for those that always do."""
        return self._points.overruled.get(clause)

    def weigh(self, matcher: Matcher) -> Weighing:
        """Weigh one comment."""
        return Weighing(self, matcher)
