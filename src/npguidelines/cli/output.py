"""Print a text, or write it to the file that was asked for."""

from __future__ import annotations

from pathlib import Path

from ..errors import DataFileError


def deliver(text: str, target: Path | None) -> None:
    """Print `text`, or write it to `target`, beside and renamed when whole; raises `DataFileError` where it cannot be written."""
    if target is None:
        print(text)
        return
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
        part.replace(target)
    except OSError as error:
        raise DataFileError("NPG205", expected="a folder that can be written", got=str(error), cure="choose another -o, or free the disk") from error
    print(f"wrote {target}")
