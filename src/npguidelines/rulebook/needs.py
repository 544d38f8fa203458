"""What patterns need: which concepts must be there, how common they are, in which order they are best looked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import exp

from ..text.chunks import Reader
from ..text.ids import Ids, ids_of, shared
from ..text.lexicon import Lexicon
from ..text.presence import present
from .content import Content
from .inflect import literal_forms
from .lexicon_build import WordList
from .program import Any_, Chain, Id, Maybe, Need, Node, Test, Together, Weighed
from .program import Top as CompiledTop

# How often the hints stand in ordinary comments, on the scale of the word counts.
_HINT_WEIGHT = {"digit": 8e6, "digits6": 2e6, "digits13": 2e5, "at_sign": 5e5, "at_word": 8e6, "mail": 5e5, "dot": 1e6, "handle": 1e6, "secret": 3e6, "paper_word": 8e6, "paper": 1e6, "vehicle_word": 8e6, "vehicle": 2e6, "road_word": 2e7, "road": 2e6, "capital": 1e9, "cap": 1e8, "unknown": 3e7, "any": 1e15}
_ALL_WORDS = 1.58e9  # the sum of the counts of the word list
_SAMPLE = 500  # how many innocent examples are looked at to learn how common concepts are
_MANY = 40  # concepts
_FREQUENT = 2_000  # rank in the word list
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
    needs: dict[int, list[Need]] = field(default_factory=dict)
    comments: list[frozenset[int]] = field(default_factory=list)  # the concepts of ordinary comments
    known: dict[Need, Need] = field(default_factory=dict)  # equal needs are one object
    masses: dict[Need, float] = field(default_factory=dict)
    frequent: dict[int, list[int]] = field(default_factory=dict)  # concept -> the ids of the frequent words that stand for it
    patterned: set[int] = field(default_factory=set)  # ids of the concepts that are patterns
    nodes: dict[Node, Node] = field(default_factory=dict)  # equal parts of patterns are one object

    def add(self, name: str, kind: str) -> int:
        """Give a concept the next id."""
        self.ids[name] = len(self.kinds)
        self.kinds.append(kind)
        return self.ids[name]

    def need(self, ids: Iterable[int]) -> Need:
        """The need of any one of these concepts; equal ones are one object."""
        made = Ids(shared(ids))
        return self.known.setdefault(made, made)

    def leaf(self, ident: int) -> Need:
        """What shows a concept of words or of a detector; nothing for pattern concepts."""
        if ident in self.patterned:
            return self.need(())
        needs = self.needs.get(ident)
        return needs[0] if needs else self.need([self.ids["#any"]])

    def give_frequent_words_ids(self, lexicon: Lexicon) -> None:
        """Let the scan know each frequent word that stands for many concepts by an id of its own (`~the`).

        A comment then shows a handful of ids in place of a thousand; what needs a concept is met by these words too.
        """
        for word in sorted(lexicon.words):
            members = lexicon.words[word]
            if len(members) >= _MANY and lexicon.common.get(word, _FREQUENT) < _FREQUENT:
                lexicon.frequent[word] = self.add("~" + word, "hint")
                for ident in members:
                    self.frequent.setdefault(ident, []).append(lexicon.frequent[word])

    def literal(self, terms: tuple[str, ...], kind: str) -> int:
        """The id of a literal of this kind; equal ones are one concept."""
        key = (kind, *terms)
        if key not in self.literals:
            name = ("" if kind == "literal" else kind + ":") + "'" + "|".join(terms) + "'"
            known = self.ids.get(name)  # of the rulebook that a change is laid over
            self.literals[key] = self.add(name, kind) if known is None else known
        return self.literals[key]


def ranked_top(top: CompiledTop, names: Names) -> CompiledTop:
    """The pattern of a rule with the order in which its parts are best looked for."""
    if isinstance(top, Together):
        present = tuple(ranked(n, names) for n in top.present)
        return Together(present, tuple(ranked(n, names) for n in top.absent), top.scope, top.apart, _rarest(present, names))
    return top if isinstance(top, Weighed) else ranked(top, names)


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
            made = Any_(tuple(ranked(n, names) for n in nodes))
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
        return min((need_weight(m, names) for m in needs_of(node, names)), default=1e15)

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


def need_weight(need: Need, names: Names) -> float:
    """How often one of the concepts of `need` is seen: in ordinary comments of the rulebook, and by the counts of their words in English.

    The second, a tenth of it, since the examples of rules use the words of rules more often than other comments do: the share
    of comments of twenty words that would hold one of the words, on the scale of the sample. Found best by counting look-ups.
    """
    known = names.masses.get(need)
    if known is None:
        seen = sum(1 for comment in names.comments if not need.isdisjoint(comment))
        share = sum(names.weights.get(i, 0.0) + 1 for i in sorted(need)) / _ALL_WORDS
        known = names.masses[need] = seen + 0.1 * _SAMPLE * (1 - exp(-20 * share))
    return known


def ordinary_comments(content: Content, lexicon: Lexicon) -> list[frozenset[int]]:
    """What each of a sample of the rulebook's own innocent examples shows: how common concepts are in comments."""
    texts = sorted({text for rule in content.rules for text in rule.examples.allowed})
    reader = Reader(lexicon)
    return [ids_of(present(text, reader).shown) for text in texts[:: max(1, len(texts) // _SAMPLE)]]


def concept_needs(order: list[str], names: Names, patterns: dict[int, tuple[Node, ...]]) -> None:
    """Fill what every concept needs; `order` lists pattern concepts after those that they use."""
    for name, ident in names.ids.items():
        hint = names.detected[name][1] if name in names.detected else names.hinted.get(name)
        if hint is not None:
            names.needs[ident] = [names.need([names.ids["#" + hint]])] if hint != "any" else []
        elif ident not in patterns:
            names.needs[ident] = [names.need([ident, *names.frequent.get(ident, ())])]
    for name in order:
        ident = names.ids[name]
        names.needs[ident] = _any_needs([needs_of(n, names) for n in patterns[ident]], names)


def needs_of(top: CompiledTop, names: Names) -> list[Need]:
    """What must be met before `top` can match."""
    match top:
        case Id(concept=concept):
            return names.needs.get(concept, [])
        case Chain(nodes=nodes):
            return _dedupe(m for n in nodes for m in needs_of(n, names))
        case Any_(nodes=nodes):
            return _any_needs([needs_of(n, names) for n in nodes], names)
        case Test(node=node, shown=shown):
            return _dedupe((*needs_of(node, names), *(names.need([i]) for i in sorted(shown))))
        case Together(present=present):
            return _dedupe(m for n in present for m in needs_of(n, names))
        case _:
            return []


def _dedupe(needs: Iterable[Need]) -> list[Need]:
    return list(dict.fromkeys(needs))


def _any_needs(options: list[list[Need]], names: Names) -> list[Need]:
    """What any one of several alternatives needs: the union of the rarest need of each."""
    if not options or any(not o for o in options):
        return []
    return [names.need(i for needs in options for i in min(needs, key=lambda m: need_weight(m, names)))]
