"""Points fitted on what decides: not on a comment as a whole, but on the mean of its paragraph and of the best stretch there, less what rivals take (docs/points.md).

A regression over whole comments learns from every word of a violation, those of its innocent sentences too. Here a comment is a bag of stretches (multiple-instance learning):
the loss is that of the stretch which decides, so the points say what tells *there*. A clause may have several columns, its kinds: the one for which most speaks decides, and alone learns.
The search starts with the plain regression; from nothing it takes many times longer.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, diags

Numbers = np.ndarray[Any, Any]

_INTERCEPT: Final = 10.0  # where a comment starts is held back a hundredth as much as a point, as in liblinear's intercept_scaling
_KEPT: Final = 10  # steps that L-BFGS remembers


class Stretches(NamedTuple):
    """Comments as stretches that are weighed by themselves: `matrix` (stretches x signs), what each sign counts there; the first stretch of each paragraph, which is the whole of it; the first paragraph of each comment."""

    matrix: csr_matrix
    paragraphs: Numbers
    comments: Numbers

    def of(self, matrix: csr_matrix) -> Stretches:
        """The same stretches with other columns."""
        return self._replace(matrix=matrix)


class Pooling(NamedTuple):
    """How log odds are pooled: the clause of each column (0, 1, ...); which columns are rivals (columns x columns, true where one takes from the other), and the share that they take."""

    clause: Numbers
    rivals: Numbers
    taken: float


class Pooled(NamedTuple):
    """The log odds of each comment by clause, and the columns, paragraphs and stretches from which they come."""

    odds: Numbers
    column: Numbers  # of each comment: the column that decides, by clause
    paragraph: Numbers  # of each comment: the paragraph that decides, by column
    best: Numbers  # of each paragraph: its best stretch, by column
    rival: Numbers  # of each paragraph: the column that takes most from a column; -1 where nothing is taken


def _first_most(values: Numbers, starts: Numbers) -> Numbers:
    """The row of the greatest value in each run of rows that begins at one of `starts`, by column."""
    most = np.repeat(np.maximum.reduceat(values, starts, axis=0), np.diff(np.append(starts, len(values))), axis=0)
    rows = np.where(values == most, np.arange(len(values))[:, None], len(values))
    return np.asarray(np.minimum.reduceat(rows, starts, axis=0))


def pool(odds: Numbers, stretches: Stretches, how: Pooling) -> Pooled:
    """Pool the log odds of stretches (stretches x columns)."""
    columns = np.arange(odds.shape[1])
    best = _first_most(odds, stretches.paragraphs)
    means = (odds[stretches.paragraphs] + odds[best, columns]) / 2
    left = means.copy()
    rival = np.full(means.shape, -1)
    for column in columns:
        others = np.flatnonzero(how.rivals[column])
        if others.size:
            strongest = others[means[:, others].argmax(1)]
            most = means[np.arange(len(means)), strongest]
            left[:, column] -= how.taken * np.maximum(most, 0)
            rival[:, column] = np.where(most > 0, strongest, -1)
    paragraph = _first_most(left, stretches.comments)
    by_column = left[paragraph, columns]
    column = np.column_stack([kinds[by_column[:, kinds].argmax(1)] for clause in range(how.clause.max() + 1) for kinds in (np.flatnonzero(how.clause == clause),)])
    return Pooled(np.take_along_axis(by_column, column, 1), column, paragraph, best, rival)


def sent_back(pulls: Numbers, pooled: Pooled, stretches: Stretches, how: Pooling) -> Numbers:
    """How the loss changes with the log odds of each stretch, from how it changes with those of each comment (comments x clauses)."""
    columns = np.arange(how.clause.size)
    by_column = np.zeros((len(pulls), columns.size), dtype=pulls.dtype)
    np.put_along_axis(by_column, pooled.column, pulls, 1)
    means = np.zeros((len(stretches.paragraphs), columns.size), dtype=pulls.dtype)
    means[pooled.paragraph, columns] = by_column
    direct = means.copy()
    for column in columns:
        rival = pooled.rival[:, column]
        rows = np.flatnonzero((direct[:, column] != 0) & (rival >= 0))
        means[rows, rival[rows]] -= how.taken * direct[rows, column]
    back = np.zeros((stretches.matrix.shape[0], columns.size), dtype=pulls.dtype)
    back[stretches.paragraphs] += means / 2
    back[pooled.best, columns] += means / 2
    return back


class Task(NamedTuple):
    """What is learned: which comments are wanted, by clause (comments x clauses), and of which the labels speak."""

    wanted: Numbers
    told: Numbers


def refined(stretches: Stretches, task: Task, how: Pooling, starts: Numbers, weights: Numbers, scale: Numbers, inverse_penalty: float, steps: int) -> tuple[Numbers, Numbers]:
    """Logistic regression over pooled log odds with an L2 penalty on `weights / scale`, searched by L-BFGS from `starts` (columns) and `weights` (signs x columns). -> starts, weights.

    Signs of scale 0 have no weight.
    """
    used = np.flatnonzero(scale)
    columns = weights.shape[1]
    matrix = csr_matrix(stretches.matrix[:, used] @ diags(scale[used]), dtype=np.float32)
    across = matrix.T.tocsr()
    told = task.told.astype(np.float32) * inverse_penalty
    wanted = task.wanted.astype(np.float32)

    def loss(flat: Numbers) -> tuple[float, Numbers]:
        now = flat.astype(np.float32).reshape(-1, columns)
        pooled = pool(matrix @ now[:-1] + _INTERCEPT * now[-1], stretches, how)
        odds = np.clip(pooled.odds, -60, 60)
        back = sent_back((1 / (1 + np.exp(-odds)) - wanted) * told, pooled, stretches, how)
        slope = np.vstack([across @ back, _INTERCEPT * back.sum(0, keepdims=True)]) + now
        lost = (told * (np.logaddexp(0, odds) - wanted * odds)).sum(dtype=np.float64) + (now * now).sum(dtype=np.float64) / 2
        return float(lost), slope.ravel().astype(np.float64)

    begin = np.vstack([weights[used] / scale[used, None], starts[None] / _INTERCEPT])
    end = minimize(loss, begin.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": _KEPT}).x.reshape(-1, columns)
    found = np.zeros_like(weights, dtype=np.float64)
    found[used] = end[:-1] * scale[used, None]
    return _INTERCEPT * end[-1], found


def rows_of_paragraphs(stretches: Stretches) -> tuple[csr_matrix, Numbers]:
    """The paragraphs as wholes (paragraphs x signs), and the comment of each."""
    comments = np.repeat(np.arange(len(stretches.comments)), np.diff(np.append(stretches.comments, len(stretches.paragraphs))))
    return csr_matrix(stretches.matrix[stretches.paragraphs]), comments


def gathered(comments: Iterator[list[list[tuple[list[int], float]]]], signs: int) -> Stretches:
    """Stretches from comments, each a list of paragraphs, each a list of stretches (the whole first): the signs of a stretch and what each counts there."""
    values, columns, ends = array("f"), array("i"), [0]
    paragraphs: list[int] = []
    firsts: list[int] = []
    for comment in comments:
        firsts.append(len(paragraphs))
        for paragraph in comment:
            paragraphs.append(len(ends) - 1)
            for found, share in paragraph:
                columns.extend(found)
                values.extend([share] * len(found))
                ends.append(len(columns))
    matrix = csr_matrix((np.frombuffer(values, dtype=np.float32), np.frombuffer(columns, dtype=np.int32), np.array(ends)), shape=(len(ends) - 1, signs))
    return Stretches(matrix, np.array(paragraphs), np.array(firsts))
