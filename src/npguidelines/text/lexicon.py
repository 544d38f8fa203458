"""The lexicon: which concepts a word or a phrase can stand for, in every reading. Built by `rulebook.compile`.

Plain data, so that it pickles fast. Concept ids are small integers.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from .ids import IdsOf
from .phrases import Phrases


@dataclass(slots=True)
class Lexicon:
    """Look-up tables over folded words.

    words: form -> concept ids. phrases: of several words. spellings: surface -> standard words. maskable: form -> (ids,
    flagging). parts: stem -> ids, found inside unknown words. reversed: reversed form -> form. correctable: words that a
    misspelt word may mean -> whether a capitalised one, which may be a name, may mean them too. innocent: real words that a
    heuristic would read as something else. common: ordinary words -> rank by frequency. hints: the concept ids of the hints, in
    the order of `text.hints.HINTS` (none while a rulebook is being built).
    frequent: frequent words that stand for many concepts -> an id of their own, by which the scan knows them.
    signed: ordinary words -> the bits of `text.hints` that their letters set (`card`, `truck`), where they set any.
    by_shape: first letter and length -> correctable words, filled by `starrable`. sieve: a Bloom filter of the correctable words, filled by `text.spelling`.
    """

    words: IdsOf = field(default_factory=IdsOf)
    phrases: Phrases = field(default_factory=Phrases)
    spellings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    maskable: dict[str, tuple[tuple[int, ...], bool]] = field(default_factory=dict)
    mask_index: dict[str, tuple[str, ...]] = field(default_factory=dict)
    evadable: set[str] = field(default_factory=set)
    parts: dict[str, tuple[int, ...]] = field(default_factory=dict)
    part_pattern: re.Pattern[str] | None = None
    reversed: dict[str, str] = field(default_factory=dict)
    correctable: dict[str, bool] = field(default_factory=dict)
    innocent: Collection[str] = ()
    common: dict[str, int] = field(default_factory=dict)
    hints: tuple[int, ...] = ()
    frequent: dict[str, int] = field(default_factory=dict)
    signed: dict[str, int] = field(default_factory=dict)
    by_shape: dict[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)
    sieve: bytes = b""

    def starrable(self, first: str, length: int) -> tuple[str, ...]:
        """The correctable words with this first letter and length, commonest first; sorted out when first asked for."""
        if not self.by_shape:
            found: dict[tuple[str, int], list[str]] = {}
            for word in sorted(self.correctable, key=lambda w: (self.common.get(w, 99_999), w)):
                found.setdefault((word[0], len(word)), []).append(word)
            self.by_shape = {k: tuple(v) for k, v in found.items()}
        return self.by_shape.get((first, length), ())
