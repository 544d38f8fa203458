"""Concepts: named classes of words or spans that rules share."""

from __future__ import annotations

from typing import Any, Literal

from .base import Authored, Kind

Inflection = Literal["none", "verb", "noun", "adjective"]


class Concept(Authored):
    """A vocabulary (`terms`), a pattern over other concepts (`match`), or a class that a detector marks (neither).

    `inflect`, `misspelt`, `part` and `mask` concern vocabularies alone; `detector`, `optional`, `allow`, `leave_to`, `tokens` and `needs` what a
    plug-in detector marks (docs/rule-language.md).
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
    detector: str = ""
    optional: bool = False
    allow: tuple[str, ...] = ()
    leave_to: tuple[str, ...] = ()
    tokens: tuple[tuple[dict[str, Any], ...], ...] = ()
    needs: tuple[str, ...] = ()
