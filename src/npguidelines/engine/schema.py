"""The Arrow columns of verdicts, published and versioned: docs/schemas.md, golden copy `tests/golden/table_schema.txt`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from ..errors import missing_extra
from ..model.base import CLAUSE_IDS

if TYPE_CHECKING:
    import pyarrow as pa

    from ..model.verdict import Provenance

TABLE_SCHEMA: Final = 1
PREFIX: Final = "npg_"


def arrow() -> Any:
    """Return pyarrow; raises `MissingExtraError` where it is not installed."""
    try:
        import pyarrow
    except ImportError as error:
        raise missing_extra("pyarrow", "batch", "tables and Parquet files") from error
    return pyarrow


def evidence_type() -> pa.DataType:
    """One quoted span: half-open code points of the comment."""
    a = arrow()
    return a.struct([("start", a.int64()), ("end", a.int64()), ("quote", a.string()), ("read_as", a.string()), ("reading", a.string()), ("concepts", a.list_(a.string()))])


def finding_type() -> pa.DataType:
    """One rule that matched."""
    a = arrow()
    return a.struct([
        ("clause", a.string()), ("citation", a.string()), ("clause_words", a.string()), ("rule", a.string()), ("rule_version", a.int32()),
        ("score", a.float64()), ("outcome", a.string()), ("because", a.string()), ("evidence", a.list_(evidence_type())),
    ])  # fmt: skip


def set_aside_type() -> pa.DataType:
    """One match that a context or an exception silenced."""
    a = arrow()
    return a.struct([("rule", a.string()), ("clause", a.string()), ("start", a.int64()), ("end", a.int64()), ("context", a.string()), ("because", a.string())])


def alert_type() -> pa.DataType:
    """Words of somebody who may need help."""
    a = arrow()
    return a.struct([("kind", a.string()), ("start", a.int64()), ("end", a.int64()), ("because", a.string())])


def table_schema(provenance: Provenance | None = None) -> pa.Schema:
    """Return the Arrow schema of the columns that `Moderator.review_table` adds; needs `npguidelines[batch]`.

    Its metadata hold the version of the schema and, where given, what judged. Columns are added in minor versions of the
    package; one that changes or goes raises the version of the schema (docs/stability.md).

    >>> table_schema().names[:3]
    ['npg_outcome', 'npg_flagged', 'npg_score_a']
    """
    a = arrow()
    fields = [a.field(PREFIX + "outcome", a.string()), a.field(PREFIX + "flagged", a.list_(a.string()))]
    fields += [a.field(f"{PREFIX}score_{clause}", a.float64()) for clause in CLAUSE_IDS]
    fields += [
        a.field(PREFIX + "findings", a.list_(finding_type())), a.field(PREFIX + "set_aside", a.list_(set_aside_type())), a.field(PREFIX + "alerts", a.list_(alert_type())),
        a.field(PREFIX + "complete", a.bool_()), a.field(PREFIX + "degraded", a.list_(a.string())),
    ]  # fmt: skip
    metadata = {"npguidelines.table_schema": str(TABLE_SCHEMA)}
    if provenance is not None:
        metadata["npguidelines.provenance"] = json.dumps(provenance.model_dump(), sort_keys=True)
    return a.schema(fields, metadata=metadata)
