"""The pipeline: scan, read, mark, match, contexts, score, safeguard, verdict."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import tee
from typing import TYPE_CHECKING, Final

from .. import _version
from ..detectors.comment import ReadComment
from ..detectors.protocol import Plugin
from ..model.comment import Comment
from ..model.policy import Policy
from ..model.verdict import CommentRef, Provenance, Verdict
from ..rulebook.program import Program, Rulebook
from ..text.chunks import Reader
from ..text.condense import Condensed, condense
from ..text.document import Document, Lists
from ..text.presence import present
from . import aside, contexts, findings, scan
from .advice import Advice
from .analysis import Analysis
from .marks import Marked, Marking, moved, to_tokens
from .match import Matcher
from .plugging import advisers_of, at_hand, detectors_of, plugged, resting
from .points import MOST_WORDS, Weigher
from .reference import Antecedents
from .rows import checked
from .verdicts import Verdicts
from .windows import english, window

if TYPE_CHECKING:
    import pyarrow as pa

_MAX_FINDINGS: Final = 40
_NOBODY: Final[Antecedents] = frozenset()


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
        self._marking = Marking(detectors_of(self._plugins), rulebook, budget)
        self._advice = Advice(advisers_of(self._plugins), rulebook, budget)
        self._reader = Reader(rulebook.lexicon)
        self._scan = scan.scanner(rulebook)
        self._weigher = Weigher(rulebook, rulebook.points) if rulebook.points is not None else None
        self._called = [(alert, alert.at_least) for alert in rulebook.alerts if alert.at_least is not None]
        self._weighed = [rulebook.programs[at] for at in rulebook.weighed] if rulebook.points is not None else []
        self._show = show_identifiers
        self._lists = Lists(*(rulebook.features[name] for name in Lists._fields))
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
        analysis = self.analyse(text, comment)
        if analysis is None or not (analysis.hits or analysis.aside or analysis.calls or analysis.called or analysis.degraded or analysis.hidden):
            return None
        return self._verdicts.made(_reference(text, comment), text, analysis)

    def answer(self, text: str, comment: Comment | None, found: Verdict | None) -> Verdict:
        """Return the verdict on `comment` from what was found in its text; internal."""
        if found is None:
            return self._verdicts.clean(_reference(text, comment), text)
        if comment is None or found.comment.id == comment.id:
            return found
        return found.model_copy(update={"comment": _reference(text, comment)})

    def analyse(self, text: str, comment: Comment | None = None, *, whole: bool = False) -> Analysis | None:
        """Run everything up to the contexts; None when the scan finds nothing to look at (unless `whole`)."""
        book = self._book
        flood = condense(text)
        read = text if flood is None else flood.text
        ids, spaced = present(read, self._reader)
        hints = book.hints
        seen = ReadComment(read, self._document, lambda hint: hints[hint] in ids)
        before = self._before(comment) if comment is not None else _NOBODY
        document = None
        if spaced or whole:
            document = self._document(read)
            ids |= document.shown()
        early = self._marking.first(seen, ids)
        if before or early.ids:
            ids.update(early.ids, *(book.referred[name] for name in before))  # "he" may mean somebody whom only the post names
        possible = self._scan(ids, [book.ids[name] for name in before])
        numbers = possible.candidates(scan.RULES)
        calls = possible.candidates(scan.ALERTS)
        if not numbers and not calls and not whole and not early.degraded:
            return None
        if document is None:
            document = self._document(read)
        if not document.size:
            numbers = []
        if flood is not None:
            document.stand_in(text, flood)
        analysis = Analysis(Matcher(document, book, {}, before, possible))
        analysis.calls = calls
        self._mark(seen, early, flood, analysis)
        self._match(numbers, analysis)
        if self._weigher is not None and (numbers or calls):
            try:
                self._weigh(self._weigher, analysis)
            except Exception as error:
                analysis.degraded.append(f"points: {type(error).__name__}")
        if analysis.hits:
            analysis.scopes = contexts.scopes(analysis.matcher)
            aside.by_contexts(analysis)
        return analysis

    def _before(self, comment: Comment) -> Antecedents:
        """Kinds of people named in the post or the parent comment, which "he" may mean; never evidence."""
        found: set[str] = set()
        for text in (comment.parent_text, comment.post_text):
            if text:
                matcher = Matcher(self._document(text), self._book, {})
                found.update(name for name in self._book.referred if matcher.concept(self._book.ids[name]))
        return frozenset(found)

    def _document(self, text: str) -> Document:
        return Document(text, self._reader, self._lists)

    def _mark(self, seen: ReadComment, early: Marked, flood: Condensed | None, analysis: Analysis) -> None:
        """Add the marks of the detectors, those from before the scan and those of the others."""
        found = self._marking.later(seen, analysis.matcher.possible.ids)
        marks = sorted([*early.marks, *found.marks])
        analysis.degraded += [*early.degraded, *found.degraded]
        to_tokens(marks if flood is None else moved(marks, flood.original), analysis.matcher, analysis.hidden)

    def _match(self, numbers: list[int], analysis: Analysis) -> None:
        matcher = analysis.matcher
        taken = {"stable": 0, "test": 0}
        for number in numbers:
            at, which = self._book.pairs[number]
            program = self._book.programs[at]
            status = program.status
            if status == "deprecated" or taken[status] >= _MAX_FINDINGS:
                continue
            readable = matcher.document.all
            if program.english:
                readable = self._english(analysis)
                if not readable:
                    continue
            try:
                for match in matcher.matches(program.patterns[which]):
                    if readable != matcher.document.all and not all(readable >> first & 1 for first, _ in match.spans):
                        continue
                    found = findings.hit(matcher, program, program.patterns[which], match)
                    if not self._excepted(matcher, program, found, analysis):
                        analysis.hits.append((found, program.rule.strength))
                        taken[status] += 1
            except Exception as error:
                if status != "test":  # a rule in rehearsal counts for nothing; its examples tell that it fails
                    analysis.degraded.append(f"rule {program.rule.id}: {type(error).__name__}")

    def _english(self, analysis: Analysis) -> int:
        if analysis.english is None:
            analysis.english = english(analysis.matcher.document, self._book.languages)
        return analysis.english

    def _weigh(self, weigher: Weigher, analysis: Analysis) -> None:
        """Set aside the findings of a rule that stands alone and against which everything else speaks; find what the signs say together."""
        matcher = analysis.matcher
        if matcher.document.size > MOST_WORDS or self._english(analysis) != matcher.document.all:
            return
        weighing = analysis.weighing = weigher.weigh(matcher)
        aside.by_points(analysis, weigher, weighing)
        for alert, at_least in self._called:
            window = weighing.reaching(alert.alert.kind, at_least)
            if window is not None:
                analysis.called.append((alert, window))
        clauses = {found.program.rule.clause for found, _ in analysis.hits if found.program.status == "stable"}
        for program in self._weighed:
            rule = program.rule
            if rule.clause in clauses or program.status == "deprecated":
                continue
            marks = weighing.signs_for(rule.clause, program.at_least)
            if marks:
                found = findings.weighed_hit(matcher, program, marks)
                if not self._excepted(matcher, program, found, analysis):
                    analysis.hits.append((found, rule.strength))

    def _excepted(self, matcher: Matcher, program: Program, found: findings.Hit, analysis: Analysis) -> bool:
        """Whether an `unless` of the rule silences this match; noted when so."""
        for number, unless in enumerate(program.rule.unless):
            if not matcher.possible.opens(program.unless_gates[number]):
                continue
            reach = window(matcher, found, unless.within)
            for match in matcher.matches(program.unless[number]):
                if any(reach >> first & ((1 << length) - 1) for first, length in match.spans):
                    aside.set_aside(analysis, found, f"unless: {unless.match}", unless.because)
                    return True
        return False


def _reference(text: str, comment: Comment | None) -> CommentRef:
    return CommentRef(id=comment.id if comment is not None else None, sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), length=len(text))


def _restore(book: Rulebook, plugins: tuple[Plugin, ...], show: bool, budget: float) -> Moderator:
    return Moderator(book, plugins, show_identifiers=show, budget=budget)
