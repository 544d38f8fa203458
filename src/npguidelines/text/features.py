"""Features of each clause of a sentence, from closed word lists: subject, tense, mood, polarity, role, shape.

A feature is a set of tokens (bit set). All are found in one pass over the tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from .bits import bits, positions, spans
from .document import Document

_NEGATION_REACH: Final = 8
_QUESTION: Final = re.compile(r"[?\uff1f\u061f]")
# Question words that also open statements ("when he came", "who knew", "have a nice day"): they ask only with a question mark.
_OPEN_STATEMENTS: Final = frozenset({"what", "how", "when", "where", "who", "whose", "which", "have", "had", "may", "might", "any", "do", "does"})
Lists = Mapping[str, frozenset[str]]
Sets = dict[str, list[tuple[int, int]]]  # feature -> stretches of tokens that have it, half-open
_LISTS: Final = (
    "negation", "question_openers", "question_subjects", "past", "future", "modal", "conditional", "clause_openers", "joiners", "polite",
    "subject_i", "subject_we", "subject_you", "subject_he", "subject_they", "me", "be_or_get", "told",
)  # fmt: skip
(
    _NEGATION, _ASKS, _ASKED, _PAST, _FUTURE, _MODAL, _CONDITIONAL, _OPENER, _JOINER, _POLITE,
    _I, _WE, _YOU, _HE, _THEY, _ME, _BE, _TOLD,
) = (1 << n for n in range(len(_LISTS)))  # fmt: skip
_SUBJECT: Final = _I | _WE | _YOU | _HE | _THEY
_SUBJECT_NAMES: Final = ((_I, "i"), (_WE, "we"), (_YOU, "you"), (_HE, "he"), (_THEY, "they"))
# Words in -ed that are no past tense.
_NOT_PAST: Final = frozenset(
    ["hundred", "speed", "naked", "indeed", "bleed", "breed", "creed", "greed", "freed", "shred", "sacred", "hatred", "kindred", "wicked", "succeed", "proceed", "exceed", "agreed", "moped", "biped", "misled", "infrared", "crossbred"]
)  # fmt: skip
_REACHING: Final = _NEGATION | _FUTURE | _MODAL | _BE


def word_flags(lists: Lists) -> dict[str, int]:
    """Word -> the closed lists that hold it, as bits: what `features` reads of a word."""
    flags: dict[str, int] = {}
    for number, name in enumerate(_LISTS):
        for word in lists.get(name, ()):
            flags[word] = flags.get(word, 0) | 1 << number
    return flags


def features(document: Document, flags: Mapping[str, int]) -> dict[str, int]:
    """Return feature name -> bit set of tokens; `flags` from `word_flags`. Linear in the number of tokens."""
    forms = [w.form for w in document.words]
    marks = [flags.get(f, 0) for f in forms]
    sets: Sets = {}
    clause_first = _with_openers(document, forms, marks)
    sentence_starts = list(positions(document.sentence_first))
    for start, end in _stretches(sentence_starts, document.size):
        if _asks(document.breaks.get(end, ""), forms[start : start + 3], marks[start : start + 2]):
            _add(sets, "question", start, end)
    inherited = ""
    clause_starts = list(positions(clause_first))
    fresh = frozenset(sentence_starts)
    for start, end in _stretches(clause_starts, document.size):
        inherited = _clause(forms, marks, start, end, "" if start in fresh else inherited, sets)
    result = {name: spans(where, document.size) for name, where in sets.items()}
    result["quoted"] = document.quoted
    result["first"] = document.sentence_first
    result["clauses"] = clause_first
    result["last"] = (document.sentence_first >> 1) | (1 << document.size - 1 if document.size else 0)
    result["unknown"] = _unknown(document)
    result.update(_shapes(document))
    return result


def _stretches(starts: list[int], size: int) -> Iterable[tuple[int, int]]:
    """From each start to the next; the last to `size`."""
    return zip(starts, [*starts[1:], size] if starts else (), strict=True)


def _add(sets: Sets, feature: str, start: int, end: int) -> None:
    found = sets.get(feature)
    if found is None:
        sets[feature] = [(start, end)]
    else:
        found.append((start, end))


def _with_openers(document: Document, forms: list[str], marks: list[int]) -> int:
    """Clause borders, with those that a conjunction makes inside a sentence."""
    extra = []
    for index in range(1, document.size):
        mark = marks[index]
        if mark & (_OPENER | _JOINER) and (
            mark & _OPENER or (index + 1 < document.size and (marks[index + 1] & (_I | _WE | _HE | _THEY) or forms[index + 1] == "you"))
        ):
            extra.append(index)
    return document.clause_first | bits(extra, document.size)


def _asks(gap: str, forms: list[str], marks: list[int]) -> bool:
    """Whether a sentence asks: by its question mark, or by words that open nothing but questions."""
    if _QUESTION.search(gap):
        return True
    if len(forms) < 2 or "!" in gap:
        return False
    if marks[0] & _ASKS and marks[1] & _ASKED and forms[0] not in _OPEN_STATEMENTS:
        return True
    return forms[0] in ("anyone", "anybody") and forms[1] in ("know", "knows", "have", "has", "else", "see", "heard")


def _clause(forms: list[str], marks: list[int], start: int, end: int, inherited: str, sets: Sets) -> str:
    """Note the features of one clause; returns its subject."""
    subject = ""
    for mark in marks[start : min(end, start + 5)]:
        if mark & _SUBJECT:
            subject = next(name for bit, name in _SUBJECT_NAMES if mark & bit)
            break
    if not subject and inherited and marks[start] & _JOINER:
        subject = inherited
    if subject:
        _add(sets, subject, start, end)
    if marks[start] & _CONDITIONAL:
        _add(sets, "conditional", start, end)
    me = past = reaching = False
    for index in range(start, end):
        mark = marks[index]
        if mark:
            me = me or bool(mark & _ME)
            reaching = reaching or bool(mark & _REACHING)
            if mark & _PAST and not past:
                past = forms[index] != "got" or index > start  # "got molly again" has it now
        if not past:
            form = forms[index]
            past = len(form) > 4 and form.endswith("ed") and form not in _NOT_PAST
    if me:
        _add(sets, "me", start, end)
    if past:
        _add(sets, "past", start, end)
    if reaching:
        _reaching(forms, marks, start, end, sets)
    _command(forms, marks, start, end, sets)
    return subject


def _reaching(forms: list[str], marks: list[int], start: int, end: int, sets: Sets) -> None:
    """Features that reach from a word to the end of the clause."""
    for at in range(start, end):
        mark = marks[at]
        if not mark & _REACHING:
            continue
        following = forms[at + 1] if at + 1 < end else ""
        if mark & _NEGATION and following not in ("only", "just", "wonder", "doubt"):
            _add(sets, "negated", at + 1, min(end, at + 1 + _NEGATION_REACH))
        if mark & _FUTURE and (forms[at] in ("will", "shall") or following == "to"):
            _add(sets, "future", at + 1, end)
        if mark & _MODAL:
            _add(sets, "modal", at + 1, end)
        if mark & _BE:
            for k in range(at + 1, min(end, at + 4)):
                if not forms[k].endswith("ing"):
                    _add(sets, "passive", k, k + 1)


def _command(forms: list[str], marks: list[int], start: int, end: int, sets: Sets) -> None:
    first = start
    somebody = False
    while first < end and marks[first] & _POLITE:
        somebody = somebody or forms[first] in _SOMEBODY
        first += 1
    if first < end and not marks[first] & _SUBJECT and not _no_command(forms[first], marks[first], somebody):
        _add(sets, "command", start, first + 1)
    for index in range(start, end - 1):
        if (forms[index], forms[index + 1]) in _URGING:
            _add(sets, "command", index + 2, min(end, index + 4))


_SOMEBODY: Final = frozenset(["somebody", "someone", "anybody", "anyone"])
_GERUND_LIKE: Final = frozenset(["bring", "string", "spring", "swing", "sting", "fling", "cling", "sling", "wring"])


def _no_command(form: str, mark: int, somebody: bool) -> bool:
    """Whether a first verb cannot order: a gerund ("Spray painting helps nobody"), what somebody does ("*throws it out*") or did ("Somebody cut the wire")."""
    if len(form) > 3 and form[-1] == "s" and form[-2] not in "su":  # "kiss", "focus"
        return True
    if len(form) > 5 and form.endswith("ing") and form not in _GERUND_LIKE:
        return True
    return somebody and (bool(mark & (_TOLD | _PAST)) or (len(form) > 4 and form.endswith("ed") and form not in _NOT_PAST))


_URGING: Final = {
    ("let", "us"), ("you", "should"), ("we", "should"), ("you", "must"), ("we", "must"), ("need", "to"), ("needs", "to"), ("somebody", "must"), ("someone", "must"), ("we", "oughta"), ("we", "oughtta"), ("better", "go"), ("why", "not"), ("you", "gotta"), ("got", "to"), ("have", "to"),
    ("ought", "to"), ("time", "to"), ("want", "to"), ("go", "and"), ("somebody", "should"), ("someone", "should"), ("everyone", "should"),
    ("everybody", "should"), ("somebody", "please"), ("make", "sure"), ("be", "sure"), ("feel", "free"), ("how", "about"), ("you", "better"),
}  # fmt: skip


def _unknown(document: Document) -> int:
    result = 0
    for word, where in document.by_word.items():
        if word.unknown:
            result |= where
    return result


def _shapes(document: Document) -> dict[str, int]:
    """Capital first letters away from sentence starts, and all capitals; meaningless where the comment shouts.

    The pronoun "I" is no capital: it is written so everywhere.
    """
    text, words, cap, upper = document.text, document.words, [], []
    for index, (start, end) in enumerate(zip(document.starts, document.ends, strict=True)):
        if text[start].isupper():
            if end - start > 1 and text[start:end].isupper():
                upper.append(index)
            elif words[index].form != "i":
                cap.append(index)
    shouting = len(upper) * 2 > document.size
    capital = bits(cap if not shouting else [], document.size) | (bits(upper, document.size) if len(upper) <= 3 and not shouting else 0)
    return {"cap": capital & ~document.sentence_first, "upper": bits(upper, document.size), "capital": capital}
