"""False positives by group: whether comments that name a group are flagged without reason more often than others."""

from __future__ import annotations

from collections.abc import Iterable

from ..engine.moderator import Moderator
from ..rulebook.program import Any_, Id, Maybe, Node, Rulebook, Test
from .calibration import Tally

_ALL = "listed_group"  # the concept of every group that clause b lists


def group_concepts(book: Rulebook) -> dict[str, int]:
    """Name -> id of the concepts of groups that `listed_group` joins; empty in a rulebook without it."""
    found: dict[str, int] = {}
    seen: set[int] = set()
    stack: list[Node] = [Id(book.ids[_ALL])] if _ALL in book.ids else []
    while stack:
        match stack.pop():
            case Id(concept=concept) if concept not in seen:
                seen.add(concept)
                name = book.names[concept]
                if name.endswith("_group") and name != _ALL:
                    found[name] = concept
                else:
                    stack.extend(book.patterns.get(concept, ()))
            case Any_(nodes=nodes):
                stack.extend(nodes)
            case Test(node=inner) | Maybe(node=inner):
                stack.append(inner)
            case _:
                pass
    return dict(sorted(found.items()))


def by_group(moderator: Moderator, near_misses: Iterable[tuple[str, bool]]) -> dict[str, Tally]:
    """Group -> near misses that name it: left alone (right) and flagged (wrong); `near_misses` are texts, and whether each was flagged.

    The last entry, `none of them`, counts the near misses that name no group.
    """
    groups = group_concepts(moderator.rulebook)
    found = {name.removesuffix("_group").replace("_", " "): Tally() for name in groups}
    others = Tally()
    for text, flagged in near_misses:
        analysis = moderator.analyse(text, whole=True)
        assert analysis is not None
        named = [name for name, concept in groups.items() if analysis.matcher.concept(concept)]
        for name in named:
            found[name.removesuffix("_group").replace("_", " ")].add(not flagged)
        if not named:
            others.add(not flagged)
    return {**found, "none of them": others} if groups else {}
