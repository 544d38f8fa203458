"""Weigh what the concepts and words of a comment say for and against a clause: points added up over the whole comment.

Many violations hold no construction that a rule knows, and yet what stands in them leaves little doubt together; and a rule may
match where everything else speaks of something else. The points stand in `rules/points.txt` and `word_points.txt`. They decide twice: a rule
`points(N)` finds what no other rule of its clause found, and a finding is set aside where the comment has too few.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from ..rulebook.program import WORD, Points, Rulebook
from ..text.bits import positions
from .findings import FLAGGING, Used
from .match import Matcher
from .signs import Finder, Signs, share
from .tally import Groups, tally_of

_SHOWN: Final = 4  # how many signs of a finding are quoted
_STRONG: Final = 6  # points of a sign that may be quoted
MOST_WORDS: Final = 1_000  # of a comment that is weighed: in longer ones everything meets, and each sentence takes its time
_SENTENCE: Final = 5  # words of a sentence in which signs are enough by themselves
_FEWEST: Final = 4  # words of a comment in which they are


class Window(NamedTuple):
    """A stretch that is weighed by itself: the whole comment, or one of its sentences."""

    tokens: int
    size: int


class Weighing:
    """One comment being weighed: its windows, the whole comment first, and its points for each clause."""

    def __init__(self, weigher: Weigher, matcher: Matcher) -> None:
        self._weigher = weigher
        self._matcher = matcher
        self._concept = matcher.concept
        self._hidden = weigher.finder.hidden(matcher)
        self._leaves: Signs | None = None
        self._pairs: Signs | None = None  # where nothing is hidden
        self._looked: Signs = {}  # patterns that were looked for
        self._sums: dict[Window, tuple[int, ...]] = {}
        document = matcher.document
        self.windows = [Window(document.all, document.size), *_sentences(document.sentence_first, document.size)]
        self._long = [w for w in self.windows if w.size >= _SENTENCE] or self.windows[:1]

    @property
    def leaves(self) -> Signs:
        """The signs that are no patterns; worked out when first asked for."""
        if self._leaves is None:
            self._leaves = self._weigher.finder.leaves(self._matcher, self._hidden)
        return self._leaves

    @property
    def signs(self) -> Signs:
        """All signs of the comment."""
        patterns = self._matcher.possible.among(self._weigher.finder.patterns)
        return self.leaves | {i: seen for i in patterns if (seen := self._look(i))}

    def _look(self, ident: int) -> int:
        found = self._looked.get(ident)
        if found is None:
            places = self._concept(ident)
            found = self._looked[ident] = self._weigher.finder.place(places, ident, self._hidden) if places else 0
        return found

    def weight(self, clause: str, ident: int) -> int:
        """What a concept weighs for a clause."""
        return self._weigher.of(clause).get(ident, 0)

    def reaches(self, clause: str, points: int, tokens: int | None = None) -> bool:
        """Whether a clause has so many points in the comment or a sentence that holds one of `tokens`; without them, in one of some length.

        Patterns are looked for, those that weigh most first, until it is clear.
        """
        if tokens is None and self.windows[0].size < _FEWEST:
            return False
        windows = self._long if tokens is None else [w for w in self.windows if w.tokens & tokens]
        gap = points - self._weigher.start(clause)
        needed = [gap / share(w.size) - self._plain(clause, w) for w in windows]
        of, among = self._weigher.of(clause), self._matcher.possible.among
        pro = among(self._weigher.pro(clause))
        at_most, least = sum(map(of.__getitem__, pro)), min(needed)
        found = []
        for ident in pro:
            if at_most < least:
                return False
            seen = self._look(ident)
            if seen:
                found.append((of[ident], seen))
            else:
                at_most -= of[ident]
        left = [(w.tokens, over) for w, need in zip(windows, needed, strict=True) if (over := sum(n for n, seen in found if seen & w.tokens) - need) >= 0]
        for ident in among(self._weigher.con(clause)) if left else ():
            seen = self._look(ident)
            if seen:
                number = of[ident]
                left = [(where, over) for where, had in left if (over := had + number if seen & where else had) >= 0]
                if not left:
                    return False
        return bool(left)

    def stands(self, clause: str, least: int) -> bool:
        """Whether the whole comment surely has so many points for a clause; what speaks most against it is looked for first."""
        needed = (least - self._weigher.start(clause)) / share(self.windows[0].size)
        of, con = self._weigher.of(clause), self._matcher.possible.among(self._weigher.con(clause))
        at_least = self._plain(clause, self.windows[0]) + sum(map(of.__getitem__, con))
        for ident in con:
            if at_least >= needed:
                return True
            if not self._look(ident):
                at_least -= of[ident]
        return at_least >= needed

    def _plain(self, clause: str, window: Window) -> int:
        """The points in a window of what is no pattern."""
        sums = self._sums.get(window)
        if sums is None:
            finder = self._weigher.finder
            if self._pairs is None and not self._hidden:
                self._pairs = finder.pairs(self._matcher.document)
            groups: Groups = [tuple(i for i, seen in self.leaves.items() if seen & window.tokens)] if self._pairs is None else finder.groups(self._matcher, window.tokens, self._pairs)
            sums = self._sums[window] = self._weigher.tally.sums(groups)
        return sums[self._weigher.place(clause)]

    def total(self, clause: str, window: Window) -> float:
        """The points for a clause in a window."""
        of, among = self._weigher.of(clause), self._matcher.possible.among
        patterns = sum(of[i] for side in (self._weigher.pro(clause), self._weigher.con(clause)) for i in among(side) if self._look(i) & window.tokens)
        return self._weigher.start(clause) + share(window.size) * (self._plain(clause, window) + patterns)

    def best(self, clause: str) -> tuple[float, Window]:
        """The most points for a clause in the comment or a sentence of some length, and where."""
        return max(((self.total(clause, w), w) for w in self._long), key=lambda pair: pair[0])

    def around(self, clause: str, tokens: int) -> float:
        """The most points for a clause in the comment or a sentence that holds one of `tokens`."""
        return max(self.total(clause, w) for w in self.windows if w.tokens & tokens)

    def speaking(self, clause: str, window: Window) -> list[Used]:
        """The strong signs that speak most for a clause in a window, in their order; no two share a word. None where there is none of a flagging kind; these come first."""
        of, kinds = self._weigher.of(clause), self._weigher.kinds
        signs = self.signs
        telling = self._weigher.telling
        strong = sorted((kinds[i] == WORD, -of[i], i) for i, where in signs.items() if of.get(i, 0) >= _STRONG and (kinds[i] in FLAGGING or i in telling) and where & window.tokens)
        chosen: list[Used] = []
        taken = 0
        for word, _, ident in strong if strong and not strong[0][0] else ():
            first, length = self._place(ident, signs[ident] & window.tokens, word=word)
            tokens = ((1 << length) - 1) << first
            if not tokens & taken and len(chosen) < _SHOWN:
                taken |= tokens
                chosen.append((ident, first, length))
        return sorted(chosen, key=lambda used: used[1])

    def _place(self, ident: int, seen: int, *, word: bool) -> tuple[int, int]:
        """The first place of a sign among the `seen` ones, the shortest there."""
        if word:
            return next(positions(seen, 1)), self._weigher.words[ident]
        return min((next(positions(where & seen, 1)), length) for length, where in self._matcher.concept(ident).items() if where & seen)


def _sentences(firsts: int, size: int) -> Iterator[Window]:
    """The sentences, where there are several."""
    starts = list(positions(firsts))
    if len(starts) > 1:
        for first, end in zip(starts, [*starts[1:], size], strict=True):
            yield Window(((1 << end) - 1) & ~((1 << first) - 1), end - first)


class Weigher:
    """Weighs comments by the points of a rulebook."""

    def __init__(self, book: Rulebook, points: Points) -> None:
        self._points = points
        self.kinds = book.kinds
        self.words = {ident: 1 + word.count(" ") for word, ident in points.words.items()}  # how long each is
        self.telling = frozenset(ident for word, ident in points.words.items() if not all("en" in book.languages.get(w, ()) for w in word.split(" ")))  # worth quoting: not "it" or "of them"
        self._of: dict[str, dict[int, int]] = {clause: {} for clause in points.start}
        for ident, marks in points.of.items():
            for clause, number in marks:
                self._of[clause][ident] = number
        self.finder = Finder(book, points.of, points.blind, points.words)
        self.tally = tally_of(self._of, self.finder.words, len(book.names))
        self._place = {clause: at for at, clause in enumerate(self._of)}
        ranked = {clause: sorted((i for i in self.finder.patterns if of.get(i)), key=lambda i, of=of: (-abs(of[i]), i)) for clause, of in self._of.items()}  # type: ignore[misc]
        self._pro = {clause: tuple(i for i in ranked[clause] if of[i] > 0) for clause, of in self._of.items()}
        self._con = {clause: tuple(i for i in ranked[clause] if of[i] < 0) for clause, of in self._of.items()}

    def of(self, clause: str) -> dict[int, int]:
        """What concepts weigh for a clause."""
        return self._of[clause]

    def pro(self, clause: str) -> tuple[int, ...]:
        """The patterns that speak for the clause, those that say most first."""
        return self._pro[clause]

    def con(self, clause: str) -> tuple[int, ...]:
        """The patterns that speak against the clause, those that say most first."""
        return self._con[clause]

    def place(self, clause: str) -> int:
        """Where the clause stands in the sums of the tally."""
        return self._place[clause]

    def start(self, clause: str) -> int:
        """The points of a comment without signs."""
        return self._points.start[clause]

    def least(self, clause: str) -> int | None:
        """How many points a finding of a clause needs to stand."""
        return self._points.aside.get(clause)

    def weigh(self, matcher: Matcher) -> Weighing:
        """Weigh one comment."""
        return Weighing(self, matcher)
