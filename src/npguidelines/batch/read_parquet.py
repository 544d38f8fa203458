"""Read Parquet in batches of bounded size; types are kept for Parquet out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..engine.columns import text_column
from ..engine.schema import arrow
from ..errors import DataFileError
from .source import Block, Row, Source, doubled, unique_names

if TYPE_CHECKING:
    import pyarrow as pa

_BYTES: Final = 16_000_000  # of a batch, about
_ROWS: Final = 4_096


def read_parquet(path: Path, column: str | None, *, cells: bool, also: str | None = None) -> Source:
    """Open a Parquet file; without `cells` rows hold only their id, post, parent and the column `also`. Raises `DataFileError`."""
    a = arrow()
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path, pre_buffer=False, buffer_size=1 << 20)
        schema = file.schema_arrow
    except (OSError, a.ArrowException) as error:
        raise DataFileError("NPG202", expected="a whole Parquet file", got=f"{path.name}: {str(error).splitlines()[0][:160]}", cure="copy or export it again; it is cut off or damaged, and its index stands at its end") from error
    notes: list[str] = []
    names = unique_names(schema.names, notes)
    text = text_column(names, column, path.name)
    if column is None and doubled(text, names):
        raise DataFileError("NPG203", expected="one text column", got=f"{text!r} stands twice in {path.name}", cure=f"say which: --text {text!r} or --text '{text} (2)'")
    kind = schema.field(names.index(text)).type
    plain = kind.value_type if a.types.is_dictionary(kind) else kind
    if not (a.types.is_string(plain) or a.types.is_large_string(plain) or a.types.is_string_view(plain)):
        raise DataFileError("NPG208", expected=f"text in the column {text!r}", got=str(kind), cure="name another with --text, or export the column as text")
    renamed = a.schema([f.with_name(n) for f, n in zip(schema, names, strict=True)], metadata=schema.metadata)
    source = Source(path, "parquet", names, text, iter(()), "", notes, schema=renamed)
    held = names if cells else [n for n in (*source.special.values(), also) if n in names]
    source.blocks = _blocks(file, renamed, names.index(text), held)
    return source


def _blocks(file: Any, schema: pa.Schema, at: int, held: list[str]) -> Iterator[Block]:
    a = arrow()
    count = max(1, file.metadata.num_rows)
    size = sum(file.metadata.row_group(g).total_byte_size for g in range(file.metadata.num_row_groups))
    batches = file.iter_batches(batch_size=max(1, min(_ROWS, _BYTES * count // max(1, size))))
    number = 0
    while True:
        try:
            record = next(batches, None)
        except (OSError, a.ArrowException) as error:
            yield Block([Row(number + 1, {}, "", f"the file is damaged from row {number + 1} on: {str(error).splitlines()[0][:160]}; export it again", number + 1)])
            return
        if record is None:
            return
        record = a.RecordBatch.from_arrays(record.columns, schema=schema)
        yield Block(_rows(record, at, number, held), record)
        number += record.num_rows


def _rows(record: pa.RecordBatch, at: int, before: int, held: list[str]) -> list[Row]:
    texts = _values(record.column(at))
    values = [_values(record.column(record.schema.get_field_index(n))) for n in held]
    rows = []
    for offset, text in enumerate(texts):
        number = before + offset + 1
        fault = "" if isinstance(text, str) else f"the column {record.schema.names[at]!r} holds {'nothing' if text is None else 'bytes that are no UTF-8'}"
        rows.append(Row(number, {n: v[offset] for n, v in zip(held, values, strict=True)}, text if isinstance(text, str) else "", fault, number))
    return rows


def _values(column: pa.Array) -> list[Any]:
    """The values of a column; what cannot be decoded becomes bytes, nanoseconds are cut to what Python holds."""
    a = arrow()
    if a.types.is_timestamp(column.type) and column.type.unit == "ns":
        column = column.cast(a.timestamp("us", column.type.tz), safe=False)
    try:
        return list(column.to_pylist())
    except (UnicodeDecodeError, ValueError):
        return [_value(v) for v in column]


def _value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except (UnicodeDecodeError, ValueError):
        return b""
