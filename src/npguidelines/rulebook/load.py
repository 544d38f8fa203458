"""Read a folder of rules strictly: every fault of every file is reported together."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel

from ..errors import Problem, RulebookError, closest
from ..model.base import CLAUSE_IDS
from ..model.policy import Policy
from ..model.rule import Rule
from .concepts import check_patterns, read_concept
from .content import AdviserLabels, AlertRule, Content, Context, SwapSet
from .exceptions import apply, digest_on, read_exceptions
from .lists import missing, read_features, read_function_words, read_spellings
from .points import read_points
from .source import Source
from .vocabulary import read_vocabulary

_M = TypeVar("_M", bound=BaseModel)
CLAUSE_FOLDER: Final = re.compile(r"([a-j])-[a-z][a-z-]*")


def source_digest(root: Path) -> str:
    """Return `sha256:...` over the names and bytes of every file of a rulebook, in order."""
    digest = hashlib.sha256()
    for path in rulebook_files(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return "sha256:" + digest.hexdigest()


def rulebook_files(root: Path) -> list[Path]:
    """Every file that belongs to a rulebook, in order."""
    found = (Path(folder, name) for folder, _, names in os.walk(root) for name in names if name.endswith((".yaml", ".txt")) and not name.startswith("."))
    return sorted(p for p in found if p.is_file())


def read_rulebook(root: Path, on: date | None = None) -> Content:
    """Read every file below `root`; raises `RulebookError` with all problems, sorted by place.

    Local exceptions that have ended on the day `on` are left out; without a day none has.
    """
    problems: list[Problem] = []
    content = read_content(root, problems, on)
    if problems:
        raise RulebookError(problems)
    return content


def rulebook_digest(root: Path, on: date | None = None) -> str:
    """The digest that `read_rulebook` gives to a folder on that day."""
    return digest_on(source_digest(root), read_exceptions(root, [])[0], on)


def read_content(root: Path, problems: list[Problem], on: date | None = None) -> Content:
    """Read what can be read and note every problem; raises `RulebookError` only where there is no policy to go by."""
    if not root.is_dir():
        raise RulebookError([Problem(str(root), 0, 0, "NPG101", "a folder of rules", "nothing there", "give the folder that holds policy.yaml")])
    content = Content(policy=read_policy(root, problems))
    _concepts(root, content, problems)
    _rules(root, content, problems)
    _contexts(root, content, problems)
    _alerts(root, content, problems)
    _swaps(root, content, problems)
    _advisories(root, content, problems)
    content.points = read_points(root, problems)
    read_features(root, content, problems)
    read_spellings(root, content, problems)
    read_function_words(root, content, problems)
    check_ids(root, content, problems)
    exceptions, source = read_exceptions(root, problems)
    if source is not None:
        for index, one in enumerate(exceptions):
            check_patterns(source, (one.match,), (index, "match"))
        apply(exceptions, source, content.rules, on, problems)
    content.digest = digest_on(source_digest(root), exceptions, on)
    return content


def read_policy(root: Path, problems: list[Problem]) -> Policy:
    """Read `policy.yaml`; faults are noted, and raised as `RulebookError` where there is no policy to go by."""
    path = root / "policy.yaml"
    if not path.is_file():
        raise RulebookError([missing(path, root)])
    source = Source(path, root)
    policy = source.model(Policy, source.data, ()) if source.data is not None else None
    problems.extend(source.problems)
    if policy is None:
        raise RulebookError(problems)
    if "".join(c.id for c in policy.clauses) != CLAUSE_IDS:
        source.problem("NPG105", ("clauses",), "the clauses a..j in order", "".join(c.id for c in policy.clauses), "list each clause once, in order")
    if policy.thresholds.review >= policy.thresholds.removable:
        source.problem("NPG105", ("thresholds",), "review below removable", str(policy.thresholds), "raise removable")
    problems.extend(p for p in source.problems if p not in problems)
    return policy


def _concepts(root: Path, content: Content, problems: list[Problem]) -> None:
    for path in rulebook_files(root / "concepts"):
        if path.suffix == ".txt":
            concept, found = read_vocabulary(path, root)
            problems.extend(found)
        else:
            concept = read_concept(path, root, problems)
        if concept is None:
            continue
        if concept.name in content.concepts:
            other = content.concepts[concept.name].source
            problems.append(Problem(concept.source, 1, 1, "NPG112", "a name of its own", f"{concept.name} (also in {other})", "rename one of them"))
        content.concepts[concept.name] = concept


def _rules(root: Path, content: Content, problems: list[Problem]) -> None:
    seen: dict[str, str] = {}
    for folder in sorted(p for p in root.iterdir() if p.is_dir() and p.name != "concepts"):
        match = CLAUSE_FOLDER.fullmatch(folder.name)
        if match is None:
            problems.append(Problem(folder.name, 0, 0, "NPG115", "a folder <clause>-<name>, such as d-solicitation", folder.name, "rename the folder"))
            continue
        for path in rulebook_files(folder):
            read_rule_file(path, root, match[1], content, problems, seen)


def read_rule_file(path: Path, root: Path, clause: str, content: Content, problems: list[Problem], seen: dict[str, str]) -> None:
    """Read one file of rules into `content`; faults are noted. `seen` are the ids met so far, with their files."""
    source = Source(path, root)
    data = source.data
    if not source.problems:
        if not isinstance(data, dict) or not isinstance(data.get("rules"), list) or not data["rules"]:
            source.problem("NPG105", (), "the keys sub_kind, about and a list `rules`", type(data).__name__, "see docs/rule-language.md")
        else:
            for key in sorted(set(data) - {"sub_kind", "about", "rules"}):
                source.problem("NPG103", (key,), "a known key", repr(key), closest(key, ("sub_kind", "about", "rules")))
            for key in ("sub_kind", "about"):
                if not isinstance(data.get(key), str):
                    source.problem("NPG105", (key,), f"the key {key!r} with a text", repr(data.get(key)), f"add `{key}:`")
            for index, entry in enumerate(data["rules"]):
                _rule(source, entry, ("rules", index), clause, path.stem, content, seen)
    problems.extend(source.problems)


def _rule(source: Source, entry: object, at: tuple[str | int, ...], clause: str, family: str, content: Content, seen: dict[str, str]) -> None:
    if isinstance(entry, dict) and isinstance(entry.get("match"), str):
        entry = {**entry, "match": [entry["match"]]}
    rule = source.model(Rule, entry, at, clause=clause, family=f"{clause}/{family}", source=source.name)
    if rule is None:
        return
    if rule.id[0] != clause:
        source.problem("NPG115", (*at, "id"), f"an id that starts with {clause}.", repr(rule.id), "move the rule to the folder of its clause")
    if rule.id in seen:
        source.problem("NPG112", (*at, "id"), "an id of its own", f"{rule.id} (also in {seen[rule.id]})", "rename one of them")
    seen[rule.id] = source.name
    words = content.policy.clause(clause).words
    if rule.status != "deprecated" and squeeze(rule.words) not in squeeze(words):
        source.problem("NPG111", (*at, "words"), f"words of clause {clause}: {words!r}", repr(rule.words), "quote the clause verbatim, or revise the rule for the new wording")
    check_patterns(source, rule.match, (*at, "match"))
    for number, unless in enumerate(rule.unless):
        check_patterns(source, (unless.match,), (*at, "unless", number, "match"))
    content.rules.append(rule)


def squeeze(text: str) -> str:
    """Quoted words of a clause as they are compared: letter case, white space and a full stop at the end left aside."""
    return " ".join(text.split()).casefold().rstrip(".")


def _contexts(root: Path, content: Content, problems: list[Problem]) -> None:
    for index, source, context in _entries(root, "contexts.yaml", Context, problems):
        check_patterns(source, context.cues, (index, "cues"))
        content.contexts.append(context)


def _alerts(root: Path, content: Content, problems: list[Problem]) -> None:
    for index, source, alert in _entries(root, "alerts.yaml", AlertRule, problems):
        check_patterns(source, alert.match, (index, "match"))
        check_patterns(source, alert.unless, (index, "unless"))
        content.alerts.append(alert)


def _swaps(root: Path, content: Content, problems: list[Problem]) -> None:
    for index, source, swap in _entries(root, "swaps.yaml", SwapSet, problems, needed=False):
        lowered = [t.lower() for t in swap.terms]
        for number, term in enumerate(lowered):
            if term in lowered[:number]:
                source.problem("NPG112", (index, "terms", number), "each term once in a set", repr(term), "remove one of them")
        content.swaps.append(swap)


def _advisories(root: Path, content: Content, problems: list[Problem]) -> None:
    """Read which clauses the labels of advisers come near to."""
    for index, source, labels in _entries(root, "advisories.yaml", AdviserLabels, problems, needed=False):
        if labels.adviser in content.advisories:
            source.problem("NPG112", (index, "adviser"), "each adviser once", repr(labels.adviser), "join the two")
        for label, clauses in labels.labels.items():
            for clause in clauses:
                if len(clause) != 1 or clause not in CLAUSE_IDS:
                    source.problem("NPG105", (index, "labels", label), "letters of clauses, a..j", repr(clause), "name the clauses that the label comes near to")
        content.advisories[labels.adviser] = dict(labels.labels)


def _entries(root: Path, name: str, kind: type[_M], problems: list[Problem], *, needed: bool = True) -> Iterator[tuple[int, Source, _M]]:
    """Each sound entry of a file that holds a list, with its place; faults are noted. A rulebook may do without a file that is not `needed`."""
    path = root / name
    if not path.is_file():
        if needed:
            problems.append(missing(path, root))
        return
    source = Source(path, root)
    if isinstance(source.data, list):
        for index, entry in enumerate(source.data):
            made = source.model(kind, entry, (index,))
            if made is not None:
                yield index, source, made
    elif not source.problems and (needed or source.data is not None):
        source.problem("NPG105", (), "a list", type(source.data).__name__, f"start each entry with `- {next(iter(kind.model_fields))}:`")
    problems.extend(source.problems)


def check_ids(root: Path, content: Content, problems: list[Problem]) -> None:
    """Hold the ids of the rules against the register `ids.txt`."""
    path = root / "ids.txt"
    if not path.is_file():
        problems.append(missing(path, root))
        return
    listed = {line.split()[0] for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")}
    retired = {line.split()[0] for line in path.read_text(encoding="utf-8").splitlines() if line.endswith(" retired")}
    for rule in content.rules:
        if rule.id in retired:
            problems.append(Problem(rule.source, 0, 0, "NPG112", "an id that was never used", rule.id, "choose a new id; retired ids are not reused"))
        elif rule.id not in listed:
            problems.append(Problem(rule.source, 0, 0, "NPG112", "every id in ids.txt", rule.id, "add a line with the id to rules/ids.txt (npguidelines check --write-ids)"))
    present = {rule.id for rule in content.rules}
    for rule_id in sorted(listed - present - retired):
        problems.append(Problem("ids.txt", 0, 0, "NPG112", "a rule with this id, or the word `retired` behind it", rule_id, f"write `{rule_id} retired`"))
