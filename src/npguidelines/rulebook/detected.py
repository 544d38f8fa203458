"""Hold the concepts that a rulebook leaves to plug-in detectors to what these detectors say of themselves."""

from __future__ import annotations

from collections.abc import Iterable

from ..detectors.protocol import FIRST, Detector, Plugin
from ..detectors.registry import names, resolve
from ..errors import DetectorError, Problem, RulebookError, closest
from ..model.concept import Concept
from .content import Content


def hints_of(content: Content, given: Iterable[Plugin] = ()) -> dict[str, str]:
    """Return concept -> hint for the concepts of plug-in detectors that have one; the others show themselves (hint `first`, token patterns).

    `given` are detectors that no package registers. Raises `RulebookError` for an unknown detector, and for a concept that it
    does not mark or marks as another kind.
    """
    known = {p.name: p for p in given}
    problems: list[Problem] = []
    hints: dict[str, str] = {}
    for concept in sorted(content.concepts.values(), key=lambda c: c.name):
        if not concept.detector or concept.tokens:
            continue
        detector = _detector(concept, known, problems)
        if detector is None or not _marks(concept, detector, problems):
            continue
        hint = detector.hints.get(concept.name, "any")
        if hint != FIRST:
            hints[concept.name] = hint
    if problems:
        raise RulebookError(problems)
    return hints


def _detector(concept: Concept, known: dict[str, Plugin], problems: list[Problem]) -> Detector | None:
    try:
        found = known.get(concept.detector) or resolve(concept.detector)
    except DetectorError as error:
        if not (concept.optional and concept.detector not in names()):
            problems.append(Problem(concept.source, 1, 1, error.code, error.expected, error.got, error.cure))
        return None
    if isinstance(found, Detector):
        return found
    problems.append(Problem(concept.source, 1, 1, "NPG206", "a detector that marks spans", f"{concept.detector} gives scores alone", "a score is no ground (6(f)(iii)); choose another detector"))
    return None


def _marks(concept: Concept, detector: Detector, problems: list[Problem]) -> bool:
    kind = detector.concepts.get(concept.name)
    if kind is None:
        problems.append(Problem(concept.source, 1, 1, "NPG108", f"a concept that {detector.name} marks", concept.name, closest(concept.name, detector.concepts)))
    elif kind != concept.kind.value:
        problems.append(Problem(concept.source, 1, 1, "NPG105", f"the kind that {detector.name} gives it, {kind!r}", repr(concept.kind.value), f'write kind: "{kind}"'))
    return kind == concept.kind.value
