"""The sides of a comparison: a folder of rules, a wheel, a revision in git, or the installed rulebook."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from ..engine.kept import kept_rulebook
from ..engine.loading import compile_folder, default_rulebook
from ..engine.moderator import Moderator
from ..errors import CompareError, GuidelinesError
from ..rulebook.program import Rulebook
from .compare import Decision, decision

INSTALLED: Final = "installed"
_FOLDER: Final = "rules"  # where a checkout and a revision keep their rules
# Runs in a process of its own, with the package of a wheel: that edition of the library, its code and its rules together.
_DRIVER: Final = """
import json, sys
sys.path.insert(0, sys.argv[1])
from npguidelines import Moderator, __version__
moderator = Moderator.default()
clauses = {c.id: c.words for c in moderator.policy.clauses}
print(json.dumps({"version": __version__, "edition": moderator.policy.edition, "rulebook": moderator.rulebook.digest, "clauses": clauses}))
for line in sys.stdin:
    print(moderator.review(json.loads(line)).model_dump_json())
"""


@dataclass(frozen=True, slots=True)
class Side:
    """One rulebook with its decisions on the texts, in their order."""

    name: str
    edition: str
    digest: str
    clauses: dict[str, str]
    decisions: list[Decision]


def judge(spec: str, texts: Sequence[str], on: date) -> Side:
    """Judge `texts` by the rulebook that `spec` names; raises `CompareError` where there is none, or it does not load or run."""
    try:
        path = Path(spec)
        if path.suffix == ".whl":
            return _wheel(path, texts)
        return _folder(spec, _rulebook(spec, path, on), texts)
    except CompareError:
        raise
    except GuidelinesError as error:
        raise CompareError("NPG307", expected=f"a rulebook at {spec!r} that loads", got=str(error), cure=f"mend it: `npguidelines check --rules {spec}` tells the same") from error


def _rulebook(spec: str, path: Path, on: date) -> Rulebook:
    if spec == INSTALLED:
        return default_rulebook()
    for folder in (path, path / _FOLDER):
        if (folder / "policy.yaml").is_file():
            return kept_rulebook(folder, on)
    if path.exists():
        raise _missing(spec, f"{spec} without a policy.yaml in it or in its folder {_FOLDER!r}")
    return _revision(spec, on)


def _missing(spec: str, got: str) -> CompareError:
    return CompareError("NPG307", expected=f"for {spec!r} a folder of rules, a wheel (.whl), a revision in git (REV or REV:FOLDER), or the word {INSTALLED!r}", got=got, cure="check the name; `git log --oneline` lists revisions")


def _folder(name: str, book: Rulebook, texts: Sequence[str]) -> Side:
    moderator = Moderator(book)
    decisions = [decision(v.model_dump(mode="json")) for v in moderator.review_many(texts)]
    return Side(name, book.policy.edition, book.digest, {c.id: c.words for c in book.policy.clauses}, decisions)


def _revision(spec: str, on: date) -> Rulebook:
    """The rules of a revision, read from git into a temporary folder and compiled by this version of the package."""
    revision, _, folder = spec.partition(":")
    tree = f"{revision}:{folder or './' + _FOLDER}"
    packed = _git("archive", "--format=tar", tree)
    if packed.returncode:
        known = _git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").returncode == 0
        got = f"a revision without the folder {folder or _FOLDER!r}" if known else packed.stderr.decode(errors="replace").strip() or "no such revision"
        raise _missing(spec, got)
    with tempfile.TemporaryDirectory(prefix="npguidelines-") as place:
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
            archive.extractall(place, filter="data")
        return compile_folder(Path(place), on)


def _git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        return subprocess.CompletedProcess(arguments, 127, b"", b"git is not installed")


def _wheel(path: Path, texts: Sequence[str]) -> Side:
    if not path.is_file():
        raise _missing(str(path), "no such file")
    with tempfile.TemporaryDirectory(prefix="npguidelines-") as place:
        try:
            with zipfile.ZipFile(path) as packed:
                packed.extractall(place)
        except zipfile.BadZipFile as error:
            raise _missing(str(path), str(error)) from error
        lines = "".join(json.dumps(text) + "\n" for text in texts)
        done = subprocess.run([sys.executable, "-I", "-c", _DRIVER, place], input=lines, capture_output=True, text=True, encoding="utf-8", check=False)
    answers = done.stdout.splitlines()
    if done.returncode or len(answers) != len(texts) + 1:
        last = done.stderr.strip().splitlines()[-1:] or ["it stopped early"]
        raise CompareError("NPG307", expected=f"a wheel of npguidelines that runs here: {path}", got=last[0], cure="build it again, and install what it needs")
    head: dict[str, Any] = json.loads(answers[0])
    return Side(f"{path.name} ({head['version']})", head["edition"], head["rulebook"], head["clauses"], [decision(json.loads(a)) for a in answers[1:]])
