"""Read concepts that are no vocabularies: patterns, classes that a plug-in detector marks, token patterns for spaCy."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from ..errors import Problem, closest
from ..model.base import Kind
from ..model.concept import Concept
from .content import DetectedConcept, PatternConcept, TokenConcept
from .pattern import FEATURES, PatternError, parse
from .source import Source

MAX_TOKENS: Final = 12
# What a token may be asked: attributes that spaCy's blank pipeline knows, and lemmas by spacy-lookups-data.
_ATTRIBUTES: Final = (
    "ORTH", "TEXT", "LOWER", "NORM", "LEMMA", "LENGTH", "SHAPE", "IS_ALPHA", "IS_ASCII", "IS_DIGIT", "IS_LOWER", "IS_UPPER", "IS_TITLE", "IS_PUNCT", "IS_SPACE", "IS_STOP",
    "LIKE_NUM", "LIKE_URL", "LIKE_EMAIL", "OP",
)  # fmt: skip
_PREDICATES: Final = ("FUZZY", *(f"FUZZY{n}" for n in range(1, 4)), "IN", "NOT_IN", "==", "!=", ">=", "<=", ">", "<")


def read_concept(path: Path, root: Path, problems: list[Problem]) -> Concept | None:
    """Read one YAML file of a concept; every fault is added to `problems`, none raised."""
    source = Source(path, root)
    data = source.data if isinstance(source.data, dict) else {}
    model: PatternConcept | DetectedConcept | TokenConcept | None = None
    if not source.problems:
        if "tokens" in data:
            model = source.model(TokenConcept, source.data, ())
        elif "detector" in data:
            model = source.model(DetectedConcept, source.data, ())
        else:
            model = source.model(PatternConcept, source.data, ())
    concept = _concept(source, model, path.stem) if model is not None else None
    problems.extend(source.problems)
    return concept


def _concept(source: Source, model: PatternConcept | DetectedConcept | TokenConcept, stem: str) -> Concept | None:
    if model.name != stem:
        source.problem("NPG115", ("name",), f"the name of the file, {stem!r}", repr(model.name), "rename the file or the concept")
    more: dict[str, Any] = {}
    if isinstance(model, PatternConcept):
        check_patterns(source, model.match, ("match",))
        more = {"match": model.match}
    elif isinstance(model, DetectedConcept):
        _check_allowed(source, model.allow)
        more = {"detector": model.detector, "optional": model.optional, "allow": model.allow, "leave_to": model.leave_to}
    else:
        check_patterns(source, model.needs, ("needs",))
        for number, tokens in enumerate(model.tokens):
            _check_tokens(source, tokens, ("tokens", number))
        more = {"detector": "spacy", "tokens": model.tokens, "needs": model.needs}
    try:
        return Concept(name=stem, kind=Kind(model.kind), about=model.about, source=source.name, **more)
    except ValueError:
        source.problem("NPG105", ("kind",), "a kind", repr(model.kind), closest(model.kind, [k.value for k in Kind]))
        return None


def check_patterns(source: Source, patterns: tuple[str, ...], path: tuple[str | int, ...]) -> None:
    """Note each pattern that does not parse."""
    for index, text in enumerate(patterns):
        try:
            parse(text)
        except PatternError as error:
            where = (*path, index) if (*path, index) in source.places else path
            cure = "see the grammar in docs/rule-language.md"
            if "feature" in error.expected:
                cure = closest(error.got.strip("'"), FEATURES)
            source.problem("NPG107", where, error.expected, error.got, cure, column_offset=error.column)


def _check_allowed(source: Source, terms: tuple[str, ...]) -> None:
    for number, term in enumerate(terms):
        if term != " ".join(term.split()).lower():
            source.problem("NPG106", ("allow", number), "lower case, single spaces", repr(term), "write it in lower case without spaces around it")
        elif number and term <= terms[number - 1]:
            source.problem("NPG106", ("allow", number), f"sorted terms, each once (after {terms[number - 1]!r})", repr(term), "sort the list by code point")


def _check_tokens(source: Source, tokens: tuple[dict[str, Any], ...], path: tuple[str | int, ...]) -> None:
    """Hold token patterns to what stays linear: no regular expressions, no unbounded repetition, one token that must be there."""
    if not 1 <= len(tokens) <= MAX_TOKENS:
        source.problem("NPG114", path, f"1 to {MAX_TOKENS} tokens", str(len(tokens)), "split the pattern")
    must = False
    for number, token in enumerate(tokens):
        for key, value in token.items():
            if key not in _ATTRIBUTES:
                source.problem("NPG103", (*path, number, key), "an attribute of a token", repr(key), closest(key, _ATTRIBUTES))
            elif key == "OP" and value not in ("?", "!"):
                source.problem("NPG114", (*path, number, key), "'?' or '!', so that matching stays linear", repr(value), "write the token as often as it may stand, each with OP: '?'")
            elif isinstance(value, dict):
                for predicate in sorted(set(value) - set(_PREDICATES)):
                    source.problem("NPG103", (*path, number, key, predicate), "a predicate", repr(predicate), closest(predicate, _PREDICATES))
        must = must or (bool(set(token) - {"OP"}) and "OP" not in token)
    if not must:
        source.problem("NPG114", path, "a token that must be there and is described", "none", "take an OP away, or say which word is meant")
