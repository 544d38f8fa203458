"""`npguidelines detectors`: which detectors can be asked for, what each lacks, how to get it; and the option that asks for one."""

from __future__ import annotations

import argparse

from ..errors import DetectorError


def add_option(command: argparse.ArgumentParser) -> None:
    """Add `--detector NAME[=SETTING]`, which may stand several times."""
    command.add_argument("--detector", dest="detectors", action="append", default=[], metavar="NAME[=SETTING]", help="add a detector, as in --detector profanity or --detector toxicity=FOLDER (see `npguidelines detectors`)")


def run(options: argparse.Namespace) -> int:
    """Print one line a detector; those of `--detector` with their settings."""
    from ..detectors.core import core_detectors
    from ..detectors.registry import names

    print("always there: " + ", ".join(f"{d.name} {d.version}" for d in core_detectors()))
    given = {spec.partition("=")[0]: spec for spec in options.detectors}
    for name in sorted({*names(), *given}):
        print(_line(given.get(name, name)))
    return 0


def _line(spec: str) -> str:
    from ..detectors.protocol import Detector
    from ..detectors.registry import resolve

    name = spec.partition("=")[0]
    try:
        plugin = resolve(spec)
        if hasattr(plugin, "ready"):
            plugin.ready()
    except DetectorError as error:
        return f"{name}: not at hand: {error.got}. {error.cure}"
    what = "marks " + ", ".join(sorted(plugin.concepts)) if isinstance(plugin, Detector) else "gives scores for `advisories`, which decide nothing"
    return f"{name} {plugin.version}: at hand; {what}"
