"""Why a rule stays silent on a text: the cues that it found, the one that it lacked, or what set it aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..engine.analysis import Analysis
from ..engine.match import Matcher
from ..engine.moderator import Moderator
from ..engine.together import somewhere
from ..rulebook.program import Any_, Chain, Id, Maybe, Node, Program, Test, Together, Top, Weighed
from ..text.bits import positions

_SHOWN = 4  # how many alternatives of a cue are named


@dataclass(frozen=True, slots=True, order=True)
class Near:
    """A rule that came near: how far it is (2 for each word that is lacking, 1 for a word in the wrong mood or place), what it lacked and found."""

    distance: int
    rule: str
    version: int
    clause: str
    lacked: tuple[str, ...]
    found: tuple[str, ...]

    def __str__(self) -> str:
        found = f"; found {', '.join(self.found)}" if self.found else ""
        return f"{self.rule} v{self.version} lacked {'; '.join(self.lacked)}{found}"


def nearest(moderator: Moderator, text: str, *, clause: str | None = None, rule: str | None = None, limit: int = 5) -> list[Near]:
    """The rules that came nearest to `text` and found nothing, nearest first: of one clause, or one rule alone, where asked."""
    analysis = moderator.analyse(text, whole=True)
    assert analysis is not None
    return near_rules(moderator, analysis, clause=clause, rule=rule, limit=limit)


def near_rules(moderator: Moderator, analysis: Analysis, *, clause: str | None = None, rule: str | None = None, limit: int = 5) -> list[Near]:
    """As `nearest`, for a text that is analysed already."""
    fired = {found.program.rule.id for found, _ in analysis.hits}
    near: list[Near] = []
    for program in moderator.rulebook.programs:
        if program.rule.id not in fired and rule in (None, program.rule.id) and clause in (None, program.rule.clause):
            near.extend(_near(program, moderator, analysis, wanted=rule is not None))
    near.sort(key=lambda n: (n.distance, -len(n.found), n.rule))
    best: dict[str, Near] = {}
    for one in near:
        best.setdefault(one.rule, one)
    return list(best.values())[:limit]


def _near(program: Program, moderator: Moderator, analysis: Analysis, *, wanted: bool) -> Iterator[Near]:
    rule = program.rule
    aside = [f"nothing, but was set aside ({a.context}): {a.because}" for a in analysis.aside if a.rule == rule.id]
    if aside or rule.status == "deprecated":
        yield Near(0, rule.id, rule.version, rule.clause, tuple(aside[:1]) or ("nothing, but is deprecated and does not run",), ())
        return
    if program.weighs:
        near = _weighed(program, analysis)
        if near.found or wanted:
            yield near
        return
    ids = analysis.matcher.possible.ids
    for pattern, gate in zip(program.patterns, moderator.rulebook.gating.value.rules_of[rule.id], strict=True):
        if not wanted and not gate.choices and all(need.isdisjoint(ids) for need in (gate.must, *gate.some)):
            continue
        lacked, found = Cues(moderator, analysis.matcher).of(pattern)
        if found or wanted:
            yield Near(sum(d for d, _ in lacked), rule.id, rule.version, rule.clause, tuple(words for _, words in lacked), found)


def _weighed(program: Program, analysis: Analysis) -> Near:
    """How many points a rule that weighs lacked, and the signs that spoke most for it."""
    rule, weighing = program.rule, analysis.weighing
    if weighing is None:
        return Near(program.at_least, rule.id, rule.version, rule.clause, ("any word that a rule of some clause asks for, or English words, or is too long to be weighed",), ())
    told = weighing.standing(rule.clause)
    total, speaking = told.points, weighing.speaking(told)
    at_least = program.at_least + analysis.beside
    if total < at_least:
        beside = f", {analysis.beside} more beside what rules found" if analysis.beside else ""
        lacked = f"{at_least} points (it has {total:.0f}{weighing.taken(rule.clause, told.where.tokens)}{beside})"
    elif program.more is not None and not weighing.says_more(program.more):
        lacked = f"more points for {program.more[0]} than for {program.more[1]}"
    elif not speaking:
        lacked = "a strong sign of a flagging kind"
    else:
        lacked = "no finding of another rule of the clause" if weighing.signs_for(rule.clause, at_least) else "some more words"
    document = analysis.matcher.document
    found = []
    for row, first, length in speaking:
        start, end = document.span(first, length)
        found.append(f"{weighing.name(row)} in {document.text[start:end]!r} ({weighing.weight(told.column, row):+d})")
    return Near(max(1, round((at_least - total) / 10)), rule.id, rule.version, rule.clause, (lacked,), tuple(found))


Lack = tuple[int, str]


class Cues:
    """Tells the cues of a pattern that a text has from those that it lacks."""

    def __init__(self, moderator: Moderator, matcher: Matcher) -> None:
        self._names = moderator.rulebook.names
        self._matcher = matcher
        self._kept: list[Node] = []  # the matcher knows nodes by identity, so those made here must live as long as it is used

    def of(self, top: Top) -> tuple[list[Lack], tuple[str, ...]]:
        """The cues that are lacking, and the cues found, with their words."""
        assert not isinstance(top, Weighed)
        parts: tuple[Node, ...] = top.present if isinstance(top, Together) else top.nodes if isinstance(top, Chain) else (top,)
        held = [(p, self._matcher.value(p)) for p in parts if not isinstance(p, Maybe)]
        lacked = [self._lack(p) for p, spans in held if not spans]
        found = [f"{self.shown(p)} in {self._quote(p)}" for p, spans in held if spans]
        if not lacked:
            lacked = [self._place(top)]
        return lacked, tuple(found)

    def shown(self, node: Node) -> str:
        """The node as a rule would write it, long alternatives cut short."""
        match node:
            case Id(concept=concept):
                return _short(self._names[concept])
            case Chain(nodes=nodes, gaps=gaps):
                parts = [self.shown(nodes[0])]
                for inner, gap in zip(nodes[1:], gaps, strict=False):
                    parts.append((f"..{gap} " if gap else "") + self.shown(inner))
                return " ".join(parts)
            case Any_(nodes=nodes):
                more = f" | ... ({len(nodes)})" if len(nodes) > _SHOWN else ""
                return "(" + " | ".join(self.shown(n) for n in nodes[:_SHOWN]) + more + ")"
            case Maybe(node=inner):
                return self.shown(inner) + "?"
            case Test(node=inner, tests=tests):
                return f"{self.shown(inner)}[{_tests(tests)}]"

    def _lack(self, node: Node) -> Lack:
        """What an unmet cue lacks: the word itself, the mood of a word that is there, or its place after another."""
        if isinstance(node, Test) and self._matcher.value(node.node):
            return 1, f"{self.shown(node.node)} as {_tests(node.tests)} ({self._quote(node.node)} is not so)"
        if isinstance(node, Test):
            return self._lack(node.node)
        if isinstance(node, Chain):
            for part in node.nodes:
                if not isinstance(part, Maybe) and not self._matcher.value(part):
                    return self._lack(part)
            return self._place(node)
        return 2, self.shown(node)

    def _place(self, top: Top) -> Lack:
        """Which cue of those that are all there stands in the wrong place."""
        if isinstance(top, Chain):
            for count in range(2, len(top.nodes) + 1):
                begun = Chain(top.nodes[:count], top.gaps[: count - 1], top.nodes[:0])
                self._kept.append(begun)
                if not self._matcher.value(begun):
                    gap = top.gaps[count - 2] if count - 2 < len(top.gaps) else 0
                    return 1, f"{self.shown(top.nodes[count - 1])} at most {gap} words after {self.shown(top.nodes[count - 2])}"
        if isinstance(top, Together):
            barred = [self.shown(n) for n in top.absent if self._matcher.value(n)]
            if barred:
                return 1, f"a place without {' and '.join(barred)}, which it forbids"
            if somewhere(self._matcher, replace(top, apart=False)):
                return 1, "a word of its own for each of its cues"
            return 1, f"all of its cues within {'two sentences' if top.scope == '2 sentences' else 'one ' + top.scope}"
        return 1, "English words around its cues, or evidence of a flagging kind"

    def _quote(self, node: Node) -> str:
        """The words of the first match of a node."""
        document = self._matcher.document
        spans = self._matcher.value(node)
        first, length = min((next(positions(where, 1)), size) for size, where in spans.items() if where)
        start, end = document.span(first, length)
        return repr(document.text[start:end])


def _short(name: str) -> str:
    """A literal of many alternatives, cut short."""
    if "'" not in name or name.count("|") < _SHOWN:
        return name
    options = name.rstrip("'").split("|")
    return "|".join(options[:_SHOWN]) + f"|... ({len(options)})'"


def _tests(tests: tuple[tuple[str, bool], ...]) -> str:
    return ", ".join(("" if wanted else "not ") + name for name, wanted in tests)
