"""The way of a comment up to the verdict: scan, read, mark, match, weigh, contexts."""

from __future__ import annotations

from typing import Final

from ..detectors.comment import ReadComment
from ..model.comment import Comment
from ..model.rule import Unless
from ..rulebook.program import Program, Rulebook
from ..text.chunks import Reader
from ..text.condense import Condensed, condense
from ..text.document import Document, Lists
from ..text.hints import BIT
from ..text.ids import packed_ids
from ..text.presence import present
from . import aside, contexts, findings, scan
from .analysis import Analysis
from .marks import Marked, Marking, moved, to_tokens
from .match import Matcher
from .points import BESIDE, MOST_WORDS, Weigher
from .reference import Antecedents
from .windows import english, window

_NOBODY: Final[Antecedents] = frozenset()


class Pipeline:
    """Finds what stands in comments by the rules of one rulebook, with the detectors of `marking`."""

    def __init__(self, rulebook: Rulebook, marking: Marking) -> None:
        self._book = rulebook
        self._marking = marking
        self.reader = Reader(rulebook.lexicon)
        self._scan = scan.scanner(rulebook)
        self._weigher = Weigher(rulebook, rulebook.points) if rulebook.points is not None else None
        self._patterns = [(program, program.patterns[which], program.status) for at, which in rulebook.pairs for program in (rulebook.programs[at],)]
        self._called = [(alert, alert.at_least) for alert in rulebook.alerts if alert.at_least is not None]
        weighed = [rulebook.programs[at] for at in rulebook.weighed] if rulebook.points is not None else []
        self._weighed = [(program, program.at_least) for program in weighed if program.status != "deprecated"]
        self._lists = Lists(*(rulebook.features[name] for name in Lists._fields))

    def document(self, text: str) -> Document:
        """Read a text as words and sentences."""
        return Document(text, self.reader, self._lists)

    def analyse(self, text: str, comment: Comment | None = None, *, whole: bool = False) -> Analysis | None:
        """Find what stands in a comment; None when the scan finds nothing to look at (unless `whole`)."""
        book = self._book
        flood = condense(text)
        read = text if flood is None else flood.text
        shown, hints, spaced = present(read, self.reader)
        seen = ReadComment(read, self.document, lambda hint: hints & BIT[hint] > 0)
        before = self._before(comment) if comment is not None else _NOBODY
        document = None
        if spaced or whole:
            document = self.document(read)
            shown += packed_ids(document.shown())
        early = self._marking.first(seen, shown)
        if before or early.ids:
            shown += packed_ids({*early.ids}.union(*(book.referred[name] for name in before)))  # "he" may mean somebody whom only the post names
        possible = self._scan(shown, [book.ids[name] for name in before])
        numbers = possible.candidates(scan.RULES)
        calls = possible.candidates(scan.ALERTS)
        if not numbers and not calls and not whole and not early.degraded:
            return None
        if document is None:
            document = self.document(read)
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
        aside.by_exceptions(analysis)
        if analysis.hits:
            analysis.scopes = contexts.scopes(analysis.matcher)
            aside.by_contexts(analysis)
            aside.by_prevailing(analysis)
            aside.by_other_clauses(analysis)
        return analysis

    def _before(self, comment: Comment) -> Antecedents:
        """Kinds of people named in the post or the parent comment, which "he" may mean; never evidence."""
        found: set[str] = set()
        for text in (comment.parent_text, comment.post_text):
            if text:
                matcher = Matcher(self.document(text), self._book, {})
                found.update(name for name in self._book.referred if matcher.concept(self._book.ids[name]))
        return frozenset(found)

    def _mark(self, seen: ReadComment, early: Marked, flood: Condensed | None, analysis: Analysis) -> None:
        """Add the marks of the detectors, those from before the scan and those of the others."""
        found = self._marking.later(seen, analysis.matcher.possible.shows)
        marks = sorted([*early.marks, *found.marks])
        analysis.degraded += [*early.degraded, *found.degraded]
        to_tokens(marks if flood is None else moved(marks, flood.original), analysis.matcher, analysis.hidden)

    def _match(self, numbers: list[int], analysis: Analysis) -> None:
        matcher = analysis.matcher
        everything = matcher.document.all
        taken = {"stable": 0, "test": 0}
        for number in numbers:
            program, pattern, status = self._patterns[number]
            if status == "deprecated" or taken[status] >= aside.MOST_FINDINGS:
                continue
            try:
                matches = matcher.matches(pattern)
                if not matches:
                    continue
                readable = self._english(analysis) if program.english else everything
                for match in matches:
                    if readable != everything and not all(readable >> first & 1 for first, _ in match.spans):
                        continue
                    found = findings.hit(matcher, program, pattern, match)
                    unless = self._exception(matcher, program, found)
                    if unless is None:
                        analysis.hits.append((found, program.rule.strength))
                        taken[status] += 1
                    else:
                        analysis.excepted.append((found, unless))
            except Exception as error:
                if status != "test":  # a rule in rehearsal counts for nothing; its examples tell that it fails
                    analysis.degraded.append(f"rule {program.ident}: {type(error).__name__}")

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
        aside.by_exceptions(analysis)
        for alert, at_least in self._called:
            window = weighing.reaching(alert.alert.kind, at_least)
            if window is not None:
                analysis.called.append((alert, window))
        clauses = {found.program.clause for found, _ in analysis.hits if found.program.status == "stable" and weigher.weighs(found.program.clause)}
        analysis.beside = BESIDE if clauses else 0
        for program, at_least in self._weighed:
            if program.clause in clauses or not weighing.says_more(program.more):
                continue
            marks = weighing.signs_for(program.clause, at_least + analysis.beside)
            if marks:
                found = findings.weighed_hit(matcher, program, marks)
                unless = self._exception(matcher, program, found)
                if unless is None:
                    analysis.hits.append((found, program.rule.strength))
                else:  # points found it: they overrule no exception from them
                    aside.excepted(analysis, found, unless)

    def _exception(self, matcher: Matcher, program: Program, found: findings.Hit) -> Unless | None:
        """The first `unless` of the rule that silences this match."""
        opens = matcher.possible.opens
        for number, gate in enumerate(program.unless_gates):
            if not opens(gate):
                continue
            matches = matcher.matches(program.unless[number])
            if not matches:
                continue
            unless = program.rule.unless[number]
            reach = window(matcher, found, unless.within)
            for match in matches:
                if any(reach >> first & ((1 << length) - 1) for first, length in match.spans):
                    return unless
        return None
