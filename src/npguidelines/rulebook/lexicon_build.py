"""Build the lexicon of a rulebook: inflected terms, phrases, masks, corrections, and the real words to leave alone."""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from sys import intern

from marisa_trie import Trie

from ..model.base import Kind
from ..model.concept import Concept
from ..text.chunks import Reader
from ..text.hints import sign_bits
from ..text.ids import IdsOf
from ..text.lexicon import Lexicon
from ..text.readings import AS_WRITTEN, MISSPELT
from ..text.spelling import split
from ..text.words import read_word
from .content import Content
from .inflect import forms, literal_forms

_COMMON = 30_000
# Vocabularies of names: no misspelt word is read as one, and none of them is read as a misspelt word.
_NAMES = ("given_name", "given_name_ambiguous", "surname", "surname_ambiguous", "place_name", "brand_name", "brand_name_ambiguous", "capitalised_word", "department_name")


@dataclass(frozen=True, slots=True)
class WordList:
    """English words and how often they were counted (0 where only a dictionary names them)."""

    counts: Mapping[str, int]

    def count(self, word: str) -> int:
        """How often `word` was counted; an unknown word counts 1."""
        return max(1, self.counts.get(word, 1))

    def common(self) -> list[str]:
        """The most frequent words, in order."""
        return sorted(self.counts, key=lambda w: (-self.counts[w], w))[:_COMMON]


@lru_cache(maxsize=1)
def shipped_words() -> WordList:
    """Read the word list that the build made (`words.txt.gz`); see `rulebook/wordlist.py`."""
    data = gzip.decompress(resources.files(__package__).joinpath("words.txt.gz").read_bytes()).decode()
    counts: dict[str, int] = {}
    for line in data.splitlines():
        word, _, count = line.partition(" ")
        counts[word] = int(count or 0)
    return WordList(counts)


def build_lexicon(content: Content, ids: Mapping[str, int], literals: Mapping[tuple[str, ...], int], words: WordList, innocent: frozenset[str] | None = None) -> Lexicon:
    """Build the lexicon; pure, and the same for the same input."""
    bare = Lexicon(spellings=dict(content.spellings))
    reader = Reader(bare)
    lexicon = Lexicon(spellings=dict(content.spellings))
    found: dict[str, set[int]] = defaultdict(set)
    phrases: dict[tuple[str, ...], set[int]] = defaultdict(set)
    singles: dict[str, list[str]] = {}
    for concept in sorted(content.concepts.values(), key=lambda c: c.name):
        singles[concept.name] = add_terms(
            (f for t in concept.terms for f in forms(t, concept.inflect)), ids[concept.name], reader, found, phrases
        )
    for key, ident in literals.items():  # (kind, *terms)
        add_terms((f for t in key[1:] for f in literal_forms(t)), ident, reader, found, phrases)
    lexicon.words = IdsOf((intern(w), tuple(sorted(i))) for w, i in sorted(found.items()))  # one string a word, here and in the phrases
    for phrase, members in sorted(phrases.items()):
        lexicon.phrases.add(phrase, sorted(members), AS_WRITTEN, instead=True)
    _add_readings(content, ids, singles, lexicon, words)
    lexicon.innocent = Trie(sorted(_innocent(content, lexicon, words) if innocent is None else innocent | _protected(content)))  # tens of thousands, seldom asked for
    return lexicon


def add_terms(terms: Iterable[str], ident: int, reader: Reader, found: dict[str, set[int]], phrases: dict[tuple[str, ...], set[int]]) -> list[str]:
    """Note the words and phrases of `terms`, as they are read; returns the single words. `artist 's name` is `artist's name`."""
    singles = []
    for term in terms:
        key = tuple(p.word.form for chunk in term.replace(" 's", "'s").split() for p in reader.chunk(chunk).pieces)
        if len(key) == 1:
            found[key[0]].add(ident)
            singles.append(key[0])
        elif key:
            phrases[key].add(ident)
    return singles


def _add_readings(content: Content, ids: Mapping[str, int], singles: dict[str, list[str]], lexicon: Lexicon, words: WordList) -> None:
    """Fill the tables of the readings other than `as_written`."""
    correctable: dict[str, bool] = {}
    evadable: set[str] = set()
    maskable: dict[str, tuple[set[int], bool]] = {}
    stems: dict[str, set[int]] = defaultdict(set)
    for concept in sorted(content.concepts.values(), key=lambda c: c.name):
        ident = ids[concept.name]
        for form in singles[concept.name]:
            if len(form) >= 4 and form.isalpha() and concept.name not in _NAMES and concept.correctable:
                named = concept.misspelt and len(form) >= 5 and concept.kind is not Kind.SLUR  # a capitalised word near a slur is a name (`Whitby`)
                correctable[form] = correctable.get(form, False) or named
            if concept.kind.flagging and len(form) >= 3:
                evadable.add(form)
            if concept.mask and len(form) >= 3:
                known, flagging = maskable.get(form, (set(), True))
                maskable[form] = (known | {ident}, flagging and concept.kind.flagging)
            if concept.part and len(form) >= 4:
                stems[form].add(ident)
    never = {f for c in content.concepts.values() if not c.correctable for f in singles[c.name]}
    for form in _phrase_words(lexicon) - never:
        correctable.setdefault(form, False)
    lexicon.correctable = dict(sorted(correctable.items()))
    lexicon.evadable = evadable
    lexicon.maskable = {k: (tuple(sorted(v)), f) for k, (v, f) in sorted(maskable.items())}
    lexicon.parts = {k: tuple(sorted(v)) for k, v in sorted(stems.items())}
    index: dict[str, list[str]] = defaultdict(list)
    for form in lexicon.maskable:
        index[form[0]].append(form)
    lexicon.mask_index = {k: tuple(v) for k, v in index.items()}
    if stems:
        lexicon.part_pattern = re.compile("|".join(re.escape(s) for s in sorted(stems, key=lambda s: (-len(s), s))))
    ordinary = (w for w in words.common() if lexicon.part_pattern is None or not lexicon.part_pattern.search(w) or w in lexicon.words)
    lexicon.common = {word: rank for rank, word in enumerate(ordinary)}
    lexicon.signed = {word: bits for word in lexicon.common if (bits := sign_bits(word, word))}
    _add_profane_readings(content, ids, singles, lexicon, words)


def _add_profane_readings(content: Content, ids: Mapping[str, int], singles: dict[str, list[str]], lexicon: Lexicon, words: WordList) -> None:
    """Add reversed forms, and forms with one space too many, of profanity and slurs."""
    for concept in sorted(content.concepts.values(), key=lambda c: c.name):
        if concept.kind not in (Kind.PROFANITY, Kind.SLUR) or not concept.mask:
            continue
        for form in singles[concept.name]:
            turned = form[::-1]
            shortest = 5 if concept.kind is Kind.SLUR else 4  # four letters turned round are too often a slip of the pen
            if len(form) >= shortest and turned not in words.counts and turned not in lexicon.words:
                lexicon.reversed[turned] = form
            for cut in range(1, len(form)) if len(form) >= 4 else ():
                left, right = form[:cut], form[cut:]
                if not _splits_fairly(left, right, words):
                    continue
                lexicon.phrases.add((left, right), (ids[concept.name],), MISSPELT, instead=False)


def _splits_fairly(left: str, right: str, words: WordList) -> bool:
    """Both halves must be no words: `fu ck`, not `as hole` or `a ss`."""
    rare = 2_000
    return len(left) >= 2 and len(right) >= 2 and words.counts.get(left, 0) < rare and words.counts.get(right, 0) < rare


def _protected(content: Content) -> frozenset[str]:
    """The words that `innocent_words.txt` names."""
    listed: Concept | None = content.concepts.get("innocent_words")
    return frozenset(w for t in (listed.terms if listed else ()) for w in t.split())


def _phrase_words(lexicon: Lexicon) -> set[str]:
    """The longer words of all phrases and literals that are ordinary words, so that a slip in one does not hide a phrase."""
    return {w for words in (lexicon.words, lexicon.phrases.words()) for w in words if len(w) >= 4 and w.isalpha()}


def _innocent(content: Content, lexicon: Lexicon, words: WordList) -> frozenset[str]:
    """Real words (and names) that some heuristic would read as a term: the heuristics are run over the whole word list."""
    names = {t for n in _NAMES if n in content.concepts for t in content.concepts[n].terms}
    hit = set(_protected(content))
    neighbours = _neighbours(lexicon)
    without = replace(lexicon, correctable={})  # corrections are looked for from the other end, by `neighbours`
    for word in sorted({*words.counts, *names}):
        if word in lexicon.words and word not in names:
            continue
        if lexicon.part_pattern is not None and lexicon.part_pattern.search(word):
            continue
        if word not in lexicon.common and (_has_neighbour(word, neighbours) or split(word, lexicon) is not None):
            hit.add(word)
            continue
        read = read_word(word, word, False, without)
        if read.odd or len(read.forms) > 1:
            hit.add(word)
    return frozenset(hit)


def _neighbours(lexicon: Lexicon) -> frozenset[str]:
    """The correctable words, and each less one letter after the first: any word one edit away shares one of these."""
    found = set(lexicon.correctable)
    for form in lexicon.correctable:
        found.update(form[:i] + form[i + 1 :] for i in range(1, len(form)))
    return frozenset(found)


def _has_neighbour(word: str, neighbours: frozenset[str]) -> bool:
    """Whether `corrections` might find anything; a real word left alone without need does no harm."""
    return word in neighbours or any(word[:i] + word[i + 1 :] in neighbours for i in range(1, len(word)))
