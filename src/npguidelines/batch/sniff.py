"""What a file is by its content, held against what its name says."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final

from ..errors import DataFileError

KINDS: Final = {
    ".csv": "csv", ".tsv": "csv", ".tab": "csv", ".txt": "csv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet", ".pq": "parquet", ".xlsx": "xlsx", ".xlsm": "xlsx",
}  # fmt: skip
_SPOKEN: Final = {"csv": "CSV text", "json": "JSON", "jsonl": "JSON Lines", "parquet": "Parquet", "xlsx": "an Excel workbook (.xlsx)"}
_JSON: Final = re.compile(rb'\s*(\[\s*)?\{\s*["}]')
_FOREIGN: Final = (
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls), or a workbook with a password", "open it in Excel and save it as .xlsx, without a password"),
    (b"%PDF", "a PDF", "export the comments as CSV, JSON Lines, Parquet or XLSX"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first: gunzip"),
    (b"Rar!", "an archive", "unpack it first"),
    (b"7z\xbc\xaf", "an archive", "unpack it first"),
)  # fmt: skip
_CONTROLS: Final = tuple(c for c in range(1, 32) if c not in b"\t\n\v\f\r\x1b")
_MARKUP: Final = re.compile(rb"(?i)(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml|table|head|body)")


def kind_of(path: Path) -> str:
    """Return `csv`, `json`, `jsonl`, `parquet` or `xlsx`; raises `DataFileError` when there is no such file, its name says nothing, or its content something else."""
    if not path.is_file():
        raise DataFileError("NPG202", expected="a file", got=f"{path} is {'a folder' if path.is_dir() else 'not there'}", cure="check the path")
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise DataFileError("NPG202", expected="a .csv, .tsv, .json, .jsonl, .parquet or .xlsx file", got=path.name, cure="export the comments as one of these")
    try:
        with path.open("rb") as handle:
            head = handle.read(65_536)
    except OSError as error:
        raise DataFileError("NPG202", expected="a file that can be read", got=str(error), cure="check its permissions, and close other programs that use it") from error
    for magic, what, cure in _FOREIGN:
        if head.startswith(magic):
            raise DataFileError("NPG202", expected=_SPOKEN[kind], got=f"{path.name} is {what}", cure=cure)
    if _MARKUP.match(head):
        raise DataFileError("NPG202", expected=_SPOKEN[kind], got=f"{path.name} is a web page or XML", cure="open it in a browser or in Excel and save it as .csv or .xlsx")
    found = _found(path, head, kind)
    if found != kind and head:
        suffix = next(s for s, k in KINDS.items() if k == found)
        raise DataFileError("NPG202", expected=_SPOKEN[kind], got=f"{path.name} is {_SPOKEN[found]}", cure=f"rename it to {path.with_suffix(suffix).name}")
    return kind


def _found(path: Path, head: bytes, kind: str) -> str:
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path, kind)
    if kind in ("parquet", "xlsx"):
        looks = "jsonl" if _JSON.match(head) else "csv"
        if _text(head):
            return looks
        raise DataFileError("NPG202", expected=_SPOKEN[kind], got=f"{path.name} holds something else, or is damaged at its beginning", cure="export it again")
    if not _text(head):
        raise DataFileError("NPG202", expected=_SPOKEN[kind], got=f"{path.name} holds binary data", cure="export the comments as CSV, JSON Lines, Parquet or XLSX")
    looks_json = bool(_JSON.match(head.replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe")))
    if kind == "csv":
        return "jsonl" if looks_json else "csv"
    if looks_json or any(_JSON.match(line) for line in head.splitlines()[:50]) or head.lstrip()[:1] in (b"[", b"{"):
        return _lines_or_whole(head, kind)
    return kind if not head.strip() else "csv"


def _lines_or_whole(head: bytes, kind: str) -> str:
    """JSON Lines under the name .json is common: it is no mistake that anybody must mend (read_json.py tells them apart)."""
    if kind == "jsonl" and head.lstrip().removeprefix(b"\xef\xbb\xbf").startswith(b"["):
        return "json"
    return kind


def _zipped(path: Path, kind: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError) as error:
        raise DataFileError("NPG202", expected=_SPOKEN[kind], got=f"{path.name} is a damaged workbook or archive ({error})", cure="copy or export it again; it may have been cut off") from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    raise DataFileError("NPG202", expected=_SPOKEN[kind], got=f"{path.name} is a zip archive", cure="unpack it first")


def _text(head: bytes) -> bool:
    """Whether the bytes can be text: hardly any control characters; zeros only as UTF-16 and UTF-32 have them, or a few."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    zeros = head.count(0)
    sides = (head[0::2].count(0), head[1::2].count(0))
    wide = zeros * 5 > len(head) and min(sides) * 10 < zeros
    controls = sum(head.count(c) for c in _CONTROLS)
    return wide or (controls * 50 < len(head) and zeros * 10 < len(head)) or not head
