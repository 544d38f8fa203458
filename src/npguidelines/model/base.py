"""The one base of the models, and the closed lists that they share."""

from __future__ import annotations

from enum import Enum
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict

CLAUSE_IDS: Final = "abcdefghij"


class Frozen(BaseModel):
    """A frozen model that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


_M = TypeVar("_M", bound=Frozen)
_set: Final = object.__setattr__


def trusted(model: type[_M], fields: dict[str, Any]) -> _M:
    """The model with these fields, all of its own and known to be valid: nothing is checked, which takes a third of the time. `fields` goes into the model."""
    made = model.__new__(model)
    _set(made, "__dict__", fields)
    _set(made, "__pydantic_fields_set__", set(fields))
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", None)
    return made


class Authored(Frozen):
    """A frozen model that is read from a rulebook. Its validator is made when first asked for: a compiled rulebook asks for none."""

    model_config = ConfigDict(defer_build=True)


class Outcome(str, Enum):
    """What the library recommends for one comment; it never removes anything."""

    ALLOW = "allow"
    REVIEW = "review"
    REMOVABLE = "removable"

    def __str__(self) -> str:
        return self.value


class Kind(str, Enum):
    """The kind of a concept; the last eight are *flagging* (design, "Viewpoint safeguard")."""

    TARGET = "target"
    TOPIC = "topic"
    STANCE = "stance"
    ACT = "act"
    CLAIM = "claim"
    CONTACT = "contact"
    ASSET = "asset"
    OFFER = "offer"
    PROFANITY = "profanity"
    SLUR = "slur"
    IDENTIFIER = "identifier"

    @property
    def flagging(self) -> bool:
        """Whether a rule may rest on it (policy 6(f)(iii))."""
        return self not in (Kind.TARGET, Kind.TOPIC, Kind.STANCE)


class Strength(str, Enum):
    """The band of a rule: the precision that its findings are expected to have."""

    CERTAIN = "certain"
    STRONG = "strong"
    LIKELY = "likely"
    WEAK = "weak"

    @property
    def score(self) -> float:
        """The score of the band, in [0, 1]."""
        return {"certain": 0.95, "strong": 0.85, "likely": 0.65, "weak": 0.35}[self.value]

    def lowered(self) -> Strength:
        """The next band down; the lowest stays."""
        order = list(Strength)
        return order[min(order.index(self) + 1, len(order) - 1)]
