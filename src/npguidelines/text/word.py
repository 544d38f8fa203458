"""Words: the forms that a token can be read as, and the concepts of each form."""

from __future__ import annotations

from array import array

from .ids import shared
from .lexicon import Lexicon
from .readings import AS_WRITTEN


class Word:
    """One token as it can be read.

    forms: (form, reading), the most literal first. ids: all their concepts, in order; an array, since a set of some hundred takes kilobytes. shown: what the scan sees of
    them: the own id of a frequent word in place of its many concepts. odd: concept id -> (form, reading)
    for ids that only another reading than `as_written` gives. steps: how many forms there are, and for each its number in phrases and the
    node of the phrases that it opens (`Phrases.step`), as 32-bit numbers.
    common: an ordinary English word. unknown: as written neither that nor a word of any vocabulary (it may still be a misspelt one).
    """

    __slots__ = ("common", "form", "forms", "ids", "letters", "odd", "shown", "steps", "unknown")
    ids: array[int]
    shown: tuple[int, ...]
    odd: dict[int, tuple[str, str]] | None
    steps: bytes

    def __init__(self, forms: tuple[tuple[str, str], ...], lexicon: Lexicon, extra: tuple[tuple[int, str, str], ...] = ()) -> None:
        self.form = form = forms[0][0]
        self.forms = forms
        self.letters = len(form) == 1 and form.isalpha()
        self.common = form in lexicon.common
        self.unknown = not (self.common or form in lexicon.words or form in lexicon.phrases) and forms[0][1] == AS_WRITTEN and len(form) >= 3 and form.isalpha()
        if len(forms) == 1 and not extra:
            self._read_one(lexicon)
        else:
            self._read_all(lexicon, extra)

    def _read_one(self, lexicon: Lexicon) -> None:
        """What most words are: one form."""
        ((form, reading),) = self.forms
        ids = lexicon.words.get(form, ())
        own = lexicon.frequent.get(form)
        self.ids = array("I", ids)
        self.shown = ids if own is None else (own,)
        self.odd = dict.fromkeys(ids, (form, reading)) if ids and reading != AS_WRITTEN else None
        self.steps = array("I", (1, *lexicon.phrases.step(form))).tobytes()

    def _read_all(self, lexicon: Lexicon, extra: tuple[tuple[int, str, str], ...]) -> None:
        """What the forms together can stand for, and what only `extra` tells."""
        found: set[int] = set()
        shown: set[int] = set()
        odd: dict[int, tuple[str, str]] = {}
        steps = array("I", (len(self.forms),))
        for form, reading in self.forms:
            ids = lexicon.words.get(form, ())
            if reading != AS_WRITTEN:
                odd.update(dict.fromkeys((concept for concept in ids if concept not in found), (form, reading)))
            found.update(ids)
            own = lexicon.frequent.get(form)
            shown.update(ids if own is None else (own,))
            steps.extend(lexicon.phrases.step(form))
        for concept, form, reading in extra:
            shown.add(concept)
            if concept not in found:
                found.add(concept)
                odd[concept] = (form, reading)
        self.ids = array("I", sorted(found))
        self.shown = tuple(shared(sorted(shown)))
        self.odd = odd or None
        self.steps = steps.tobytes()

    @property
    def opens(self) -> bool:
        """Whether any form opens a phrase."""
        return any(array("I", self.steps)[2::2])
