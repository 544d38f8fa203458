"""Compile what was read into what the engine runs: concept ids, resolved patterns, requirements, the index for the scan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..errors import Problem, RulebookError, closest
from ..model.base import Kind
from ..text.features import word_flags
from ..text.hints import HINTS
from ..text.ids import Ids, shared
from ..text.language import languages_of
from ..text.lexicon import Lexicon
from .content import AlertRule, Content
from .gates import REFERRED, Gates
from .later import Later
from .lexicon_build import WordList, build_lexicon
from .named import Named
from .needs import FEATURE_HINTS, Names, concept_needs, lexicon_weights, need_weight, needs_of, ordinary_comments, ranked, ranked_top, weigh
from .pattern import parse
from .points import check_points, resolved
from .program import AlertProgram, Any_, Chain, ContextProgram, Gate, Gating, Id, Index, Maybe, Need, Node, Program, Rulebook, Test, Together, Weighed
from .program import Top as CompiledTop
from .syntax import All, Alt, Lit, Opt, Points, Ref, Seq, Tested, Top, Tree, may_be_empty, walk
from .tables import tables


def compile_rulebook(content: Content, words: WordList, detected: Mapping[str, tuple[str, str]], innocent: frozenset[str] | None = None, hints: Mapping[str, str] | None = None) -> Rulebook:
    """Compile `content`.

    `innocent` are the real words to leave alone, where they are known from an earlier compilation of nearly the same
    rulebook (they take half the time to find).

    `detected` maps each concept that the core detectors mark to its kind and its hint (text/hints.py); `hints` does so for the
    concepts of plug-in detectors (rulebook/detected.py).
    Raises `RulebookError` listing unknown concepts, circles, empty patterns and rules without a flagging concept.
    """
    problems: list[Problem] = []
    names = Names(content, detected, hints or {})
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
    check_references(content, names, problems)
    check_flagging(content, names, problems)
    check_points(content.points, names, problems)
    if problems:
        raise RulebookError(problems)
    patterns = {names.ids[n]: tuple(_resolve_tree(_tree(p), names) for p in content.concepts[n].match) for n in order}
    names.patterned.update(patterns)
    _resolve_all(content, names)  # makes the literals known
    lexicon = build_lexicon(content, names.ids, names.literals, words, innocent)
    lexicon.hints = tuple(names.ids["#" + h] for h in HINTS)
    names.give_frequent_words_ids(lexicon)
    weigh(names, lexicon_weights(content, names, words))
    names.comments = ordinary_comments(content, lexicon)
    concept_needs(order, names, patterns)
    names.nodes.clear()
    patterns = {i: tuple(ranked(n, names) for n in nodes) for i, nodes in patterns.items()}
    return _assemble(content, names, patterns, _resolve_all(content, names, in_order=True), lexicon)


def _tree(text: str) -> Tree:
    top = parse(text)
    assert not isinstance(top, All | Points)
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
        for text in (*concept.match, *concept.needs):
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


def check_references(content: Content, names: Names, problems: list[Problem]) -> None:
    """Refuse unknown concepts, patterns that may be empty, and all(...) in a concept."""
    weighing = {text for rule in content.rules for text in rule.match} | {text for alert in content.alerts for text in alert.match}
    for source, text in _all_patterns(content):
        top = parse(text)
        if isinstance(top, Points) and text not in weighing:
            problems.append(Problem(source, 0, 0, "NPG107", "points(...) as the match of a rule or an alert and nowhere else", text, "write the pattern out"))
        if may_be_empty(top):
            problems.append(Problem(source, 0, 0, "NPG114", "a pattern with at least one token that must be there", text, "take a `?` away"))
        for leaf in walk(top):
            if isinstance(leaf, Ref) and leaf.name not in names.ids:
                named = [n for n in names.ids if n[0] not in "#~'"]
                problems.append(Problem(source, 0, leaf.column, "NPG108", "a concept", leaf.name, closest(leaf.name, named)))
    for concept in content.concepts.values():
        for name in concept.leave_to:
            if name not in content.concepts:
                problems.append(Problem(concept.source, 0, 0, "NPG108", "a vocabulary in `leave_to`", name, closest(name, content.concepts)))
        if any(isinstance(parse(t), All | Points) for t in (*concept.match, *concept.needs)):
            problems.append(Problem(concept.source, 1, 1, "NPG107", "a concept pattern without all(...) and points(...)", concept.name, "put it into the rule"))


def _asked(content: Content, names: Names, tops: _Tops) -> dict[int, Need]:
    """What a comment must show before spaCy is asked for the token patterns of a concept; refuses those that ask about every comment."""
    asked: dict[int, Need] = {}
    problems = []
    for name, concept in sorted(content.concepts.items()):
        needs = [needs_of(tops[text], names) for text in concept.needs]
        if needs and all(needs):
            asked[names.ids[name]] = names.need(i for one in needs for i in min(one, key=lambda n: need_weight(n, names)))
        elif concept.tokens:
            problems.append(Problem(concept.source, 1, 1, "NPG114", "words or concepts in `needs` that few comments hold", ", ".join(concept.needs), "name the words without which the pattern cannot match"))
    if problems:
        raise RulebookError(problems)
    return asked


def check_flagging(content: Content, names: Names, problems: list[Problem]) -> None:
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
            case Points():  # engine/points.py asks for a flagging one among the concepts
                return True
            case _:
                return False

    pointed = content.points.clauses if content.points is not None else set()
    for alert in content.alerts:
        asked = [top for t in alert.match if isinstance(top := parse(t), Points)]
        if asked and (alert.kind not in pointed or any(top.more for top in asked)):
            problems.append(Problem(f"alerts.yaml ({alert.kind})", 0, 0, "NPG105", "points of the kind of alert in points.txt, and a number of them alone", "points(...)", "give the kind a [start]"))
    for rule in content.rules:
        for text in rule.match:
            top = parse(text)
            if isinstance(top, Points) and (len(rule.match) > 1 or not pointed.issuperset((rule.clause, *(top.more or ())))):
                problems.append(Problem(f"{rule.source} ({rule.id})", 0, 0, "NPG105", "points(...) alone, and points of its clauses in points.txt", text, "give it a rule of its own, and each clause a [start]"))
            if not flags(top):
                problems.append(Problem(f"{rule.source} ({rule.id})", 0, 0, "NPG110", "a concept of kind act, claim, contact, asset, offer, profanity, slur or identifier in every alternative", text, "add the act or claim that makes it a violation, or say what a literal is, as in act:'slash~|key~'; a target, topic, stance or bare literal never flags"))


def _resolve_tree(tree: Tree, names: Names) -> Node:
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
            return Test(_resolve_tree(item, names), tests, names.need(names.ids["#" + FEATURE_HINTS[n]] for n, wanted in tests if wanted and n in FEATURE_HINTS))


def resolve(text: str, names: Names) -> CompiledTop:
    """The pattern with concept ids in place of names; literals that were not known get an id."""
    top = parse(text)
    if isinstance(top, All):
        present = tuple(_resolve_tree(p, names) for p, wanted in top.parts if wanted)
        absent = tuple(_resolve_tree(p, names) for p, wanted in top.parts if not wanted)
        return Together(present, absent, top.scope, len(present) > 1 and not top.overlapping)
    if isinstance(top, Points):
        return Weighed(top.at_least, top.more)
    return _resolve_tree(top, names)


_Tops = dict[str, CompiledTop]


def _resolve_all(content: Content, names: Names, *, in_order: bool = False) -> _Tops:
    found = {text: resolve(text, names) for _, text in _all_patterns(content)}
    if not in_order:
        return found
    return {text: ranked_top(top, names) for text, top in found.items()}


def _assemble(content: Content, names: Names, patterns: dict[int, tuple[Node, ...]], tops: _Tops, lexicon: Lexicon) -> Rulebook:
    gates = Gates(names, patterns)
    programs, rules_of, exceptions = [], {}, {}
    for rule in sorted(content.rules, key=lambda r: r.id):
        compiled = tuple(tops[t] for t in rule.match)
        unless = tuple(tops[u.match] for u in rule.unless)
        rules_of[rule.id] = tuple(map(gates.gate, compiled))
        barred = tuple(map(gates.gate, unless))
        exceptions.update({gate.number: gate for gate in barred})
        programs.append(Program.of(rule, compiled, unless, tuple(gate.number for gate in barred)))
    contexts = tuple(ContextProgram(c, tuple(tops[t] for t in c.cues)) for c in content.contexts)
    alerts = tuple(_alert(a, tops) for a in content.alerts)
    pairs, index = _indexed([() if p.weighs else rules_of[p.rule.id] for p in programs], gates)
    cues, cue_index = _indexed([tuple(map(gates.gate, c.cues)) for c in contexts], gates)
    calls, alert_index = _indexed([tuple(map(gates.gate, a.patterns)) for a in alerts], gates)
    ways, choices = {i: gates.index(gates.ways(i)) for i in patterns}, {i: gates.concept(i) for i in patterns}
    leaves = tuple(names.leaf(i) for i in range(len(names.kinds)))
    gating = Gating(index, cue_index, alert_index, ways, choices, leaves, rules_of, exceptions)
    points = resolved(content, names, lexicon)
    named = Named(names.ids)
    return Rulebook(
        policy=content.policy, digest=content.digest, names=named, kinds=tuple(names.kinds), ids=named.ids(), lexicon=lexicon,
        patterns=patterns, programs=tuple(programs), pairs=pairs, contexts=contexts, cues=cues, alerts=alerts, calls=calls,
        features=content.features, flags=word_flags(content.features), languages=languages_of(content.function_words),
        own=Ids(shared(i for i in named.ids().values() if i in leaves[i])), gating=Later(gating), tables=tables(gating),
        referred={n: names.need(i for need in names.needs[names.ids[n]] for i in need) for n in REFERRED if n in names.ids},
        hints={h: names.ids["#" + h] for h in HINTS}, detected={n: names.ids[n] for n in names.detected}, sources={c.name: c.source for c in content.concepts.values()},
        swaps=tuple(content.swaps), declared=tuple(c for _, c in sorted(content.concepts.items()) if c.detector), asked=_asked(content, names, tops), advisories=content.advisories,
        points=points,
    )  # fmt: skip


def _alert(alert: AlertRule, tops: _Tops) -> AlertProgram:
    found = [tops[t] for t in alert.match]
    at_least = min((top.at_least for top in found if isinstance(top, Weighed)), default=None)
    return AlertProgram(alert, tuple(top for top in found if not isinstance(top, Weighed)), tuple(tops[t] for t in alert.unless), at_least)


def _indexed(owners: Sequence[tuple[Gate, ...]], gates: Gates) -> tuple[tuple[tuple[int, int], ...], Index]:
    """Number the patterns of all owners as (owner, which), and index their gates by what each needs most."""
    pairs = tuple((number, which) for number, patterns in enumerate(owners) for which in range(len(patterns)))
    return pairs, gates.index(owners[owner][which] for owner, which in pairs)
