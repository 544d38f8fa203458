"""Which encoding a text file has, by rules that can be told: a byte order mark, UTF-16's zeros, valid UTF-8, else Windows-1252."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Any, Final

from ..errors import DataFileError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_HEAD: Final = 65_536
_PIECE: Final = 1_048_576
_VALID: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_DOUBLE: Final = re.compile("[\u00c2-\u00f4][\u0080-\u00bf]")


def detect(path: Path) -> str:
    """Return the encoding of a file: `utf-8`, `utf-8-sig`, `utf-16`, `utf-16-le`, `utf-16-be`, `utf-32` or `cp1252`.

    A file with a few broken bytes among more valid UTF-8 is UTF-8: its broken rows are told. Reads the whole file once, in pieces.
    """
    with path.open("rb") as handle:
        head = handle.read(_HEAD)
        for mark, name in _MARKS:
            if head.startswith(mark):
                return name
        zeros = (head[0::2].count(0), head[1::2].count(0))
        if max(zeros) * 5 > len(head):  # two fifths of its pairs: mainly Latin text in UTF-16
            return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
        valid = stray = 0
        rest = b""
        while head:
            piece = rest + head
            rest = piece[-3:] if not piece[-3:].isascii() else b""  # a sequence may go on in the next piece
            piece = piece[: len(piece) - len(rest)]
            if not piece.isascii():
                found = _VALID.findall(piece)
                valid += len(found)
                stray += len(_HIGH.findall(piece)) - sum(map(len, found))
            head = handle.read(_PIECE)
        found = _VALID.findall(rest)
        valid += len(found)
        stray += len(_HIGH.findall(rest)) - sum(map(len, found))
    return "utf-8" if valid >= stray else "cp1252"


def known(encoding: str) -> str:
    """Return the name of an encoding that was asked for; raises `DataFileError` for one that Python does not know."""
    try:
        return codecs.lookup(encoding).name
    except LookupError as error:
        raise DataFileError("NPG202", expected="an encoding such as utf-8, utf-16 or cp1252", got=encoding, cure="leave --encoding out to have it found") from error


def error_handler(encoding: str) -> str:
    """How bytes that do not fit are kept: as surrogates in UTF-8, so that the row can be told; else as U+FFFD."""
    return "surrogateescape" if encoding in ("utf-8", "utf-8-sig") else "replace"


def broken(text: str) -> bool:
    """Whether a line held bytes that are no UTF-8."""
    return any("\udc80" <= c <= "\udcff" for c in text) if not text.isascii() else False


def repaired(value: Any, count: list[int]) -> Any:
    """Undo the double encoding of Facebook's JSON exports in every string of `value`: UTF-8 bytes written as if they were Latin-1.

    Only what decodes without remainder is touched; `count[0]` grows by one for each string mended.

    >>> repaired({"comment": "caf\\u00c3\\u00a9"}, [0])
    {'comment': 'café'}
    >>> repaired("\\u00c3ngel café", [0])
    'Ãngel café'
    """
    if isinstance(value, str):
        if value.isascii() or not _DOUBLE.search(value):
            return value
        try:
            mended = value.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return value
        count[0] += 1
        return mended
    if isinstance(value, dict):
        return {k: repaired(v, count) for k, v in value.items()}
    if isinstance(value, list):
        return [repaired(v, count) for v in value]
    return value
