from __future__ import annotations

from itertools import combinations

import pytest

from npguidelines import Moderator
from npguidelines.batch import recall
from npguidelines.batch.recall import Recall, digest
from npguidelines.engine.rows import Key, judge

KEYS = [Key(""), Key("a"), Key("ab"), Key("a", "b"), Key("a", None, "b"), Key("a", "", "b"), Key("", "ab"), Key("a\x00b"), Key("\ud800"), Key("a", "b", None), Key("a", "b", "")]


def test_digests_tell_apart_what_is_not_the_same() -> None:
    for one, other in combinations(KEYS, 2):
        assert (digest(one) == digest(other)) == (one == other)


def test_what_is_forgotten_is_judged_again(moderator: Moderator, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_COMMENTS", "_CLEAN", "_FOUND"):
        monkeypatch.setattr(recall, name, 3)
    known = Recall(moderator)
    keys = [Key(t) for n in range(5) for t in (f"Fuck it {n}", f"Thanks {n}")]
    marks = [digest(k) for k in keys]
    wanted = known.unknown(marks, keys)
    assert [k for _, k in wanted] == keys and known.unknown(marks, keys) == []  # under way
    known.learn(wanted, [judge(moderator, k) for k in keys])
    assert [known.answer(m, k) for m, k in zip(marks, keys, strict=True)] == [judge(moderator, k) for k in keys]
    assert [known.copy_of(m, str(n)) for n, m in enumerate(marks)] == [""] * 10 and not known.exact
    assert known.copy_of(marks[-1], "x") == "9" and known.copy_of(marks[0], "y") == ""
