"""Broken rulebooks: every fault reported together, with place, expected, got and cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from npguidelines import RulebookError, load_rulebook

from ..conftest import RULES
from ..conftest import SMALL_RULE as RULE


def faults(book: Path) -> list[tuple[str, str]]:
    with pytest.raises(RulebookError) as error:
        load_rulebook(book)
    for problem in error.value.problems:
        assert problem.expected and problem.got and problem.cure
    return [(p.code, p.file.split(" ")[0]) for p in error.value.problems]


def test_the_small_rulebook_loads(book: Path) -> None:
    assert len(load_rulebook(book).programs) == 1


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [("version: 1", "version: 0", "NPG105"), ("status:", "stats:", "NPG103"), ("because: ", "because: x\n    because: ", "NPG104"), ("Profane language", "Rude words", "NPG111"),
     ("act:'zorble'", "'zorble'", "NPG110"), ("act:'zorble'", "act:'zorble' ..", "NPG107"), ("act:'zorble'", "no_such_concept", "NPG108"), ("act:'zorble'", "act:'zorble'?", "NPG114"), ('"a.made-up"', '"b.made-up"', "NPG115"),
     ('"a.made-up"', '"a.another"', "NPG112")],
)  # fmt: skip
def test_faults_of_a_rule(book: Path, old: str, new: str, code: str) -> None:
    path = book / "a-profanity" / "x.yaml"
    path.write_text(RULE.replace(old, new, 1), encoding="utf-8")
    assert code in [c for c, _ in faults(book)]


def test_faults_are_reported_together(book: Path) -> None:
    (book / "concepts" / "bad.txt").write_text("# kind: nothing\n# about: x\nb\na\n", encoding="utf-8")
    (book / "concepts" / "worse.yaml").write_text("name: other\nkind: act\nabout: x\nmatch: ['(']\n", encoding="utf-8")
    (book / "a-profanity" / "x.yaml").write_text(RULE.replace("Profane language", "Rude"), encoding="utf-8")
    codes = {c for c, _ in faults(book)}
    assert {"NPG106", "NPG107", "NPG111", "NPG115"} <= codes


def test_missing_files(book: Path) -> None:
    (book / "features.yaml").unlink()
    assert ("NPG101", "features.yaml") in faults(book)
    with pytest.raises(RulebookError):
        load_rulebook(book / "nowhere")


@pytest.mark.parametrize("name", ["contexts.yaml", "alerts.yaml", "swaps.yaml", "advisories.yaml"])
@pytest.mark.parametrize("content", ["name: one\n", "- just words\n"], ids=["a mapping", "an entry that is no mapping"])
def test_a_file_that_holds_no_list_of_entries(book: Path, name: str, content: str) -> None:
    (book / name).write_text(content, encoding="utf-8")
    assert ("NPG105", name) in faults(book)


def test_reworded_clause_fails_its_rules(book: Path) -> None:
    path = book / "policy.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Profane language or content.", "Coarse language."), encoding="utf-8")
    assert ("NPG111", "a-profanity/x.yaml") in faults(book)


def test_the_shipped_rulebook_has_no_fault() -> None:
    load_rulebook(RULES)


@pytest.mark.parametrize("kind", ["target", "topic", "stance"])
@pytest.mark.parametrize("match", ["some_words", "all(some_words, 'corrupt|liar') within comment", "some_words ..3 'vote'", "act:'zorble' | some_words", "all(some_words, !act:'zorble') within sentence"])
def test_target_topic_and_stance_alone_are_refused(book: Path, kind: str, match: str) -> None:
    """6(f)(iii): whatever way a rule is written, what it needs must include an act, a claim or the like."""
    (book / "concepts" / "some_words.txt").write_text(f"# kind: {kind}\n# about: Made up.\nmayor\npolice\n", encoding="utf-8")
    path = book / "a-profanity" / "x.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("\"act:'zorble'\"", f'["{match}"]'), encoding="utf-8")
    assert ("NPG110", "a-profanity/x.yaml") in faults(book)


@pytest.mark.parametrize(
    ("line", "code"),
    [("nothing_there: a+3", "NPG108"), ("zzz_word: a3", "NPG105"), ("zzz_word: a+3 a-1", "NPG105"), ("zzz_word:", "NPG105"), ("zzz_word: a+3\naaa_word: a+1", "NPG106"), ("[blind to]: nobody", "NPG108"), ("[names]: nobody", "NPG108"), ("zzz_word: b+3", "NPG105"), ("[set aside below]: c-40", "NPG105"), ("zzz_word: a-loud+3", "NPG105"), ("[set aside below]: a-loud-40", "NPG105"), ("[overruled from]: c+10", "NPG105"), ("[may meet together]: aa", "NPG105"), ("[may meet together]:", "NPG105")],
)
def test_faults_of_points(book: Path, line: str, code: str) -> None:
    for name in ("aaa_word", "zzz_word"):
        (book / "concepts" / f"{name}.txt").write_text(f"# kind: act\n# about: Made up.\n{name[:3]}\n", encoding="utf-8")
    (book / "points.txt").write_text(f"# made up\n[start]: a-20\n{line}\n", encoding="utf-8")
    assert (code, "points.txt") in faults(book)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        pytest.param("red barn: a+1", "NPG105", id="two words as they are read"),
        pytest.param("red* .. barn: a+1", "NPG105", id="a pair with a word as it is read"),
        pytest.param("<nobody> .. barn*: a+1", "NPG105", id="an unknown place-holder"),
        pytest.param("don't: a+1", "NPG105", id="a sign"),
        pytest.param("barn: a+", "NPG105", id="no number"),
        pytest.param("barn: b+1", "NPG105", id="no start"),
        pytest.param("barn: a+1\napple: a+1", "NPG106", id="order"),
    ],
)
def test_faults_of_the_points_of_words(book: Path, line: str, code: str) -> None:
    (book / "points.txt").write_text("[start]: a-20\n", encoding="utf-8")
    (book / "word_points.txt").write_text(f"# made up\n{line}\n", encoding="utf-8")
    assert (code, "word_points.txt") in faults(book)


def test_a_rule_of_points_stands_alone_and_has_points(book: Path) -> None:
    (book / "a-profanity" / "x.yaml").write_text(RULE.replace("\"act:'zorble'\"", '"points(5)"'), encoding="utf-8")
    assert ("NPG105", "a-profanity/x.yaml") in faults(book)
    (book / "points.txt").write_text("[start]: a-20\n", encoding="utf-8")
    assert load_rulebook(book).weighed == (0,)
    (book / "a-profanity" / "x.yaml").write_text(RULE.replace("\"act:'zorble'\"", '"points(5, a > b)"'), encoding="utf-8")
    assert ("NPG105", "a-profanity/x.yaml") in faults(book)
    (book / "points.txt").write_text("[start]: a-20 b-20\n", encoding="utf-8")
    assert load_rulebook(book).weighed == (0,)
    (book / "a-profanity" / "x.yaml").write_text(RULE.replace("\"act:'zorble'\"", "[\"points(5)\", \"act:'zorble'\"]"), encoding="utf-8")
    assert ("NPG105", "a-profanity/x.yaml") in faults(book)


def test_an_alert_of_points_needs_points_of_its_kind(book: Path) -> None:
    alert = '- {kind: "self-harm", because: "Made up for this test.", match: ["points(5)"]}\n'
    (book / "alerts.yaml").write_text(alert, encoding="utf-8")
    (book / "points.txt").write_text("[start]: a-20\n", encoding="utf-8")
    assert ("NPG105", "alerts.yaml") in faults(book)
    (book / "points.txt").write_text("[start]: a-20 self-harm-40\n", encoding="utf-8")
    assert [a.at_least for a in load_rulebook(book).alerts] == [5]
    (book / "alerts.yaml").write_text(alert.replace("points(5)", "points(5, a > a)"), encoding="utf-8")
    assert ("NPG105", "alerts.yaml") in faults(book)


@pytest.mark.parametrize("key", ["yields_to", "only_beside"])
def test_a_rule_speaks_of_other_clauses_than_its_own(book: Path, key: str) -> None:
    path = book / "a-profanity" / "x.yaml"
    for clause in ("a", "k"):
        path.write_text(RULE.replace('ceiling: "review"', f'ceiling: "review"\n    {key}: ["{clause}"]'), encoding="utf-8")
        assert "a-profanity/x.yaml" in {file for _, file in faults(book)}
    path.write_text(RULE.replace('ceiling: "review"', f'ceiling: "review"\n    {key}: ["d"]'), encoding="utf-8")
    assert getattr(load_rulebook(book).programs[0].rule, key) == ("d",)


def test_only_a_rule_that_leaves_a_person_to_decide_prevails(book: Path) -> None:
    path = book / "a-profanity" / "x.yaml"
    path.write_text(RULE.replace('ceiling: "review"', 'ceiling: "review"\n    prevails: true'), encoding="utf-8")
    assert load_rulebook(book).programs[0].rule.prevails
    path.write_text(RULE.replace('ceiling: "review"', 'ceiling: "removable"\n    prevails: true'), encoding="utf-8")
    assert "a-profanity/x.yaml" in {file for _, file in faults(book)}


def test_points_are_asked_for_by_the_match_of_a_rule_alone(book: Path) -> None:
    (book / "points.txt").write_text("[start]: a-20\n", encoding="utf-8")
    unless = '    unless: [{match: "points(5)", because: "Made up for this test."}]\n'
    (book / "a-profanity" / "x.yaml").write_text(RULE + unless, encoding="utf-8")
    assert ("NPG107", "a-profanity/x.yaml") in faults(book)
