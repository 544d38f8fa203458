"""Which column holds the comment, its id, the post: found by the names that exports use, or named by the caller."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ..errors import DataFileError, closest

TEXT_COLUMNS: Final = ("text", "message", "comment", "comment_text", "comment_message", "comment_body", "body", "content", "full_text", "reply", "reply_text", "comments")
ID_COLUMNS: Final = ("id", "comment_id", "row_id", "commentid", "reply_id", "message_id")
POST_COLUMNS: Final = ("post_text", "post", "post_message")
PARENT_COLUMNS: Final = ("parent_text", "parent_message", "in_reply_to_text")  # not `parent`, which holds ids


def text_column(names: Sequence[str], column: str | None, where: str) -> str:
    """Return the name of the text column: the one asked for, or the first of the usual names; raises `DataFileError`.

    >>> text_column(["id", "Comment Text"], None, "export.csv")
    'Comment Text'
    """
    if column is not None:
        if column in names:
            return column
        raise DataFileError("NPG203", expected=f"the column {column!r} in {where}", got=", ".join(names), cure="name it with --text; " + closest(column, names))
    found = usual(names, TEXT_COLUMNS)
    if found is None:
        raise DataFileError("NPG203", expected="a text column (" + ", ".join(TEXT_COLUMNS) + f") in {where}", got=", ".join(names) or "no columns", cure="name it with --text COLUMN")
    return found


def usual(names: Iterable[str], wanted: Sequence[str], *, dotted: bool = True) -> str | None:
    """Return the first column that bears one of the `wanted` names; of a dotted name (`data.comment`) the last part counts too, unless told otherwise.

    >>> usual(["from.name", "data.message"], TEXT_COLUMNS)
    'data.message'
    """
    plain: dict[str, str] = {}
    ends: dict[str, str] = {}
    for name in names:
        low = name.strip().lower().replace(" ", "_").replace("-", "_")
        plain.setdefault(low, name)
        if dotted and "." in low:
            ends.setdefault(low.rsplit(".", 1)[1], name)
    for known in (plain, ends):
        for name in wanted:
            if name in known:
                return known[name]
    return None
