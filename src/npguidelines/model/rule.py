"""A rule: one way in which a comment can meet a clause, as data."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from .base import Authored, Strength

Clause = Literal["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]

Status = Literal["test", "stable", "deprecated"]
Within = Literal["clause", "sentence", "comment", "overlap"]


class Unless(Authored):
    """A pattern that silences this rule alone, and why; one that `holds` is never overruled by points."""

    match: str
    within: Within = "sentence"
    because: str
    holds: bool = False


class Contexts(Authored):
    """General contexts that do not set a rule aside."""

    ignore: tuple[str, ...] = ()


class Examples(Authored):
    """Texts that the rule must find, and texts in which it must stay silent."""

    violates: tuple[str, ...] = Field(min_length=1)
    allowed: tuple[str, ...] = Field(min_length=1)


class KnownFalsePositive(Authored):
    """A text that the rule flags wrongly, and why that is accepted for now."""

    text: str
    because: str


class Rule(Authored):
    """One rule; `clause` and `family` come from its place (`rules/<clause>-<name>/<family>.yaml`)."""

    id: str = Field(pattern=r"^[a-j]\.[a-z0-9]+(-[a-z0-9]+)*$")
    version: int = Field(ge=1)
    status: Status
    words: str = Field(min_length=3)
    because: str = Field(min_length=10)
    strength: Strength
    ceiling: Literal["review", "removable"]
    prevails: bool = False
    yields_to: tuple[Clause, ...] = ()
    only_beside: tuple[Clause, ...] = ()
    match: tuple[str, ...] = Field(min_length=1)
    unless: tuple[Unless, ...] = ()
    contexts: Contexts = Contexts()
    language: Literal["en", "any"] = "en"
    examples: Examples
    known_false_positives: tuple[KnownFalsePositive, ...] = ()
    clause: str = Field(pattern="^[a-j]$")
    family: str
    source: str

    @model_validator(mode="after")
    def _may_give_way(self) -> Self:
        if self.prevails and self.ceiling != "review":
            raise ValueError("a rule that prevails has the ceiling review: it spares what others would have removed")
        if self.clause in self.yields_to or self.clause in self.only_beside:
            raise ValueError("a rule yields to other clauses than its own, and stands beside other ones")
        return self
