from __future__ import annotations

import pytest

from npguidelines.evaluation.cases import Case
from npguidelines.evaluation.compare import Comparison, Decision, Ground, Subject, compare
from npguidelines.model.base import Outcome

ALLOW = Decision("allow", (), (), ())


def flagged(clauses: str, rule: str = "a.x", outcome: str = "review") -> Decision:
    return Decision(outcome, tuple(clauses), tuple(Ground(c, rule, 1, "Why.", ("q",), ((0, 1),)) for c in clauses), ())


def one(old: Decision, new: Decision, label: str | None = None) -> Comparison:
    case = Case(id="c", text="t", expect=tuple(label), outcome=(Outcome.REVIEW if label else Outcome.ALLOW,)) if label is not None else None
    return compare([Subject("f:1", "c", "t", case)], [old], [new])


@pytest.mark.parametrize(
    ("old", "new", "label", "kind"),
    [
        pytest.param(ALLOW, flagged("a"), "", "viewpoint newly flagged", id="a viewpoint"),
        pytest.param(ALLOW, flagged("a"), "a", "newly flagged", id="a violation"),
        pytest.param(ALLOW, flagged("a"), None, "newly flagged", id="no label"),
        pytest.param(flagged("a"), ALLOW, "", "flagged no more", id="no more"),
        pytest.param(flagged("a"), flagged("ab"), "", "other clauses", id="a viewpoint that was flagged before"),
        pytest.param(flagged("a"), flagged("a", outcome="removable"), None, "other outcome", id="other outcome"),
        pytest.param(flagged("a"), flagged("a"), None, None, id="the same"),
    ],
)
def test_kinds_of_change(old: Decision, new: Decision, label: str | None, kind: str | None) -> None:
    assert [c.kind for c in one(old, new, label).changes] == ([kind] if kind else [])


def test_clauses_and_rules_are_counted() -> None:
    result = one(flagged("ab", "a.old"), flagged("bc", "a.new"))
    assert {c: dict(n) for c, n in result.clauses.items() if any(n.values())} == {"a": {"newly": 0, "no more": 1}, "c": {"newly": 1, "no more": 0}}
    assert {r: dict(n) for r, n in result.rules.items()} == {"a.new": {"newly": 1}, "a.old": {"no more": 1}}


def test_the_same_decision_by_another_rule_is_no_change() -> None:
    result = one(flagged("a", "a.old"), flagged("a", "a.new"))
    assert (result.changes, result.other_rules) == ([], 1)


def test_viewpoints_come_first() -> None:
    subjects = [Subject("f:1", "x", "t"), Subject("f:2", "y", "u", Case(id="y", text="u", expect=(), outcome=(Outcome.ALLOW,)))]
    result = compare(subjects, [ALLOW, ALLOW], [flagged("a"), flagged("a")])
    assert [c.subject.id for c in result.changes] == ["y", "x"]
