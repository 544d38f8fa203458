"""Verdicts over Arrow tables: each distinct comment is judged once, one answer is shared by everything clean, columns are built by taking.

Python works once for each distinct comment, not once a row; pyarrow spreads the answers over the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, count
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from ..errors import DataFileError
from ..model.base import CLAUSE_IDS, Outcome
from .columns import text_column
from .rows import Key, judge_all
from .schema import PREFIX, alert_type, arrow, evidence_type, finding_type, set_aside_type, table_schema

if TYPE_CHECKING:
    import pyarrow as pa

    from ..model.verdict import Alert, Finding, SetAside, Verdict
    from .moderator import Moderator

_ROWS: Final = 65_536  # rows of one chunk of the result
_KEYS: Final = 2_048  # distinct comments that travel to a worker together
_BATCH: Final = 512  # distinct comments whose verdicts are in memory at once, in one process


def review_table(moderator: Moderator, table: pa.Table, text: str | None = None, post: str | None = None, parent: str | None = None, jobs: int = 1) -> pa.Table:
    """See `Moderator.review_table`."""
    a = arrow()
    if isinstance(table, a.RecordBatch):
        table = a.Table.from_batches([table])
    if not isinstance(table, a.Table):
        raise DataFileError("NPG208", expected="a pyarrow Table or RecordBatch", got=type(table).__name__, cure="pyarrow.Table.from_pandas, .from_pylist and polars' to_arrow make one")
    text = text_column(table.column_names, text, "the table")
    taken = sorted(n for n in table.column_names if n in table_schema().names)
    if taken:
        raise DataFileError("NPG208", expected="a table without verdicts", got="columns " + ", ".join(taken), cure="drop or rename them: table.drop_columns([...])")
    places, keys = _distinct(table, text, post, parent)
    schema = table_schema(moderator.provenance)
    answers, numbers = _judged(moderator, keys, jobs, schema)
    places = a.chunked_array([a.array(numbers, a.int32()).take(places)], a.int32())
    columns = answers.take(places) if len(places) <= _ROWS else a.concat_tables([answers.take(places.slice(at, _ROWS)) for at in range(0, len(places), _ROWS)])
    for field in schema:
        table = table.append_column(field, columns.column(field.name))
    return table.replace_schema_metadata({**(table.schema.metadata or {}), **schema.metadata})


def _distinct(table: pa.Table, text: str, post: str | None, parent: str | None) -> tuple[pa.Array, list[Key]]:
    """The distinct comments, and for each row the number of its comment (null for a null comment)."""
    a = arrow()
    parts = [_encoded(table, name) for name in (text, *(n for n in (post, parent) if n is not None))]
    if len(parts) == 1:
        indices, values = parts[0]
        return indices, [Key(v) for v in values]
    numbers: dict[tuple[int | None, ...], int] = {}
    places = []
    for row in zip(*(p[0].to_pylist() for p in parts), strict=True):
        places.append(None if row[0] is None else numbers.setdefault(row, len(numbers)))

    def value(row: tuple[int | None, ...], part: int) -> str | None:
        return parts[part][1][row[part]] if row[part] is not None else None  # type: ignore[index]

    at_post, at_parent = (1 if post is not None else None), (len(parts) - 1 if parent is not None else None)
    keys = [Key(parts[0][1][r[0]], value(r, at_post) if at_post else None, value(r, at_parent) if at_parent else None) for r in numbers]  # type: ignore[index]
    return a.array(places, a.int32()), keys


def _encoded(table: pa.Table, name: str) -> tuple[pa.Array, list[str]]:
    """A text column as (number of its value for each row, values); raises `DataFileError` where it holds anything but text."""
    a = arrow()
    if name not in table.column_names:
        text_column(table.column_names, name, "the table")
    column = table.column(name)
    kind = column.type.value_type if a.types.is_dictionary(column.type) else column.type
    if not (a.types.is_string(kind) or a.types.is_large_string(kind) or a.types.is_string_view(kind) or a.types.is_null(kind)):
        raise DataFileError("NPG208", expected=f"text in the column {name!r}", got=str(column.type), cure="cast it: table.set_column(..., column.cast(pyarrow.string()))")
    if a.types.is_dictionary(column.type) or a.types.is_string_view(kind) or a.types.is_null(kind):
        column = column.cast(a.large_string())
    column = column.dictionary_encode().unify_dictionaries()
    if not column.num_chunks:
        return a.array([], a.int32()), []
    try:
        values = column.chunk(0).dictionary.to_pylist()
    except UnicodeDecodeError as error:
        raise DataFileError("NPG208", expected=f"UTF-8 in the column {name!r}", got=str(error), cure="find the rows with table.validate(full=True), and mend or drop them") from error
    return a.concat_arrays([c.indices for c in column.chunks]), values


def _judged(moderator: Moderator, keys: Sequence[Key], jobs: int, schema: pa.Schema) -> tuple[pa.Table, list[int]]:
    """The answers as rows, the clean one first, then those that say anything; and for each key the number of its answer. No batch of verdicts is kept longer than it takes to write it down."""
    rows = [answer_table((), schema)]
    numbers: list[int] = []
    told = 0
    for answers in _answers(moderator, keys, jobs):
        found = [answer for answer in answers if answer is not None]
        if found:
            rows.append(answer_table(found, schema).slice(1))
        after = count(told + 1)
        numbers += [0 if answer is None else next(after) for answer in answers]
        told += len(found)
    return arrow().concat_tables(rows).combine_chunks(), numbers


def _answers(moderator: Moderator, keys: Sequence[Key], jobs: int) -> Iterator[list[Verdict | None]]:
    size = max(1, min(_KEYS, -(-len(keys) // (4 * jobs)))) if jobs > 1 else _BATCH
    batches: Iterable[Sequence[Key]] = (keys[at : at + size] for at in range(0, len(keys), size))
    if jobs <= 1:
        yield from (judge_all(moderator, batch) for batch in batches)
        return
    from .workers import Workers, in_order

    with Workers(moderator, jobs) as workers:
        for _, answers in in_order(((None, workers.submit(b)) for b in batches), workers.ahead):
            yield answers


def answer_table(found: Sequence[Verdict], schema: pa.Schema) -> pa.Table:
    """The columns of the clean answer (row 0) and of `found`, one row each."""
    a = arrow()
    columns = [a.array([Outcome.ALLOW.value, *(v.outcome.value for v in found)], a.string()), _lists([(), *(v.flagged for v in found)], a.string())]
    for clause in CLAUSE_IDS:
        columns.append(a.array([0.0, *(v.scores[clause] for v in found)], a.float64()))
    columns.append(_structs([(), *(v.findings for v in found)], _findings))
    columns.append(_structs([(), *(v.set_aside for v in found)], _set_aside))
    columns.append(_structs([(), *(v.alerts for v in found)], _alerts))
    columns.append(a.array([True, *(v.complete for v in found)], a.bool_()))
    columns.append(_lists([(), *(v.degraded for v in found)], a.string()))
    return a.Table.from_arrays(columns, schema=schema)


def _offsets(lists: Sequence[Sequence[object]]) -> pa.Array:
    a = arrow()
    return a.array([0, *accumulate(map(len, lists))], a.int32())


def _lists(lists: Sequence[Sequence[str]], kind: pa.DataType) -> pa.Array:
    a = arrow()
    return a.ListArray.from_arrays(_offsets(lists), a.array(list(chain.from_iterable(lists)), kind))


def _structs(lists: Sequence[Sequence[object]], build: object) -> pa.Array:
    a = arrow()
    return a.ListArray.from_arrays(_offsets(lists), build(list(chain.from_iterable(lists))))  # type: ignore[operator]


def _columns(items: Sequence[object], kind: pa.DataType, more: dict[str, pa.Array] | None = None) -> pa.Array:
    """A struct array of the attributes of `items` that `kind` names."""
    a = arrow()
    made = more or {}
    arrays = [made[f.name] if f.name in made else a.array(list(map(attrgetter(f.name), items)), f.type) for f in kind]
    return a.StructArray.from_arrays(arrays, fields=list(kind))


def _findings(items: Sequence[Finding]) -> pa.Array:
    a = arrow()
    pieces = [e for f in items for e in f.evidence]
    evidence = _columns(pieces, evidence_type(), {"concepts": _lists([e.concepts for e in pieces], a.string())})
    made = {
        "evidence": a.ListArray.from_arrays(_offsets([f.evidence for f in items]), evidence),
        "outcome": a.array([f.outcome.value for f in items], a.string()),
    }
    return _columns(items, finding_type(), made)


def _set_aside(items: Sequence[SetAside]) -> pa.Array:
    return _columns(items, set_aside_type())


def _alerts(items: Sequence[Alert]) -> pa.Array:
    return _columns(items, alert_type())


__all__ = ["PREFIX", "answer_table", "review_table"]
