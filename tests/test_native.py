"""What is compiled says the same, byte for byte, as the sources it was compiled from."""

from __future__ import annotations

import doctest
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from build_native import MODULES, PACKAGE, SOURCES, SUFFIX, compiler, stale

from npguidelines import Moderator
from npguidelines.evaluation.examples import examples

SRC = Path(__file__).parents[1] / "src"
REVIEW = """
import json, sys
import npguidelines.engine.pipeline, npguidelines.engine.scan
from npguidelines import Moderator
moderator = Moderator.default()
native = [npguidelines.engine.pipeline.__file__.endswith(".py"), npguidelines.engine.scan.Scanner is None]
print(json.dumps([native, [moderator.review(text).model_dump_json() for text in json.load(sys.stdin)]]))
"""


@pytest.mark.skipif(compiler() is None, reason="no C compiler with Python's headers")
def test_the_checkout_is_compiled() -> None:
    for source in (*SOURCES, *MODULES):
        name = f"{PACKAGE}.{source.rpartition('.')[0].replace('/', '.')}"
        found = importlib.util.find_spec(name)
        assert found is not None and found.origin is not None and found.origin.endswith(SUFFIX), f"{name} is not compiled: run `make compile`"


def test_verdicts_are_those_of_the_sources(moderator: Moderator, tmp_path: Path) -> None:
    texts = [example.text for number, example in enumerate(examples(moderator)) if not number % 12]
    shutil.copytree(SRC / PACKAGE, tmp_path / PACKAGE, ignore=shutil.ignore_patterns("*.so", "*.pyd", "__pycache__"))
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")} | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", REVIEW], input=json.dumps(texts), env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    plain, verdicts = json.loads(done.stdout)
    assert plain == [True, True] and len(texts) > 500
    assert verdicts == [moderator.review(text).model_dump_json() for text in texts]


@pytest.mark.parametrize("source", MODULES)
def test_the_examples_in_docstrings_hold(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the sources: doctest finds none in compiled functions."""
    path = SRC / PACKAGE / source
    spec = importlib.util.spec_from_file_location(f"{PACKAGE}.{path.parent.name}.{path.stem}_as_written", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    done = doctest.testmod(module)
    assert (done.failed, bool(done.attempted)) == (0, ">>> " in path.read_text(encoding="utf-8"))


def test_a_compiled_module_older_than_its_source_or_compiled_no_more_is_stale(tmp_path: Path) -> None:
    package = tmp_path / PACKAGE
    for folder in ("model", "text", "detectors", "rulebook", "engine"):
        (package / folder).mkdir(parents=True)
    for file in ("errors.py", "text/bits.py"):
        (package / file).touch()
        os.utime(package / file, (10, 10))
    made, dropped = package / f"text/bits{SUFFIX}", package / f"text/gone{SUFFIX}"
    for when, file in ((9, made), (11, dropped)):
        file.touch()
        os.utime(file, (when, when))
    assert sorted(stale(tmp_path)) == [made, dropped]
    os.utime(made, (11, 11))
    assert stale(tmp_path) == [dropped]
