"""What importers may rely on: names, signatures, fields, schemas, pickling, threads (docs/stability.md)."""

from __future__ import annotations

import enum
import inspect
import json
import pickle
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pytest
from pydantic import BaseModel

import npguidelines
from npguidelines import Comment, Moderator
from npguidelines.cli.schema import table_text, verdict_schema
from npguidelines.evaluation.examples import examples

ROOT = Path(__file__).parents[1]
Golden = Callable[[str, str], None]
INTERNAL = {"Moderator": {"analyse", "answer", "found"}}  # between the modules of the package; no promise (docs/stability.md)


def described(name: str) -> Iterator[str]:
    """A public name with its bases, signature, fields and public members, one a line."""
    thing = getattr(npguidelines, name)
    if not callable(thing):
        yield f"{name}: {type(thing).__name__}"
        return
    if not inspect.isclass(thing):
        yield f"{name}{inspect.signature(thing)}"
        return
    bases = ", ".join(b.__name__ for b in thing.__bases__ if b is not object)
    yield f"class {name}({bases})"
    if issubclass(thing, BaseModel):
        for field, info in thing.model_fields.items():
            default = "" if info.is_required() else f" = {info.get_default(call_default_factory=True)!r}"
            yield f"    {info.alias or field}: {inspect.formatannotation(info.annotation)}{default}"
    elif issubclass(thing, enum.Enum):
        yield from (f"    {member.name} = {member.value!r}" for member in thing)
    else:
        yield f"    __init__{inspect.signature(thing.__init__)}"
    for member, value in sorted(vars(thing).items()):
        if member.startswith(("_", "model_")) or member in INTERNAL.get(name, ()) or (issubclass(thing, BaseModel) and member in thing.model_fields) or issubclass(thing, enum.Enum):
            continue
        if isinstance(value, classmethod | staticmethod):
            yield f"    {member}{inspect.signature(value.__func__)}"
        elif isinstance(value, property):
            yield f"    {member}: {value.fget.__annotations__['return'] if value.fget else ''}"
        elif inspect.isfunction(value):
            yield f"    {member}{inspect.signature(value)}"


def test_public_names_and_signatures(golden: Golden) -> None:
    assert npguidelines.__all__ == sorted(npguidelines.__all__)
    golden("tests/golden/public_names.txt", "".join(line + "\n" for name in npguidelines.__all__ for line in described(name)))


def test_names_for_type_checkers_are_the_names_at_run_time() -> None:
    text = Path(npguidelines.__file__).read_text(encoding="utf-8")
    typed = {n.strip() for line in text.splitlines() if line.startswith("    from .") for n in line.split(" import ")[1].split(",")}
    assert typed | {"__version__"} == set(npguidelines.__all__) == set(npguidelines._HOMES) | {"__version__"} == set(dir(npguidelines))


def test_the_package_is_typed_and_says_which_pythons() -> None:
    assert resources.files("npguidelines").joinpath("py.typed").is_file()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {f"Programming Language :: Python :: 3.{n}" for n in (11, 12, 13)} | {"Typing :: Typed"} <= set(project["classifiers"])
    assert project["requires-python"] == ">=3.11"
    assert not {"pyarrow", "openpyxl", "ijson"} & {d.split(">")[0] for d in project["dependencies"]}


@pytest.mark.parametrize(("name", "text"), [("docs/schemas/verdict-1.json", verdict_schema), ("docs/schemas/table-1.txt", table_text)], ids=["verdict", "table"])
def test_published_schemas(golden: Golden, name: str, text: Callable[[], str]) -> None:
    golden(name, text())


def test_verdicts_fit_the_published_schema(moderator: Moderator) -> None:
    schema = json.loads(verdict_schema())
    for text in ("Thanks", "Fuck it", "I want to kill myself", "her ssn is 219-09-9999 lol"):
        data = json.loads(moderator.review(Comment(text=text, id="1")).model_dump_json())
        assert set(data) == set(schema["properties"]) == set(schema["required"])
        for finding in data["findings"]:
            assert set(finding) == set(schema["$defs"]["Finding"]["properties"])
        assert data["outcome"] in schema["$defs"]["Outcome"]["enum"]


PROBLEM = npguidelines.Problem("a.yaml", 1, 2, "NPG102", "YAML", "a tab", "use spaces")
WORDS = {"expected": "a", "got": "b", "cure": "c"}
ERRORS = [npguidelines.RulebookError([PROBLEM])] + [
    getattr(npguidelines, n)("NPG201", **WORDS) for n in npguidelines.__all__ if n.endswith("Error") and n != "RulebookError"
]  # fmt: skip


@pytest.mark.parametrize("error", ERRORS, ids=lambda e: type(e).__name__)
def test_errors_travel_between_processes(error: npguidelines.GuidelinesError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error) and str(again) == str(error) and again.code == error.code and isinstance(again, npguidelines.GuidelinesError)
    assert getattr(again, "problems", None) == getattr(error, "problems", None)


def test_what_is_public_pickles(moderator: Moderator) -> None:
    comment = Comment(text="Fuck the police", id="1", post_text="Officer Lee")
    for thing in (comment, moderator.review(comment), moderator.review("Thanks"), moderator.policy, moderator.review(comment).outcome, PROBLEM):
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            assert pickle.loads(pickle.dumps(thing, protocol)) == thing
    again = pickle.loads(pickle.dumps(Moderator(moderator.rulebook, show_identifiers=True)))
    assert "219-09-9999" in again.review("her ssn is 219-09-9999 lol").model_dump_json()


def test_verdicts_are_frozen(moderator: Moderator) -> None:
    verdict = moderator.review("Fuck it")
    for thing, name in ((verdict, "outcome"), (verdict.findings[0], "score"), (Comment(text="x"), "text")):
        with pytest.raises(Exception, match="frozen"):
            setattr(thing, name, None)


def test_threads_share_one_moderator_while_its_memory_is_cleared(moderator: Moderator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small caches are cleared all the time, under the feet of other threads; single comments, streams and tables side by side."""
    from npguidelines.text import chunks

    monkeypatch.setattr(chunks, "_CACHE_LIMIT", 50)
    texts = [e.text for e in islice(examples(moderator), 0, 1_200, 20)]
    want = [moderator.review(t).model_dump_json() for t in texts]
    table = moderator.review_table(pa.table({"text": texts}))
    shared = Moderator(moderator.rulebook)

    def work(turn: int) -> bool:
        if turn % 3 == 0:
            return shared.review_table(pa.table({"text": texts})).equals(table)
        if turn % 3 == 1:
            return [v.model_dump_json() for v in shared.review_many(texts)] == want
        return [shared.review(t).model_dump_json() for t in reversed(texts)] == want[::-1]

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(work, range(12)))
