"""Which words weigh by their stem: ordinary words that name nobody, no group and no side (the Snowball stemmer for English)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ..text.lexicon import Lexicon
from .content import SwapSet

_LETTERS: Final = re.compile(r"[a-z]+")


def pieces_of(lexicon: Lexicon, unseen: frozenset[int], swaps: Iterable[SwapSet], function_words: Iterable[str]) -> dict[str, str]:
    """What stands for each ordinary word in a line of `word_points.txt`: its stem and `*`. Words of `swaps` that are no `function_words` are sides, and no ordinary words."""
    sides = frozenset(w for swap in swaps for term in swap.terms for w in _LETTERS.findall(term.lower())).difference(function_words)
    return {word: f"{stem}*" for word, stem in stems_of(lexicon, unseen, sides).items()}


def stems_of(lexicon: Lexicon, unseen: frozenset[int], sides: frozenset[str]) -> dict[str, str]:
    """The stem of each ordinary word of the lexicon that is in no list of the `unseen` concepts and none of the `sides`.

    >>> stems_of(Lexicon(common={"selling": 1, "sold": 2, "7up": 3}), frozenset(), frozenset({"sold"}))
    {'selling': 'sell'}
    """
    from snowballstemmer.english_stemmer import EnglishStemmer  # takes 20 ms, and only rulebooks with stems need it

    stem = EnglishStemmer().stemWord
    words = lexicon.words
    return {w: stem(w) for w in sorted({*lexicon.common, *words}) if _LETTERS.fullmatch(w) and w not in sides and unseen.isdisjoint(words.get(w, ()))}
