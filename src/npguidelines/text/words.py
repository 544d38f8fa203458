"""Reading words: the forms that a folded piece of text can be read as."""

from __future__ import annotations

import re
from itertools import product
from typing import Final

from .lexicon import Lexicon
from .readings import AS_WRITTEN, EVASION, MASKED, MISSPELT
from .spelling import corrections
from .word import Word

LEET: Final = {
    "0": "o", "1": "il", "2": "z", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "il", "|": "il", "+": "t", "\u20ac": "e", "\u00a3": "l", "(": "c", "\u00a2": "c", "#": "h", "^": "a",
}  # fmt: skip
_MAX_HEURISTIC: Final = 32
_FEW: Final = 6
_ELONGATED: Final = re.compile(r"(.)\1{2,}")
_ELASTIC: Final = re.compile(r"\*|--|\u2014")  # signs that may stand for more letters than themselves
_SIGNED: Final = re.compile(r"(?=[^a-z]*[a-z][^a-z]*[a-z])[a-z0-9]+(?:[@$!]+[a-z0-9]+)+")
_CLITICS: Final = {"n't": "not", "'re": "are", "'ll": "will", "'ve": "have", "'d": "would", "'m": "am"}


def known(form: str, lexicon: Lexicon) -> bool:
    """Whether `form` is a word of the vocabularies, opens a phrase of them, or is an ordinary English word."""
    return form in lexicon.words or form in lexicon.phrases or form in lexicon.common


def leet(piece: str, limit: int = 16) -> tuple[str, ...]:
    """Read digits and signs as the letters that they resemble; at most `limit` readings, in a fixed order.

    >>> leet("k1ll")
    ('kill', 'klll')
    """
    options = [LEET.get(c, c) for c in piece]
    if sum(len(o) > 1 for o in options) > 4:
        options = [o[0] for o in options]
    return tuple("".join(p) for _, p in zip(range(limit), product(*options), strict=False))


def collapse(piece: str) -> tuple[str, ...]:
    """Shorten runs of three or more equal letters to two and to one.

    >>> collapse("fuuuck"), collapse("looool")
    (('fuuck', 'fuck'), ('lool', 'lol'))
    """
    two = _ELONGATED.sub(r"\1\1", piece)
    one = _ELONGATED.sub(r"\1", piece)
    return (two, one) if two != one else (two,)


def expand(piece: str, lexicon: Lexicon) -> tuple[str, ...] | None:
    """Return the standard words of a contraction or chat spelling, or None when `piece` stands for itself."""
    words = lexicon.spellings.get(piece)
    if words is not None or "'" not in piece:
        return words
    bare = piece.strip("'")
    if "'" not in bare:
        return lexicon.spellings.get(bare) or ((bare,) if bare != piece and bare else None)
    for clitic, word in _CLITICS.items():
        if bare.endswith(clitic) and len(bare) > len(clitic):
            return bare[: -len(clitic)], word
    if bare.endswith("'s"):
        return bare[:-2], "'s"
    squeezed = bare.replace("'", "")
    return lexicon.spellings.get(squeezed) or (squeezed,)


def read_word(plain: str, skeleton: str, odd: bool, lexicon: Lexicon, *, name: bool = False) -> Word:
    """Read one piece (letters and digits, no apostrophe) in every way that the lexicon knows.

    `odd` says that invisible or look-alike characters were dropped on the way; `name` that it is written like a name. Bounded work: pieces of more than 32
    characters are only searched for stems.
    """
    if plain == "'s":
        return Word((("'s", AS_WRITTEN), ("is", AS_WRITTEN)), lexicon)
    first = EVASION if odd and skeleton in lexicon.evadable else AS_WRITTEN
    forms: list[tuple[str, str]] = [(plain, first)]
    if skeleton != plain:
        forms.append((skeleton, EVASION))
    extra: list[tuple[int, str, str]] = []
    base = skeleton
    if len(base) <= _MAX_HEURISTIC and not (known(base, lexicon) and base.isalpha()):
        _add_variants(base, lexicon, forms)
        if not any(known(f, lexicon) for f, _ in forms):
            _add_guesses(base, lexicon, forms, name=name)
    stems = _stems(base, lexicon)
    if stems and base not in lexicon.innocent:
        extra.extend((i, match, EVASION) for match in stems if match != base for i in lexicon.parts[match])
    return Word(tuple(forms), lexicon, tuple(extra))


def _stems(base: str, lexicon: Lexicon) -> list[str]:
    if lexicon.part_pattern is None or base in lexicon.common:
        return []
    if base in lexicon.words:  # the word itself is known: its own concepts decide
        return []
    found = set(lexicon.part_pattern.findall(base[:4096]))
    squeezed = _ELONGATED.sub(r"\1", base[:4096])
    if squeezed != base:
        found.update(lexicon.part_pattern.findall(squeezed))
    return sorted(found)


def _add_variants(base: str, lexicon: Lexicon, forms: list[tuple[str, str]]) -> None:
    """Add letters for digits and shortened runs where they give a known word."""
    seen = {f for f, _ in forms}
    candidates: list[str] = []
    letters = sum(c.isalpha() for c in base)
    if letters < len(base) and (letters >= 2 or (letters == 1 and base[1:] == "0")):  # `g0`, but no `b2`
        candidates.extend(leet(base))
    if _ELONGATED.search(base):
        for form in (base, *candidates):
            candidates = [*candidates, *collapse(form)]
    for form in candidates:
        if form not in seen and known(form, lexicon):
            seen.add(form)
            forms.append((form, EVASION))


def _add_guesses(base: str, lexicon: Lexicon, forms: list[tuple[str, str]], *, name: bool) -> None:
    """Add the reversed word, or the words one edit away, where no real word stands there."""
    if base in lexicon.innocent:
        return
    turned = lexicon.reversed.get(base)
    if turned is not None:
        forms.append((turned, EVASION))
        return
    forms.extend((word, MISSPELT) for word in corrections(base, lexicon, name=name))


def unmask(run: str, lexicon: Lexicon) -> tuple[str, tuple[int, ...]] | None:
    """Read a masked word (`f*ck`, `s**t`, `f--k`): None unless every vocabulary word that fits is of a flagging grade.

    Returns the commonest form that fits and the ids that all of them share (or those of that one).
    """
    pattern, letters = _mask_pattern(run)
    if letters < 1 or not run[0].isalnum() or len(run) > _MAX_HEURISTIC:
        return None
    last = LEET.get(run[-1], run[-1]) if run[-1].isalnum() else ""
    elastic = _ELASTIC.search(run) is not None
    possible = [w for w in lexicon.mask_index.get(run[0], ()) if (elastic or len(w) == len(run)) and (not last or w[-1] in last)]
    if not possible:
        return None
    compiled = re.compile(pattern)
    fits = [w for w in possible if compiled.fullmatch(w)]
    fits = sorted([w for w in fits if len(w) == len(run)] or fits, key=lambda w: (lexicon.common.get(w, len(lexicon.common)), w))
    if not fits or not all(lexicon.maskable[w][1] for w in fits):
        return None
    if letters < 2 and len(run) < 4:
        return None
    if letters < 3 and not any(s in run for s in ("*", "--", "\u2014", "#", "$", "%")):
        return None  # initials such as N.P. are no masks
    shared = set(lexicon.maskable[fits[0]][0])
    for word in fits[1:]:
        shared &= set(lexicon.maskable[word][0])
    return fits[0], tuple(sorted(shared)) or lexicon.maskable[fits[0]][0]


def _mask_pattern(run: str) -> tuple[str, int]:
    parts: list[str] = []
    letters = 0
    for match in re.finditer(r"([^\W_]+)|(\u2014|-{2,})|(\*+)|(.)", run):
        if match[1]:
            letters += sum(c.isalpha() for c in match[1])
            parts.append("".join(f"[{re.escape(LEET.get(c, c))}]" for c in match[1]))
        elif match[2]:
            parts.append("[a-z]{1,6}")
        elif match[3]:
            parts.append(f"[a-z]{{{len(match[3])},{len(match[3]) + 1}}}")
        else:
            parts.append("[a-z]")
    return "".join(parts), letters


def masked_word(run: str, lexicon: Lexicon) -> Word | None:
    """Read a glued run with signs inside (`sh!t`, `f.u.c.k`, `mother-fucker`, `f**k`) as one word, or None."""
    squeezed = "".join(c for c in run if c.isalnum())
    signs = len(run) - len(squeezed)
    letters = sum(c.isalpha() for c in squeezed)
    if "*" in run:  # a star stands for letters; it does not part them
        return _unmasked(run, lexicon) or _starred(run, lexicon)
    if letters >= 2 or (letters >= 1 and signs):
        for form in (*leet(run), squeezed, *leet(squeezed)) if signs else leet(squeezed):
            if form in lexicon.evadable and form not in lexicon.innocent and _fair(run, form, letters):
                return Word(((form, EVASION),), lexicon)
    return _unmasked(run, lexicon) or _signed(run, lexicon) if signs else None


def _signed(run: str, lexicon: Lexicon) -> Word | None:
    """Read a word in which signs stand for letters (`b@ck`, `cla$$`) as the known words that it spells."""
    forms = [form for form in leet(run) if known(form, lexicon)] if _SIGNED.fullmatch(run) and len(run) > 3 else []
    return Word(tuple((form, EVASION) for form in forms), lexicon) if forms else None


def _starred(run: str, lexicon: Lexicon) -> Word | None:
    """Read a word with one or two stars inside it (`k*ll`, `m*rder`) as the few words that fit, none of them profane by grade.

    Only where at least two letters stand, the first among them, and at most six words of the vocabularies fit.
    """
    letters = run.replace("*", "")
    if not letters.isalpha() or len(letters) < 2 or run[0] == "*" or run[-1] == "*" or run.count("*") > 2 or len(run) < 4:
        return None
    compiled = re.compile(re.escape(run).replace(r"\*", "[a-z]"))
    fits = [w for w in lexicon.starrable(run[0], len(run)) if compiled.fullmatch(w) and lexicon.maskable.get(w, ((), True))[1]]
    if not 1 <= len(fits) <= _FEW:
        return None
    return Word(((run, AS_WRITTEN), *((w, MASKED) for w in fits)), lexicon)


def _unmasked(run: str, lexicon: Lexicon) -> Word | None:
    found = unmask(run, lexicon)
    if found is None:
        return None
    form, ids = found
    return Word(((run, AS_WRITTEN),), lexicon, tuple((i, form, MASKED) for i in ids))


def _fair(run: str, form: str, letters: int) -> bool:
    """Guard against words that only collide when joined: `as-she`, `class.hit`; and road numbers such as `A55`."""
    pieces = re.split(r"[^\w]|_", run)
    singles = all(len(p) <= 1 for p in pieces)
    if letters == 1 and len(form) == 3 and run.count("$") == 2:
        return True  # a$$
    return letters >= 2 and (singles or len(form) >= 4 or letters >= len(form) - 1)
