"""Features of each clause of a sentence, from closed word lists: subject, tense, mood, polarity, role, shape.

A feature is a set of tokens (bit set). All are found in one pass over the tokens.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from .bits import bits, positions
from .document import Document

_NEGATION_REACH: Final = 8
_QUESTION: Final = re.compile(r"[?\uff1f\u061f]")
_SUBJECTS: Final = (("i", "subject_i"), ("we", "subject_we"), ("you", "subject_you"), ("he", "subject_he"), ("they", "subject_they"))
Lists = Mapping[str, frozenset[str]]


class _Sets:
    """Positions collected by feature."""

    def __init__(self) -> None:
        self.found: dict[str, list[int]] = {}

    def add(self, feature: str, positions: range | list[int]) -> None:
        self.found.setdefault(feature, []).extend(positions)


def features(document: Document, lists: Lists) -> dict[str, int]:
    """Return feature name -> bit set of tokens. Linear in the number of tokens."""
    sets = _Sets()
    clause_first = _with_openers(document, lists)
    sentence_starts = list(positions(document.sentence_first))
    for start, end in zip(sentence_starts, [*sentence_starts[1:], document.size], strict=True):
        _sentence(document, lists, start, end, sets)
    inherited = ""
    clause_starts = list(positions(clause_first))
    for start, end in zip(clause_starts, [*clause_starts[1:], document.size], strict=True):
        fresh = bool(document.sentence_first >> start & 1)
        inherited = _clause(document, lists, start, end, "" if fresh else inherited, sets)
    result = {name: bits(where, document.size) for name, where in sets.found.items()}
    result["quoted"] = document.quoted
    result["first"] = document.sentence_first
    result["clauses"] = clause_first
    result["last"] = (document.sentence_first >> 1) | (1 << document.size - 1 if document.size else 0)
    result["unknown"] = _unknown(document)
    result.update(_shapes(document))
    return result


def _with_openers(document: Document, lists: Lists) -> int:
    """Clause borders, with those that a conjunction makes inside a sentence."""
    openers, joiners = lists["clause_openers"], lists["joiners"]
    subjects = lists["subject_i"] | lists["subject_we"] | lists["subject_he"] | lists["subject_they"] | {"you"}
    extra = []
    for index in range(1, document.size):
        form = document.words[index].form
        if form in openers or (form in joiners and index + 1 < document.size and document.words[index + 1].form in subjects):
            extra.append(index)
    return document.clause_first | bits(extra, document.size)


def _sentence(document: Document, lists: Lists, start: int, end: int, sets: _Sets) -> None:
    gap = document.breaks.get(end, "")
    forms = [w.form for w in document.words[start : start + 3]]
    asked = bool(_QUESTION.search(gap))
    if not asked and len(forms) >= 2:
        asked = forms[0] in lists["question_openers"] and forms[1] in lists["question_subjects"] and "!" not in gap and forms[0] not in ("what", "how")
        asked = asked or (forms[0] in ("anyone", "anybody") and forms[1] in ("know", "knows", "have", "has", "else", "see", "heard"))
    if asked:
        sets.add("question", range(start, end))


def _clause(document: Document, lists: Lists, start: int, end: int, inherited: str, sets: _Sets) -> str:
    """Note the features of one clause; returns its subject."""
    forms = [document.words[i].form for i in range(start, end)]
    whole = range(start, end)
    subject = _subject(forms, lists)
    if subject:
        sets.add(subject, whole)
    elif inherited and forms and forms[0] in lists["joiners"]:
        subject = inherited
        sets.add(subject, whole)
    if forms and forms[0] in lists["conditional"]:
        sets.add("conditional", whole)
    if any(f in lists["me"] for f in forms):
        sets.add("me", whole)
    past = any(f in lists["past"] or (len(f) > 4 and f.endswith("ed")) for f in forms)
    if past:
        sets.add("past", whole)
    _reaching(forms, start, end, lists, sets)
    _command(forms, start, subject, lists, sets)
    return subject


def _subject(forms: list[str], lists: Lists) -> str:
    for form in forms[:5]:
        for name, key in _SUBJECTS:
            if form in lists[key]:
                return name
    return ""


def _reaching(forms: list[str], start: int, end: int, lists: Lists, sets: _Sets) -> None:
    """Features that reach from a word to the end of the clause."""
    for index, form in enumerate(forms):
        at = start + index
        following = forms[index + 1] if index + 1 < len(forms) else ""
        if form in lists["negation"] and following not in ("only", "just", "wonder", "doubt"):
            sets.add("negated", range(at + 1, min(end, at + 1 + _NEGATION_REACH)))
        if form in lists["future"] and (form in ("will", "shall") or following == "to"):
            sets.add("future", range(at + 1, end))
        if form in lists["modal"]:
            sets.add("modal", range(at + 1, end))
        if form in lists["be_or_get"]:
            sets.add("passive", range(at + 1, min(end, at + 4)))


def _command(forms: list[str], start: int, subject: str, lists: Lists, sets: _Sets) -> None:
    first = 0
    while first < len(forms) and forms[first] in lists["polite"]:
        first += 1
    if first < len(forms) and (not subject or forms[first] not in lists["subject_" + subject]) and not _starts_with_subject(forms[first], lists):
        sets.add("command", range(start, start + 1) if first == 0 else range(start, start + first + 1))
    for index in range(len(forms) - 1):
        pair = (forms[index], forms[index + 1])
        if pair in _URGING:
            sets.add("command", range(start + index + 2, min(start + len(forms), start + index + 4)))


_URGING: Final = {
    ("let", "us"), ("you", "should"), ("we", "should"), ("you", "must"), ("we", "must"), ("need", "to"), ("needs", "to"), ("somebody", "must"), ("someone", "must"), ("we", "oughta"), ("we", "oughtta"), ("better", "go"), ("why", "not"), ("you", "gotta"), ("got", "to"), ("have", "to"),
    ("ought", "to"), ("time", "to"), ("want", "to"), ("go", "and"), ("somebody", "should"), ("someone", "should"), ("everyone", "should"),
    ("everybody", "should"), ("somebody", "please"), ("make", "sure"), ("be", "sure"), ("feel", "free"), ("how", "about"), ("you", "better"),
}  # fmt: skip


def _starts_with_subject(form: str, lists: Lists) -> bool:
    return any(form in lists[key] for _, key in _SUBJECTS)


def _unknown(document: Document) -> int:
    result = 0
    for word, where in document.by_word.items():
        if not word.common and not word.mask and len(word.form) >= 3 and word.form.isalpha():
            result |= where
    return result


def _shapes(document: Document) -> dict[str, int]:
    """Capital first letters away from sentence starts, and all capitals; meaningless where the comment shouts."""
    text, cap, upper = document.text, [], []
    for index, (start, end) in enumerate(zip(document.starts, document.ends, strict=True)):
        first = text[start : start + 1]
        if first.isupper():
            shape = text[start:end]
            if end - start > 1 and shape.isupper():
                upper.append(index)
            else:
                cap.append(index)
    shouting = len(upper) * 2 > document.size
    capital = bits(cap if not shouting else [], document.size) | (bits(upper, document.size) if len(upper) <= 3 and not shouting else 0)
    return {"cap": capital & ~document.sentence_first, "upper": bits(upper, document.size), "capital": capital}
