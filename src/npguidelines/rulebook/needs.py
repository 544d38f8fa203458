"""What patterns need: which concepts must be there, how common they are, in which order they are best looked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp

from ..text.chunks import Reader
from ..text.lexicon import Lexicon
from ..text.presence import present
from .content import Content
from .inflect import literal_forms
from .lexicon_build import WordList
from .program import Any_, Chain, Id, Index, Maybe, Node, Test, Together
from .program import Top as CompiledTop

# How often the hints stand in ordinary comments, on the scale of the word counts.
_HINT_WEIGHT = {"digit": 8e6, "digits6": 2e6, "digits13": 2e5, "at_sign": 5e5, "at_word": 8e6, "mail": 5e5, "dot": 1e6, "handle": 1e6, "secret": 3e6, "capital": 1e9, "cap": 1e8, "unknown": 3e7, "any": 1e15}
_ALL_WORDS = 1.58e9  # the sum of the counts of the word list
_SAMPLE = 500  # how many innocent examples are looked at to learn how common concepts are
# Features that a token can only have where the comment shows a hint.
FEATURE_HINTS = {"cap": "cap", "capital": "capital", "upper": "capital", "unknown": "unknown"}


@dataclass(slots=True)
class Names:
    """Concept names to ids, literals to ids, and how common each is (for choosing what the scan looks for)."""

    content: Content
    detected: Mapping[str, tuple[str, str]]
    hinted: Mapping[str, str] = field(default_factory=dict)  # concept of a plug-in detector -> its hint
    ids: dict[str, int] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)
    literals: dict[tuple[str, ...], int] = field(default_factory=dict)  # (kind, *terms) -> id
    weights: dict[int, float] = field(default_factory=dict)
    needs: dict[int, list[int]] = field(default_factory=dict)
    comments: list[int] = field(default_factory=list)  # masks of ordinary comments
    masses: dict[int, float] = field(default_factory=dict)
    patterned: set[int] = field(default_factory=set)  # ids of the concepts that are patterns
    nodes: dict[Node, Node] = field(default_factory=dict)  # equal parts of patterns are one object

    def add(self, name: str, kind: str) -> int:
        """Give a concept the next id."""
        self.ids[name] = len(self.kinds)
        self.kinds.append(kind)
        return self.ids[name]

    def leaf(self, ident: int) -> int:
        """The mask that shows a concept of words or of a detector; 0 for pattern concepts."""
        if ident in self.patterned:
            return 0
        needs = self.needs.get(ident)
        return needs[0] if needs else 1 << self.ids["#any"]

    def literal(self, terms: tuple[str, ...], kind: str) -> int:
        """The id of a literal of this kind; equal ones are one concept."""
        key = (kind, *terms)
        if key not in self.literals:
            prefix = "" if kind == "literal" else kind + ":"
            self.literals[key] = self.add(prefix + "'" + "|".join(terms) + "'", kind)
        return self.literals[key]


def ranked_top(top: CompiledTop, names: Names) -> CompiledTop:
    """The pattern of a rule with the order in which its parts are best looked for."""
    if isinstance(top, Together):
        present = tuple(ranked(n, names) for n in top.present)
        return Together(present, tuple(ranked(n, names) for n in top.absent), top.scope, _rarest(present, names))
    return ranked(top, names)


def ranked(node: Node, names: Names) -> Node:
    """The same node with the order in which its parts are best looked for; equal nodes become one object."""
    known = names.nodes.get(node)
    if known is not None:
        return known
    made: Node
    match node:
        case Chain(nodes=nodes, gaps=gaps):
            parts = tuple(ranked(n, names) for n in nodes)
            made = Chain(parts, gaps, _rarest(tuple(p for p in parts if not isinstance(p, Maybe)), names))
        case Any_(nodes=nodes):
            options = tuple(ranked(n, names) for n in nodes)
            leaves = 0
            for option in options:
                leaves |= names.leaf(option.concept) if isinstance(option, Id) else 0
            made = Any_(options, leaves, tuple(o for o in options if not (isinstance(o, Id) and names.leaf(o.concept))))
        case Maybe(node=inner):
            made = Maybe(ranked(inner, names))
        case Test(node=inner, tests=tests, shown=shown):
            made = Test(ranked(inner, names), tests, shown)
        case _:
            made = node
    names.nodes[node] = made
    return made


def _rarest(parts: tuple[Node, ...], names: Names) -> tuple[Node, ...]:
    def weight(node: Node) -> float:
        return min((mask_weight(m, names) for m in needs_of(node, names)), default=1e15)

    return tuple(sorted(parts, key=weight))


def lexicon_weights(content: Content, names: Names, words: WordList) -> dict[int, float]:
    """How often the words of each concept stand in ordinary English (counts of the word list)."""
    weights: dict[int, float] = {}
    for concept in content.concepts.values():
        if concept.terms:
            weights[names.ids[concept.name]] = sum(min((words.count(w) for w in t.lstrip("=").split()), default=0) for t in concept.terms)
    for key, ident in names.literals.items():
        weights[ident] = sum(min((words.count(w) for w in form.split()), default=0) for t in key[1:] for form in literal_forms(t))
    return weights


def weigh(names: Names, weights: dict[int, float]) -> None:
    """Note how often the words of concepts and the hints are seen."""
    names.weights.update(weights)
    for hint, weight in _HINT_WEIGHT.items():
        names.weights[names.ids["#" + hint]] = weight


def mask_weight(mask: int, names: Names) -> float:
    """How often one of the concepts of `mask` is seen: in ordinary comments of the rulebook, and by the counts of their words in English.

    The second, a tenth of it, since the examples of rules use the words of rules more often than other comments do: the share
    of comments of twenty words that would hold one of the words, on the scale of the sample. Found best by counting look-ups.
    """
    known = names.masses.get(mask)
    if known is None:
        seen = sum(1 for comment in names.comments if comment & mask)
        share = sum(names.weights.get(i, 0.0) + 1 for i in bits_of(mask)) / _ALL_WORDS
        known = names.masses[mask] = seen + 0.1 * _SAMPLE * (1 - exp(-20 * share))
    return known


def ordinary_comments(content: Content, lexicon: Lexicon) -> list[int]:
    """What a sample of the rulebook's own innocent examples shows, one mask each: how common concepts are in comments."""
    texts = sorted({text for rule in content.rules for text in rule.examples.allowed})
    reader = Reader(lexicon)
    return [present(text, reader)[0] for text in texts[:: max(1, len(texts) // _SAMPLE)]]


def bits_of(mask: int) -> Iterator[int]:
    """Yield the positions of the set bits, low to high."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def concept_needs(resolved: Mapping[str, tuple[Node, ...]], names: Names) -> None:
    """Fill what every concept needs; `resolved` are the patterns of concepts, each after those that it uses."""
    for name, ident in names.ids.items():
        hint = names.detected[name][1] if name in names.detected else names.hinted.get(name)
        if hint is not None:
            names.needs[ident] = [1 << names.ids["#" + hint]] if hint != "any" else []
        elif name not in resolved:
            names.needs[ident] = [1 << ident]
    for name, nodes in resolved.items():
        names.needs[names.ids[name]] = _any_needs([needs_of(n, names) for n in nodes], names)


def needs_of(top: CompiledTop, names: Names) -> list[int]:
    """Masks each of which must be met (at least one of its concepts present) before `top` can match."""
    match top:
        case Id(concept=concept):
            return names.needs.get(concept, [])
        case Chain(nodes=nodes):
            return _dedupe(m for n in nodes for m in needs_of(n, names))
        case Any_(nodes=nodes):
            return _any_needs([needs_of(n, names) for n in nodes], names)
        case Test(node=node, shown=shown):
            return _dedupe((*needs_of(node, names), *(1 << b for b in bits_of(shown))))
        case Together(present=present):
            return _dedupe(m for n in present for m in needs_of(n, names))
        case _:
            return []


def _dedupe(masks: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(masks))


def _any_needs(options: list[list[int]], names: Names) -> list[int]:
    """What any one of several alternatives needs: the union of the rarest need of each."""
    if not options or any(not o for o in options):
        return []
    union = 0
    for needs in options:
        union |= min(needs, key=lambda m: mask_weight(m, names))
    return [union]


def indexed(needs: Sequence[Sequence[int]], names: Names) -> Index:
    """Index patterns, numbered in order, by the rarest of their needs."""
    found: dict[int, list[tuple[int, tuple[int, ...]]]] = {}
    for number, one in enumerate(needs):
        first, *further = sorted(one, key=lambda m: mask_weight(m, names)) or [1 << names.ids["#any"]]
        for bit in bits_of(first):
            found.setdefault(bit, []).append((number, tuple(further)))
    return Index({k: tuple(v) for k, v in sorted(found.items())}, sum(1 << k for k in found))
