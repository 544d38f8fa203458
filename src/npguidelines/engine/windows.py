"""Which tokens of a comment a rule of English may read, and in which an exception counts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Final

from ..text.bits import positions
from ..text.document import Document
from ..text.language import in_english, mainly_foreign
from .findings import Hit
from .match import Matcher

_NEARBY: Final = 2  # how many sentences of the paragraph, before and after a match, an exception of scope `comment` looks at


def english(document: Document, languages: Mapping[str, tuple[str, ...]]) -> int:
    """All tokens, unless the comment is mainly in another language: then those of its English sentences."""
    forms = [w.form for w in document.words]
    if not mainly_foreign(forms, languages):
        return document.all
    starts = list(positions(document.sentence_first))
    mask = 0
    for start, end in zip(starts, [*starts[1:], document.size], strict=True):
        if in_english(forms[start:end], languages):
            mask |= ((1 << end) - 1) ^ ((1 << start) - 1)
    return mask


def window(matcher: Matcher, found: Hit, within: str) -> int:
    """The tokens in which an `unless` counts."""
    document = matcher.document
    result = 0
    if within == "comment":
        sentences = list(positions(document.sentence_first))
        paragraphs = [*positions(document.paragraph_first), document.size]
        for first, length in found.match.spans:
            at, last = bisect_right(sentences, first) - 1, bisect_right(sentences, first + length - 1)
            low = max(sentences[max(at - _NEARBY, 0)], paragraphs[bisect_right(paragraphs, first) - 1])
            high = sentences[last + _NEARBY] if last + _NEARBY < len(sentences) else document.size
            high = min(high, paragraphs[bisect_right(paragraphs, first + length - 1)])
            result |= ((1 << high) - 1) ^ ((1 << low) - 1)
        return result
    for first, length in found.match.spans:
        if within == "overlap":
            result |= ((1 << length) - 1) << first
        else:
            firsts = matcher.features["clauses"] if within == "clause" else document.sentence_first
            low = (firsts & ((2 << first) - 1)).bit_length() - 1
            above = firsts >> (first + length)
            high = first + length + ((above & -above).bit_length() - 1) if above else document.size
            result |= ((1 << high) - 1) ^ ((1 << max(low, 0)) - 1)
    return result
