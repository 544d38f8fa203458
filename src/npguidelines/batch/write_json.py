"""Write JSON Lines: the row as it came, the whole verdict, the row that it is a copy of."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from ..engine.moderator import Moderator
from ..model.comment import Comment
from .cells import encodable_all, plain
from .writers import Scored


class JsonWriter:
    """One object a line: `row`, `verdict`, and `copy_of` for a copy."""

    def __init__(self, part: Path, moderator: Moderator) -> None:
        self._moderator = moderator
        self._handle = part.open("w", encoding="utf-8", newline="")

    def write(self, scored: Scored) -> None:
        """Add the rows of one block."""
        for place, answer, ident, copy in zip(scored.places, scored.answers, scored.ids, scored.copies, strict=True):
            row = scored.block.rows[place]
            verdict = self._moderator.answer(row.text, Comment(text=row.text, id=ident), answer)
            columns = json.dumps(encodable_all(row.columns), ensure_ascii=False, default=plain)
            more = f', "copy_of": {json.dumps(copy)}' if copy else ""
            self._handle.write(f'{{"row": {columns}, "verdict": {verdict.model_dump_json()}{more}}}\n')

    def close(self) -> None:
        """Finish the file."""
        self._handle.close()

    def abandon(self) -> None:
        """Let go of a file that will not be finished: what is buffered need not be written."""
        with suppress(OSError):
            self._handle.close()
