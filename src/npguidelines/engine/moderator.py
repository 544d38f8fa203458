"""The moderator: what importing tools call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import tee
from typing import TYPE_CHECKING

from .. import _version
from ..detectors.protocol import Plugin
from ..model.comment import Comment
from ..model.policy import Policy
from ..model.verdict import Provenance, Verdict
from ..rulebook.program import Rulebook
from .advice import Advice
from .analysis import Analysis
from .marks import Marking
from .pipeline import Pipeline
from .plugging import advisers_of, at_hand, detectors_of, plugged, resting
from .rows import checked
from .verdicts import Verdicts, comment_ref

if TYPE_CHECKING:
    import pyarrow as pa


class Moderator:
    """Scores comments against the clauses of one rulebook. Thread-safe; the same input gives the same bytes.

    `detectors` are added to the core ones, by name (`"profanity"`, `"toxicity=FOLDER"`) or as objects; one with the name of
    another takes its place. `show_identifiers` turns the masking of card numbers and the like off. `budget` are the seconds
    that a detector from outside may take for one comment.
    """

    def __init__(self, rulebook: Rulebook, detectors: Sequence[str | Plugin] | None = None, *, show_identifiers: bool = False, budget: float = 1.0) -> None:
        self._book = rulebook
        self._plugins = plugged(rulebook, detectors)
        self._budget = budget
        self._pipeline = Pipeline(rulebook, Marking(detectors_of(self._plugins), rulebook, budget))
        self._advice = Advice(advisers_of(self._plugins), rulebook, budget)
        self._show = show_identifiers
        self._provenance = Provenance(
            npguidelines=_version.__version__, policy=rulebook.policy.edition, rulebook=rulebook.digest,
            detectors=at_hand(self._plugins),
        )  # fmt: skip
        self._verdicts = Verdicts(rulebook, self._provenance, show=show_identifiers)

    @classmethod
    def default(cls, detectors: Sequence[str | Plugin] | None = None) -> Moderator:
        """Return a moderator with the shipped policy and rules."""
        from .loading import default_rulebook

        return cls(default_rulebook(), detectors)

    @property
    def policy(self) -> Policy:
        """The policy of the rulebook."""
        return self._book.policy

    @property
    def rulebook(self) -> Rulebook:
        """The compiled rulebook."""
        return self._book

    @property
    def resting(self) -> dict[str, tuple[str, ...]]:
        """The rules that cannot match because an optional detector was not asked for: rule id -> the detectors that are away."""
        return self._resting

    @cached_property
    def _resting(self) -> dict[str, tuple[str, ...]]:
        return resting(self._book, self._plugins)

    @property
    def provenance(self) -> Provenance:
        """What judges: versions of package, policy and detectors, digest of the rulebook."""
        return self._provenance

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (self._book, self._plugins, self._show, self._budget)

    def review(self, comment: str | Comment) -> Verdict:
        """Return the verdict for one comment; raises `CommentError` unless it is text or a `Comment`.

        >>> from npguidelines import Moderator
        >>> Moderator.default().review("Defund the police. Useless.").outcome.value
        'allow'
        """
        verdict, text = self._judge(comment)
        return self._advice.given([verdict], [text])[0] if self._advice else verdict

    def _judge(self, comment: str | Comment) -> tuple[Verdict, str]:
        """The verdict before any advice, and the text."""
        if type(comment) is str:
            text, given = comment, None
        else:
            given = comment if isinstance(comment, Comment) else None
            text = given.text if given is not None else checked(comment)
        return self.answer(text, given, self.found(text, given)), text

    def review_many(self, comments: Iterable[str | Comment], *, jobs: int = 1) -> Iterator[Verdict]:
        """Yield the verdicts of `comments`, lazily and in order; `jobs` processes give the same ones sooner.

        With several jobs a script keeps its own work under `if __name__ == "__main__":`. With several jobs, or with an
        adviser, a few batches are read ahead.
        """
        if jobs > 1:
            from .workers import review_in_processes

            asked, told = tee(comments)
            judged: Iterable[tuple[Verdict, str]] = zip(review_in_processes(self, asked, jobs), (c.text if isinstance(c, Comment) else c for c in told), strict=True)
        else:
            judged = (self._judge(comment) for comment in comments)
        yield from self._advice.stream(judged) if self._advice else (verdict for verdict, _ in judged)

    def review_table(self, table: pa.Table, text: str | None = None, *, post: str | None = None, parent: str | None = None, jobs: int = 1) -> pa.Table:
        """Return `table` with the columns of `table_schema()` added, one row a row; needs `npguidelines[batch]`.

        `text` names the column of the comments (default: the first usual name), `post` and `parent` those of what was
        commented on. Identical comments are judged once. A null comment gets null answers. Raises `DataFileError` for a
        column that is not there or holds no text, `MissingExtraError` without pyarrow.
        """
        from .table import review_table

        return review_table(self, table, text, post, parent, jobs)

    def found(self, text: str, comment: Comment | None) -> Verdict | None:
        """Return the verdict, or None where nothing at all was found (engine/rows.py); internal."""
        analysis = self._pipeline.analyse(text, comment)
        if analysis is None or not (analysis.hits or analysis.aside or analysis.calls or analysis.called or analysis.degraded or analysis.hidden):
            return None
        return self._verdicts.made(comment_ref(text, comment), text, analysis)

    def analyse(self, text: str, comment: Comment | None = None, *, whole: bool = False) -> Analysis | None:
        """Return what was found in one comment on the way to a verdict (`explain --trace`, `evaluate`); None when the scan finds nothing to look at, unless `whole`."""
        return self._pipeline.analyse(text, comment, whole=whole)

    def answer(self, text: str, comment: Comment | None, found: Verdict | None) -> Verdict:
        """Return the verdict on `comment` from what was found in its text; internal."""
        if found is None:
            return self._verdicts.clean(comment_ref(text, comment), text)
        if comment is None or found.comment.id == comment.id:
            return found
        return found.model_copy(update={"comment": comment_ref(text, comment)})


def _restore(book: Rulebook, plugins: tuple[Plugin, ...], show: bool, budget: float) -> Moderator:
    return Moderator(book, plugins, show_identifiers=show, budget=budget)
