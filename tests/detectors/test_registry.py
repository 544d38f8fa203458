"""Detectors by name, from packages, and as objects: what is found, what is refused and how it is told."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from npguidelines import DetectorError, Moderator, RulebookError, load_rulebook
from npguidelines.detectors import registry
from npguidelines.detectors.comment import ReadComment
from npguidelines.detectors.protocol import Mark

from .rulebooks import detected, write_rulebook

SAMPLE = Path(__file__).parents[1] / "samples" / "npg_sirens"


class Made:
    """A detector whose parts a test replaces."""

    def __init__(self, **parts: Any) -> None:
        self.name, self.version = "made", "1"
        self.concepts, self.hints = {"siren": "offer"}, {"siren": "any"}
        self.__dict__.update(parts)

    def mark(self, comment: ReadComment) -> list[Mark]:
        at = comment.text.find("siren")
        return [Mark("siren", at, at + 5, "siren")] if at >= 0 else []


def test_the_names_that_the_package_brings() -> None:
    assert {"profanity", "spacy", "toxicity"} <= set(registry.names())


@pytest.mark.parametrize(("name", "near"), [("profanty", "did you mean 'profanity'"), ("zzz", "profanity, spacy, toxicity")], ids=["close", "far"])
def test_an_unknown_name_lists_the_valid_ones(name: str, near: str) -> None:
    with pytest.raises(DetectorError, match="NPG206") as error:
        registry.resolve(name)
    assert near in str(error.value)


def test_two_packages_that_register_one_name_are_refused_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    points = [EntryPoint("made", "one:Detector", registry.GROUP), EntryPoint("made", "two:Detector", registry.GROUP)]
    told = set()
    for order in (points, points[::-1]):
        monkeypatch.setattr(registry, "entry_points", lambda order=order, **_: order)
        with pytest.raises(DetectorError, match="one package that registers") as error:
            registry.resolve("made")
        told.add(str(error.value))
    assert len(told) == 1


def test_a_package_cannot_take_the_name_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "entry_points", lambda **_: [EntryPoint("profanity", "other:Detector", registry.GROUP)])
    with pytest.raises(DetectorError, match="other:Detector"):
        registry.resolve("profanity")


def test_a_package_that_does_not_import_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "entry_points", lambda **_: [EntryPoint("broken", "npg_no_such_module:X", registry.GROUP)])
    with pytest.raises(DetectorError, match="npg_no_such_module"):
        registry.resolve("broken")


@pytest.mark.parametrize(
    ("plugin", "words"),
    [(object(), "parts of the protocol"), (Made, "parts of the protocol"), (Made(name=""), "name is ''"), (Made(version=2), "version is 2"),
     (Made(concepts={"siren": "noise"}), "kind of 'siren' is 'noise'"), (Made(hints={"siren": "digits7"}), "did you mean 'digits6'")],
    ids=["object", "class", "name", "version", "kind", "hint"],
)  # fmt: skip
def test_what_is_no_detector_is_refused(plugin: Any, words: str) -> None:
    with pytest.raises(DetectorError, match="NPG206") as error:
        registry.resolve(plugin)
    assert words in str(error.value)


def test_a_setting_that_a_detector_does_not_take_is_told() -> None:
    with pytest.raises(DetectorError, match="profanity=x"):
        registry.resolve("profanity=x")


@pytest.mark.parametrize(
    ("concept", "code"),
    [(detected("siren", "offer", "sirenz"), "NPG206"), (detected("siren", "offer", "profanity"), "NPG108"), (detected("siren", "offer", "toxicity"), "NPG206"), (detected("siren", "act", "made"), "NPG105"),
     (detected("siren", "offer", "made", 'optionl: true\n'), "NPG103"), (detected("siren", "offer", "made", 'allow: ["b", "a"]\n'), "NPG106"), (detected("siren", "offer", "made", 'allow: ["B"]\n'), "NPG106"),
     (detected("siren", "offer", "made", 'leave_to: ["no_such"]\n'), "NPG108"), (detected("siren", "offr", "made"), "NPG105"), (detected("sirens", "offer", "made"), "NPG115")],
    ids=["unknown detector", "not marked by it", "only scores", "other kind", "unknown key", "unsorted allow list", "capital in it", "unknown vocabulary", "unknown kind", "name of the file"],
)  # fmt: skip
def test_a_rulebook_is_held_to_what_detectors_say(tmp_path: Path, concept: str, code: str) -> None:
    folder = write_rulebook(tmp_path, {"siren.yaml": concept}, ["siren"])
    with pytest.raises(RulebookError) as error:
        load_rulebook(folder, [Made()])
    assert code in {p.code for p in error.value.problems}
    assert all(p.file == "concepts/siren.yaml" and p.cure for p in error.value.problems if p.code == code)


def test_a_concept_of_topic_kind_cannot_carry_a_rule_whoever_marks_it(tmp_path: Path) -> None:
    folder = write_rulebook(tmp_path, {"siren.yaml": detected("siren", "topic", "made")}, ["siren"])
    with pytest.raises(RulebookError, match="NPG110"):
        load_rulebook(folder, [Made(concepts={"siren": "topic"})])


def test_an_object_serves_a_rule_without_any_package(tmp_path: Path) -> None:
    made = Made()
    book = load_rulebook(write_rulebook(tmp_path, {"siren.yaml": detected("siren", "offer", "made")}, ["siren"]), [made])
    verdict = Moderator(book, [made]).review("a siren for you")
    assert verdict.flagged == ("d",) and verdict.findings[0].evidence[0].quote == "siren"
    assert "made 1" in verdict.provenance.detectors


def test_a_rulebook_that_needs_a_detector_does_not_run_without_it(tmp_path: Path) -> None:
    book = load_rulebook(write_rulebook(tmp_path, {"siren.yaml": detected("siren", "offer", "made")}, ["siren"]), [Made()])
    with pytest.raises(DetectorError, match="made"):
        Moderator(book)


def test_what_is_optional_rests_until_it_is_asked_for(tmp_path: Path) -> None:
    folder = write_rulebook(tmp_path, {"siren.yaml": detected("siren", "offer", "made", "optional: true\n")}, ["siren", "offer:'whistle' | siren"])
    book = load_rulebook(folder)
    assert Moderator(book).resting == {"d.made-up-0": ("made",)}
    assert Moderator(book).review("a siren").flagged == () and Moderator(book).review("a whistle").flagged == ("d",)
    asked = Moderator(book, [Made()])
    assert asked.resting == {} and asked.review("a siren").flagged == ("d",)


def test_the_order_of_detectors_decides_nothing(tmp_path: Path) -> None:
    folder = write_rulebook(tmp_path, {n + ".yaml": detected(n, "offer", n) for n in ("aaa", "bbb")}, ["aaa", "bbb"])
    a, b = (Made(name=n, concepts={n: "offer"}, hints={n: "any"}, mark=lambda c, n=n: [Mark(n, 0, 1, "x")]) for n in ("aaa", "bbb"))
    book = load_rulebook(folder, [a, b])
    one, two = (Moderator(book, order).review("x y").model_dump_json() for order in ([a, b], [b, a]))
    assert one == two and '"bbb 1"' in one


def test_two_of_one_name_are_refused(moderator: Moderator) -> None:
    with pytest.raises(DetectorError, match="names of their own"):
        Moderator(moderator.rulebook, [Made(), Made()])


def test_a_sample_package_registers_one_and_a_rule_file_uses_its_concept(tmp_path: Path) -> None:
    """Install a stranger's package beside ours and run a rulebook that names its detector, in an interpreter of its own."""
    installed, rules = tmp_path / "site", tmp_path / "rules"
    rules.mkdir()
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--target", str(installed), str(SAMPLE)], check=True, capture_output=True, cwd=tmp_path)
    write_rulebook(rules, {"siren.yaml": detected("siren", "offer", "sirens")}, ["siren"])
    code = (
        "import sys; sys.path.append(sys.argv[1])\n"
        "from npguidelines import Moderator, load_rulebook\n"
        "from npguidelines.detectors.registry import names\n"
        "assert 'sirens' in names()\n"
        "verdict = Moderator(load_rulebook(sys.argv[2])).review('Who wants my a1rh0rn?')\n"
        "print(verdict.flagged, verdict.findings[0].evidence[0].quote, verdict.findings[0].evidence[0].reading, verdict.provenance.detectors)"
    )
    out = subprocess.run([sys.executable, "-c", code, str(installed), str(rules)], check=True, capture_output=True, text=True).stdout
    assert out.startswith("('d',) a1rh0rn evasion") and "sirens 1.2.0" in out


def test_the_page_shows_the_sample_as_it_is() -> None:
    page = (Path(__file__).parents[2] / "docs" / "detectors.md").read_text(encoding="utf-8")
    assert (SAMPLE / "npg_sirens.py").read_text(encoding="utf-8") in page
    assert 'sirens = "npg_sirens:SirenDetector"' in page and 'sirens = "npg_sirens:SirenDetector"' in (SAMPLE / "pyproject.toml").read_text(encoding="utf-8")
