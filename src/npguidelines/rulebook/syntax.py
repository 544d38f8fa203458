"""The syntax tree of the matching language: what `pattern.py` makes of the text of a pattern."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Scope = Literal["clause", "sentence", "2 sentences", "comment"]


@dataclass(frozen=True, slots=True)
class Ref:
    """A concept by name."""

    name: str
    column: int


@dataclass(frozen=True, slots=True)
class Lit:
    """Literal words; each alternative is a term, `~` after a word asks for its inflections.

    `kind` is what the author says the words are (`act:'slash~|key~'`); without it they are `literal` and never flag.
    """

    terms: tuple[str, ...]
    column: int
    kind: str = "literal"


@dataclass(frozen=True, slots=True)
class Seq:
    """Elements in order; `gaps[i]` tokens at most between element i and i+1."""

    items: tuple[Tree, ...]
    gaps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Alt:
    """Any one of the options."""

    options: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Opt:
    """May be absent."""

    item: Tree


@dataclass(frozen=True, slots=True)
class Tested:
    """An element whose first token has (or, with False, has not) each feature."""

    item: Tree
    tests: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class All:
    """Parts in any order within a scope; a part with False must be absent. No two share a word unless `overlapping`."""

    parts: tuple[tuple[Tree, bool], ...]
    scope: Scope
    overlapping: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """At least so many points for the clause of the rule, by the concepts of the whole comment (`rules/points.txt`); and, where `more` names two clauses, more for the first than for the second."""

    at_least: int
    more: tuple[str, str] | None = None


Tree = Ref | Lit | Seq | Alt | Opt | Tested
Top = Tree | All | Points


def walk(tree: Top) -> Iterator[Ref | Lit]:
    """Yield the concepts and literals of a pattern, left to right."""
    match tree:
        case Ref() | Lit():
            yield tree
        case Seq(items=items) | Alt(options=items):
            for item in items:
                yield from walk(item)
        case Opt(item=item) | Tested(item=item):
            yield from walk(item)
        case All(parts=parts):
            for part, _ in parts:
                yield from walk(part)
        case Points():
            pass


def may_be_empty(tree: Top) -> bool:
    """Whether a pattern could match without any token."""
    match tree:
        case Opt():
            return True
        case Seq(items=items):
            return all(may_be_empty(i) for i in items)
        case Alt(options=options):
            return any(may_be_empty(o) for o in options)
        case Tested(item=item):
            return may_be_empty(item)
        case All(parts=parts):
            return any(may_be_empty(p) for p, present in parts if present)
        case _:
            return False
