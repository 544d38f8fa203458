"""The policy as data: clauses verbatim, edition, thresholds."""

from __future__ import annotations

from pydantic import Field

from .base import Authored


class Clause(Authored):
    """One guideline clause of section 6(f)(i); `words` are verbatim."""

    id: str = Field(pattern="^[a-j]$")
    citation: str
    words: str


class Provision(Authored):
    """Another provision of the policy that verdicts or reports cite."""

    id: str
    citation: str
    words: str


class Thresholds(Authored):
    """Scores from which an outcome is recommended, in [0, 1]."""

    review: float = Field(gt=0, lt=1)
    removable: float = Field(gt=0, lt=1)


class Policy(Authored):
    """An edition of the policy; `clauses` are ordered a..j."""

    title: str
    edition: str
    revised: str
    source: str
    clauses: tuple[Clause, ...]
    provisions: tuple[Provision, ...]
    thresholds: Thresholds

    def clause(self, letter: str) -> Clause:
        """Return the clause with this letter; raises `KeyError` if there is none."""
        for clause in self.clauses:
            if clause.id == letter:
                return clause
        raise KeyError(letter)

    def provision(self, name: str) -> Provision:
        """Return the provision with this id, such as `6(f)(iii)`; raises `KeyError` if there is none."""
        for provision in self.provisions:
            if provision.id == name:
                return provision
        raise KeyError(name)
