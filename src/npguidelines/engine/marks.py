"""Run the detectors of a moderator, and lay their marks over tokens."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Sequence, Set
from functools import partial
from itertools import islice
from typing import Final, NamedTuple

from ..detectors.comment import ReadComment
from ..detectors.protocol import FIRST, Detector, Mark
from ..model.concept import Concept
from ..rulebook.program import Rulebook
from ..text.bits import bits
from ..text.ids import ids_of
from .match import Matcher
from .score import DISCOUNTS
from .watch import Runner

_HIDDEN_KINDS = frozenset({"identifier"})
_OWN: Final = "npguidelines."


class Marked(NamedTuple):
    """What detectors found: marks in order, their concepts, and which detectors failed, with how."""

    marks: Sequence[Mark]
    ids: Set[int]
    degraded: Sequence[str]


NOTHING: Final = Marked((), frozenset(), ())


class Marking:
    """The detectors of one moderator over one rulebook: when each is asked, within which budget, what it must not mark.

    A detector of which the scan can only know by its marks (hint `first`) reads every comment before the scan; any other only
    those that the scan leaves and that show one of its hints. One that fails or overruns is told and hides no other.
    """

    def __init__(self, detectors: Sequence[Detector], book: Rulebook, budget: float) -> None:
        self._book = book
        self._runner = Runner("detector", budget)
        here = {d.name for d in detectors}
        self._allowed = {c.name: _allowed(c, book) for c in book.declared if c.detector in here and (c.allow or c.leave_to)}
        first = {d.name for d in detectors if self._shows_itself(d)}
        self._first = [d for d in detectors if d.name in first]
        self._later = [(d, shown) for d in detectors if d.name not in first and (shown := self._shown(d))]

    def _shows_itself(self, detector: Detector) -> bool:
        """Whether the scan can know of one of its concepts by its marks alone: a hint `first`, or a vocabulary that it adds to."""
        book = self._book
        idents = [book.ids[c] for c in detector.concepts if c in book.ids]
        return any(i in book.own and i not in book.asked for i in idents)

    def _shown(self, detector: Detector) -> frozenset[int]:
        """The hints and concepts one of which a comment must show before the detector is asked; none if the rulebook uses none of its concepts."""
        book = self._book
        hints = ((c, detector.hints.get(c)) for c in detector.concepts if c in book.ids)
        return frozenset(book.ids[c] if hint in (None, FIRST) else book.hints[hint] for c, hint in hints)

    def first(self, comment: ReadComment, shown: bytes) -> Marked:
        """Ask the detectors that read every comment, and note which token patterns spaCy is to be asked for; `shown` is what the comment shows (`text.presence`)."""
        if not self._first and not self._book.asked:
            return NOTHING
        marked = self._ask(self._first, comment)
        ids = ids_of(shown)
        return marked._replace(ids=marked.ids | {i for i, needs in self._book.asked.items() if not needs.isdisjoint(ids)})

    def later(self, comment: ReadComment, shows: Callable[[int], bool]) -> Marked:
        """Ask the others, as far as the comment shows what they need."""
        return self._ask([d for d, needed in self._later if any(map(shows, needed))], comment)

    def _ask(self, detectors: Iterable[Detector], comment: ReadComment) -> Marked:
        marks: list[Mark] = []
        degraded: list[str] = []
        ids: set[int] = set()
        for detector in detectors:
            watched = getattr(detector, "watched", not type(detector).__module__.startswith(_OWN))
            found = self._runner.run(detector, partial(_sound if watched else _own, detector, comment), degraded, watched=watched)
            for mark in found or ():
                ident = self._book.ids.get(mark.concept)
                if ident is not None and mark.read_as.casefold() not in self._allowed.get(mark.concept, ()):
                    ids.add(ident)
                    marks.append(mark)
        return Marked(marks, ids, degraded)


def _own(detector: Detector, comment: ReadComment) -> list[Mark]:
    """The marks of one of our own detectors, sorted."""
    return sorted(detector.mark(comment))


def _allowed(concept: Concept, book: Rulebook) -> frozenset[str]:
    """What must not be marked as `concept`: its allow list, and the words that other vocabularies decide."""
    others = frozenset(book.ids[n] for n in concept.leave_to)
    return frozenset(concept.allow).union(w for w, ids in book.lexicon.words.items() if not others.isdisjoint(ids))


def _sound(detector: Detector, comment: ReadComment) -> list[Mark]:
    """The marks of a stranger's detector, sorted; raises `ValueError` unless they are marks on words of the comment, and not endless."""
    size = len(comment.text)
    found: list[object] = list(islice(detector.mark(comment), 4 * size + 65))
    if len(found) > 4 * size + 64:
        raise ValueError("too many marks")
    marks: list[Mark] = []
    for mark in found:
        if not isinstance(mark, Mark) or not 0 <= mark.start < mark.end <= size or mark.reading not in DISCOUNTS or not isinstance(mark.read_as, str):
            raise ValueError("no mark on a span of the comment")
        marks.append(mark)
    return sorted(marks)


Place = Callable[[int], int]


def moved(marks: Iterable[Mark], original: Place) -> list[Mark]:
    """Move marks from a condensed text to the comment itself."""
    return [m._replace(start=original(m.start), end=original(m.end - 1) + 1) for m in marks]


def to_tokens(marks: Sequence[Mark], matcher: Matcher, hidden: list[tuple[int, int]]) -> None:
    """Lay marks over the tokens that they touch; unknown concepts are ignored; identifiers are noted for masking."""
    document, book = matcher.document, matcher.book
    collected: dict[tuple[int, int], list[int]] = {}
    for mark in marks:
        ident = book.ids.get(mark.concept)
        if ident is None or mark.end <= mark.start:
            continue
        first = bisect.bisect_right(document.ends, mark.start)
        last = bisect.bisect_left(document.starts, mark.end) - 1
        if last < first:
            continue
        length = last - first + 1
        collected.setdefault((ident, length), []).append(first)
        if mark.reading != "as_written":
            document.odd[ident, first, length] = (mark.read_as, mark.reading)
        if book.kinds[ident] in _HIDDEN_KINDS:
            hidden.append((mark.start, mark.end))
    for (ident, length), firsts in collected.items():
        spans = matcher.marked.setdefault(ident, {})
        spans[length] = spans.get(length, 0) | bits(firsts, document.size)
    hidden.sort()
