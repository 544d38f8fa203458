"""A third-party detector, as docs/detectors.md builds it: offers of sirens, in whatever spelling npguidelines can read."""

from collections.abc import Iterable, Mapping

from npguidelines.detectors.comment import ReadComment
from npguidelines.detectors.protocol import Mark
from npguidelines.detectors.wordlist import WordList

WORDS = WordList(["airhorn", "klaxon", "siren", "sirens", "wail machine"])


class SirenDetector:
    """Marks the words for things that wail."""

    name = "sirens"
    version = "1.2.0"
    concepts: Mapping[str, str] = {"siren": "offer"}
    hints: Mapping[str, str] = {"siren": "first"}

    def mark(self, comment: ReadComment) -> Iterable[Mark]:
        """Mark every word of the list."""
        return WORDS.marks(comment, "siren")
