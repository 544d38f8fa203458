"""JSON Schemas of the files of a rulebook, so that editors complete keys and underline mistakes. Made from the models."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel, TypeAdapter

from ..model.base import Kind
from ..model.policy import Policy
from ..model.rule import Rule
from .content import AlertRule, Context, PatternConcept, SwapSet
from .exceptions import LocalException

# What an editor shows beside a key of a rule.
_RULE_KEYS: Final = {
    "id": "Clause letter, a dot, a name: d.giveaway. Stands in ids.txt; never changed or used again.",
    "version": "Raise it whenever the rule changes.",
    "status": "test: the rule rehearses and counts for nothing; stable: it counts; deprecated: it does not run.",
    "words": "The words of the clause that the rule implements, verbatim.",
    "because": "Why, in one sentence that the commenter may read.",
    "strength": "How often the rule is right when it finds something: certain .95, strong .85, likely .65, weak .35.",
    "ceiling": "The most that the rule may recommend.",
    "yields_to": "Clauses beside which the rule finds nothing: what it would find belongs to what they hold.",
    "only_beside": "Clauses without one of which the rule finds nothing: it tells what else such a comment meets.",
    "prevails": "Whether, where the rule finds something, findings of its clause in the same sentences that recommend more are set aside.",
    "match": "A pattern or several alternatives (docs/rule-language.md); each must hold a concept of a flagging kind.",
    "unless": "What this rule leaves alone, each with its reason.",
    "contexts": "General contexts that do not set this rule aside.",
    "language": "en: English sentences alone; any: every language.",
    "examples": "Texts that the rule must find, and texts that it must leave alone; at least three of each.",
    "known_false_positives": "Texts that the rule flags wrongly, and why that is accepted for now.",
}
_FROM_PLACE: Final = ("clause", "family", "source")  # what the place of the file gives, not its keys


def schemas() -> dict[str, dict[str, Any]]:
    """Name -> schema, for every kind of YAML file: rules, concept, policy, contexts, alerts, swaps, exceptions."""
    made = {
        "rules": _rules(), "concept": _concept(), "policy": _of(Policy), "contexts": _list_of(Context),
        "alerts": _list_of(AlertRule), "swaps": _list_of(SwapSet), "exceptions": _list_of(LocalException),
    }  # fmt: skip
    return {name: {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"npguidelines {name}", **schema} for name, schema in sorted(made.items())}


def _of(model: type[BaseModel]) -> dict[str, Any]:
    return {k: v for k, v in TypeAdapter(model).json_schema().items() if k != "title"}


def _list_of(model: type[BaseModel]) -> dict[str, Any]:
    schema = _of(model)
    definitions = schema.pop("$defs", {})
    return {"type": "array", "items": schema, **({"$defs": definitions} if definitions else {})}


def _rules() -> dict[str, Any]:
    rule = _of(Rule)
    definitions = rule.pop("$defs")
    for key in _FROM_PLACE:
        del rule["properties"][key]
    rule["required"] = [k for k in rule["required"] if k not in _FROM_PLACE]
    for key, words in _RULE_KEYS.items():
        rule["properties"][key]["description"] = words
    one, several = {"type": "string"}, rule["properties"]["match"]
    rule["properties"]["match"] = {"description": several.pop("description"), "anyOf": [one, several]}
    keys = {"sub_kind": {"type": "string"}, "about": {"type": "string", "description": "What people do, in one sentence."}, "rules": {"type": "array", "minItems": 1, "items": rule}}
    return {"type": "object", "additionalProperties": False, "required": list(keys), "properties": keys, "$defs": definitions}


def _concept() -> dict[str, Any]:
    schema = _of(PatternConcept)
    schema["properties"]["kind"] = {"enum": [k.value for k in Kind], "description": "What the concept is; target, topic and stance never flag by themselves."}
    return schema
