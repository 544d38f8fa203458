from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npguidelines.text.fold import fold, fold_char

TEXTS = st.text(st.characters(), max_size=60)


@pytest.mark.parametrize(
    ("text", "plain", "skeleton"),
    [("Élan", "elan", "elan"), ("ｆｕｌｌ", "full", "full"), ("dіe", "dіe", "die"), ("a\u200bb", "ab", "ab"), ("n̶o̶", "no", "no"), ("\u2019", "'", "'"), ("𝐛𝐨𝐥𝐝", "bold", "bold")],
)
def test_folds(text: str, plain: str, skeleton: str) -> None:
    assert fold(text)[:2] == (plain, skeleton)


@given(TEXTS)
def test_offsets_name_the_character_that_was_folded(text: str) -> None:
    plain, skeleton, source, _ = fold(text)
    assert len(plain) == len(skeleton) == len(source)
    assert source == sorted(source)
    for index, (a, b) in enumerate(zip(plain, skeleton, strict=True)):
        folds = fold_char(text[source[index]])
        assert a in folds[0] and b in folds[1]
