"""English inflections of vocabulary terms: regular rules and a table of irregular verbs and plurals.

Generated forms are reviewed through `npguidelines rules --concept NAME --forms`.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Final

_VOWELS: Final = frozenset("aeiou")
# Verbs of two or more syllables that end in consonant-vowel-consonant and do not double it are the rule; these do.
_DOUBLING: Final = frozenset(["admit", "begin", "commit", "compel", "control", "defer", "equip", "expel", "forget", "handicap", "kidnap", "occur", "omit", "patrol", "permit", "prefer", "refer", "regret", "repel", "submit", "transfer", "transmit", "unplug", "unzip", "upset", "worship", "babysit"])


@lru_cache(maxsize=1)
def _irregular() -> dict[str, tuple[str, ...]]:
    text = resources.files(__package__).joinpath("irregular_verbs.txt").read_text(encoding="utf-8")
    rows = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return {row[0]: tuple(row[1:]) for row in rows}


def _doubles(word: str) -> bool:
    if len(word) < 3 or word[-1] in "wxyaeiou" or word[-2] not in _VOWELS or word[-3] in _VOWELS:
        return False
    syllables = sum(a not in _VOWELS and b in _VOWELS for a, b in zip(" " + word, word, strict=False))
    return syllables == 1 or word in _DOUBLING or any(word.endswith(tail) and len(word) - len(tail) in range(2, 6) for tail in ("fit", "ship", "nap", "whip", "slap", "shot"))


def verb_forms(word: str) -> tuple[str, ...]:
    """Return the base, third person, -ing (also -in), past and participle of a verb.

    >>> verb_forms("rob")
    ('rob', 'robs', 'robbing', 'robbin', 'robbed')
    >>> verb_forms("steal")[-2:]
    ('stole', 'stolen')
    """
    if word.endswith(("s", "x", "z", "ch", "sh", "o")):
        third = word + "es"
    elif word.endswith("y") and word[-2:-1] not in _VOWELS:
        third = word[:-1] + "ies"
    else:
        third = word + "s"
    if word.endswith("ie"):
        stem = word[:-2] + "y"
    elif word.endswith("e") and not word.endswith(("ee", "oe", "ye")) and len(word) > 2:
        stem = word[:-1]
    elif _doubles(word):
        stem = word + word[-1]
    else:
        stem = word
    ing = stem + "ing"
    if word in _irregular():
        past = _irregular()[word]
    elif word.endswith("e"):
        past = (word + "d",)
    elif word.endswith("y") and word[-2:-1] not in _VOWELS:
        past = (word[:-1] + "ied",)
    else:
        past = (stem + "ed",)
    return tuple(dict.fromkeys((word, third, ing, ing[:-1], *past)))


_PLURALS: Final = {"man": "men", "woman": "women", "child": "children", "person": "people", "foot": "feet", "tooth": "teeth", "mouse": "mice", "goose": "geese", "wife": "wives", "knife": "knives", "life": "lives", "thief": "thieves", "wolf": "wolves", "half": "halves", "leaf": "leaves", "ox": "oxen"}  # fmt: skip


def plural(word: str) -> str:
    """Return the plural of a noun.

    >>> plural("thief"), plural("bitch"), plural("policewoman"), plural("city")
    ('thieves', 'bitches', 'policewomen', 'cities')
    """
    for single, many in _PLURALS.items():
        if word == single or (word.endswith(single) and len(single) > 3) or (single == "man" and word.endswith("man") and word not in ("human", "german", "roman", "shaman", "talisman", "caiman")):
            return word[: len(word) - len(single)] + many
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def adjective_forms(word: str) -> tuple[str, ...]:
    """Return the base, comparative and superlative of a short adjective; long ones stay alone.

    >>> adjective_forms("dirty"), adjective_forms("big")
    (('dirty', 'dirtier', 'dirtiest'), ('big', 'bigger', 'biggest'))
    """
    if len(word) > 7:
        return (word,)
    if word.endswith("e"):
        stem = word[:-1]
    elif word.endswith("y") and word[-2:-1] not in _VOWELS:
        stem = word[:-1] + "i"
    elif _doubles(word):
        stem = word + word[-1]
    else:
        stem = word
    return word, stem + "er", stem + "est"


def forms(term: str, inflect: str) -> tuple[str, ...]:
    """Return every form of a vocabulary term; `=` at the start takes it exactly.

    >>> forms("rip off", "verb")
    ('rip off', 'rips off', 'ripping off', 'rippin off', 'ripped off')
    """
    if term.startswith("="):
        return (term[1:],)
    words = term.split()
    if not words or inflect == "none":
        return (term,)
    if inflect == "verb":
        return tuple(" ".join((v, *words[1:])) for v in verb_forms(words[0]))
    if inflect == "noun":
        return tuple(dict.fromkeys((term, " ".join((*words[:-1], plural(words[-1]))))))
    return tuple(" ".join((*words[:-1], a)) for a in adjective_forms(words[-1]))


def literal_forms(term: str) -> tuple[str, ...]:
    """Return the forms of a literal: each word marked `~` is inflected as a verb and as a noun.

    >>> literal_forms("hand~ over")[:2]
    ('hand over', 'hands over')
    """
    built: list[tuple[str, ...]] = [()]
    for word in term.split():
        if word.endswith("~"):
            options = tuple(dict.fromkeys((*verb_forms(word[:-1]), plural(word[:-1]))))
        else:
            options = (word,)
        built = [(*head, option) for head in built for option in options]
    return tuple(" ".join(b) for b in built)
