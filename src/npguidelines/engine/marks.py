"""Detector marks from code points to tokens."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from ..detectors.protocol import Mark
from ..text.bits import bits
from .match import Matcher

_HIDDEN_KINDS = frozenset({"identifier"})


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
