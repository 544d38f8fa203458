"""Whether a comment is mainly in another language than English, by its function words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .fold import fold

_LEAST = 3
_ENGLISH = 2


def languages_of(function_words: Mapping[str, frozenset[str]]) -> dict[str, tuple[str, ...]]:
    """Turn language -> words into word -> languages; words are folded as comments are (`p\u00e5` to `pa`)."""
    found: dict[str, list[str]] = {}
    for language, words in sorted(function_words.items()):
        for word in sorted({fold(w)[0] for w in words}):
            found.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in sorted(found.items())}


def in_english(forms: Sequence[str], languages: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a sentence of a mainly foreign comment is English all the same: two function words or more, and none but English."""
    found = [languages[f] for f in forms if f in languages]
    return len(found) >= _ENGLISH and all("en" in names for names in found)


def mainly_foreign(forms: Sequence[str], languages: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether the function words of `forms` are mainly those of one other language; `languages` from `languages_of`.

    At least three of them, and more than one and a half times the English ones. Words in a script without spaces count
    by whether most letters are not Latin.
    """
    other = [f for f in forms if not f.isascii() and f.isalpha()]
    if other and sum(ord(f[0]) > 0x24F for f in other) * 2 > sum(f.isalpha() for f in forms):
        return True
    counts: dict[str, int] = {}
    for form in forms:
        for language in languages.get(form, ()):
            counts[language] = counts.get(language, 0) + 1
    native = counts.pop("en", 0)
    best = max(counts.values(), default=0)
    return best >= _LEAST and best > native * 1.5
