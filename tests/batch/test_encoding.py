from __future__ import annotations

import csv
from pathlib import Path

import pytest

from npguidelines import DataFileError, Moderator
from npguidelines.batch.encoding import detect, repaired
from npguidelines.batch.score import score_file

TEXT = "id,text\n1,café – “naïve” résumé €5\n"
ENCODINGS = {"utf-8": "utf-8", "utf-8-sig": "utf-8-sig", "utf-16": "utf-16", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be", "utf-32": "utf-32", "cp1252": "cp1252", "ascii": "utf-8"}


@pytest.mark.parametrize(("written", "found"), ENCODINGS.items(), ids=ENCODINGS)
def test_encodings_are_found_and_read(tmp_path: Path, moderator: Moderator, written: str, found: str) -> None:
    text = TEXT if written != "ascii" else "id,text\n1,plain\n"
    path = tmp_path / "in.csv"
    path.write_bytes(text.encode(written))
    assert detect(path) == found
    score_file(moderator, path, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as handle:
        assert next(csv.DictReader(handle))["text"] == text.splitlines()[1].split(",")[1]


def test_a_sequence_over_the_border_of_two_pieces(tmp_path: Path) -> None:
    for before in range(65_530, 65_540):
        (tmp_path / "x.csv").write_bytes(b"a" * before + "é😂é".encode() * 5)
        assert detect(tmp_path / "x.csv") == "utf-8"


def test_an_encoding_can_be_named(tmp_path: Path, moderator: Moderator) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes("text\nпривет\n".encode("cp1251"))
    score_file(moderator, path, tmp_path / "out.csv", encoding="cp1251")
    assert "привет" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    with pytest.raises(DataFileError, match="leave --encoding out"):
        score_file(moderator, path, tmp_path / "out.csv", encoding="klingon")


@pytest.mark.parametrize("text", ["café", "Ãngel", "SÃO PAULO", "10 Â m", "Â£", "Ω", "", "über Öl", "ÃÃÃ"])
def test_what_was_encoded_once_stays(text: str) -> None:
    count = [0]
    if text == "Â£":  # the one way to write a pound sign twice encoded; nobody writes it otherwise
        assert repaired(text, count) == "£"
    else:
        assert repaired(text, count) == text and count == [0]


@pytest.mark.parametrize("text", ["café", "“quoted” – dash", "😂👮🏽", "Привет", "漢字"])
def test_what_was_encoded_twice_is_mended(text: str) -> None:
    count = [0]
    twice = text.encode("utf-8").decode("latin-1")
    assert repaired({"a": [twice, 1, None]}, count) == {"a": [text, 1, None]} and count == [1]
