"""Viewpoint neutrality, 6(f)(iii), measured: swap the side, the party, the group or the target, and nothing may change.

Two sources of counterfactuals (CheckList: invariance tests): groups written by hand (`corpora/neutrality.jsonl`), and
variants made from any comments with the swap sets of the rulebook (`rules/swaps.yaml`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import TypeVar

from pydantic import Field, ValidationError

from ..engine.moderator import Moderator
from ..errors import DataFileError
from ..model.base import Frozen, Outcome
from ..rulebook.content import SwapSet

_SLOT = re.compile(r"\{([a-z ]+)\}")


class Group(Frozen):
    """Variants of one comment that must get the same outcome and clauses; `also_ok` clauses count neither way."""

    id: str
    variants: tuple[str, ...] = Field(min_length=2)
    expect: tuple[str, ...] = ()
    also_ok: tuple[str, ...] = ()
    outcome: tuple[Outcome, ...] = (Outcome.ALLOW,)
    tags: tuple[str, ...] = ()
    note: str = ""


class Template(Frozen):
    """A sentence with `{set name}` slots; every filling must get the same outcome, and exactly the clauses of `expect`."""

    id: str
    template: str
    expect: tuple[str, ...] = ()


Decision = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Texts that differ in nothing that counts, and were decided differently; `source` names the group or the swap set."""

    source: str
    texts: tuple[str, ...]
    decisions: tuple[Decision, ...]


@dataclass(slots=True)
class Neutrality:
    """What a check of counterfactuals found: how many comments, variants and groups, and the differences."""

    comments: int = 0
    variants: int = 0
    differences: list[Difference] = field(default_factory=list)

    def text(self, limit: int = 50) -> str:
        """The figures and the differing pairs, as lines."""
        lines = [f"comments {self.comments}, variants {self.variants}: decided differently {len(self.differences)}"]
        for difference in self.differences[:limit]:
            lines.append(f"{difference.source}:")
            lines.extend(f"  {outcome:9} {' '.join(clauses) or '-':6} {text!r}" for text, (outcome, clauses) in zip(difference.texts, difference.decisions, strict=True))
        return "\n".join(lines)


Line = TypeVar("Line", Group, Template)


def read_groups(path: Path) -> list[Group]:
    """Read groups (JSON Lines with `variants`); raises `DataFileError` with every malformed line."""
    return _read(path, Group, "groups with `id` and at least two `variants`")


def read_templates(path: Path) -> list[Template]:
    """Read templates (JSON Lines with `template`); raises `DataFileError` with every malformed line."""
    return _read(path, Template, "templates with `id` and `template`")


def _read(path: Path, kind: type[Line], expected: str) -> list[Line]:
    found: list[Line] = []
    faults: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip():
            try:
                found.append(kind.model_validate(json.loads(line)))
            except (json.JSONDecodeError, ValidationError) as error:
                faults.append(f"{path.name}:{number}: {str(error).splitlines()[0]}")
    if faults:
        raise DataFileError("NPG204", expected=expected, got="; ".join(faults[:20]), cure="mend the lines named")
    return found


def check_groups(moderator: Moderator, groups: Iterable[Group]) -> Neutrality:
    """Review every variant of every group; a group whose variants differ is one difference."""
    result = Neutrality()
    for group in groups:
        decisions = tuple(_decide(moderator, v, group.also_ok) for v in group.variants)
        result.comments += 1
        result.variants += len(group.variants)
        if len(set(decisions)) > 1:
            result.differences.append(Difference(group.id, group.variants, decisions))
    return result


def check_swaps(moderator: Moderator, texts: Iterable[str], swaps: Sequence[SwapSet]) -> Neutrality:
    """Swap the terms of every text and review the variants; each that is decided otherwise is a difference."""
    result = Neutrality()
    finders = [(s, _finder(s)) for s in swaps]
    for text in texts:
        result.comments += 1
        own: Decision | None = None
        for swap, finder in finders:
            for variant in _variants(text, swap, finder):
                own = own or _decide(moderator, text)
                if swap.applies == "allowed comments" and own[0] != Outcome.ALLOW.value:
                    break
                result.variants += 1
                other = _decide(moderator, variant)
                if other != own:
                    result.differences.append(Difference(swap.name, (text, variant), (own, other)))
    return result


def check_templates(moderator: Moderator, templates: Iterable[Template], swaps: Sequence[SwapSet], limit: int = 2_000) -> Neutrality:
    """Fill every template and review the fillings; each that is not decided as the template expects is a difference.

    Extra clauses are differences for a template that expects none; a violation may meet further clauses, if all fillings do.
    """
    result = Neutrality()
    for template in templates:
        result.comments += 1
        texts = fill(template.template, swaps, limit)
        own = _decide(moderator, texts[0])
        wanted = own if set(template.expect) <= set(own[1]) and bool(own[1]) == bool(template.expect) else ("", template.expect)
        for text in texts:
            result.variants += 1
            decision = _decide(moderator, text)
            if decision != wanted:
                result.differences.append(Difference(template.id, (text,), (decision,)))
    return result


def fill(template: str, swaps: Sequence[SwapSet], limit: int = 2_000) -> list[str]:
    """Fill the `{set name}` slots of a template with every combination of terms, at most `limit`, in a fixed order.

    >>> fill("{sides} is wrong", [SwapSet(name="sides", applies="every comment", terms=("the left", "the right"))])
    ['the left is wrong', 'the right is wrong']
    """
    terms: Mapping[str, tuple[str, ...]] = {s.name: s.terms for s in swaps}
    slots = _SLOT.findall(template)
    unknown = sorted(set(slots) - set(terms))
    if unknown:
        raise DataFileError("NPG204", expected="slots named after swap sets: " + ", ".join(sorted(terms)), got=", ".join(unknown), cure="name one of the sets in rules/swaps.yaml")
    filled = []
    for choice in product(*(terms[s] for s in slots)):
        parts = iter(choice)
        filled.append(_SLOT.sub(lambda _, p=parts: next(p), template))  # type: ignore[misc]
        if len(filled) >= limit:
            break
    return filled


def _decide(moderator: Moderator, text: str, also_ok: Sequence[str] = ()) -> Decision:
    verdict = moderator.review(text)
    clauses = tuple(c for c in verdict.flagged if c not in also_ok)
    return (verdict.outcome.value if clauses or not verdict.flagged else Outcome.ALLOW.value, clauses)


def _finder(swap: SwapSet) -> re.Pattern[str]:
    terms = sorted(swap.terms, key=lambda t: (-len(t), t))
    return re.compile(r"(?<![\w-])(?:(?P<article>an?)(?P<space>\s+))?(?P<term>" + "|".join(re.escape(t) for t in terms) + r")(?![\w-])", re.IGNORECASE)


def _variants(text: str, swap: SwapSet, finder: re.Pattern[str]) -> Iterator[str]:
    """The text with its term of the set replaced by each other; texts with two terms of one set are left alone."""
    present = {m["term"].lower() for m in finder.finditer(text)}
    if len(present) != 1:
        return
    for term in swap.terms:
        if term.lower() not in present:
            yield finder.sub(lambda m, t=term: _replace(m, t), text)  # type: ignore[misc]


def _replace(match: re.Match[str], term: str) -> str:
    found = match["term"]
    if found.isupper() and len(found) > 1:
        term = term.upper()
    elif found[0].isupper() and not term[0].isupper():
        term = term[0].upper() + term[1:]
    elif found.islower():
        term = term.lower()
    if match["article"]:
        article = "an" if term[0].lower() in "aeiou" else "a"
        return (article.upper() if match["article"].isupper() and len(match["article"]) > 1 else article.capitalize() if match["article"][0].isupper() else article) + match["space"] + term
    return term
