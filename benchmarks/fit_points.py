"""Fit `rules/points.txt` and `rules/word_points.txt`: what each concept and each word says for and against a clause, from the labelled cases that authors may read.

usage: python benchmarks/fit_points.py [--held FILES...] [-o FOLDER]
needs `pip install npguidelines[fit]` (scikit-learn). One logistic regression a clause and kind of alert over which concepts, words, stems and pairs of stems a paragraph has
(`npguidelines.engine.signs.Finder`), weights in twentieths of a unit of log odds; then all of them together over what decides in a comment (`pooled.py`). Rare signs are held back less than frequent ones (`_SCALING`). Words of names, firms, places, groups and
sides are left out, and so is what no dictionary and no vocabulary knows. The sealed corpora and those kept to measure on (`UNSEEN`) are never read. `--held`
are corpora left out of the fit: how many findings points above and below each threshold would add or set aside there. So the
thresholds were first chosen (docs/measurements.md, "Sixth session"); then everything is fitted again.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from joblib import Parallel, delayed
from pooled import Pooling, Stretches, Task, gathered, pool, refined, rows_of_paragraphs
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from npguidelines import Moderator
from npguidelines.engine.lines import spelled
from npguidelines.engine.points import TAKEN
from npguidelines.engine.signs import Finder, share
from npguidelines.engine.stretches import paragraphs_of, weighed
from npguidelines.evaluation.cases import Case, read_cases
from npguidelines.evaluation.examples import examples
from npguidelines.rulebook.content import clause_of
from npguidelines.rulebook.lines import line_of, line_table, numbered, pieces_of_line
from npguidelines.rulebook.stems import pieces_of

ROOT: Final = Path(__file__).parents[1]
CLAUSES: Final = tuple("bcdefghij")  # profanity is a matter of words
ALERTS: Final = ("self-harm", "emergency")
COLUMNS: Final = (*CLAUSES[:-1], "j-violence", "j-disclosure", *ALERTS)  # clause j is two clauses in one: what speaks for a threat says nothing of a leak
ASIDE: Final = {"b": -160, "c": -60, "d": -50, "e": -40, "f": -50, "g": -30, "h": -45, "i": -45, "j": -40, "self-harm": -40, "emergency": -40}
OVERRULED: Final = dict.fromkeys("cefghij", 10)  # not b, where many an exception tells talk of contempt from contempt, and not d, where nothing was gained
TOGETHER: Final = ("bi", "bj", "cd", "ci", "cj", "de", "dh", "ef", "ej", "fj", "ij")  # clauses that one comment often meets together, by the guide and on unseen comments: the others are rivals
NAMES: Final = (
    "bare_surname",
    "capitalised_word",
    "firm_plain",
    "given_name",
    "given_name_ambiguous",
    "lone_surname",
    "marked_name",
    "match_name",
    "more_named",
    "name_initial",
    "name_place",
    "name_word",
    "outsider_loose",
    "outsider_name",
    "place_name",
    "surname",
    "surname_ambiguous",
    "type_name",
)  # which name it is says nothing
BLIND: Final = (
    "age_group", "assistance_group", "brand_name", "brand_name_ambiguous", "disability_group", "gender_group", "gender_identity_group", "group_adjective", "group_member", "group_noun", "group_noun_singular",
    "group_word", "identity_singular", "immigrant_group", "listed_group", "marital_group", "national_group", "orientation_group", "race_group", "religion_group", "side_word",
)  # fmt: skip
_SCALE: Final = 20
_SEEN: Final = 6  # comments in which a concept must stand
_INVERSE_PENALTY: Final = 10.0  # of the plain regression with which the search starts
_POOLED_PENALTY: Final = 25.0  # the same over what decides
_STEPS: Final = 250  # of the search
_SCALING: Final = -0.25  # the power of the number of comments with which a sign is scaled: rare ones count more before the penalty
_STANDS: Final = 4  # comments in which a word or a stem must stand
_PAIR_STANDS: Final = 6  # and a pair
_SAYS: Final = 3  # points of some clause that a word or a pair must have
_CALL: Final = re.compile("alert|harm|suicid|crisis|emergenc|help|rescue")  # tags and notes of clause cases that may call for help: nothing is learned from them about alerts
_KIND: Final = {  # tags and notes of cases of clause j that tell its kind
    "j-violence": re.compile(r"\b(jv|violen|threat|gore|incit|bomb|shoot|kill|attack|veiled|wish|praise)"),
    "j-disclosure": re.compile(r"\b(jd|disclos|ssn|card|private|record|medical|juvenile|identif|phone|address|e-?mail|victim|witness|password|health|plate|account|leak|sealed|passport|birth)"),
}
_MOVED: Final = {  # points by which a comment starts higher than the fit says: calls for help are a fiftieth of the rows, and to be missed is worse than to be looked at; lists and pages of the web resemble records
    "self-harm": 80, "emergency": 80, "j-disclosure": -20,
}  # fmt: skip
UNSEEN: Final = frozenset({  # corpora that are kept to measure on (corpora/README.md): folders of attacks, files of alerts and messages
    "twenty-fourth", "twenty-sixth", "twenty-ninth", "thirty-second", "thirty-fourth", "thirty-sixth", "thirty-seventh", "fortieth", "forty-first", "forty-second", "forty-third", "alerts_eighth", "everyday_second",
})  # fmt: skip
_LETTERS: Final = re.compile(r"[a-z]+")
_CAPITAL: Final = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?![^\W_])")  # not at the start of a sentence
_TELLS: Final = 40.0  # what a pattern must tell to be looked for: what tells little costs as much time


class Row(NamedTuple):
    """A comment; the clauses that it violates, those that may count either way, and those of which the label speaks; the kind of clause that it violates, as far as tags tell."""

    text: str
    violates: frozenset[str]
    open: frozenset[str]
    told: frozenset[str]
    kind: str = ""


def rows_of(paths: list[Path]) -> list[Row]:
    """Labelled cases as rows."""
    return [Row(c.text, frozenset(c.expect), frozenset(c.also_ok), frozenset(CLAUSES) | (frozenset() if _CALL.search(_said(c)) else frozenset(ALERTS)), _kind(c)) for c in read_cases(paths)]


def _said(case: Case) -> str:
    return " ".join((*case.tags, case.note))


def _kind(case: Case) -> str:
    """The kind of clause j of a case, where its tags and note tell of one alone."""
    kinds = [kind for kind, told in _KIND.items() if "j" in case.expect and told.search(_said(case))]
    return kinds[0] if len(kinds) == 1 else ""


def alert_rows(paths: list[Path]) -> list[Row]:
    """Labelled cases of alerts as rows: kinds of alerts beside the clauses."""
    return [
        Row(c.text, frozenset(c.expect) | raised(c), frozenset(c.also_ok), frozenset(CLAUSES) | (frozenset(ALERTS) if raised(c) or "no-alert" in c.tags else frozenset())) for c in read_cases(paths)
    ]


def raised(case: Case) -> frozenset[str]:
    """The kinds of alerts that a case calls for, as far as its tags tell."""
    return frozenset(kind for kind in ALERTS if "alert" in case.tags and {kind, f"{kind}-alert"} & set(case.tags))


def example_rows(moderator: Moderator) -> list[Row]:
    """The examples of rules as rows; one that its own rule allows tells nothing of other clauses."""
    rules = {p.rule.id: p.rule for p in moderator.rulebook.programs}
    rows = []
    for e in examples(moderator):
        clause = rules[e.rule].clause
        rows.append(Row(e.text, frozenset(clause if e.wanted else ""), frozenset(), frozenset(CLAUSES if e.wanted else clause)))
    return rows


class Features:
    """Comments as counts of signs: concepts first, then lines of `word_points.txt`."""

    def __init__(self, moderator: Moderator, lines: Sequence[str]) -> None:
        book = moderator.rulebook
        self._moderator = moderator
        concepts = [i for n, i in sorted(book.ids.items()) if (n[0] not in "#~" and "'" not in n and n not in BLIND + NAMES)]
        self.names = [book.names[i] for i in concepts]
        self.lines = lines
        self._concepts = concepts
        self._finder = Finder(book, {i: at for at, i in enumerate(concepts)}, *unseen(moderator), line_table({line: at for at, line in enumerate(lines, len(concepts))}, stems(moderator)))

    def stretches(self, rows: list[Row]) -> Stretches:
        """The stretches of comments that are weighed; a sign counts as much as the length of the stretch says."""
        return gathered(map(self._comment, rows), len(self.names) + len(self.lines))

    def _comment(self, row: Row) -> list[list[tuple[list[int], float]]]:
        analysis = self._moderator.analyse(row.text, whole=True)
        assert analysis is not None
        signs, _, counted = self._finder.all(analysis.matcher)
        seen = [(sign, signs.seen(sign)) for sign in signs]
        return [[([sign for sign, where in seen if where & w.tokens], share(w.size)) for w in stretches] for stretches in weighed(paragraphs_of(analysis.matcher.document, counted))]

    def telling(self, matrix: csr_matrix, fits: dict[str, Fit]) -> np.ndarray[Any, Any]:
        """1 for each sign that is kept, 0 for the patterns that tell little: Wald's statistic of their points, added up over the clauses."""
        tells = np.zeros(matrix.shape[1])
        squares = matrix.power(2).T
        for start, points in fits.values():
            chance = 1 / (1 + np.exp(-(matrix @ points + start) / _SCALE))
            tells += (squares @ (chance * (1 - chance))) * (points / _SCALE) ** 2
        kept = np.ones(matrix.shape[1])
        patterns = set(self._finder.patterns)
        for column, ident in enumerate(self._concepts):
            if ident in patterns:
                kept[column] = tells[column] >= _TELLS
        return kept


def unseen(moderator: Moderator) -> tuple[frozenset[int], frozenset[int]]:
    """The concepts that are not weighed: groups and sides, and names."""
    ids = moderator.rulebook.ids
    return frozenset(ids[n] for n in BLIND), frozenset(ids[n] for n in NAMES)


def stems(moderator: Moderator) -> dict[str, str]:
    """What stands for each ordinary word in a line."""
    book = moderator.rulebook
    blind, names = unseen(moderator)
    return pieces_of(book.lexicon, blind | names, book.swaps, book.languages)


def lines_of(moderator: Moderator, rows: list[Row]) -> list[str]:
    """The words, stems and pairs of stems that stand in enough comments and name nobody and nothing."""
    ordinary = stems(moderator)
    numbers = numbered(ordinary.values())
    finder = Finder(moderator.rulebook, {}, *unseen(moderator), line_table({}, {})._replace(stems={w: numbers[stem] for w, stem in ordinary.items()}))
    forms, capitals, found = Counter[str](), Counter[str](), Counter[tuple[int, int]]()
    for row in rows:
        capitals.update({w.lower() for w in _CAPITAL.findall(row.text)})
        analysis = moderator.analyse(row.text, whole=True)
        assert analysis is not None
        document = analysis.matcher.document
        hidden = document.all & ~finder.all(analysis.matcher).counted
        forms.update({w.form for w in document.words})
        found.update({pair for pair, _, _ in spelled(finder.pieces(document, hidden))})
    name = {number: piece for piece, number in numbers.items()}
    lines = {line_of(*(name.get(number, "") for number in pair)): count for pair, count in found.items()}
    written, big = Counter[str](), Counter[str]()
    for form, count in forms.items():
        if form in ordinary:
            written[ordinary[form]] += count
            big[ordinary[form]] += capitals[form]
    names = {stem for stem, count in written.items() if 2 * big[stem] >= count}  # mostly with a capital

    def stands(line: str, count: int) -> bool:
        pieces = pieces_of_line(line)
        return count >= (_STANDS if len(pieces) == 1 else _PAIR_STANDS) and names.isdisjoint(pieces) and any(p[0] != "<" for p in pieces)

    words = {w for w, count in forms.items() if count >= _STANDS and w in ordinary and 2 * capitals[w] < count}
    return sorted(words | {line for line, count in lines.items() if stands(line, count)})


class Fit(NamedTuple):
    """Points of one clause: where a comment starts, and by column."""

    start: float
    points: np.ndarray[Any, Any]


def scales(matrix: csr_matrix, concepts: int) -> np.ndarray[Any, Any]:
    """What each sign is scaled with before the penalty, 0 for those that stand in too few paragraphs; the first columns are those of `concepts`."""
    count = np.asarray((matrix > 0).sum(0)).ravel()
    seen = count >= np.where(np.arange(matrix.shape[1]) < concepts, _SEEN, _STANDS)
    return np.where(seen, np.maximum(count, 1) ** _SCALING, 0)


def plain(wanted: np.ndarray[Any, Any], told: np.ndarray[Any, Any], matrix: csr_matrix, scale: np.ndarray[Any, Any]) -> Fit:
    """The points of one clause or kind of alert by a regression over whole paragraphs."""
    seen = scale > 0
    model = LogisticRegression(C=_INVERSE_PENALTY, solver="liblinear", intercept_scaling=10, max_iter=400).fit(csr_matrix(matrix[told][:, seen] @ diags(scale[seen])), wanted[told])
    points = np.zeros(matrix.shape[1])
    points[seen] = model.coef_[0] * scale[seen] * _SCALE
    return Fit(float(model.intercept_[0]) * _SCALE, points)


def fitted(rows: list[Row], features: Features) -> dict[str, Fit]:
    """The points of every column: by a plain regression, once more without the patterns that say little, then over what decides."""
    concepts = len(features.names)
    stretches = features.stretches(rows)
    clauses = (*CLAUSES, *ALERTS)
    told = np.array([[c in r.told and c not in r.open for c in clauses] for r in rows])
    wanted = np.array([[c in r.violates for c in clauses] for r in rows])
    how = pooling(COLUMNS)
    # Of a kind of a clause the plain regression learns from what is told to be of it, and from what does not violate the clause.
    of_kind = np.array([[c == clause_of(c) or r.kind == c for c in COLUMNS] for r in rows])
    sure = told[:, how.clause] & (of_kind | ~wanted[:, how.clause])

    def all_of(matrix: csr_matrix, scale: np.ndarray[Any, Any], of: np.ndarray[Any, Any]) -> dict[str, Fit]:
        found = Parallel(n_jobs=-1, max_nbytes=None)(delayed(plain)(wanted[of, how.clause[j]], sure[of, j], matrix, scale) for j in range(len(COLUMNS)))
        return dict(zip(COLUMNS, found, strict=True))

    matrix, of = rows_of_paragraphs(stretches)
    scale = scales(matrix, concepts)
    scale = scale * features.telling(matrix, all_of(matrix, scale, of))
    first = all_of(matrix, scale, of)
    starts = np.array([first[c].start for c in COLUMNS]) / _SCALE
    weights = np.column_stack([first[c].points for c in COLUMNS]) / _SCALE
    starts, weights = refined(stretches, Task(wanted, told), how, starts, weights, scale, _POOLED_PENALTY, _STEPS)
    return {c: Fit(round(float(starts[j]) * _SCALE) + _MOVED.get(c, 0), np.round(weights[:, j] * _SCALE).astype(int)) for j, c in enumerate(COLUMNS)}


def pooling(columns: Sequence[str]) -> Pooling:
    """How the columns are pooled: those of one clause together; rivals are clauses that seldom meet together."""
    clauses = list(dict.fromkeys(map(clause_of, columns)))
    rivals = [[{a, b} <= set(CLAUSES) and a != b and not {a + b, b + a} & set(TOGETHER) for b in map(clause_of, columns)] for a in map(clause_of, columns)]
    return Pooling(np.array([clauses.index(clause_of(c)) for c in columns]), np.array(rivals), TAKEN)


def held_out(moderator: Moderator, held: list[Row], stretches: Stretches, fits: dict[str, Fit]) -> None:
    """Print what thresholds would do: findings added where no rule of the clause found anything, and findings set aside."""
    unweighed = Moderator(replace(moderator.rulebook, points=None))
    flagged = [frozenset(v.flagged) for v in unweighed.review_many(r.text for r in held)]
    points = np.column_stack([fits[c].points for c in COLUMNS])
    odds = pool(stretches.matrix @ points + np.array([fits[c].start for c in COLUMNS]), stretches, pooling(COLUMNS)).odds
    for name, thresholds in (("found", range(0, 100, 10)), ("set aside", range(-160, -30, 10))):
        for threshold in thresholds:
            told = []
            for j, clause in enumerate(CLAUSES):
                counted = [0, 0]
                for row, rules, total in zip(held, flagged, odds[:, j], strict=True):
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
    lines.append("[overruled from]: " + " ".join(f"{c}{points:+d}" for c, points in OVERRULED.items()))
    lines.append("[may meet together]: " + " ".join(TOGETHER))
    lines.append("[blind to]: " + " ".join(BLIND))
    lines.append("[names]: " + " ".join(NAMES))
    for column, name in sorted(enumerate(names), key=lambda pair: pair[1]):
        marks = _marks(fits, column)
        if marks:
            lines.append(f"{name}: {marks}")
    return "\n".join(lines) + "\n"


def written_words(features: Features, fits: dict[str, Fit]) -> str:
    """The file of words; a word that says little for and against every clause is left out."""
    lines = [WORDS_HEAD.rstrip()]
    for column, word in enumerate(features.lines, len(features.names)):
        if max(abs(int(f.points[column])) for f in fits.values()) >= _SAYS:
            lines.append(f"{word}: {_marks(fits, column)}")
    return "\n".join(lines) + "\n"


HEAD: Final = """# What each concept says for (+) or against (-) a clause or a kind of alert, in twentieths of a unit of log odds; a comment of 13 words starts at [start].
# Found by benchmarks/fit_points.py from the corpora and the examples of rules; a department may change any line. How they decide:
# docs/points.md. A concept that shares a word with one of [blind to] counts nothing: which group, party or side is named plays no part.
"""
WORDS_HEAD: Final = """# What each word says for (+) or against (-) a clause, beside the concepts of points.txt and in the same measure. Found by the same program;
# a department may change any line. `sell`: the word as it is read; `sell*`: any word with this stem; `sell* .. cheap*`: both in this order, at most two words between;
# `^ sell*`: at the start of a sentence. No names, firms, places, groups or sides: whichever it is, it is a <name> or a <group>.
"""


def readable(corpora: Path) -> tuple[list[Path], list[Path]]:
    """The files of labelled cases and those of calls for help that the fit may read: neither the sealed ones nor `UNSEEN`."""
    cases = [p for folder in ("clauses", "plain", "pieces", "batches", "attacks") for p in sorted((corpora / folder).rglob("*.jsonl"))]
    cases += [corpora / f"viewpoint{part}.jsonl" for part in ("", "_second", "_third", "_fourth", "_fifth", "_sixth", "_seventh")]
    calls = [*sorted(corpora.glob("alerts*.jsonl")), *sorted(corpora.glob("everyday*.jsonl"))]
    return [p for p in cases if p.parent.name not in UNSEEN], [p for p in calls if p.stem not in UNSEEN]


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", nargs="*", type=Path, default=[])
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "rules")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    moderator = Moderator.default()
    held = {p.resolve() for given in options.held for p in (sorted(given.rglob("*.jsonl")) if given.is_dir() else [given])}
    cases, calls = ([p for p in files if p.resolve() not in held] for files in readable(ROOT / "corpora"))
    rows = rows_of(cases) + example_rows(moderator) + alert_rows(calls)
    features = Features(moderator, lines_of(moderator, rows))
    fits = fitted(rows, features)
    if held:
        left = rows_of(sorted(held))
        held_out(moderator, left, features.stretches(left), fits)
    else:
        (options.output / "points.txt").write_text(written(features.names, fits, HEAD), encoding="utf-8")
        (options.output / "word_points.txt").write_text(written_words(features, fits), encoding="utf-8")
        print(f"{len(rows)} comments, {len(features.names)} concepts, {len(features.lines)} words and pairs -> {options.output}")


if __name__ == "__main__":
    main()
