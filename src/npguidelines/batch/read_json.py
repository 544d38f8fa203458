"""Read JSON Lines and JSON: a list of objects, or an object that holds one (exports of Facebook and its Graph API). Streams both."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from ..engine.columns import TEXT_COLUMNS, text_column, usual
from ..errors import DataFileError, missing_extra
from .encoding import broken, detect, error_handler, known, repaired
from .source import Row, Source, grouped, input_name

_LOOKED_AT: Final = 1_000  # objects in which the text column is looked for
_LIMIT: Final = 64_000_000
_Item = tuple[int, Any, str]  # line or number of the object, the object, what is wrong with it


def flat(value: Any, prefix: str = "") -> dict[str, Any]:
    """Write nested objects as one level with dotted names.

    >>> flat({"id": "1", "from": {"name": "Ann"}, "tags": ["x", "y"]})
    {'id': '1', 'from.name': 'Ann', 'tags.0': 'x', 'tags.1': 'y'}
    """
    result: dict[str, Any] = {}
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in pairs:
        name = f"{prefix}{key}"
        if isinstance(inner, dict | list) and inner:
            result.update(flat(inner, name + "."))
        else:
            result[input_name(name)] = inner
    return result


def read_json(path: Path, kind: str, column: str | None, encoding: str | None) -> Source:
    """Open a JSON file; raises `DataFileError` when it holds no list of objects or no text column."""
    name = known(encoding) if encoding else detect(path)
    lines = kind == "jsonl" or _is_lines(path, name)

    def items() -> Iterator[_Item]:
        return _lines(path, name) if lines else _whole(path, name)

    count = [0]
    found = items()
    peeked: list[_Item] = []
    names: dict[str, None] = {}
    text = None
    for item in islice(found, _LOOKED_AT):
        peeked.append(item)
        if isinstance(item[1], dict):
            names.update(dict.fromkeys(flat(item[1])))
            text = column if column in names else None if column is not None else usual(names, TEXT_COLUMNS)
            if text is not None:
                break
    if text is None:
        if not names and peeked and peeked[0][2]:
            raise DataFileError("NPG202", expected="JSON objects", got=f"{path.name}: {peeked[0][2]}", cure="export it again, or mend the place named")
        text = text_column(list(names), column, path.name)
    rows = _rows(chain(peeked, found), text, count)
    return Source(path, "jsonl" if lines else "json", list(names), text, grouped(rows), name, [], lambda: _names(items()), repaired=count)


def _names(items: Iterator[_Item]) -> list[str]:
    """Every column of the file, in the order of first appearance: one pass over it."""
    names: dict[str, None] = {}
    for _, item, _ in items:
        if isinstance(item, dict):
            names.update(dict.fromkeys(flat(item)))
    return list(names)


def _rows(items: Iterator[_Item], text: str, count: list[int]) -> Iterator[Row]:
    for number, (line, item, fault) in enumerate(items, 1):
        if fault:
            yield Row(line, {}, "", fault, number)
        elif not isinstance(item, dict):
            yield Row(line, {}, "", f"a JSON object was expected, got {type(item).__name__}", number)
        else:
            item = repaired(item, count)
            value = item.get(text) if text in item else flat(item).get(text)
            if isinstance(value, str):
                yield Row(line, item, value, "", number)
            else:
                yield Row(line, item, "", f"the column {text!r} holds {'nothing' if value is None else type(value).__name__}", number)


def _is_lines(path: Path, encoding: str) -> bool:
    """Whether a file holds one object a line: its first line is a whole object, and another follows."""
    with path.open(encoding=encoding, errors=error_handler(encoding)) as handle:
        filled = (line for line in iter(lambda: handle.readline(_LIMIT), "") if line.strip())
        first, second = next(filled, ""), next(filled, "")
    if not second.lstrip().startswith("{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except ValueError:
        return False


def _lines(path: Path, encoding: str) -> Iterator[_Item]:
    with path.open(encoding=encoding, errors=error_handler(encoding), newline="\n") as handle:
        number = 0
        while line := handle.readline(_LIMIT):
            number += 1
            if not line.strip():
                continue
            if len(line) >= _LIMIT:
                yield number, None, f"more than {_LIMIT:,} characters"
            elif broken(line):
                yield number, None, "not UTF-8"
            else:
                try:
                    yield number, json.loads(line), ""
                except json.JSONDecodeError as error:
                    yield number, None, f"no JSON: {error.msg} at column {error.colno}"
                except RecursionError:
                    yield number, None, "no JSON: nested too deep"


def _whole(path: Path, encoding: str) -> Iterator[_Item]:
    """The objects of the first list of objects in the file, one at a time; a broken file gives those before the break."""
    try:
        import ijson
    except ImportError as error:
        raise missing_extra("ijson", "batch", "JSON files that are one list") from error
    prefix = None
    number = 0
    try:
        with path.open("rb") as raw:
            prefix = next((p for p, event, _ in ijson.parse(_utf8(raw, encoding)) if event == "start_map" and p.endswith("item")), None)
        if prefix is None:
            raise DataFileError("NPG202", expected="a list of objects, or an object that holds one", got=f"{path.name} has none", cure="export the comments as JSON Lines or CSV")
        with path.open("rb") as raw:
            for item in ijson.items(_utf8(raw, encoding), prefix, use_float=True):
                number += 1
                yield number, item, ""
    except (ijson.JSONError, UnicodeError) as error:
        where = f"the JSON breaks off after object {number}" if number else "no JSON"
        yield number + 1, None, f"{where}: {' '.join(str(error).split())[:160]}; export it again"


class _Transcoded:
    """Bytes of a text file, as UTF-8."""

    def __init__(self, raw: io.BufferedReader, encoding: str) -> None:
        self._text = io.TextIOWrapper(raw, encoding=encoding, errors="replace")

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` characters, encoded."""
        return self._text.read(size).encode("utf-8")


def _utf8(raw: io.BufferedReader, encoding: str) -> Any:
    if encoding == "utf-8":
        return raw
    if encoding == "utf-8-sig":
        raw.seek(3)
        return raw
    return _Transcoded(raw, encoding)
