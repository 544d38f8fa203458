"""Write rules without starting from nothing: skeletons, new words for rules, terms of vocabularies, local exceptions."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from ..errors import AuthoringError, Problem, RulebookError, closest
from ..model.policy import Policy
from .concepts import read_concept
from .exceptions import FILE as EXCEPTIONS
from .ids import rule_ids, write_ids
from .load import CLAUSE_FOLDER, read_policy, rulebook_files, squeeze
from .pattern import PatternError, parse
from .source import PathKey, Source
from .syntax import Ref, walk
from .vocabulary import read_vocabulary

FOLDERS: Final = {
    "a": "a-profanity", "b": "b-discrimination", "c": "c-sexual", "d": "d-solicitation", "e": "e-illegal",
    "f": "f-safety", "g": "g-defamation", "h": "h-ownership", "i": "i-malice", "j": "j-violence-disclosure",
}  # fmt: skip
_KINDS: Final = {"a": "profanity", "b": "claim", "c": "act", "d": "offer", "e": "act", "f": "asset", "g": "claim", "h": "act", "i": "claim", "j": "act"}
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SCALAR: Final = re.compile(r""""(?:[^"\\\n]|\\.)*"(?=\s*(?:#|[,}]|$))|'(?:[^'\n]|'')*'(?=\s*(?:#|[,}]|$))|\w+(?=\s*(?:#|[,}]|$))""", re.MULTILINE)  # a value that is quoted, or a word
UNTOUCHED: Final = "Say in one sentence why, as the commenter may read it."  # the reason in a skeleton: nobody has written the rule yet
_SKELETON: Final = """\
# One way in which a comment can meet clause {clause}:
#   \u201c{clause_words}\u201d
# The language is told in docs/rule-language.md. After each change: npguidelines check --quick
sub_kind: {sub_kind}
about: "Say in one sentence what people do."
rules:
  - id: {id}   # stands in ids.txt, and is never changed or used again
    version: 1   # raise it whenever the rule changes
    status: "test"   # test: it rehearses and counts for nothing | stable: it counts | deprecated: it does not run
    words: {words}   # the words of the clause that it implements, verbatim
    because: "{because}"
    strength: "likely"   # how often it is right when it finds something: certain .95 | strong .85 | likely .65 | weak .35
    ceiling: "review"   # the most that it may recommend: review | removable
    match:   # any one of these; each must hold an act, a claim, an offer or the like, never a topic or a group alone
      - "{kind}:'replace these words'"
    # unless:   # what this rule must leave alone, each with its reason
    #   - match: "'replace these words too'"
    #     within: "sentence"
    #     because: "Say why."
    examples:   # at least three of each, in people's own words; every one is run by `npguidelines check`
      violates:
        - "Put a text here that the rule must find: replace these words"
        - "And another: REPLACE these words!"
        - "And a third, with signs between: Replace ... these words?"
      allowed:
        - "Put a text here that it must leave alone, near to the others"
        - "And another, in which somebody tells of it"
        - "And a third, in which the words mean something else"
"""


def new_rule(folder: Path, clause: str, sub_kind: str, words: str | None = None) -> Path:
    """Write a commented skeleton that loads and passes, and register its id; returns the file. Raises `AuthoringError`.

    `words` are the words of the clause that it is to implement (default: all of them).
    """
    policy = _policy(folder)
    if not _SLUG.fullmatch(sub_kind):
        raise AuthoringError("NPG308", expected="a sub-kind in small letters, digits and hyphens, such as `fake-giveaway`", got=repr(sub_kind), cure="choose a short name for what people do")
    clause_words = policy.clause(clause).words
    ident = f"{clause}.{sub_kind}"
    place = next((p for p in sorted(folder.glob(f"{clause}-*")) if p.is_dir()), folder / FOLDERS[clause])
    path = place / f"{sub_kind}.yaml"
    if path.exists() or ident in rule_ids(folder):
        got = f"{path} is there already" if path.exists() else f"the id {ident} was used before"
        raise AuthoringError("NPG308", expected="a sub-kind of its own", got=got, cure="choose another name; ids are never used again")
    text = _SKELETON.format(
        clause=clause, clause_words=clause_words, sub_kind=_quoted(sub_kind), id=_quoted(ident), words=_quoted((words or clause_words).rstrip(".")), kind=_KINDS[clause], because=UNTOUCHED,
    )  # fmt: skip
    place.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    write_ids(folder)
    return path


def reword(folder: Path, clause: str, old: str, new: str | None) -> dict[str, Path]:
    """Let every rule of a clause that quotes `old` quote `new`, one version higher; without `new` its status is `deprecated`.

    All else in the files stays as it is. Returns the ids of the rules with their files. Raises `AuthoringError` before anything is written.
    """
    words = _policy(folder).clause(clause).words
    if new is not None and squeeze(new) not in squeeze(words):
        raise AuthoringError("NPG308", expected=f"words of clause {clause}: {words!r}", got=repr(new), cure="quote the clause verbatim as it stands in policy.yaml now")
    changed: dict[Path, str] = {}
    found: dict[str, Path] = {}
    quoted: set[str] = set()
    for path in rulebook_files(folder):
        match = CLAUSE_FOLDER.fullmatch(path.parent.name)
        if match is None or match[1] != clause:
            continue
        source = Source(path, folder)
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        for at, rule in _quoting(source):
            quoted.add(" ".join(str(rule["words"]).split()))
            if squeeze(str(rule["words"])) == squeeze(old):
                values: dict[str, str | int] = {"status": "deprecated"} if new is None else {"words": new.strip().rstrip("."), "version": int(rule["version"]) + 1}
                for key in sorted(values, key=lambda k: source.place((*at, k)), reverse=True):  # from the end: places before it stay
                    _replace(lines, source, (*at, key), values[key])
                found[str(rule["id"])] = path
                changed[path] = "".join(lines)
    if not found:
        raise AuthoringError("NPG308", expected=f"words that a rule of clause {clause} quotes", got=repr(old), cure=closest(old, sorted(quoted)))
    for path, text in changed.items():
        path.write_text(text, encoding="utf-8")
    return found


def _quoting(source: Source) -> Iterator[tuple[PathKey, dict[str, Any]]]:
    """The rules of a file that can be reworded, with their places."""
    rules = source.data.get("rules") if isinstance(source.data, dict) else None
    for index, rule in enumerate(rules if isinstance(rules, list) else []):
        if isinstance(rule, dict) and {"id", "version", "status", "words"} <= set(rule) and isinstance(rule["version"], int):
            yield ("rules", index), rule


def _replace(lines: list[str], source: Source, at: PathKey, value: str | int) -> None:
    """Write another value in place of the one at `at`, which must stand on one line."""
    line, column = source.place(at)
    text = lines[line - 1]
    match = _SCALAR.match(text, column - 1)
    if match is None:
        raise AuthoringError("NPG308", expected="a value on one line", got=f"{source.name}:{line}:{column}", cure="edit this rule by hand, or write the value on one line first")
    lines[line - 1] = text[: match.start()] + (str(value) if isinstance(value, int) else _quoted(value)) + text[match.end() :]


def edit_vocabulary(folder: Path, name: str, add: Sequence[str] = (), remove: Sequence[str] = ()) -> Path:
    """Add terms to a vocabulary at their places and take others out, the rest untouched; returns the file. Raises `AuthoringError` before anything is written."""
    path = folder / "concepts" / f"{name}.txt"
    if not path.is_file():
        pattern = path.with_suffix(".yaml")
        near = _instead(pattern, folder) if pattern.is_file() else closest(name, (p.stem for p in (folder / "concepts").glob("*.txt")))
        raise AuthoringError("NPG308", expected="the name of a vocabulary, a file rules/concepts/NAME.txt", got=repr(name), cure=near)
    lines = path.read_text(encoding="utf-8").splitlines()
    for term in remove:
        if term not in lines:
            raise AuthoringError("NPG308", expected=f"a term of {path.name} to take out", got=repr(term), cure=closest(term, (t for t in lines if not t.startswith("#"))))
        lines.remove(term)
    for term in add:
        _insert(lines, _term(term), path)
    before = path.read_text(encoding="utf-8")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    _, problems = read_vocabulary(path, folder)
    if problems:
        path.write_text(before, encoding="utf-8")
        raise RulebookError(problems)
    return path


def _instead(pattern: Path, folder: Path) -> str:
    """What to do in place of editing the vocabulary that a concept of patterns is not."""
    concept = read_concept(pattern, folder, [])
    names = [ref.name for text in (concept.match if concept else ()) for ref in walk(parse(text)) if isinstance(ref, Ref)]
    words = [n for n in dict.fromkeys(names) if (folder / "concepts" / f"{n}.txt").is_file()]
    rest = f", or add terms to a vocabulary that it names: {', '.join(words)}" if words else ""
    return f"it is a concept of patterns: edit {pattern}{rest}"


def _term(term: str) -> str:
    clean = " ".join(term.lower().split())
    if not clean or "'" in clean or clean.startswith("#"):
        raise AuthoringError("NPG308", expected="a word or a phrase in its standard words (`do not`, not `don't`)", got=repr(term), cure="write contractions out; see docs/rule-language.md")
    return clean


def _insert(lines: list[str], term: str, path: Path) -> None:
    places = [n for n, line in enumerate(lines) if line.strip() and not line.startswith("#")]
    terms = [lines[n] for n in places]
    at = bisect_left(terms, term)
    if at < len(terms) and terms[at] == term:
        raise AuthoringError("NPG308", expected="a term that is not there yet", got=f"{term!r}, which stands in {path.name}:{places[at] + 1}", cure="leave it out")
    lines.insert(places[at] if at < len(places) else len(lines), term)


def add_exception(folder: Path, rule: str, words: str, because: str, until: date, today: date, *, pattern: bool = False) -> Path:
    """Let one rule leave `words` alone up to a day, with the reason; returns the file. Raises `AuthoringError`."""
    known = rule_ids(folder)
    if rule not in known:
        raise AuthoringError("NPG308", expected="the id of a rule", got=repr(rule), cure=closest(rule, known))
    if until < today or len(because) < 10:
        raise AuthoringError("NPG308", expected="a day to come, and a reason of at least ten letters", got=f"until {until.isoformat()}, because {because!r}", cure="say until when and why")
    match = words if pattern else f"'{_term(words)}'"
    try:
        parse(match)
    except PatternError as error:
        raise AuthoringError("NPG308", expected=error.expected, got=f"{error.got} in {match}", cure="see docs/rule-language.md, or give plain words without --pattern") from error
    path = folder / EXCEPTIONS
    head = "" if path.is_file() else "# Local exceptions: words that one rule leaves alone for a while. After its day an exception ends, and `npguidelines check` says so.\n"
    entry = f"- rule: {_quoted(rule)}\n  match: {_quoted(match)}\n  within: \"overlap\"\n  because: {_quoted(because)}\n  until: {_quoted(until.isoformat())}\n"
    with path.open("a", encoding="utf-8") as file:
        file.write(head + entry)
    return path


def _policy(folder: Path) -> Policy:
    problems: list[Problem] = []
    return read_policy(folder, problems)


def _quoted(text: str) -> str:
    """The text as a quoted scalar; JSON strings are YAML."""
    return json.dumps(text, ensure_ascii=False)
