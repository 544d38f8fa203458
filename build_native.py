"""Compile beside their sources what the package runs fastest: parts that exist in C too, and the way of a comment to its verdict. It works without them, only more slowly.

usage: python build_native.py
"""

from __future__ import annotations

import importlib.util
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

PACKAGE = "npguidelines"
SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")
HEADERS = ("_room.h", "_rows.h", "_slots.h")  # of the package; all of the C may include them
SOURCES = ("text/_edits.c", "text/_presence.c", "engine/_lines.c", "engine/_scan.c", "engine/_tally.c", "engine/_values.c")
# Python that mypyc compiles as it stands. Left out: what is pickled with a rulebook, what importing tools see or inherit from, `Word`, whose slots the C reads, and whatever no comment waits for.
MODULES = (
    *(f"text/{name}.py" for name in ("bits", "chunks", "condense", "document", "features", "fold", "hints", "language", "numerals", "presence", "spaced", "spelling", "words")),
    *(f"detectors/{name}.py" for name in ("check_digits", "comment", "contacts", "digits", "identifiers", "quantities")),
    *(f"engine/{name}.py" for name in ("analysis", "aside", "contexts", "findings", "marks", "match", "pipeline", "points", "reference", "safeguard", "score", "signs", "stretches", "tally", "together", "values", "verdicts", "windows")),
)  # fmt: skip
SHARED = f"{PACKAGE}__mypyc"  # the library, beside the package, that the compiled modules share
LAYERS = ("errors.py", "model/*.py", "text/*.py", "detectors/*.py", "rulebook/*.py", "engine/*.py")  # whose sources the compiled modules take constants and types from
_SET_UP = f"""
import sys
from setuptools import setup
from mypyc.build import mypycify
made, *modules = sys.argv[1:]
quiet = ["--config-file=", "--ignore-missing-imports", "--follow-imports=silent"]  # `make types` checks all, with the stubs that a build lacks
extensions = mypycify([*quiet, *modules], opt_level="2", debug_level="0", group_name={PACKAGE!r}, target_dir=made)
setup(name={PACKAGE!r}, ext_modules=extensions, script_args=["--quiet", "build_ext", "--build-lib", made, "--build-temp", made])
"""


def compiler() -> list[str] | None:
    """The command of the C compiler that this Python names, where it and Python's headers are installed."""
    command = shlex.split(sysconfig.get_config_var("CC") or "cc")
    headers = Path(sysconfig.get_path("include"), "Python.h")
    return command if shutil.which(command[0]) and headers.is_file() else None


def build_native(root: Path) -> list[Path]:
    """Compile what is older than its source below `root/src`; returns the files that are there, none where there is no compiler."""
    command = compiler()
    made = [_compiled(root / "src" / PACKAGE / source, command) for source in SOURCES]
    return [file for file in made if file is not None] + _modules(root / "src", command)


def stale(src: Path) -> list[Path]:
    """The compiled modules below `src` that are older than a source that they were made from, and those that are compiled no more: Python would take them all the same."""
    newest = max(file.stat().st_mtime_ns for pattern in LAYERS for file in (src / PACKAGE).glob(pattern))
    targets = _targets(src)
    there = [file for file in (src / PACKAGE).rglob(f"*{SUFFIX}") if not file.name.startswith("_")] + targets[-1:]
    return [file for file in there if file.is_file() and (file not in targets or file.stat().st_mtime_ns < newest)]


def _targets(src: Path) -> list[Path]:
    return [*(src / PACKAGE / Path(module).with_suffix(SUFFIX) for module in MODULES), src / f"{SHARED}{SUFFIX}"]


def _modules(src: Path, command: list[str] | None) -> list[Path]:
    """Compile the modules, all of them together, where one is older than a source; returns what is there."""
    targets = _targets(src)
    old = stale(src)
    if all(file.is_file() for file in targets) and not old:
        return targets
    for file in {*targets, *old}:
        file.unlink(missing_ok=True)
    if command is None or importlib.util.find_spec("mypyc") is None:
        return []
    with tempfile.TemporaryDirectory() as made:
        subprocess.run([sys.executable, "-c", _SET_UP, made, *(f"{PACKAGE}/{module}" for module in MODULES)], cwd=src, check=True)
        for file in targets:
            shutil.move(Path(made) / file.relative_to(src), file)
            file.touch()
    return targets


def _compiled(source: Path, command: list[str] | None) -> Path | None:
    target = source.with_name(source.stem + SUFFIX)
    if target.is_file() and target.stat().st_mtime_ns > max(file.stat().st_mtime_ns for file in (source, *(source.parents[1] / header for header in HEADERS))):
        return target
    if command is None:
        return None
    made = target.with_suffix(".part")
    flags = ["-O3", "-fPIC", "-shared", *(("-undefined", "dynamic_lookup") if sysconfig.get_platform().startswith("macosx") else ())]
    subprocess.run([*command, *flags, "-I", sysconfig.get_path("include"), str(source), "-o", str(made)], check=True)
    made.replace(target)
    return target


if __name__ == "__main__":
    print("\n".join(map(str, build_native(Path(__file__).resolve().parent))) or "no C compiler with Python's headers: everything stays in Python")
