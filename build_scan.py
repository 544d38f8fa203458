"""Compile the scan in C (`engine/_scan.c`) beside its source. The package works without it, only more slowly.

usage: python build_scan.py
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sysconfig
from pathlib import Path


def compiler() -> list[str] | None:
    """The command of the C compiler that this Python names, where it and Python's headers are installed."""
    command = shlex.split(sysconfig.get_config_var("CC") or "cc")
    headers = Path(sysconfig.get_path("include"), "Python.h")
    return command if shutil.which(command[0]) and headers.is_file() else None


def build_scan(root: Path) -> Path | None:
    """Compile the scan below `root/src`; returns the file, or None where there is no compiler. Leaves a newer one as it is."""
    source = root / "src" / "npguidelines" / "engine" / "_scan.c"
    target = source.with_name("_scan" + sysconfig.get_config_var("EXT_SUFFIX"))
    if target.is_file() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
        return target
    command = compiler()
    if command is None:
        return None
    made = target.with_suffix(".part")
    flags = ["-O2", "-fPIC", "-shared", *(("-undefined", "dynamic_lookup") if sysconfig.get_platform().startswith("macosx") else ())]
    subprocess.run([*command, *flags, "-I", sysconfig.get_path("include"), str(source), "-o", str(made)], check=True)
    made.replace(target)
    return target


if __name__ == "__main__":
    print(build_scan(Path(__file__).resolve().parent) or "no C compiler with Python's headers: the scan stays in Python")
