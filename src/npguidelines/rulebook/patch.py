"""Lay changed files of rules and concepts over a compiled rulebook, so that a check after an edit takes no compilation.

The result holds only the rules that the change touches, looks for them in every comment without a scan, and reads words as the compiled
rulebook does. What a new word does to the reading of other words (which real words it protects) only a compilation tells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from ..errors import Problem
from ..model.concept import Concept
from ..model.rule import Rule
from ..text.chunks import Reader
from ..text.ids import Ids
from ..text.lexicon import Lexicon
from ..text.readings import AS_WRITTEN
from .compile import check_flagging, check_references, resolve
from .concepts import read_concept
from .content import Content, PointList
from .exceptions import apply, read_exceptions
from .inflect import forms, literal_forms
from .later import Later
from .lexicon_build import add_terms
from .load import CLAUSE_FOLDER, check_ids, read_rule_file
from .named import Named
from .needs import Names
from .program import Any_, Chain, Choice, Gate, Gating, Id, Index, Maybe, Node, Program, Rulebook, Test, Together, Top, Weighed
from .vocabulary import read_vocabulary

_OPEN = Gate(-1, Ids(), (), ())


@dataclass(slots=True)
class Patched:
    """The rulebook of the rules that changed, and their ids; None as `book` where there are problems."""

    book: Rulebook | None
    problems: list[Problem] = field(default_factory=list)


def patch(base: Rulebook, root: Path, changed: Sequence[str], detected: Mapping[str, tuple[str, str]], on: date | None = None, also: frozenset[str] = frozenset()) -> Patched | None:
    """Lay the files `changed` (relative names; some may be gone) over `base`, which is taken over; `also` are further rules to hold.

    None where a change reaches further than rules and concepts: then everything is to be compiled.
    """
    if not all(_local(root, name, base) for name in changed):
        return None
    problems: list[Problem] = []
    content = Content(policy=base.policy, points=PointList(start=base.points.start) if base.points else None)
    kept = [p.rule for p in base.programs if p.rule.source not in changed]
    seen = {rule.id: rule.source for rule in kept}
    for name in changed:
        _read(root, name, content, seen, problems)
    check_ids(root, Content(policy=base.policy, rules=[*kept, *content.rules]), problems)
    exceptions, source = read_exceptions(root, [])
    mine = {rule.id for rule in content.rules}
    apply([e for e in exceptions if e.rule in mine], source, content.rules, on, problems)
    names = Names(content, detected, ids={name: ident for ident, name in enumerate(base.names)}, kinds=list(base.kinds))
    for concept in content.concepts.values():
        if concept.name not in names.ids:
            names.add(concept.name, concept.kind.value)
        elif names.kinds[names.ids[concept.name]] != concept.kind.value:  # every rule that uses it must be looked at
            return None
    if problems:
        return Patched(None, problems)
    check_references(content, names, problems)
    check_flagging(content, names, problems)
    return Patched(None, problems) if problems else Patched(_laid(base, content, names, also))


def _local(root: Path, name: str, base: Rulebook) -> bool:
    """Whether a changed file holds rules, or a concept that is still there and still of its form."""
    folder, _, file = name.rpartition("/")
    if name == "ids.txt":
        return True
    if folder == "concepts":
        known = base.ids.get(Path(file).stem)
        return (root / name).is_file() and (known is None or (known in base.patterns) == file.endswith(".yaml"))
    return CLAUSE_FOLDER.fullmatch(folder) is not None


def _read(root: Path, name: str, content: Content, seen: dict[str, str], problems: list[Problem]) -> None:
    path = root / name
    match = CLAUSE_FOLDER.fullmatch(path.parent.name)
    if match is not None and path.is_file():
        read_rule_file(path, root, match[1], content, problems, seen)
    elif path.parent.name == "concepts":
        concept: Concept | None
        if path.suffix == ".txt":
            concept, found = read_vocabulary(path, root)
            problems.extend(found)
        else:
            concept = read_concept(path, root, problems)
        if concept is not None:
            content.concepts[concept.name] = concept


def _laid(base: Rulebook, content: Content, names: Names, also: frozenset[str]) -> Rulebook:
    patterns = dict(base.patterns)
    changed = {names.ids[name] for name in content.concepts}
    for concept in content.concepts.values():
        if concept.match:
            patterns[names.ids[concept.name]] = tuple(_node(resolve(text, names)) for text in concept.match)
    touched = _reaching(changed, patterns)
    programs = [_program(p.rule, p.patterns, p.unless) for p in base.programs if p.rule.id in also or (touched and any(_ids(t) & touched for t in (*p.patterns, *p.unless)))]
    replaced = {rule.id for rule in content.rules} | {p.rule.id for p in base.programs if p.rule.source in {r.source for r in content.rules}}
    programs = [p for p in programs if p.rule.id not in replaced]
    programs += [_program(r, tuple(resolve(t, names) for t in r.match), tuple(resolve(u.match, names) for u in r.unless)) for r in content.rules]
    programs.sort(key=lambda p: p.rule.id)
    gating = _gating(base, programs, patterns, len(names.kinds))
    pairs = tuple((number, which) for number, program in enumerate(programs) if not program.weighs for which in range(len(program.patterns)))
    _extend(base.lexicon, content, names, len(base.kinds))
    named = Named(names.ids)
    return replace(
        base, names=named, kinds=tuple(names.kinds), ids=named.ids(), patterns=patterns, programs=tuple(programs), pairs=pairs,
        own=base.own.difference(changed), gating=Later(gating), tables=(),  # those for the scan in C would have to be written anew
        alerts=(), calls=(),  # no part of an example
        sources={**base.sources, **{c.name: c.source for c in content.concepts.values()}},
    )  # fmt: skip


def _gating(base: Rulebook, programs: Sequence[Program], patterns: Mapping[int, tuple[Node, ...]], size: int) -> Gating:
    """Gates that look for everything in every comment: for the examples of a change that takes less time than unpacking those of the rulebook."""
    any_ = base.ids["#any"]
    always = Ids([any_])
    return Gating(
        rules=_always(sum(len(p.patterns) for p in programs if not p.weighs), any_), cues=_always(len(base.cues), any_), alerts=Index(Ids(), {}),
        ways={i: _always(len(nodes), any_) for i, nodes in patterns.items()}, choices=dict.fromkeys(patterns, Choice(any_, always, Index(Ids(), {}))),
        leaves=tuple(Ids() if i in patterns else always for i in range(size)),
        rules_of={p.rule.id: (_OPEN,) * len(p.patterns) for p in programs}, exceptions={_OPEN.number: _OPEN},
    )  # fmt: skip


def _node(top: Top) -> Node:
    assert not isinstance(top, Together | Weighed)
    return top


def _program(rule: Rule, patterns: tuple[Top, ...], unless: tuple[Top, ...]) -> Program:
    return Program.of(rule, patterns, unless, (_OPEN.number,) * len(unless))


def _always(count: int, any_: int) -> Index:
    """An index that looks at every pattern in every comment."""
    return Index(Ids([any_]), {any_: tuple((number, _OPEN) for number in range(count))})


def _walk(top: Top) -> Iterator[int]:
    match top:
        case Id(concept=concept):
            yield concept
        case Chain(nodes=nodes) | Any_(nodes=nodes):
            for node in nodes:
                yield from _walk(node)
        case Test(node=inner) | Maybe(node=inner):
            yield from _walk(inner)
        case Together(present=present, absent=absent):
            for node in (*present, *absent):
                yield from _walk(node)


def _ids(top: Top) -> set[int]:
    return set(_walk(top))


def _reaching(changed: set[int], patterns: Mapping[int, tuple[Node, ...]]) -> set[int]:
    """The concepts that are changed or rest on one that is."""
    if not changed:
        return set()
    uses = {ident: {i for node in nodes for i in _walk(node)} for ident, nodes in patterns.items()}
    found, size = set(changed), -1
    while size != len(found):
        size = len(found)
        found |= {ident for ident, used in uses.items() if used & found}
    return found


def _extend(lexicon: Lexicon, content: Content, names: Names, first: int) -> None:
    """Take the words of changed vocabularies out of the lexicon and put the new ones in, with those of new literals."""
    vocabularies = [c for c in content.concepts.values() if c.terms]
    _forget({names.ids[c.name] for c in vocabularies}, lexicon)
    reader = Reader(Lexicon(spellings=lexicon.spellings))
    found: dict[str, set[int]] = defaultdict(set)
    phrases: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for concept in vocabularies:
        terms = (f for t in concept.terms for f in forms(t, concept.inflect))
        _read_otherwise(concept, names.ids[concept.name], add_terms(terms, names.ids[concept.name], reader, found, phrases), lexicon)
    for key, ident in names.literals.items():
        if ident >= first:
            for form in add_terms((f for t in key[1:] for f in literal_forms(t)), ident, reader, found, phrases):
                if len(form) >= 4 and form.isalpha():
                    lexicon.correctable.setdefault(form, False)
    for word, idents in found.items():
        lexicon.words[word] = tuple(sorted({*lexicon.words.get(word, ()), *idents}))
    for phrase, members in sorted(phrases.items()):
        lexicon.phrases.add(phrase, sorted(members), AS_WRITTEN, instead=True)
    lexicon.by_shape = {}
    lexicon.sieve = b""


def _forget(idents: set[int], lexicon: Lexicon) -> None:
    if not idents:
        return
    for word, members in list(lexicon.words.items()):
        if not idents.isdisjoint(members):
            lexicon.words[word] = tuple(i for i in members if i not in idents)
    lexicon.phrases.forget(idents)


def _read_otherwise(concept: Concept, ident: int, singles: list[str], lexicon: Lexicon) -> None:
    """Let new words be found misspelt, disguised and masked, as `lexicon_build` does."""
    for form in singles:
        if len(form) >= 4 and form.isalpha() and concept.correctable and concept.kind.value != "target":
            lexicon.correctable.setdefault(form, concept.misspelt and len(form) >= 5)
        if concept.kind.flagging and len(form) >= 3:
            lexicon.evadable.add(form)
        if concept.mask and len(form) >= 3:
            known, flagging = lexicon.maskable.get(form, ((), True))
            lexicon.maskable[form] = (tuple(sorted({*known, ident})), flagging and concept.kind.flagging)
            lexicon.mask_index[form[0]] = tuple(dict.fromkeys((*lexicon.mask_index.get(form[0], ()), form)))
