"""The JSON Schemas in docs/rule-schemas are those of the models; `npguidelines rule-schema -o docs/rule-schemas` writes them anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from npguidelines.rulebook.schemas import schemas

WRITTEN = Path(__file__).parents[2] / "docs" / "rule-schemas"


@pytest.mark.parametrize("name", sorted(schemas()))
def test_a_schema_is_not_stale(name: str) -> None:
    assert json.loads((WRITTEN / f"{name}.json").read_text(encoding="utf-8")) == schemas()[name]


def test_no_other_file_is_left() -> None:
    assert sorted(p.stem for p in WRITTEN.glob("*.json")) == sorted(schemas())


def test_a_rule_names_its_keys_and_refuses_others() -> None:
    rule = schemas()["rules"]["properties"]["rules"]["items"]
    assert rule["additionalProperties"] is False and {"id", "words", "match", "examples"} <= set(rule["required"])
    assert not {"clause", "family", "source"} & set(rule["properties"])
    assert all(value.get("description") for value in rule["properties"].values())
