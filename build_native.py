"""Compile the parts of the package that exist in C too beside their sources. The package works without them, only more slowly.

usage: python build_native.py
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sysconfig
from pathlib import Path

HEADER = "_slots.h"  # of the package; all of them may include it
SOURCES = ("text/_presence.c", "engine/_lines.c", "engine/_scan.c", "engine/_tally.c", "engine/_values.c")


def compiler() -> list[str] | None:
    """The command of the C compiler that this Python names, where it and Python's headers are installed."""
    command = shlex.split(sysconfig.get_config_var("CC") or "cc")
    headers = Path(sysconfig.get_path("include"), "Python.h")
    return command if shutil.which(command[0]) and headers.is_file() else None


def build_native(root: Path) -> list[Path]:
    """Compile what is older than its source below `root/src`; returns the files that are there, none where there is no compiler."""
    command = compiler()
    made = [_compiled(root / "src" / "npguidelines" / source, command) for source in SOURCES]
    return [file for file in made if file is not None]


def _compiled(source: Path, command: list[str] | None) -> Path | None:
    target = source.with_name(source.stem + sysconfig.get_config_var("EXT_SUFFIX"))
    if target.is_file() and target.stat().st_mtime_ns > max(file.stat().st_mtime_ns for file in (source, source.parents[1] / HEADER)):
        return target
    if command is None:
        return None
    made = target.with_suffix(".part")
    flags = ["-O2", "-fPIC", "-shared", *(("-undefined", "dynamic_lookup") if sysconfig.get_platform().startswith("macosx") else ())]
    subprocess.run([*command, *flags, "-I", sysconfig.get_path("include"), str(source), "-o", str(made)], check=True)
    made.replace(target)
    return target


if __name__ == "__main__":
    print("\n".join(map(str, build_native(Path(__file__).resolve().parent))) or "no C compiler with Python's headers: everything stays in Python")
