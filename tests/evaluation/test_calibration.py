from __future__ import annotations

import pytest

from npguidelines.evaluation.calibration import Scored, Tally, calibration_error, errors_by_clause, misjudged, reliability
from npguidelines.evaluation.intervals import wilson
from npguidelines.model.base import Strength

from .test_wording import rule


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 20, 0.0, 0.1611), (20, 20, 0.8389, 1.0), (50, 100, 0.4038, 0.5962), (1, 1, 0.2065, 1.0)],
)
def test_the_interval_is_wilsons(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson(successes, trials) == pytest.approx((low, high), abs=1e-4)


def rows(clause: str, score: float, right: int, wrong: int) -> list[Scored]:
    return [Scored(clause, score, True)] * right + [Scored(clause, score, False)] * wrong


def test_the_reliability_table_has_a_row_for_each_bin() -> None:
    table = reliability(rows("a", 0.65, 6, 4) + rows("b", 0.6, 1, 0) + rows("a", 1.0, 1, 1))
    assert [(b.low, b.high, b.rows, round(b.mean, 3), b.right) for b in table] == [(0.6, 0.7, 11, 0.645, 7), (0.9, 1.0, 2, 1.0, 1)]
    assert table[1].measured == 0.5 and table[1].interval == wilson(1, 2)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        pytest.param([], 0.0, id="nothing"),
        pytest.param(rows("a", 0.8, 8, 2), 0.0, id="says what it does"),
        pytest.param(rows("a", 0.95, 5, 5), 0.45, id="too sure"),
        pytest.param(rows("a", 0.65, 10, 0), 0.35, id="not sure enough"),
        pytest.param(rows("a", 0.95, 5, 5) + rows("b", 0.5, 15, 15), 0.1125, id="weighed by rows"),
    ],
)
def test_the_calibration_error(given: list[Scored], error: float) -> None:
    assert calibration_error(given) == pytest.approx(error, abs=1e-4)


def test_the_error_of_each_clause() -> None:
    assert errors_by_clause(rows("b", 0.5, 1, 1) + rows("d", 0.95, 0, 1)) == {"b": (2, 0.0), "d": (1, 0.95)}


@pytest.mark.parametrize(
    ("strength", "right", "wrong", "better"),
    [
        pytest.param("certain", 10, 10, "likely", id="claims too much"),
        pytest.param("likely", 40, 0, "certain", id="claims too little"),
        pytest.param("certain", 400, 0, None, id="the highest band says at least"),
        pytest.param("strong", 17, 3, None, id="within the interval"),
        pytest.param("certain", 0, 19, None, id="too few findings"),
        pytest.param("likely", 20, 20, None, id="no band fits better"),
        pytest.param("weak", 0, 40, None, id="no lower band"),
    ],
)
def test_a_band_outside_the_interval(strength: str, right: int, wrong: int, better: str | None) -> None:
    one = rule("x", "words").model_copy(update={"strength": Strength(strength)})
    found = misjudged([one], {"d.x": Tally(right, wrong)})
    assert [m.better.value for m in found] == ([better] if better else [])


def test_a_rule_without_findings_is_not_judged() -> None:
    assert misjudged([rule("x", "words")], {}) == []
