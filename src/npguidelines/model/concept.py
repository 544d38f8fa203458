"""Concepts: named classes of words or spans that rules share."""

from __future__ import annotations

from typing import Literal

from .base import Frozen, Kind

Inflection = Literal["none", "verb", "noun", "adjective"]


class Concept(Frozen):
    """A vocabulary (`terms`), a pattern over other concepts (`match`), or a class that a detector marks (neither).

    `inflect`, `misspelt`, `part` and `mask` concern vocabularies alone (docs/rule-language.md).
    """

    name: str
    kind: Kind
    about: str
    source: str
    terms: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    inflect: Inflection = "none"
    misspelt: bool = False
    correctable: bool = True
    part: bool = False
    mask: bool = False
