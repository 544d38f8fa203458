"""`npguidelines schema`: what verdicts look like, for programs that read them."""

from __future__ import annotations

import argparse
import json

VERDICT_SCHEMA = 1


def add_options(command: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    command.add_argument("form", choices=["json", "table"], help="json: JSON Schema of a verdict; table: Arrow columns of review_table and of Parquet output")


def run(options: argparse.Namespace) -> int:
    """Print the schema."""
    print(verdict_schema() if options.form == "json" else table_text(), end="")
    return 0


def verdict_schema() -> str:
    """The JSON Schema of a verdict, as text."""
    from ..model.verdict import Verdict

    schema = Verdict.model_json_schema(mode="serialization")
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"npguidelines verdict, schema {VERDICT_SCHEMA}", **{k: v for k, v in schema.items() if k != "title"}}
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def table_text() -> str:
    """The Arrow schema of the verdict columns, one a line."""
    from ..engine.schema import TABLE_SCHEMA, table_schema

    return f"npguidelines table, schema {TABLE_SCHEMA}\n" + "".join(f"{f.name}: {f.type}\n" for f in table_schema())
