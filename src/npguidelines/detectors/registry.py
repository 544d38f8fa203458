"""Detectors by name: those of the package, and those that other packages register by entry point.

A package registers one in its `pyproject.toml`:

    [project.entry-points."npguidelines.detectors"]
    sirens = "my_package.sirens:SirenDetector"

What an entry point names is a detector, or a class or function that makes one, called without arguments or with one text
(`NAME=SETTING`). Nothing is loaded until a name is asked for, and the order of installation decides nothing: two packages
that register one name are refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

from ..errors import DetectorError, closest
from ..model.base import Kind
from ..text.hints import HINTS
from .protocol import FIRST, Adviser, Detector, Plugin

GROUP: Final = "npguidelines.detectors"
_BUILT_IN: Final = {
    "profanity": "npguidelines.detectors.profanity:ProfanityDetector",
    "spacy": "npguidelines.detectors.spacy:SpacyDetector",
    "toxicity": "npguidelines.detectors.toxicity:ToxicityAdviser",
}
_KINDS: Final = frozenset(k.value for k in Kind)


def names() -> list[str]:
    """Return the names of every detector that can be asked for, sorted.

    >>> "profanity" in names()
    True
    """
    return sorted({*_BUILT_IN, *(e.name for e in entry_points(group=GROUP))})


def resolve(given: str | Plugin) -> Plugin:
    """Return the detector that `given` is or names (`NAME` or `NAME=SETTING`); raises `DetectorError` NPG206."""
    if not isinstance(given, str):
        return fit(given)
    name, sign, setting = given.partition("=")
    made = _named(name)
    try:
        plugin = made(*((setting,) if sign else ())) if callable(made) else made
    except TypeError as error:
        raise DetectorError("NPG206", expected=f"a detector {name!r} that can be made from {given!r}", got=str(error), cure="see the page of the detector for its setting") from error
    return fit(plugin)


def _named(name: str) -> Any:
    found = _points(name)
    if name in _BUILT_IN:
        found = [p for p in found if p.value != _BUILT_IN[name]]
        if not found:
            module, _, attribute = _BUILT_IN[name].partition(":")
            return getattr(import_module(module), attribute)
        found.append(EntryPoint(name, _BUILT_IN[name], GROUP))
    if not found:
        raise DetectorError("NPG206", expected="the name of a detector", got=repr(name), cure=closest(name, names()) + "; install the package that brings it, or pass the object")
    if len(found) > 1:
        where = ", ".join(sorted(p.value for p in found))
        raise DetectorError("NPG206", expected=f"one package that registers {name!r}", got=where, cure="remove one of the packages")
    try:
        return found[0].load()
    except Exception as error:
        raise DetectorError("NPG206", expected=f"a detector at {found[0].value}", got=f"{type(error).__name__}: {error}", cure="mend or remove the package that registers it") from error


def _points(name: str) -> list[EntryPoint]:
    """The entry points of this name; one that is listed twice (an editable install) counts once."""
    return sorted({p.value: p for p in entry_points(group=GROUP, name=name)}.values(), key=lambda p: p.value)


def fit(plugin: Plugin) -> Plugin:
    """Return `plugin` if it fits one of the protocols; raises `DetectorError` NPG206 with what is wrong."""
    problem = _misfit(plugin)
    if problem:
        raise DetectorError("NPG206", expected="a detector or an adviser (docs/detectors.md)", got=f"{type(plugin).__name__}: {problem}", cure="give it name, version, concepts, hints and mark(); an adviser name, version and advise()")
    return plugin


def _misfit(plugin: Plugin) -> str:
    if isinstance(plugin, type) or not isinstance(plugin, Detector | Adviser):
        return "parts of the protocol are missing"
    for part in ("name", "version"):
        value = getattr(plugin, part)
        if not isinstance(value, str) or not value.strip():
            return f"{part} is {value!r}"
    if not isinstance(plugin, Detector):
        return ""
    for concept, kind in sorted(plugin.concepts.items()):
        if kind not in _KINDS:
            return f"kind of {concept!r} is {kind!r}; {closest(str(kind), _KINDS)}"
    return _odd_hint(plugin.hints.items())


def _odd_hint(hints: Iterable[tuple[str, str]]) -> str:
    valid = (*HINTS, FIRST)
    for concept, hint in sorted(hints):
        if hint not in valid:
            return f"hint of {concept!r} is {hint!r}; {closest(str(hint), valid)}"
    return ""
