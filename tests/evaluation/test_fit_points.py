"""The fit of points weighs comments as the engine does, and its search follows the right slope."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from npguidelines import Moderator
from npguidelines.engine.points import Weigher
from npguidelines.rulebook.content import clause_of

TEXTS = (
    "Selling cheap pills, text me tonight.",
    "The parade was lovely. Thank you all! Also my uncle prints stickers for cars that fail the test, forty bucks, ask at the marina after six.",
    "I like the new road.\n\nMeet me behind the school and bring cash for the guns. Nobody asks for papers there.\n\nBye all",
    "ok",
    "Who said that the clerk stole money? I never did. She was cleared in court last spring, read the ruling.",
)


@pytest.fixture
def pooled(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "benchmarks"))
    sys.modules.pop("pooled", None)
    import pooled

    return pooled


def test_the_fit_weighs_as_the_engine(moderator: Moderator, pooled: ModuleType) -> None:
    import fit_points

    points = moderator.rulebook.points
    assert points is not None
    features = fit_points.Features(moderator, points.lines.split("\n"))
    stretches = features.stretches([fit_points.Row(text, frozenset(), frozenset(), frozenset()) for text in TEXTS])
    columns = list(points.start)
    clauses = list(dict.fromkeys(map(clause_of, columns)))
    row = {moderator.rulebook.names[ident]: at for at, ident in enumerate(points.concepts)}
    rows = [row.get(name, -1) for name in features.names] + list(range(len(points.concepts), len(points.concepts) + len(features.lines)))
    table = np.frombuffer(points.table, dtype=np.int16).reshape(-1, len(points.start))
    weights = np.where(np.array(rows)[:, None] < 0, 0, table[rows])
    starts = np.array(list(points.start.values()))
    ours = pooled.pool(stretches.matrix @ weights + starts, stretches, fit_points.pooling(columns)).odds
    weigher = Weigher(moderator.rulebook, points)
    for at, text in enumerate(TEXTS):
        analysis = moderator.analyse(text, whole=True)
        assert analysis is not None
        weighing = weigher.weigh(analysis.matcher)
        assert ours[at] == pytest.approx([weighing.standing(c).points if len(c) == 1 else weighing.best(c).points for c in clauses], abs=1e-3)


def test_the_slope_is_that_of_the_loss(pooled: ModuleType) -> None:
    rng = np.random.default_rng(7)
    stretches = pooled.Stretches(csr_matrix(rng.random((9, 5))), np.array([0, 3, 4, 7]), np.array([0, 1, 3]))  # 3 comments, 4 paragraphs, 9 stretches
    rivals = np.array([[False, True, True], [True, False, False], [True, False, False]])
    how = pooled.Pooling(np.array([0, 1, 1]), rivals, 0.6)  # the second clause has two kinds
    odds, pulls, step = rng.normal(size=(9, 3)), rng.normal(size=(3, 2)), 1e-6

    def total(values: object) -> float:
        return float((pooled.pool(values, stretches, how).odds * pulls).sum())

    slope = pooled.sent_back(pulls, pooled.pool(odds, stretches, how), stretches, how)
    for at in np.ndindex(odds.shape):
        moved = odds.copy()
        moved[at] += step
        assert (total(moved) - total(odds)) / step == pytest.approx(slope[at], abs=1e-4)


def test_the_search_finds_what_tells(pooled: ModuleType) -> None:
    # Sign 0 stands in the wanted comments alone, sign 1 in all; the start knows nothing.
    matrix = csr_matrix(np.array([[1, 1], [0, 1], [1, 1], [0, 1]], dtype=float))
    stretches = pooled.Stretches(matrix, np.arange(4), np.arange(4))
    task = pooled.Task(np.array([[True], [False], [True], [False]]), np.ones((4, 1), dtype=bool))
    how = pooled.Pooling(np.array([0]), np.zeros((1, 1), dtype=bool), 0.6)
    starts, weights = pooled.refined(stretches, task, how, np.zeros(1), np.zeros((2, 1)), np.ones(2), 25.0, 50)
    odds = matrix @ weights + starts
    assert (odds[[0, 2]] > 1).all() and (odds[[1, 3]] < -1).all()


def test_what_is_kept_to_measure_on_is_not_read(pooled: ModuleType) -> None:
    import fit_points

    corpora = fit_points.ROOT / "corpora"
    names = {p.stem for p in corpora.glob("*.jsonl")} | {p.name for p in (corpora / "attacks").iterdir()}
    assert names >= fit_points.UNSEEN
    cases, calls = fit_points.readable(corpora)
    read = {p.parent.name for p in cases} | {p.stem for p in calls}
    assert read >= {"thirty-ninth", "alerts_seventh", "everyday"}
    assert read.isdisjoint(fit_points.UNSEEN | {"sealed"})
