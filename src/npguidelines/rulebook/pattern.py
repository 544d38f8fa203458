"""The matching language: grammar and parser; the trees that it makes stand in syntax.py. Reference: docs/rule-language.md.

    top      = "all(" part {"," part} ")" ["within" scope] ["overlapping"] | "points(" INTEGER ["," NAME ">" NAME] ")" | pattern
    part     = ["!"] pattern
    scope    = "clause" | "sentence" | "2 sentences" | "comment"
    pattern  = sequence {"|" sequence}
    sequence = element {[gap] element} [gap]      (a gap at the end only inside brackets: `('i' ..2)? verb`)
    gap      = ".." [INTEGER]
    element  = primary ["[" test {"," test} "]"] ["?"]
    primary  = NAME | [KIND ":"] "'" words {"|" words} "'" | "(" pattern ")" | "near(" INTEGER "," pattern "," pattern ")"
    test     = ["!"] NAME
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from .syntax import All, Alt, Lit, Opt, Points, Ref, Scope, Seq, Tested, Top, Tree

SCOPES: Final = ("clause", "sentence", "2 sentences", "comment")
FEATURES: Final = (
    "negated", "question", "past", "future", "modal", "conditional", "command", "i", "we", "you", "he", "they", "passive", "me",
    "cap", "capital", "upper", "first", "last", "quoted", "unknown",
)  # fmt: skip
DEFAULT_GAP: Final = 3
MAX_GAP: Final = 16
MAX_SPAN: Final = 40

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<kind>act|claim|contact|asset|offer|profanity|slur|identifier|target|topic|stance):(?=')|(?P<gap>\.\.\s*\d*)|(?P<literal>'[^']*(?:'(?=[a-z])[^']*)*')|(?P<scope>2 sentences)|(?P<int>\d+)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<sign>[()\[\]|,?!>]))"
)


class PatternError(ValueError):
    """A pattern does not parse; `column` counts from 1."""

    def __init__(self, column: int, expected: str, got: str) -> None:
        self.column, self.expected, self.got = column, expected, got
        super().__init__(f"column {column}: expected {expected}, got {got}")


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(self._split(text))
        self.at = 0
        self.depth = 0

    def _split(self, text: str) -> Iterator[tuple[str, str, int]]:
        at = 0
        while at < len(text):
            if not text[at:].strip():
                break
            match = _TOKEN.match(text, at)
            if match is None or match.end() == at:
                skip = len(text[at:]) - len(text[at:].lstrip())
                raise PatternError(at + skip + 1, "a concept, a 'literal', a gap `..` or a bracket", repr(text[at + skip : at + skip + 12]))
            kind = match.lastgroup or ""
            yield kind, match[kind].strip(), match.start(kind) + 1
            at = match.end()
        yield "end", "the end of the pattern", len(text) + 1

    def peek(self) -> tuple[str, str, int]:
        return self.tokens[self.at]

    def take(self, sign: str) -> bool:
        kind, value, _ = self.peek()
        if kind == "sign" and value == sign:
            self.at += 1
            return True
        return False

    def need(self, sign: str) -> None:
        if not self.take(sign):
            _, value, column = self.peek()
            raise PatternError(column, f"`{sign}`", repr(value))

    def fail(self, expected: str) -> PatternError:
        _, value, column = self.peek()
        return PatternError(column, expected, repr(value))

    def top(self) -> Top:
        kind, value, _ = self.peek()
        after = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else ("end", "", 0)
        if kind == "name" and value == "all" and after[1] == "(":
            result: Top = self.all()
        elif kind == "name" and value == "points" and after[1] == "(":
            result = self.points()
        else:
            result = self.pattern()
        if self.peek()[0] != "end":
            raise self.fail("the end of the pattern")
        return result

    def all(self) -> All:
        self.at += 1
        self.need("(")
        parts = []
        while True:
            present = not self.take("!")
            parts.append((self.pattern(), present))
            if not self.take(","):
                break
        self.need(")")
        scope: Scope = "sentence"
        if self.peek()[:2] == ("name", "within"):
            self.at += 1
            value = self.peek()[1]
            if value not in SCOPES:
                raise self.fail("a scope: " + ", ".join(SCOPES))
            scope = value  # type: ignore[assignment]
            self.at += 1
        overlapping = self.peek()[:2] == ("name", "overlapping")
        self.at += overlapping
        if not any(present for _, present in parts):
            raise self.fail("at least one part without `!`")
        return All(tuple(parts), scope, overlapping)

    def points(self) -> Points:
        self.at += 1
        self.need("(")
        kind, value, _ = self.peek()
        if kind != "int":
            raise self.fail("a number of points")
        self.at += 1
        more = None
        if self.take(","):
            first = self.clause()
            self.need(">")
            more = first, self.clause()
        self.need(")")
        return Points(int(value), more)

    def clause(self) -> str:
        kind, value, _ = self.peek()
        if kind != "name" or len(value) != 1:
            raise self.fail("the letter of a clause")
        self.at += 1
        return value

    def pattern(self) -> Tree:
        options = [self.sequence()]
        while self.take("|"):
            options.append(self.sequence())
        return options[0] if len(options) == 1 else Alt(tuple(options))

    def sequence(self) -> Tree:
        items = [self.element()]
        gaps = []
        while True:
            kind, value, _ = self.peek()
            if kind == "gap":
                self.at += 1
                digits = value[2:].strip()
                gap = int(digits) if digits else DEFAULT_GAP
                if gap > MAX_GAP:
                    self.at -= 1
                    raise self.fail(f"a gap of at most {MAX_GAP} tokens")
                if self.peek()[1] in (")", "|") and self.depth:
                    items.extend([Opt(Ref("any_word", self.peek()[2]))] * gap)
                    gaps.extend([0] * gap)
                    break
            elif kind in ("literal", "name", "kind") or value == "(":
                gap = 0
            else:
                break
            items.append(self.element())
            gaps.append(gap)
        return items[0] if len(items) == 1 else Seq(tuple(items), tuple(gaps))

    def element(self) -> Tree:
        item = self.primary()
        if self.take("["):
            tests = []
            while True:
                wanted = not self.take("!")
                kind, value, _ = self.peek()
                if kind != "name" or value not in FEATURES:
                    raise self.fail("a feature: " + ", ".join(FEATURES))
                self.at += 1
                tests.append((value, wanted))
                if not self.take(","):
                    break
            self.need("]")
            item = Tested(item, tuple(tests))
        return Opt(item) if self.take("?") else item

    def primary(self) -> Tree:
        kind, value, column = self.peek()
        said = "literal"
        if kind == "kind":
            self.at += 1
            said = value
            kind, value, column = self.peek()
        if kind == "literal":
            self.at += 1
            terms = tuple(" ".join(t.split()) for t in value[1:-1].split("|"))
            if not all(t.strip("~ ") for t in terms):
                raise PatternError(column, "words between the quotes", value)
            return Lit(terms, column, said)
        if kind == "name" and value == "near" and self.tokens[self.at + 1][1] == "(":
            return self.near()
        if kind == "name":
            self.at += 1
            return Ref(value, column)
        if self.take("("):
            self.depth += 1
            inner = self.pattern()
            self.need(")")
            self.depth -= 1
            return inner
        raise self.fail("a concept, a 'literal' or `(`")

    def near(self) -> Tree:
        self.at += 1
        self.need("(")
        kind, value, _ = self.peek()
        if kind != "int" or int(value) > MAX_GAP:
            raise self.fail(f"a number of tokens up to {MAX_GAP}")
        self.at += 1
        self.need(",")
        a = self.pattern()
        self.need(",")
        b = self.pattern()
        self.need(")")
        return Alt((Seq((a, b), (int(value),)), Seq((b, a), (int(value),))))


@lru_cache(maxsize=16_384)
def parse(text: str) -> Top:
    """Parse one pattern; raises `PatternError` with the column. Trees are frozen, so they are remembered.

    >>> parse("sell_verb ..2 'cheap|for sale'").gaps
    (2,)
    """
    return _Parser(text).top()
