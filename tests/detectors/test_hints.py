"""What a detector finds in a comment shows the hints that it declares: looking only where hints stand misses nothing."""

from __future__ import annotations

from npguidelines import Moderator
from npguidelines.detectors.comment import ReadComment
from npguidelines.detectors.core import core_detectors
from npguidelines.evaluation.examples import examples
from npguidelines.text.hints import BIT, HINTS
from npguidelines.text.ids import ids_of
from npguidelines.text.presence import present

WRITTEN = (
    "wifi p@ssword: Tundra!9 for all", "pwd = abc12345", "api key: 9f8a7c6b5d4e", "login for the portal is Caribou77", "mail me at lee (at) example dot com",
    "ring nine oh seven five five five zero one two three", "907 triple five 0123", "10.0.0.17 or 10 dot 0 dot 0 dot 17", "lives at twelve oh four Birch Street",
    "Mile 12 Old Steese, his house", "plate: three nine bravo kilo quebec", "her DL is 7712345", "passport no 488211904", "GB82 WEST 1234 5698 7654 32", "64.75, -147.35",
    "at 1204 BIRCH ST., the one", "he stays at twelve Elm Way", "1204 Old Rich, lives there", "home is MP 12.5 Parks Hwy", "his cabin, mi 9 Chena", "204 Larch apt4", "204 Larch, unit #4", "9 Larch #4", "204 Larch blue door",
    "88 Larch third floor", "12 Chena Ridge", "12 Moose Trailer Park", "7 Lark Xing", "14b as in boy Spruce Ln", "5 court A", "3 hwy 2", "lives at 64.7512 N, 147.3512 W",
)  # fmt: skip


def test_hints_hide_nothing(moderator: Moderator) -> None:
    detectors = core_detectors()
    ids = moderator.rulebook.hints
    for text in (*WRITTEN, *(e.text for e in examples(moderator))):
        found = present(text, moderator._pipeline.reader)
        assert {h for h in HINTS if found.hints & BIT[h]} == {h for h in HINTS if ids[h] in ids_of(found.shown)}
        hinted = ReadComment(text, None, lambda hint, hints=found.hints: hints & BIT[hint] > 0)  # type: ignore[misc]
        for detector in detectors:
            assert sorted(detector.mark(hinted)) == sorted(detector.mark(ReadComment(text))), text
    assert set(ids) == set(HINTS)
