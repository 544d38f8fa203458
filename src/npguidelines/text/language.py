"""Whether a comment is mainly in another language than English, by its function words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_LEAST = 3


def mainly_foreign(forms: Sequence[str], function_words: Mapping[str, frozenset[str]]) -> bool:
    """Whether the function words of `forms` are mainly those of one other language.

    At least three of them, and more than one and a half times the English ones. Words in a script without spaces count
    by whether most letters are not Latin.
    """
    letters = [f for f in forms if f.isalpha()]
    if letters and sum(not f.isascii() and ord(f[0]) > 0x24F for f in letters) * 2 > len(letters):
        return True
    english = function_words.get("en", frozenset())
    native = sum(f in english for f in forms)
    best = 0
    for language, words in sorted(function_words.items()):
        if language != "en":
            best = max(best, sum(f in words for f in forms))
    return best >= _LEAST and best > native * 1.5
