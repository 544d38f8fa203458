"""Make `words.txt.gz` at build time from kept word lists (packages english-words and pyspellchecker)."""

from __future__ import annotations

import gzip
from pathlib import Path


def write_word_list(target: Path) -> int:
    """Write the union of both lists, one `word count` a line, sorted; returns the number of words. Deterministic."""
    from english_words import get_english_words_set
    from spellchecker import SpellChecker

    counts = {w: 0 for w in get_english_words_set(["web2"], lower=True, alpha=True) if len(w) > 1}
    for word, count in SpellChecker().word_frequency.dictionary.items():
        if word.isalpha() and word.isascii():
            counts[word] = count
    lines = "".join(f"{w} {c}\n" if c else f"{w}\n" for w, c in sorted(counts.items()))
    target.write_bytes(gzip.compress(lines.encode(), 9, mtime=0))
    return len(counts)
