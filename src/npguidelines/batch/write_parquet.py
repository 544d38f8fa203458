"""Write Parquet: the input's columns with their types, then the columns of `table_schema()`, the row's id, the row that it is a copy of."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..engine.moderator import Moderator
from ..engine.schema import arrow, table_schema
from ..engine.table import answer_table
from .cells import plain
from .read_json import flat
from .writers import Scored

if TYPE_CHECKING:
    import pyarrow as pa

_GROUP: Final = 65_536  # rows of a row group


class ParquetWriter:
    """Columns of text files and of JSON are written as text; those of a Parquet file (`schema`) keep their types."""

    def __init__(self, part: Path, names: list[str], schema: pa.Schema | None, moderator: Moderator, *, nested: bool) -> None:
        a = arrow()
        import pyarrow.parquet as pq

        self._names, self._nested = names, nested
        fields = list(schema) if schema is not None else [a.field(n, a.string()) for n in names]
        self._verdicts = table_schema(moderator.provenance)
        metadata = {**((schema.metadata or {}) if schema is not None else {}), **self._verdicts.metadata}
        metadata.pop(b"pandas", None)  # it describes the columns of the input alone
        self._schema = a.schema([*fields, *self._verdicts, a.field("npg_id", a.string()), a.field("npg_copy_of", a.string())], metadata=metadata)
        self._writer = pq.ParquetWriter(part, self._schema, compression="zstd")
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0

    def write(self, scored: Scored) -> None:
        """Add the rows of one block."""
        a = arrow()
        found = [v for v in scored.answers if v is not None]
        number = iter(range(1, len(found) + 1))
        places = a.array([0 if v is None else next(number) for v in scored.answers], a.int32())
        verdicts = answer_table(found, self._verdicts).take(places).combine_chunks()
        columns = [*self._inputs(scored), *(_array(verdicts.column(f.name), f.type) for f in self._verdicts)]
        columns += [a.array(scored.ids, a.string()), a.array([c or None for c in scored.copies], a.string())]
        self._waiting.append(a.RecordBatch.from_arrays(columns, schema=self._schema))
        self._rows += len(scored.places)
        if self._rows >= _GROUP or sum(b.nbytes for b in self._waiting) > 64_000_000:
            self._flush()

    def _inputs(self, scored: Scored) -> list[pa.Array]:
        a = arrow()
        if scored.block.record is not None:
            record = scored.block.record
            return list((record if len(scored.places) == record.num_rows else record.take(a.array(scored.places, a.int64()))).columns)
        rows: list[Mapping[str, Any]] = [scored.block.rows[p].columns for p in scored.places]
        if self._nested:
            rows = [flat(r) for r in rows]
        return [a.array([None if r.get(n) is None else plain(r[n]) for r in rows], a.string()) for n in self._names]

    def _flush(self) -> None:
        if self._waiting:
            self._writer.write_table(arrow().Table.from_batches(self._waiting), row_group_size=_GROUP)
        self._waiting, self._rows = [], 0

    def close(self) -> None:
        """Finish the file."""
        self._flush()
        self._writer.close()

    def abandon(self) -> None:
        """Let go of a file that will not be finished."""
        with suppress(OSError, arrow().ArrowException):
            self._writer.close()


def _array(column: pa.ChunkedArray, kind: pa.DataType) -> pa.Array:
    return column.chunk(0) if column.num_chunks else arrow().array([], kind)
