"""Points of concepts: what they find, what they set aside, what they do not see."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from npguidelines import Moderator
from npguidelines.engine.signs import share
from npguidelines.evaluation.nearest import nearest

from ..conftest import SMALL_RULE

POINTS = "[start]: a-40\n[set aside below]: a-80\n[blind to]: tribe\n[names]: person\nblame_word: a-60\nhaul_word: a+30\nmumble_word: a+20\ntribe: a+2\n"
SIGNS = SMALL_RULE.replace("a.made-up", "a.signs").replace("\"act:'zorble'\"", '"points(10)"')
WIDE = SMALL_RULE.replace("a.made-up", "a.wide").replace("act:'zorble'", "haul_word 'qqq'")  # what lets the scan pass comments with both words
VOCABULARIES = {"haul_word": ("act", ["haul"]), "mumble_word": ("act", ["mumble", "vorps chant"]), "blame_word": ("topic", ["fnord"]), "tribe": ("target", ["vorps"]), "person": ("target", ["ulla"])}


@pytest.fixture
def weighed(book: Path) -> Path:
    """A small rulebook with points, a rule of signs, and a rule that opens the scan."""
    for name, (kind, terms) in VOCABULARIES.items():
        (book / "concepts" / f"{name}.txt").write_text(f"# kind: {kind}\n# about: Made up.\n" + "".join(f"{t}\n" for t in terms), encoding="utf-8")
    (book / "points.txt").write_text(POINTS, encoding="utf-8")
    (book / "function_words.txt").write_text("en: the of and we is it\n", encoding="utf-8")
    for name, text in (("signs", SIGNS), ("wide", WIDE)):
        (book / "a-profanity" / f"{name}.yaml").write_text(text, encoding="utf-8")
    (book / "ids.txt").write_text("a.made-up\na.signs\na.wide\n", encoding="utf-8")
    return book


Quick = Callable[[Path], Moderator]


def rules(moderator: Moderator, text: str) -> list[str]:
    return [f.rule for f in moderator.review(text).findings]


def test_signs_find_together_what_no_rule_found(weighed: Path, quick: Quick) -> None:
    moderator = quick(weighed)
    (finding,) = moderator.review("we haul it and mumble qqq").findings
    assert finding.rule == "a.signs" and finding.outcome.value == "review"
    assert [(e.quote, e.concepts) for e in finding.evidence] == [("haul", ("haul_word",)), ("mumble", ("mumble_word",))]
    assert rules(moderator, "we haul it and the qqq") == []


def test_a_concept_counts_once_and_less_in_a_long_comment(weighed: Path, quick: Quick) -> None:
    analysis = quick(weighed).analyse("we haul and mumble and mumble and the qqq")
    assert analysis is not None and analysis.weighing is not None
    ((window, sentences),) = analysis.weighing.paragraphs
    assert sentences == ()
    assert analysis.weighing.totals(window)[0] == pytest.approx(-40 + 50 * share(9))
    assert share(13) == 1.0 and share(208) == pytest.approx(0.5)


def test_a_clause_may_have_kinds_that_are_read_apart(weighed: Path, quick: Quick) -> None:
    kinds = "[start]: a-loud-40 a-soft-40\n[set aside below]: a-80\n[blind to]: tribe\n[names]: person\nblame_word: a-loud-70 a-soft-1\nhaul_word: a-loud+90\nmumble_word: a-soft+90\ntribe: a-loud+2\n"
    (weighed / "points.txt").write_text(kinds, encoding="utf-8")
    moderator = quick(weighed)
    # One kind is enough, what speaks for two kinds is not added up, and what speaks against one leaves the other.
    assert [rules(moderator, text) for text in ("we haul it and the qqq", "we mumble it and haul it qqq")] == [["a.signs"], ["a.signs"]]
    analysis = moderator.analyse("we haul the fnord and mumble it qqq")
    assert analysis is not None and analysis.weighing is not None
    told = analysis.weighing.best("a")
    assert told.points == pytest.approx(-40 + 89 * share(8)) and told.column == 1
    assert [e.quote for f in moderator.review("we haul the fnord and mumble it qqq").findings for e in f.evidence] == ["mumble"]


def test_signs_need_a_strong_one_of_a_flagging_kind(weighed: Path, quick: Quick) -> None:
    (weighed / "points.txt").write_text(POINTS.replace("haul_word: a+30", "haul_word: a+2").replace("mumble_word: a+20", "mumble_word: a+3"), encoding="utf-8")
    (weighed / "word_points.txt").write_text("car: a+180\n", encoding="utf-8")
    moderator = quick(weighed)
    text = "we haul it and mumble in the car qqq"
    analysis = moderator.analyse(text)
    assert analysis is not None and analysis.weighing is not None and analysis.weighing.best("a")[0] > 10
    assert rules(moderator, text) == []
    assert "a strong sign of a flagging kind" in nearest(moderator, text, rule="a.signs")[0].lacked[0]


def test_signs_need_some_words(weighed: Path, quick: Quick) -> None:
    moderator = quick(weighed)
    assert rules(moderator, "haul mumble qqq") == []
    assert nearest(moderator, "haul mumble qqq", rule="a.signs")[0].lacked == ("some more words",)


def test_words_and_pairs_weigh_and_are_quoted(weighed: Path, quick: Quick) -> None:
    (weighed / "word_points.txt").write_text("and: a+12\ncar: a+14\nred* .. dog*: a+16\n", encoding="utf-8")
    moderator = quick(weighed)
    (finding,) = moderator.review("we haul it to the red dog and the car qqq").findings
    assert [(e.quote, e.concepts) for e in finding.evidence] == [("haul", ("haul_word",)), ("red dog", ()), ("car", ())]
    texts = {"we haul it, red dog qqq": True, "we haul it, red old big dogs qqq": True, "we haul it red by an old dog qqq": False, "we haul it. Red. Barn qqq": False, "we haul it dog red qqq": False}
    assert {t: "red* .. dog*" in weighed_signs(moderator, t) for t in texts} == texts


def test_points_raise_an_alert_and_change_nothing_else(weighed: Path, quick: Quick) -> None:
    (weighed / "points.txt").write_text(POINTS.replace("[start]: a-40", "[start]: a-40 emergency-20"), encoding="utf-8")
    (weighed / "word_points.txt").write_text("car*: emergency+60\n", encoding="utf-8")
    before = quick(weighed).review("it was quiet. we haul it to the cars qqq")
    (weighed / "alerts.yaml").write_text('- {kind: "emergency", because: "Made up for this test.", match: ["points(10)"]}\n', encoding="utf-8")
    moderator = quick(weighed)
    verdict = moderator.review("it was quiet. we haul it to the cars qqq")
    assert [(a.kind, a.start, a.end) for a in verdict.alerts] == [("emergency", 14, 40)]
    assert (before.alerts, verdict.outcome, verdict.findings, verdict.set_aside) == ((), before.outcome, before.findings, before.set_aside)
    assert moderator.review("we haul it to the dog qqq").alerts == ()


def test_points_speak_against_an_alert(weighed: Path, quick: Quick) -> None:
    (weighed / "alerts.yaml").write_text('- {kind: "emergency", because: "Made up for this test.", match: ["haul_word"]}\n', encoding="utf-8")
    (weighed / "points.txt").write_text(POINTS.replace("[start]: a-40", "[start]: a-40 emergency-20").replace("a-80", "a-80 emergency-40"), encoding="utf-8")
    (weighed / "word_points.txt").write_text("car*: emergency-60\n", encoding="utf-8")
    moderator = quick(weighed)
    assert [len(moderator.review(t).alerts) for t in ("we haul it to the dog", "we haul it to the cars", "we haul the cars")] == [1, 0, 1]


def test_a_stem_stands_for_all_forms_of_a_word(weighed: Path, quick: Quick) -> None:
    (weighed / "word_points.txt").write_text("^ car*: a+3\ncar: a+14\ncar*: a+5\n", encoding="utf-8")
    moderator = quick(weighed)
    assert weighed_signs(moderator, "we haul it to cars qqq") == ["car*", "haul_word"]
    assert weighed_signs(moderator, "Car. We haul it qqq") == ["^ car*", "car", "car*", "haul_word"]


def test_any_name_any_group_and_any_number_stand_for_the_others(weighed: Path, quick: Quick) -> None:
    (weighed / "word_points.txt").write_text("<group> .. car*: a+3\n<name> .. car*: a+4\n<number> .. car*: a+5\n", encoding="utf-8")
    moderator = quick(weighed)
    for text, line in (("the vorps car", "<group> .. car*"), ("the Ulla car", "<name> .. car*"), ("the Xyzzqvy Ulla car", "<name> .. car*"), ("the 14 car", "<number> .. car*"), ("the old car", None)):
        assert [s for s in weighed_signs(moderator, f"we haul it, {text} qqq") if ".." in s] == ([line] if line else []), text


def test_words_of_a_blind_concept_are_not_seen(weighed: Path, quick: Quick) -> None:
    (weighed / "word_points.txt").write_text("car: a+14\nthe* .. vorp*: a+8\nvorp*: a+8\nvorp* .. car*: a+9\nvorps: a+9\n", encoding="utf-8")
    assert weighed_signs(quick(weighed), "we haul the vorps car qqq") == ["car", "haul_word", "tribe"]


def weighed_signs(moderator: Moderator, text: str) -> list[str]:
    analysis = moderator.analyse(text)
    assert analysis is not None and analysis.weighing is not None
    return sorted(map(analysis.weighing.name, analysis.weighing.signs))


def test_what_speaks_against_a_finding_sets_it_aside_and_is_told(weighed: Path, quick: Quick) -> None:
    moderator = quick(weighed)
    assert rules(moderator, "it is the zorble") == ["a.made-up"]
    verdict = moderator.review("it is the zorble and fnord")
    assert verdict.findings == () and verdict.outcome.value == "allow"
    (aside,) = verdict.set_aside
    assert (aside.rule, aside.context) == ("a.made-up", "points") and "-80 are needed" in aside.because


def test_nothing_is_set_aside_in_a_comment_of_a_few_words(weighed: Path, quick: Quick) -> None:
    assert rules(quick(weighed), "the zorble and fnord of") == ["a.made-up"]


def test_rules_that_agree_stand_with_less(weighed: Path, quick: Quick) -> None:
    text = "it is the zorble and the fnord of it" + " and the rest of it is of the pile and we" * 2
    assert rules(quick(weighed), text) == []
    (weighed / "a-profanity" / "wide.yaml").write_text(SMALL_RULE.replace("a.made-up", "a.wide"), encoding="utf-8")
    moderator = quick(weighed)
    assert rules(moderator, text) == ["a.made-up", "a.wide"]
    assert rules(moderator, "it is the zorble and fnord") == []  # so much speaks against these
    assert "-92 are needed" in moderator.review("it is the zorble and fnord").set_aside[0].because


@pytest.fixture
def two(weighed: Path) -> Path:
    """The same with points of clause d, for which `fnord` and `mumble` speak."""
    points = POINTS.replace("a-40", "a-40 d-40").replace("blame_word: a-60", "blame_word: a-20 d+100").replace("mumble_word: a+20", "mumble_word: a+20 d+60")
    (weighed / "points.txt").write_text(points, encoding="utf-8")
    return weighed


def test_what_speaks_for_another_clause_is_taken_from_a_finding(two: Path, quick: Quick) -> None:
    text = "it is the zorble and the fnord of it"
    verdict = quick(two).review(text)
    assert verdict.findings == ()
    assert "56 taken by what speaks for another clause, where -80 are needed" in verdict.set_aside[0].because


def test_what_speaks_for_another_clause_is_taken_from_signs(two: Path, quick: Quick) -> None:
    text = "we haul it and mumble the qqq of it"
    moderator = quick(two)
    assert rules(moderator, text) == []
    (near,) = nearest(moderator, text, rule="a.signs")
    assert near.lacked == ("10 points (it has -6, 21 taken by what speaks for another clause)",)


def test_what_stands_beyond_a_blank_line_takes_nothing(two: Path, quick: Quick) -> None:
    moderator = quick(two)
    assert rules(moderator, "it is the zorble of the hill\n\nwe and it and the fnord of it") == ["a.made-up"]
    assert rules(moderator, "it is the zorble of the hill and we and it and the fnord of it") == []


def test_clauses_that_may_meet_together_take_nothing_from_each_other(two: Path, quick: Quick) -> None:
    points = (two / "points.txt").read_text(encoding="utf-8")
    (two / "points.txt").write_text(points.replace("[blind", "[may meet together]: ad\n[blind"), encoding="utf-8")
    moderator = quick(two)
    assert rules(moderator, "it is the zorble and the fnord of it") == ["a.made-up"]
    assert rules(moderator, "we haul it and mumble the qqq of it") == ["a.signs"]


def test_a_rule_may_stand_against_points(weighed: Path, quick: Quick) -> None:
    (weighed / "a-profanity" / "x.yaml").write_text(SMALL_RULE + '    contexts: {ignore: ["points"]}\n', encoding="utf-8")
    assert rules(quick(weighed), "it is the zorble and fnord") == ["a.made-up"]


def test_another_sentence_hides_a_finding_less_the_longer_the_paragraph(weighed: Path, quick: Quick) -> None:
    moderator = quick(weighed)
    rest = " It is the rest of it and of the pile." * 12
    for more, found in (("", []), (rest, ["a.made-up"])):
        assert rules(moderator, "We say it is the zorble. We and the fnord and tangle of it." + more) == found
    assert rules(moderator, "We say it is the zorble of the fnord and tangle. We and the rest of it.") == []


def test_a_concept_that_shares_a_word_with_a_blind_one_is_not_seen(weighed: Path, quick: Quick) -> None:
    moderator = quick(weighed)
    assert weighed_signs(moderator, "we haul the vorps chant qqq") == ["haul_word", "tribe"]
    assert weighed_signs(moderator, "we haul the mumble qqq") == ["haul_word", "mumble_word"]


def test_comments_in_another_language_are_not_weighed(weighed: Path, quick: Quick) -> None:
    (weighed / "function_words.txt").write_text("en: the of and we is it\nde: und der die das ist wir\n", encoding="utf-8")
    analysis = quick(weighed).analyse("wir und der haul und die mumble das ist qqq")
    assert analysis is not None and analysis.weighing is None


def test_very_long_comments_are_not_weighed(weighed: Path, quick: Quick) -> None:
    moderator = quick(weighed)
    for size, expected in ((300, ["a.made-up"]), (1200, ["a.made-up"])):
        text = "We say it is the zorble. " + " ".join(f"word{n}" for n in range(size))
        assert rules(moderator, text) == expected
        analysis = moderator.analyse(text)
        assert analysis is not None and (analysis.weighing is None) == (size > 1000)


def test_the_trace_tells_how_many_points_were_lacking(weighed: Path, quick: Quick) -> None:
    (near,) = nearest(quick(weighed), "we haul it and mumble the rest of the pile that is left on the road by the shop and the dog qqq", rule="a.signs")
    assert near.lacked == ("10 points (it has 3)",) and near.found == ("haul_word in 'haul' (+30)", "mumble_word in 'mumble' (+20)")


def test_every_term_that_neutrality_swaps_is_hidden_from_the_shipped_points(moderator: Moderator) -> None:
    book = moderator.rulebook
    assert book.points is not None
    for swap in book.swaps:
        if swap.name != "surnames":  # which name it is: no list of names has points
            for term in swap.terms:
                analysis = moderator.analyse(term, whole=True)
                assert analysis is not None
                assert any(analysis.matcher.concept(i) for i in book.points.blind), term
    assert not {"surname", "surname_ambiguous", "given_name", "given_name_ambiguous"} & {book.names[i] for i in book.points.concepts}


def test_the_words_of_the_shipped_points_name_nobody_and_no_side(moderator: Moderator) -> None:
    book = moderator.rulebook
    assert book.points is not None
    words = {*book.points.look_up.words, *book.points.look_up.stems}
    assert not words & {w for swap in book.swaps for term in swap.terms for w in term.lower().split() if w not in book.languages}
    named = {book.ids[n] for n in ("surname", "surname_ambiguous", "given_name", "given_name_ambiguous")} | set(book.points.blind)
    assert not [w for w in words if named & set(book.lexicon.words.get(w, ()))]


def test_signs_count_the_paragraph_and_its_best_stretch_half_each_and_findings_their_sentence_by_its_length(weighed: Path, quick: Quick) -> None:
    analysis = quick(weighed).analyse("We haul it and mumble qqq. We and the fnord of it. Haul it.\n\nAnd then the fnord of it was there.")
    assert analysis is not None and analysis.weighing is not None
    weighing = analysis.weighing
    (whole, (first, second, short)), (other, none) = weighing.paragraphs
    assert none == () and other.size == 8
    points = {whole: -40 - 10 * share(whole.size), first: -40 + 50 * share(6), second: -40 - 60 * share(6), short: -40 + 30 * share(2), other: -40 - 60 * share(8)}
    assert weighing.best("a")[:2] == (pytest.approx((points[whole] + points[first]) / 2), first)
    sentence = whole.size / 150
    around = {window: points[whole] + (points[window] - points[whole]) * sentence for window in (first, second, short)}
    for window in (first, second, short):
        assert weighing.around("a", window.tokens & -window.tokens) == pytest.approx(around[window])
    assert weighing.around("a", other.tokens) == pytest.approx(points[other])
    assert weighing.around("a", other.tokens | first.tokens) == pytest.approx(around[first])


def test_half_of_the_points_of_a_finding_in_a_long_paragraph_are_those_of_its_sentence(weighed: Path, quick: Quick) -> None:
    analysis = quick(weighed).analyse("We haul it and mumble qqq." + " It is the rest of it and of the pile." * 10)
    assert analysis is not None and analysis.weighing is not None
    ((whole, (first, *_)),) = analysis.weighing.paragraphs
    assert whole.size > 75
    assert analysis.weighing.around("a", first.tokens) == pytest.approx(-40 + 25 * (share(whole.size) + share(6)))


def test_a_paragraph_beside_a_violation_neither_hides_nor_helps_it(weighed: Path, quick: Quick) -> None:
    moderator = quick(weighed)
    assert rules(moderator, "it is the zorble of it\n\nand we know the fnord of the fnord and then some more of it") == ["a.made-up"]
    assert rules(moderator, "it is the zorble fnord of it\n\nand we haul it and mumble, the qqq of the rest of it") == ["a.signs"]


def test_in_a_paragraph_of_few_words_nothing_speaks_against_a_finding(weighed: Path, quick: Quick) -> None:
    moderator = quick(weighed)
    for text in ("it is the zorble fnord", "it is the zorble fnord\n\nand then the fnord of it was there"):
        assert rules(moderator, text) == ["a.made-up"]


SPARED = SMALL_RULE.replace("act:'zorble'", "haul_word").replace("    examples", '    unless: [{match: "\'spared\'", because: "Made up for this test."}]\n    examples').replace('violates: ["zorble"]', 'violates: ["haul"]')
OVERRULED = POINTS.replace("[blind", "[overruled from]: a+10\n[blind")


@pytest.fixture
def unsigned(weighed: Path) -> Path:
    """The same without the rule of signs."""
    (weighed / "a-profanity" / "signs.yaml").unlink()
    (weighed / "ids.txt").write_text("a.made-up\na.signs retired\na.wide\n", encoding="utf-8")
    return weighed


@pytest.mark.parametrize(
    ("points", "rule", "found"),
    [(POINTS, SPARED, []), (OVERRULED, SPARED, ["a.made-up"]), (OVERRULED.replace("a+10", "a+40"), SPARED, []), (OVERRULED, SPARED.replace("test.\"}]", "test.\", holds: true}]"), [])],
)
def test_points_overrule_an_exception(unsigned: Path, quick: Quick, points: str, rule: str, found: list[str]) -> None:
    (unsigned / "a-profanity" / "x.yaml").write_text(rule, encoding="utf-8")
    (unsigned / "points.txt").write_text(points, encoding="utf-8")
    moderator = quick(unsigned)
    verdict = moderator.review("we haul it and mumble it spared")
    assert [f.rule for f in verdict.findings] == found
    assert [a.context for a in verdict.set_aside] == ([] if found else ["unless: 'spared'"])
    assert rules(moderator, "we haul it and the rest is spared") == []  # 30 points are too few


def test_points_overrule_no_exception_beside_another_finding_of_the_clause(unsigned: Path, quick: Quick) -> None:
    (unsigned / "a-profanity" / "x.yaml").write_text(SPARED, encoding="utf-8")
    (unsigned / "a-profanity" / "wide.yaml").write_text(SMALL_RULE.replace("a.made-up", "a.wide").replace("act:'zorble'", "mumble_word"), encoding="utf-8")
    (unsigned / "points.txt").write_text(OVERRULED, encoding="utf-8")
    verdict = quick(unsigned).review("we haul it and mumble it spared")
    assert [f.rule for f in verdict.findings] == ["a.wide"] and [a.rule for a in verdict.set_aside] == ["a.made-up"]


def test_points_overrule_no_exception_of_a_rule_that_ignores_them(unsigned: Path, quick: Quick) -> None:
    (unsigned / "a-profanity" / "x.yaml").write_text(SPARED + '    contexts: {ignore: ["points"]}\n', encoding="utf-8")
    (unsigned / "points.txt").write_text(OVERRULED, encoding="utf-8")
    assert rules(quick(unsigned), "we haul it and mumble it spared") == []


CONTEXT = """- {name: "spared", about: "Made up.", cues: ["'spared'"], direction: "both", scope: "comment", effect: {set_aside: ["a"]}, because: "Made up for this test."}
"""


@pytest.mark.parametrize(("least", "expected"), [(None, []), (10, ["a.made-up"]), (40, [])])
def test_points_overrule_a_context(unsigned: Path, quick: Quick, least: int | None, expected: list[str]) -> None:
    (unsigned / "a-profanity" / "x.yaml").write_text(SMALL_RULE.replace("act:'zorble'", "haul_word").replace('violates: ["zorble"]', 'violates: ["haul"]'), encoding="utf-8")
    (unsigned / "contexts.yaml").write_text(CONTEXT, encoding="utf-8")
    (unsigned / "points.txt").write_text(POINTS if least is None else OVERRULED.replace("+10", f"+{least}"), encoding="utf-8")
    verdict = quick(unsigned).review("we haul it and mumble it spared")
    assert [f.rule for f in verdict.findings] == expected
    assert [a.context for a in verdict.set_aside] == ([] if expected else ["spared"])


def test_signs_overrule_a_context_with_more_points_than_rules_do(weighed: Path, quick: Quick) -> None:
    (weighed / "contexts.yaml").write_text(CONTEXT, encoding="utf-8")
    for least, expected in ((10, []), (-20, ["a.signs"])):  # 21 points: 10 and 30 more are needed, or -20 and 30 more
        (weighed / "points.txt").write_text(POINTS.replace("[blind", f"[overruled from]: a{least:+d}\n[blind"), encoding="utf-8")
        assert rules(quick(weighed), "we haul it and mumble it spared qqq") == expected


def test_a_rule_of_signs_may_ask_that_more_speaks_for_one_clause_than_for_another(two: Path, quick: Quick) -> None:
    (two / "points.txt").write_text((two / "points.txt").read_text(encoding="utf-8").replace("[blind", "[may meet together]: ad\n[blind"), encoding="utf-8")
    text = "we haul it and mumble the qqq of it"  # more speaks for d than for a
    for asked, expected in (("points(10, d > a)", ["a.signs"]), ("points(10, a > d)", [])):
        (two / "a-profanity" / "signs.yaml").write_text(SIGNS.replace("points(10)", asked), encoding="utf-8")
        moderator = quick(two)
        assert rules(moderator, text) == expected
    assert nearest(moderator, text, rule="a.signs")[0].lacked == ("more points for a than for d",)


def test_signs_need_more_beside_a_clause_that_rules_found(two: Path, quick: Quick) -> None:
    points = (two / "points.txt").read_text(encoding="utf-8").replace("mumble_word: a+20 d+60", "mumble_word: a+30")
    (two / "points.txt").write_text(points, encoding="utf-8")
    (two / "d-solicitation").mkdir()
    (two / "d-solicitation" / "y.yaml").write_text(SMALL_RULE.replace("a.made-up", "d.made-up").replace("Profane language", "advertisements").replace("zorble", "zvorp"), encoding="utf-8")
    (two / "ids.txt").write_text("a.made-up\na.signs\na.wide\nd.made-up\n", encoding="utf-8")
    moderator = quick(two)
    assert rules(moderator, "we haul it and mumble the qqq") == ["a.signs"]
    assert rules(moderator, "we haul it and mumble the zvorp qqq") == ["d.made-up"]
    assert nearest(moderator, "we haul it and mumble the zvorp qqq", rule="a.signs")[0].lacked == ("30 points (it has 28, 20 more beside what rules found)",)
