"""Compile what was read into what the engine runs: concept ids, resolved patterns, requirements, the index for the scan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp

from ..errors import Problem, RulebookError, closest
from ..model.base import Kind
from ..text.chunks import Reader
from ..text.features import word_flags
from ..text.hints import HINTS
from ..text.language import languages_of
from ..text.lexicon import Lexicon
from ..text.presence import present
from .content import Content
from .inflect import literal_forms
from .lexicon_build import WordList, build_lexicon
from .pattern import All, Alt, Lit, Opt, Ref, Seq, Tested, Top, Tree, may_be_empty, parse, walk
from .program import AlertProgram, Any_, Chain, ContextProgram, Id, Index, Maybe, Node, Program, Rulebook, Test, Together
from .program import Top as CompiledTop

# How often the hints stand in ordinary comments, on the scale of the word counts.
_HINT_WEIGHT = {"digit": 8e6, "digits6": 2e6, "digits13": 2e5, "at_sign": 5e5, "at_word": 8e6, "mail": 5e5, "dot": 1e6, "handle": 1e6, "secret": 3e6, "capital": 1e9, "cap": 1e8, "unknown": 3e7, "any": 1e15}
_ALL_WORDS = 1.58e9  # the sum of the counts of the word list
_SAMPLE = 500  # how many innocent examples are looked at to learn how common concepts are
# Features that a token can only have where the comment shows a hint.
_FEATURE_HINTS = {"cap": "cap", "capital": "capital", "upper": "capital", "unknown": "unknown"}


@dataclass(slots=True)
class _Names:
    """Concept names to ids, literals to ids, and how common each is (for choosing what the scan looks for)."""

    content: Content
    detected: Mapping[str, tuple[str, str]]
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
        key = (kind, *terms)
        if key not in self.literals:
            prefix = "" if kind == "literal" else kind + ":"
            self.literals[key] = self.add(prefix + "'" + "|".join(terms) + "'", kind)
        return self.literals[key]


def compile_rulebook(content: Content, words: WordList, detected: Mapping[str, tuple[str, str]], innocent: frozenset[str] | None = None) -> Rulebook:
    """Compile `content`.

    `innocent` are the real words to leave alone, where they are known from an earlier compilation of nearly the same
    rulebook (they take half the time to find).

    `detected` maps each concept that detectors mark to its kind and its hint (text/hints.py).
    Raises `RulebookError` listing unknown concepts, circles, empty patterns and rules without a flagging concept.
    """
    problems: list[Problem] = []
    names = _Names(content, detected)
    for hint in HINTS:
        names.add("#" + hint, "hint")
    for name in sorted(detected):
        names.add(name, detected[name][0])
    for name in sorted(content.concepts):
        if name in names.ids:
            problems.append(Problem(content.concepts[name].source, 1, 1, "NPG112", "a name that no detector marks", name, "rename the concept"))
        else:
            names.add(name, content.concepts[name].kind.value)
    order = _concept_order(content, problems)
    _check_references(content, names, problems)
    _check_flagging(content, names, problems)
    if problems:
        raise RulebookError(problems)
    patterns = {names.ids[n]: tuple(_resolve_tree(_tree(p), names) for p in content.concepts[n].match) for n in order}
    names.patterned.update(patterns)
    _resolve_all(content, names)  # makes the literals known
    lexicon = build_lexicon(content, names.ids, names.literals, words, innocent)
    lexicon.hints = {h: 1 << names.ids["#" + h] for h in HINTS}
    _weigh(names, lexicon_weights(content, names, words))
    names.comments = _ordinary_comments(content, lexicon)
    _concept_needs(order, names, patterns)
    names.nodes.clear()
    patterns = {i: tuple(_ranked(n, names) for n in nodes) for i, nodes in patterns.items()}
    return _assemble(content, names, patterns, _resolve_all(content, names, ranked=True), lexicon)


def _tree(text: str) -> Tree:
    top = parse(text)
    assert not isinstance(top, All)
    return top


def _concept_order(content: Content, problems: list[Problem]) -> list[str]:
    """Pattern concepts in an order in which each stands after those that it uses."""
    done: list[str] = []
    state: dict[str, int] = {}

    def visit(name: str, trail: tuple[str, ...]) -> None:
        concept = content.concepts.get(name)
        if concept is None or not concept.match or state.get(name) == 2:
            return
        if state.get(name) == 1:
            problems.append(Problem(concept.source, 1, 1, "NPG109", "concepts without a circle", " -> ".join((*trail, name)), "take one of the references out"))
            return
        state[name] = 1
        for text in concept.match:
            for leaf in walk(parse(text)):
                if isinstance(leaf, Ref):
                    visit(leaf.name, (*trail, name))
        state[name] = 2
        done.append(name)

    for name in sorted(content.concepts):
        visit(name, ())
    return done


def _all_patterns(content: Content) -> Iterator[tuple[str, str]]:
    for concept in content.concepts.values():
        for text in concept.match:
            yield concept.source, text
    for rule in content.rules:
        for text in (*rule.match, *(u.match for u in rule.unless)):
            yield f"{rule.source} ({rule.id})", text
    for context in content.contexts:
        for text in context.cues:
            yield f"contexts.yaml ({context.name})", text
    for alert in content.alerts:
        for text in (*alert.match, *alert.unless):
            yield f"alerts.yaml ({alert.kind})", text


def _check_references(content: Content, names: _Names, problems: list[Problem]) -> None:
    for source, text in _all_patterns(content):
        top = parse(text)
        if may_be_empty(top):
            problems.append(Problem(source, 0, 0, "NPG114", "a pattern with at least one token that must be there", text, "take a `?` away"))
        for leaf in walk(top):
            if isinstance(leaf, Ref) and leaf.name not in names.ids:
                named = [n for n in names.ids if n[0] not in "#'"]
                problems.append(Problem(source, 0, leaf.column, "NPG108", "a concept", leaf.name, closest(leaf.name, named)))
    for concept in content.concepts.values():
        if any(isinstance(parse(t), All) for t in concept.match):
            problems.append(Problem(concept.source, 1, 1, "NPG107", "a concept pattern without all(...)", concept.name, "put all(...) into the rule"))


def _check_flagging(content: Content, names: _Names, problems: list[Problem]) -> None:
    """Refuse each alternative of a rule that could match without a concept of a flagging kind (6(f)(iii))."""

    def flags(tree: Top) -> bool:
        match tree:
            case Ref(name=name):
                if name not in names.ids:
                    return True
                return Kind(names.kinds[names.ids[name]]).flagging
            case Lit(kind=kind):
                return kind != "literal" and Kind(kind).flagging
            case Seq(items=items):
                return any(flags(i) for i in items)
            case Alt(options=options):
                return all(flags(o) for o in options)
            case Tested(item=item):
                return flags(item)
            case All(parts=parts):
                return any(flags(p) for p, present in parts if present)
            case _:
                return False

    for rule in content.rules:
        for text in rule.match:
            if not flags(parse(text)):
                problems.append(Problem(f"{rule.source} ({rule.id})", 0, 0, "NPG110", "a concept of kind act, claim, contact, asset, offer, profanity, slur or identifier in every alternative", text, "add the act or claim that makes it a violation, or say what a literal is, as in act:'slash~|key~'; a target, topic, stance or bare literal never flags"))


def _resolve_tree(tree: Tree, names: _Names) -> Node:
    match tree:
        case Ref(name=name):
            return Id(names.ids[name])
        case Lit(terms=terms, kind=kind):
            return Id(names.literal(terms, kind))
        case Seq(items=items, gaps=gaps):
            return Chain(tuple(_resolve_tree(i, names) for i in items), gaps)
        case Alt(options=options):
            return Any_(tuple(_resolve_tree(o, names) for o in options))
        case Opt(item=item):
            return Maybe(_resolve_tree(item, names))
        case Tested(item=item, tests=tests):
            return Test(_resolve_tree(item, names), tests, sum({1 << names.ids["#" + _FEATURE_HINTS[n]] for n, wanted in tests if wanted and n in _FEATURE_HINTS}))


def _resolve(text: str, names: _Names) -> CompiledTop:
    top = parse(text)
    if isinstance(top, All):
        present = tuple(_resolve_tree(p, names) for p, wanted in top.parts if wanted)
        absent = tuple(_resolve_tree(p, names) for p, wanted in top.parts if not wanted)
        return Together(present, absent, top.scope)
    return _resolve_tree(top, names)


_Tops = dict[str, CompiledTop]


def _resolve_all(content: Content, names: _Names, *, ranked: bool = False) -> _Tops:
    found = {text: _resolve(text, names) for _, text in _all_patterns(content)}
    if not ranked:
        return found
    return {text: _ranked_top(top, names) for text, top in found.items()}


def _ranked_top(top: CompiledTop, names: _Names) -> CompiledTop:
    if isinstance(top, Together):
        present = tuple(_ranked(n, names) for n in top.present)
        return Together(present, tuple(_ranked(n, names) for n in top.absent), top.scope, _rarest(present, names))
    return _ranked(top, names)


def _ranked(node: Node, names: _Names) -> Node:
    """The same node with the order in which its parts are best looked for; equal nodes become one object."""
    known = names.nodes.get(node)
    if known is not None:
        return known
    made: Node
    match node:
        case Chain(nodes=nodes, gaps=gaps):
            parts = tuple(_ranked(n, names) for n in nodes)
            made = Chain(parts, gaps, _rarest(tuple(p for p in parts if not isinstance(p, Maybe)), names))
        case Any_(nodes=nodes):
            options = tuple(_ranked(n, names) for n in nodes)
            leaves = 0
            for option in options:
                leaves |= names.leaf(option.concept) if isinstance(option, Id) else 0
            made = Any_(options, leaves, tuple(o for o in options if not (isinstance(o, Id) and names.leaf(o.concept))))
        case Maybe(node=inner):
            made = Maybe(_ranked(inner, names))
        case Test(node=inner, tests=tests, shown=shown):
            made = Test(_ranked(inner, names), tests, shown)
        case _:
            made = node
    names.nodes[node] = made
    return made


def _rarest(parts: tuple[Node, ...], names: _Names) -> tuple[Node, ...]:
    def weight(node: Node) -> float:
        return min((_mask_weight(m, names) for m in _needs(node, names)), default=1e15)

    return tuple(sorted(parts, key=weight))


def lexicon_weights(content: Content, names: _Names, words: WordList) -> dict[int, float]:
    """How often the words of each concept stand in ordinary English (counts of the word list)."""
    weights: dict[int, float] = {}
    for concept in content.concepts.values():
        if concept.terms:
            weights[names.ids[concept.name]] = sum(min((words.count(w) for w in t.lstrip("=").split()), default=0) for t in concept.terms)
    for key, ident in names.literals.items():
        weights[ident] = sum(min((words.count(w) for w in form.split()), default=0) for t in key[1:] for form in literal_forms(t))
    return weights


def _weigh(names: _Names, weights: dict[int, float]) -> None:
    names.weights.update(weights)
    for hint, weight in _HINT_WEIGHT.items():
        names.weights[names.ids["#" + hint]] = weight


def _mask_weight(mask: int, names: _Names) -> float:
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


def _ordinary_comments(content: Content, lexicon: Lexicon) -> list[int]:
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


def _concept_needs(order: list[str], names: _Names, patterns: dict[int, tuple[Node, ...]]) -> None:
    for name, ident in names.ids.items():
        if name in names.detected:
            hint = names.detected[name][1]
            names.needs[ident] = [1 << names.ids["#" + hint]] if hint != "any" else []
        elif ident not in patterns:
            names.needs[ident] = [1 << ident]
    for name in order:
        ident = names.ids[name]
        names.needs[ident] = _any_needs([_needs(n, names) for n in patterns[ident]], names)


def _needs(top: CompiledTop, names: _Names) -> list[int]:
    """Masks each of which must be met (at least one of its concepts present) before `top` can match."""
    match top:
        case Id(concept=concept):
            return names.needs.get(concept, [])
        case Chain(nodes=nodes):
            return _dedupe(m for n in nodes for m in _needs(n, names))
        case Any_(nodes=nodes):
            return _any_needs([_needs(n, names) for n in nodes], names)
        case Test(node=node, shown=shown):
            return _dedupe((*_needs(node, names), *(1 << b for b in bits_of(shown))))
        case Together(present=present):
            return _dedupe(m for n in present for m in _needs(n, names))
        case _:
            return []


def _dedupe(masks: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(masks))


def _any_needs(options: list[list[int]], names: _Names) -> list[int]:
    """What any one of several alternatives needs: the union of the rarest need of each."""
    if not options or any(not o for o in options):
        return []
    union = 0
    for needs in options:
        union |= min(needs, key=lambda m: _mask_weight(m, names))
    return [union]


def _index(needs: Sequence[Sequence[int]], names: _Names) -> Index:
    """Index patterns, numbered in order, by the rarest of their needs."""
    found: dict[int, list[tuple[int, tuple[int, ...]]]] = {}
    for number, one in enumerate(needs):
        first, *further = sorted(one, key=lambda m: _mask_weight(m, names)) or [1 << names.ids["#any"]]
        for bit in bits_of(first):
            found.setdefault(bit, []).append((number, tuple(further)))
    return Index({k: tuple(v) for k, v in sorted(found.items())}, sum(1 << k for k in found))


def _assemble(content: Content, names: _Names, patterns: dict[int, tuple[Node, ...]], tops: _Tops, lexicon: Lexicon) -> Rulebook:
    programs = []
    for rule in sorted(content.rules, key=lambda r: r.id):
        compiled = tuple(tops[t] for t in rule.match)
        unless = tuple(tops[u.match] for u in rule.unless)
        programs.append(Program(rule, compiled, tuple(tuple(_needs(t, names)) for t in compiled), unless, tuple(tuple(_needs(t, names)) for t in unless)))
    pairs = [(number, which) for number, program in enumerate(programs) for which in range(len(program.patterns))]
    index = _index([programs[number].needs[which] for number, which in pairs], names)
    contexts = tuple(ContextProgram(c, tuple(tops[t] for t in c.cues)) for c in content.contexts)
    cues = [(number, which) for number, context in enumerate(contexts) for which in range(len(context.cues))]
    cue_index = _index([_needs(contexts[number].cues[which], names) for number, which in cues], names)
    alerts = tuple(AlertProgram(a, tuple(tops[t] for t in a.match), tuple(tops[t] for t in a.unless)) for a in content.alerts)
    calls = [(number, which) for number, alert in enumerate(alerts) for which in range(len(alert.patterns))]
    alert_index = _index([_needs(alerts[number].patterns[which], names) for number, which in calls], names)
    return Rulebook(
        policy=content.policy, digest=content.digest, names=tuple(names.ids), kinds=tuple(names.kinds), ids=dict(names.ids), lexicon=lexicon,
        patterns=patterns, programs=tuple(programs), pairs=tuple(pairs), index=index,
        contexts=contexts, cues=tuple(cues), cue_index=cue_index, alerts=alerts, calls=tuple(calls), alert_index=alert_index, features=content.features, flags=word_flags(content.features), languages=languages_of(content.function_words),
        needs={i: tuple(names.needs[i]) for i in patterns}, leaves=tuple(names.leaf(i) for i in range(len(names.kinds))), hints={h: names.ids["#" + h] for h in HINTS}, detected={n: names.ids[n] for n in names.detected}, sources={c.name: c.source for c in content.concepts.values()},
        swaps=tuple(content.swaps),
    )  # fmt: skip
