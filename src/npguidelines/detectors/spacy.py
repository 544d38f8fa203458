"""spaCy as a detector: token patterns that a rulebook defines, and people and organisations where a trained pipeline is named.

spaCy is imported for the first comment that needs it: one with the words that a token pattern names as its `needs`, or, for
people and organisations, one with a capital letter that the scan has left. Without a pipeline it reads with the blank English
one and, where a pattern asks for lemmas, the tables of spacy-lookups-data.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from ..errors import DetectorError
from ..model.concept import Concept
from .comment import ReadComment
from .extras import need, version_of
from .once import LoadedOnce
from .protocol import Mark

_ENTITIES: Final = {"person": ("PERSON", "PER"), "organisation": ("ORG",)}
_PIECE: Final = 20_000  # characters that a trained pipeline reads at once; it needs memory in proportion
_UNUSED: Final = ("tagger", "parser", "attribute_ruler", "lemmatizer", "morphologizer", "senter", "textcat")


class SpacyDetector(LoadedOnce):
    """Marks the token patterns of a rulebook, and `person` and `organisation` by the trained `pipeline` (a package or a folder).

    A word that only a FUZZY test lets pass counts as misspelt, and not at all where it is an ordinary English word.
    """

    name: Final = "spacy"
    watched: Final = True  # spaCy's code, not ours: it runs within a budget

    def __init__(self, pipeline: str | None = None) -> None:
        super().__init__()
        self._pipeline = pipeline
        self._declared: tuple[Concept, ...] = ()
        self._entities = frozenset(_ENTITIES)

    @property
    def version(self) -> str:
        """The version of spaCy, and the pipeline with its version where one is used."""
        spacy = version_of("spacy")
        return spacy if self._pipeline is None else f"{spacy} {Path(self._pipeline).name} {version_of(self._pipeline)}".removesuffix(" none")

    @property
    def concepts(self) -> Mapping[str, str]:
        """The token patterns of the rulebook that it is configured for, and what a trained pipeline marks."""
        return {c.name: c.kind.value for c in self._declared} | dict.fromkeys(sorted(self._entities), "target")

    @property
    def hints(self) -> Mapping[str, str]:
        """A capital letter for people and organisations; what token patterns need stands in the rulebook."""
        return dict.fromkeys(sorted(self._entities), "capital")

    def configured(self, declared: Sequence[Concept]) -> SpacyDetector:
        """Return this detector for the token patterns and the entities that a rulebook declares."""
        made = copy.copy(self)
        made.__setstate__(self.__getstate__())
        made._declared = tuple(c for c in declared if c.tokens)
        made._entities = frozenset(c.name for c in declared if c.detector == self.name and not c.tokens)
        return made

    def ready(self) -> None:
        """Raise `DetectorError` NPG207 unless spaCy, its tables of lemmas and the pipeline are here, as far as they are needed."""
        need(self.name, "spacy", "spacy", *(["spacy_lookups_data"] if self._asks_for_lemmas() else []))
        if self._pipeline is not None and not Path(self._pipeline).is_dir() and find_spec(self._pipeline) is None:
            raise DetectorError("NPG207", expected=f"the spaCy pipeline {self._pipeline!r}", got="no such package and no such folder", cure=f"python -m spacy download {self._pipeline}, or give the folder of a pipeline")

    def _asks_for_lemmas(self) -> bool:
        return any("LEMMA" in token for c in self._declared for tokens in c.tokens for token in tokens)

    def load(self) -> None:
        """Import spaCy and make the pipelines, unless that is done; raises `DetectorError` for a pattern that spaCy refuses."""
        with self._lock:
            if self._loaded is None:
                self._loaded = _Loaded(self._declared, self._asks_for_lemmas(), self._pipeline if self._entities else None)

    def mark(self, comment: ReadComment) -> Iterable[Mark]:
        """Mark token patterns, people and organisations."""
        self.load()
        loaded = self._loaded
        assert loaded is not None
        with self._lock:  # spaCy shares tables between calls
            return [*loaded.patterns(comment), *(m for m in loaded.entities(comment.text) if m.concept in self._entities)]


class _Loaded:
    """The pipelines and the matcher."""

    def __init__(self, declared: Sequence[Concept], lemmas: bool, pipeline: str | None) -> None:
        import spacy
        from spacy.matcher import Matcher

        self._blank = spacy.blank("en")
        self._blank.max_length = 1 << 40
        if lemmas:
            self._blank.add_pipe("lemmatizer", config={"mode": "lookup"})
            self._blank.initialize()
        self._matcher = Matcher(self._blank.vocab, validate=True)
        self._tokens = {f"{c.name}/{n}": (c.name, tokens) for c in declared for n, tokens in enumerate(c.tokens)}
        for key, (concept, tokens) in self._tokens.items():
            try:
                self._matcher.add(key, [list(tokens)])
            except ValueError as error:
                raise DetectorError("NPG206", expected=f"token patterns that spaCy takes in concept {concept!r}", got=" ".join(str(error).split()), cure="see spaCy's page on rule-based matching") from error
        self._trained = None if pipeline is None else _trained(pipeline)

    def patterns(self, comment: ReadComment) -> Iterator[Mark]:
        """The token patterns that match."""
        if not self._tokens:
            return
        known = {(t.start, t.end) for t in comment.tokens if t.common}
        with self._blank.memory_zone():
            doc = self._blank(comment.text)
            for key, start, end, parts in self._matcher(doc, with_alignments=True):
                concept, tokens = self._tokens[self._blank.vocab.strings[key]]
                odd = [doc[start + i] for i, part in enumerate(parts) if _misspelt(doc[start + i].lower_, tokens[part])]
                if any((t.idx, t.idx + len(t)) in known for t in odd):
                    continue
                span = doc[start:end]
                yield Mark(concept, span.start_char, span.end_char, span.text.lower(), "misspelt" if odd else "as_written")

    def entities(self, text: str) -> Iterator[Mark]:
        """The people and organisations that the trained pipeline finds."""
        if self._trained is None:
            return
        for at, piece in _pieces(text):
            with self._trained.memory_zone():
                for entity in self._trained(piece).ents:
                    for concept, labels in _ENTITIES.items():
                        if entity.label_ in labels:
                            yield Mark(concept, at + entity.start_char, at + entity.end_char, entity.text.lower())


def _misspelt(word: str, token: Mapping[str, Any]) -> bool:
    """Whether a word passes a token's tests only because one of them is FUZZY."""
    for value in token.values():
        if isinstance(value, dict):
            for predicate, wanted in value.items():
                if predicate.startswith("FUZZY"):
                    exact = wanted.get("IN", ()) if isinstance(wanted, dict) else (wanted,)
                    return word not in exact
    return False


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Cut a long text at white space."""
    at = 0
    while len(text) - at > _PIECE:
        cut = max(text.rfind(" ", at + 1, at + _PIECE), text.rfind("\n", at + 1, at + _PIECE))
        cut = cut if cut > at else at + _PIECE
        yield at, text[at:cut]
        at = cut
    yield at, text[at:]


def _trained(pipeline: str) -> Any:
    import spacy

    try:
        return spacy.load(pipeline, exclude=list(_UNUSED))
    except (OSError, ValueError) as error:
        raise DetectorError("NPG207", expected=f"the spaCy pipeline {pipeline!r}", got=str(error).splitlines()[0], cure="install it again in a version that fits spaCy") from error
