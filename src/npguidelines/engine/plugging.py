"""Which detectors and advisers serve a moderator: the core ones, those that the rulebook needs, those asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..detectors.core import core_detectors
from ..detectors.protocol import Adviser, Detector, Plugin
from ..detectors.registry import resolve
from ..errors import DetectorError
from ..rulebook.program import Any_, Chain, Id, Rulebook, Test, Together, Top


def plugged(book: Rulebook, given: Iterable[str | Plugin] | None) -> tuple[Plugin, ...]:
    """Return the core detectors in order, then the others by name; one that is `given` takes the place of its namesake.

    Each is told what the rulebook declares (`configured`) and asked whether it has what it needs (`ready`), where it has
    these methods. Raises `DetectorError`.
    """
    core = [d.name for d in core_detectors()]
    plugins: dict[str, Plugin] = {d.name: d for d in core_detectors()}
    seen: dict[str, Plugin] = {}
    for one in given or ():
        plugin = resolve(one)
        if seen.setdefault(plugin.name, plugin) is not plugin:
            raise DetectorError("NPG206", expected="detectors with names of their own", got=f"two named {plugin.name!r}", cure="leave one of them out")
        plugins[plugin.name] = plugin
    for concept in book.declared:
        if not concept.optional and concept.detector not in plugins:
            plugins[concept.detector] = resolve(concept.detector)
    order = sorted(plugins, key=lambda n: (core.index(n) if n in core else len(core), n))
    return tuple(_ready(plugins[n], book) for n in order)


def _ready(plugin: Any, book: Rulebook) -> Plugin:
    if hasattr(plugin, "configured"):
        plugin = plugin.configured(book.declared)
    if hasattr(plugin, "ready"):
        plugin.ready()
    result: Plugin = plugin
    return result


def at_hand(plugins: Iterable[Plugin]) -> tuple[str, ...]:
    """Return name and version of each, sorted, as verdicts show them."""
    return tuple(sorted(f"{p.name} {p.version}" for p in plugins))


def detectors_of(plugins: Iterable[Plugin]) -> tuple[Detector, ...]:
    """Return those that mark spans."""
    return tuple(p for p in plugins if isinstance(p, Detector))


def advisers_of(plugins: Iterable[Plugin]) -> tuple[Adviser, ...]:
    """Return those that give scores."""
    return tuple(p for p in plugins if isinstance(p, Adviser) and not isinstance(p, Detector))


def resting(book: Rulebook, plugins: Iterable[Plugin]) -> dict[str, tuple[str, ...]]:
    """Return the rules that cannot match because an optional detector was not asked for: rule id -> the detectors away."""
    here = {p.name for p in plugins}
    away = {book.ids[c.name]: c.detector for c in book.declared if c.detector not in here}
    if not away:
        return {}
    known: dict[int, bool] = dict.fromkeys(away, False)
    names = tuple(sorted(set(away.values())))
    return {p.ident: names for p in book.programs if not any(_possible(t, book, known) for t in p.patterns)}


def _possible(top: Top, book: Rulebook, known: dict[int, bool]) -> bool:
    """Whether a pattern could match some comment, given which concepts can be marked."""
    match top:
        case Id(concept=ident):
            if ident not in known:
                known[ident] = ident not in book.patterns or any(_possible(n, book, known) for n in book.patterns[ident])
            return known[ident]
        case Chain(nodes=nodes) | Together(present=nodes):
            return all(_possible(n, book, known) for n in nodes)
        case Any_(nodes=nodes):
            return any(_possible(n, book, known) for n in nodes)
        case Test(node=node):
            return _possible(node, book, known)
        case _:
            return True
