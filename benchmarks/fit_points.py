"""Fit `rules/points.txt` and `rules/word_points.txt`: what each concept and each word says for and against a clause, from the labelled cases that authors may read.

usage: python benchmarks/fit_points.py [--held FILES...] [-o FOLDER]
needs `pip install npguidelines[fit]` (scikit-learn). One logistic regression a clause over which concepts and words a comment has
(`npguidelines.engine.signs.Finder`), weights in tenths of a unit of log odds. Words of names, firms, places, groups and sides are left out,
and so is what no dictionary and no vocabulary knows. The sealed corpora are never read. `--held`
are corpora left out of the fit: how many findings points above and below each threshold would add or set aside there. So the
thresholds were first chosen (docs/measurements.md, "Sixth session"); the whole comment is weighed here, not paragraph by paragraph; then everything is fitted again.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from npguidelines import Moderator
from npguidelines.engine.signs import Finder, share
from npguidelines.evaluation.cases import read_cases
from npguidelines.evaluation.examples import examples

ROOT: Final = Path(__file__).parents[1]
CLAUSES: Final = "bcdefghij"  # profanity is a matter of words
ASIDE: Final = {"c": -30, "d": -40, "e": -25, "f": -30, "g": -25, "h": -30, "i": -40, "j": -40}  # not of b: threats at groups were lost
NAMES: Final = (
    "bare_surname", "capitalised_word", "firm_plain", "given_name", "given_name_ambiguous", "lone_surname", "marked_name", "match_name", "more_named", "name_initial", "name_place", "name_word",
    "outsider_loose", "outsider_name", "place_name", "surname", "surname_ambiguous", "type_name",
)  # which name it is says nothing
BLIND: Final = (
    "age_group", "assistance_group", "brand_name", "brand_name_ambiguous", "disability_group", "gender_group", "gender_identity_group", "group_adjective", "group_member", "group_noun", "group_noun_singular",
    "group_word", "identity_singular", "immigrant_group", "listed_group", "marital_group", "national_group", "orientation_group", "race_group", "religion_group", "side_word",
)  # fmt: skip
ANY_GROUP: Final = "listed_group"  # whichever it is; the rest of BLIND is not weighed
_SCALE: Final = 10
_SEEN: Final = 6  # comments in which a concept must stand
_INVERSE_PENALTY: Final = 1.0
_STANDS: Final = 4  # comments in which a word or a pair must stand
_SAYS: Final = 3  # points of some clause that a word or a pair must have
_LETTERS: Final = re.compile(r"[a-z]+")
_CAPITAL: Final = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?![^\W_])")  # not at the start of a sentence
_LEAST: Final = 9  # points of some clause that a pattern must have to be looked for: what says little costs as much time


class Row(NamedTuple):
    """A comment; the clauses that it violates, those that may count either way, and those of which the label speaks."""

    text: str
    violates: frozenset[str]
    open: frozenset[str]
    told: frozenset[str]


def rows_of(paths: list[Path]) -> list[Row]:
    """Labelled cases as rows."""
    return [Row(c.text, frozenset(c.expect), frozenset(c.also_ok), frozenset(CLAUSES)) for c in read_cases(paths)]


def example_rows(moderator: Moderator) -> list[Row]:
    """The examples of rules as rows; one that its own rule allows tells nothing of other clauses."""
    rules = {p.rule.id: p.rule for p in moderator.rulebook.programs}
    rows = []
    for e in examples(moderator):
        clause = rules[e.rule].clause
        rows.append(Row(e.text, frozenset(clause if e.wanted else ""), frozenset(), frozenset(CLAUSES if e.wanted else clause)))
    return rows


class Features:
    """Comments as counts of signs: concepts first, then words."""

    def __init__(self, moderator: Moderator, words: list[str]) -> None:
        book = moderator.rulebook
        self._moderator = moderator
        self._blind = tuple(book.ids[n] for n in BLIND)
        concepts = [i for n, i in sorted(book.ids.items()) if (n[0] not in "#~" and "'" not in n and n not in BLIND + NAMES) or n == ANY_GROUP]
        self.names = [book.names[i] for i in concepts]
        self.words = words
        spelled = dict(zip(words, range(len(book.names), len(book.names) + len(words)), strict=True))
        self._finder = Finder(book, concepts, self._blind, spelled)
        self._column = {ident: column for column, ident in enumerate((*concepts, *spelled.values()))}

    def matrix(self, rows: list[Row]) -> csr_matrix:
        """One row a comment; a sign counts as much as the length of the comment says."""
        values, columns, starts = [], [], [0]
        for row in rows:
            analysis = self._moderator.analyse(row.text, whole=True)
            assert analysis is not None
            found, counted = self._finder.all(analysis.matcher)
            columns += [self._column[i] for i in found]
            values += [share(counted.bit_count())] * len(found)
            starts.append(len(columns))
        return csr_matrix((values, columns, starts), shape=(len(rows), len(self._column)))

    def without(self, matrix: csr_matrix, fits: dict[str, Fit]) -> csr_matrix:
        """The same less the patterns that say little for and against every clause."""
        kept = np.ones(matrix.shape[1])
        for ident in self._finder.patterns:
            if ident in self._column:
                column = self._column[ident]
                kept[column] = max(abs(int(f.points[column])) for f in fits.values()) >= _LEAST
        left = csr_matrix(matrix @ diags(kept))
        left.eliminate_zeros()
        return left


def words_of(moderator: Moderator, rows: list[Row]) -> list[str]:
    """The words that stand in enough comments and name nobody and nothing and no side (`rules/swaps.yaml`), and the pairs of them."""
    lexicon, ids = moderator.rulebook.lexicon, moderator.rulebook.ids
    unseen = {ids[n] for n in (*BLIND, *NAMES)}
    comments, capitals, pairs = Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        capitals.update({w.lower() for w in _CAPITAL.findall(row.text)})
        analysis = moderator.analyse(row.text, whole=True)
        assert analysis is not None
        forms = [w.form for w in analysis.matcher.document.words]
        comments.update(set(forms))
        pairs.update({f"{a} {b}" for a, b in pairwise(forms)})
    known = {w for w, count in comments.items() if count >= _STANDS and 2 * capitals[w] < count and _LETTERS.fullmatch(w) and (w in lexicon.common or w in lexicon.words)}
    sides = {w for swap in moderator.rulebook.swaps for term in swap.terms for w in _LETTERS.findall(term.lower())} - set(moderator.rulebook.languages)
    known = {w for w in known - sides if unseen.isdisjoint(lexicon.words.get(w, ()))}
    return sorted(known | {p for p, count in pairs.items() if count >= _STANDS and known.issuperset(p.split(" "))})


class Fit(NamedTuple):
    """Points of one clause: where a comment starts, and by column."""

    start: int
    points: np.ndarray[Any, Any]


def fit(clause: str, rows: list[Row], matrix: csr_matrix, concepts: int) -> Fit:
    """Fit the points of one clause; the first columns are those of `concepts`."""
    use = np.array([clause in r.told and clause not in r.open for r in rows])
    wanted = np.array([clause in r.violates for r in rows])
    seen = np.asarray((matrix > 0).sum(0)).ravel() >= np.where(np.arange(matrix.shape[1]) < concepts, _SEEN, _STANDS)
    model = LogisticRegression(C=_INVERSE_PENALTY, solver="liblinear", intercept_scaling=10, max_iter=400).fit(matrix[use][:, seen], wanted[use])
    points = np.zeros(matrix.shape[1], dtype=int)
    points[seen] = np.round(model.coef_[0] * _SCALE)
    return Fit(round(float(model.intercept_[0]) * _SCALE), points)


def fitted(rows: list[Row], features: Features) -> dict[str, Fit]:
    """The points of every clause, fitted twice: the second time without patterns that say little."""
    matrix, concepts = features.matrix(rows), len(features.names)
    fits = {clause: fit(clause, rows, matrix, concepts) for clause in CLAUSES}
    matrix = features.without(matrix, fits)
    return {clause: fit(clause, rows, matrix, concepts) for clause in CLAUSES}


def held_out(moderator: Moderator, held: list[Row], matrix: csr_matrix, fits: dict[str, Fit]) -> None:
    """Print what thresholds would do: findings added where no rule of the clause found anything, and findings set aside."""
    unweighed = Moderator(replace(moderator.rulebook, points=None))
    flagged = [frozenset(v.flagged) for v in unweighed.review_many(r.text for r in held)]
    for name, thresholds in (("found", range(0, 50, 5)), ("set aside", range(-80, -15, 5))):
        for threshold in thresholds:
            told = []
            for clause, (start, points) in fits.items():
                totals = matrix @ points + start
                counted = [0, 0]
                for row, rules, total in zip(held, flagged, totals, strict=True):
                    if clause not in row.open and (total >= threshold and clause not in rules if name == "found" else total < threshold and clause in rules):
                        counted[(clause in row.violates) != (name == "found")] += 1
                told.append((clause, *counted))
            right, wrong = (sum(t[which] for t in told) for which in (1, 2))
            print(f"{name} at {threshold}: {right} rightly, {wrong} wrongly;", " ".join(f"{c} {r}/{w}" for c, r, w in told))


def _marks(fits: dict[str, Fit], column: int) -> str:
    return " ".join(f"{c}{f.points[column]:+d}" for c, f in fits.items() if f.points[column])


def written(names: list[str], fits: dict[str, Fit], head: str) -> str:
    """The file."""
    lines = [head.rstrip()]
    lines.append("[start]: " + " ".join(f"{c}{f.start:+d}" for c, f in fits.items()))
    lines.append("[set aside below]: " + " ".join(f"{c}{points:+d}" for c, points in sorted(ASIDE.items())))
    lines.append("[blind to]: " + " ".join(BLIND))
    for column, name in sorted(enumerate(names), key=lambda pair: pair[1]):
        marks = _marks(fits, column)
        if marks:
            lines.append(f"{name}: {marks}")
    return "\n".join(lines) + "\n"


def written_words(features: Features, fits: dict[str, Fit]) -> str:
    """The file of words; a word that says little for and against every clause is left out."""
    lines = [WORDS_HEAD.rstrip()]
    for column, word in enumerate(features.words, len(features.names)):
        if max(abs(int(f.points[column])) for f in fits.values()) >= _SAYS:
            lines.append(f"{word}: {_marks(fits, column)}")
    return "\n".join(lines) + "\n"


HEAD: Final = """# What each concept says for (+) or against (-) a clause, in tenths of a unit of log odds; a comment of 13 words starts at [start].
# Found by benchmarks/fit_points.py from the corpora and the examples of rules; a department may change any line. How they decide:
# docs/points.md. A concept that shares a word with one of [blind to] counts nothing: which group, party or side is named plays no part.
"""
WORDS_HEAD: Final = """# What each word says for (+) or against (-) a clause, beside the concepts of points.txt and in the same measure. Found by the same program;
# a department may change any line. No names, firms, places, groups or sides; what shares a place with one of these counts nothing.
"""


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", nargs="*", type=Path, default=[])
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "rules")
    options = parser.parse_args()
    moderator = Moderator.default()
    corpora = ROOT / "corpora"
    files = [p for folder in ("clauses", "plain", "batches", "attacks") for p in sorted((corpora / folder).rglob("*.jsonl"))]
    files += [corpora / f"viewpoint{part}.jsonl" for part in ("", "_second", "_third", "_fourth", "_fifth", "_sixth")]
    held = {p.resolve() for given in options.held for p in (sorted(given.rglob("*.jsonl")) if given.is_dir() else [given])}
    rows = rows_of([p for p in files if p.resolve() not in held]) + example_rows(moderator)
    features = Features(moderator, words_of(moderator, rows))
    fits = fitted(rows, features)
    if held:
        left = rows_of(sorted(held))
        held_out(moderator, left, features.matrix(left), fits)
    else:
        (options.output / "points.txt").write_text(written(features.names, fits, HEAD), encoding="utf-8")
        (options.output / "word_points.txt").write_text(written_words(features, fits), encoding="utf-8")
        print(f"{len(rows)} comments, {len(features.names)} concepts, {len(features.words)} words -> {options.output}")


if __name__ == "__main__":
    main()
