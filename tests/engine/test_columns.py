from __future__ import annotations

import pytest

from npguidelines import DataFileError
from npguidelines.engine.columns import ID_COLUMNS, POST_COLUMNS, text_column, usual

FOUND = [
    (["id", "message"], "message"),
    (["Comment", "Text"], "Text"),
    (["ID", " Comment Message "], " Comment Message "),
    (["comment-text"], "comment-text"),
    (["from.name", "data.0.comment.comment"], "data.0.comment.comment"),
    (["row.text", "message"], "message"),
]


@pytest.mark.parametrize(("names", "want"), FOUND)
def test_the_text_column_is_found(names: list[str], want: str) -> None:
    assert text_column(names, None, "x") == want


def test_the_text_column_is_asked_for() -> None:
    assert text_column(["message", "note"], "note", "x") == "note"
    for names, column in ((["message"], "mesage"), (["a", "b"], None), ([], None)):
        with pytest.raises(DataFileError, match="NPG203"):
            text_column(names, column, "x")


def test_whose_id_a_dotted_id_is_nobody_knows() -> None:
    assert usual(["from.id", "message"], ID_COLUMNS, dotted=False) is None
    assert usual(["Comment ID", "from.id"], ID_COLUMNS, dotted=False) == "Comment ID"
    assert usual(["parent", "post"], POST_COLUMNS) == "post"
