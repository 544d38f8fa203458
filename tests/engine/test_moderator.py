from __future__ import annotations

import json
import pickle
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from npguidelines import Comment, CommentError, Moderator
from npguidelines.detectors.comment import ReadComment
from npguidelines.detectors.core import core_detectors
from npguidelines.detectors.protocol import Mark
from npguidelines.engine import scan
from npguidelines.evaluation.examples import examples
from npguidelines.text.ids import ids_of, packed_ids
from npguidelines.text.presence import present


@pytest.mark.parametrize("bad", [None, b"bytes", 5, ["text"]])
def test_what_is_no_text_is_refused(moderator: Moderator, bad: object) -> None:
    with pytest.raises(CommentError, match="NPG201"):
        moderator.review(bad)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "🐷🐷🐷", "\u202e\u200f", "Ωмега 漢字 text", "a" * 100_000])
def test_odd_texts_get_a_verdict(moderator: Moderator, text: str) -> None:
    verdict = moderator.review(text)
    assert verdict.outcome.value == "allow" and verdict.complete
    json.loads(verdict.model_dump_json())


def test_the_json_has_the_contract_keys(moderator: Moderator) -> None:
    data = json.loads(moderator.review(Comment(text="Fuck the police", id="fb-1")).model_dump_json())
    assert data["schema"] == 1 and data["comment"]["id"] == "fb-1" and data["flagged"] == ["a"]
    assert set(data) == {"schema", "comment", "outcome", "flagged", "scores", "findings", "set_aside", "viewpoint", "alerts", "advisories", "complete", "degraded", "provenance", "rehearsal"}
    assert data["viewpoint"]["remaining_text"] == "____ the police" and "6(f)(iii)" in data["viewpoint"]["citation"]
    assert data["findings"][0]["clause_words"] == "Profane language or content."


def test_identifiers_are_masked_unless_asked_for(moderator: Moderator) -> None:
    text = "her ssn is 219-09-9999 lol"
    shown = moderator.review(text).model_dump_json()
    assert "219-09" not in shown and "j" in moderator.review(text).flagged
    plain = Moderator(moderator.rulebook, show_identifiers=True).review(text).model_dump_json()
    assert "219-09-9999" in plain


def test_same_input_same_bytes_in_threads_and_after_pickling(moderator: Moderator) -> None:
    texts = [e.text for e in islice(examples(moderator), 60)]
    want = [v.model_dump_json() for v in moderator.review_many(texts)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda t: moderator.review(t).model_dump_json(), texts)) == want
    again = pickle.loads(pickle.dumps(moderator))
    assert [v.model_dump_json() for v in again.review_many(texts)] == want


def test_a_failing_detector_is_told_and_hides_nobody(moderator: Moderator) -> None:
    class Broken:
        name, version = "broken", "1"
        concepts: ClassVar = {"phone": "contact"}
        hints: ClassVar = {"phone": "any"}

        def mark(self, comment: ReadComment) -> list[Mark]:
            raise RuntimeError(comment.text)

    verdict = Moderator(moderator.rulebook, [*core_detectors(), Broken()]).review("Fuck this, call 911")
    assert verdict.complete is False and verdict.degraded == ("detector broken: RuntimeError",)
    assert verdict.flagged == ("a",)


def test_author_and_post_are_no_evidence(moderator: Moderator) -> None:
    verdict = moderator.review(Comment(text="Thanks", author="fuck", post_text="fuck this", parent_text="kill him", url="http://fuck.example"))
    assert verdict.flagged == ()


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_the_scan_drops_nothing(moderator: Moderator, data: st.DataObject) -> None:
    pool = [e.text for e in examples(moderator)]
    text = " ".join(data.draw(st.lists(st.sampled_from(pool), min_size=1, max_size=2)))
    shown, _, spaced = present(text, moderator._pipeline.reader)
    if spaced:  # spelled letters ask for the full reading, as in `Moderator.analyse`
        shown += packed_ids(moderator._pipeline.document(text).shown())
    book = moderator.rulebook
    pairs = {book.pairs[n] for n in scan.scanner(book)(shown, ()).candidates(scan.RULES)}
    full = moderator.analyse(text, whole=True)
    assert full is not None
    for number, program in enumerate(moderator.rulebook.programs):
        for which, pattern in enumerate(program.patterns):
            if full.matcher.matches(pattern):
                assert (number, which) in pairs, (program.rule.id, text)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_the_scan_is_shown_whatever_the_full_reading_shows(moderator: Moderator, data: st.DataObject) -> None:
    """Also where only the full reading joins single letters or tells "ill" from "I'll"."""
    words = sorted({word for example in islice(examples(moderator), 0, None, 40) for word in example.text.split()})
    odd = ["ill", "Ill,", "a", "K", "s.", ".", "·", "-", "3", "a.m.", "$", "@", "f.u", "c,k", "u r", "i'm", "share", "kill", "n"]
    text = " ".join(data.draw(st.lists(st.sampled_from(odd) | st.sampled_from(words), min_size=1, max_size=9)))
    found = present(text, moderator._pipeline.reader)
    assert found.spaced or moderator._pipeline.document(text).shown() <= ids_of(found.shown), text


def test_points_that_fail_are_told_and_the_rules_stand(moderator: Moderator) -> None:
    book = moderator.rulebook
    assert book.points is not None
    verdict = Moderator(replace(book, points=book.points._replace(start=dict.fromkeys(map(str, range(len(book.points.start))), 0)))).review("Fuck this")  # of no clause
    assert verdict.flagged == ("a",) and verdict.degraded == ("points: KeyError",) and verdict.complete is False


@pytest.mark.parametrize("unit", ["a", "*", "f*", "1-", "they ", "fuck you. ", "🐷", "kill him now! ", "\n", "@a", "("])
def test_time_grows_linearly_with_length(moderator: Moderator, unit: str) -> None:
    """Figures for 1 MB stand in docs/measurements.md; here four times the text may take no more than eight times as long."""

    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        start = time.process_time()
        moderator.review(text)
        return time.process_time() - start

    seconds(20_000)
    assert min(seconds(120_000) for _ in range(3)) < 8 * max(min(seconds(30_000) for _ in range(3)), 0.02)
