"""100 − 1 = 0: what one bad moment does, and what it never does."""

import pytest

from tests.forms.build import Doc, choice, critical, document, scored, section, yes_no


def doc_with(*rules: Doc, **policy: object) -> Doc:
    """One section per rule, each with the critical item and three others; all weights equal."""
    sections = [
        section(f"s{n}", yes_no("x", critical=rule), yes_no("a"), yes_no("b"), yes_no("c"))
        for n, rule in enumerate(rules)
    ]
    return document(*sections, section("rest", yes_no("a")), **policy)


def answers(doc: Doc, **fails: object) -> Doc:
    """Everything good, but the critical items named (s0=False…)."""
    raw: Doc = {i["key"]: True for s in doc["sections"] for i in s["items"]}
    return raw | {f"{key}.x": value for key, value in fails.items()}


@pytest.mark.parametrize(
    ("rule", "final", "outcome"),
    [
        (critical("flag"), 8750, "pass"),
        (critical("fail"), 8750, "critical"),
        (critical("cap", cap="59.9"), 5990, "fail"),
        (critical("cap", cap=95), 8750, "pass"),
        (critical("zero_section"), 5000, "fail"),
        (critical("zero_visit"), 0, "critical"),
    ],
)
def test_each_effect(rule: Doc, final: int, outcome: str) -> None:
    doc = doc_with(rule, pass_mark=60)
    card = scored(doc, answers(doc, s0=False))
    assert (card.raw, card.final, card.outcome) == (8750, final, outcome)
    assert [(t.item, t.effect) for t in card.triggers] == [("s0.x", rule["effect"])]
    assert card.items["s0.x"].trigger == rule["effect"]


@pytest.mark.parametrize("answer", [True, "na", "unseen"])
@pytest.mark.parametrize("effect", ["flag", "fail", "zero_section", "zero_visit", "not_evaluable"])
def test_a_good_or_missing_answer_never_triggers(effect: str, answer: object) -> None:
    doc = doc_with(critical(effect), no_answer={"na": "none", "unseen": "none"})
    card = scored(doc, answers(doc, s0=answer))
    assert card.triggers == ()
    assert card.raw == card.final


def test_an_item_left_empty_never_triggers() -> None:
    doc = doc_with(critical("zero_visit"), no_answer={"empty": "none"})
    raw = answers(doc)
    del raw["s0.x"]
    assert scored(doc, raw).triggers == ()


def test_zeroed_sections_come_before_the_cap() -> None:
    doc = doc_with(critical("zero_section"), critical("cap", cap=50))
    card = scored(doc, answers(doc, s0=False, s1=False))
    # 0, 75 and 100 over three sections = 58.3, capped at 50
    assert (card.raw, card.final) == (8330, 5000)
    assert (card.sections["s0"].score, card.sections["s0"].final) == (7500, 0)
    low = doc_with(critical("zero_section"), critical("cap", cap=59))
    assert scored(low, answers(low, s0=False, s1=False)).final == 5830


def test_the_lowest_cap_counts() -> None:
    doc = doc_with(critical("cap", cap=70), critical("cap", cap=40))
    assert scored(doc, answers(doc, s0=False, s1=False)).final == 4000


def test_zero_for_the_visit_beats_all_but_the_knock_out() -> None:
    doc = doc_with(critical("zero_visit"), critical("cap", cap=70), critical("not_evaluable"))
    assert scored(doc, answers(doc, s0=False, s1=False)).final == 0
    card = scored(doc, answers(doc, s0=False, s1=False, s2=False))
    assert (card.raw, card.final, card.outcome) == (None, None, "not_evaluable")
    assert [t.effect for t in card.triggers] == ["not_evaluable"]


def test_a_knock_out_takes_every_figure_out() -> None:
    doc = doc_with(critical("not_evaluable"))
    card = scored(doc, answers(doc, s0=False))
    assert all(part.score is None for part in card.sections.values())
    assert all(view.score is None for view in card.views.dimensions.values())
    assert card.items["s0.x"].met is False
    assert card.items["rest.a"].status == "hidden"
    assert card.band is None


@pytest.mark.parametrize("rollup", ["points", "sections", "deduction"])
def test_zero_section_in_each_roll_up(rollup: str) -> None:
    doc = doc_with(critical("zero_section"), rollup=rollup)
    card = scored(doc, answers(doc, s0=False))
    assert card.final == {"points": 2000, "sections": 5000, "deduction": 5000}[rollup]


def test_a_limit_of_its_own() -> None:
    item = choice("x", 4, 3, 2, 1, 0, critical=critical("zero_visit", below=50))
    doc = document(section("s", item, yes_no("a")))
    finals = [scored(doc, {"s.x": key, "s.a": True}).final for key in "abcde"]
    assert finals == [10_000, 8000, 6000, 0, 0]


def test_a_critical_item_of_weight_0_still_counts() -> None:
    doc = document(section("s", yes_no("x", weight=0, critical=critical("fail")), yes_no("a")))
    card = scored(doc, {"s.x": False, "s.a": True})
    assert (card.raw, card.final, card.outcome) == (10_000, 10_000, "critical")


def test_the_band_is_that_of_the_final_score() -> None:
    bands = [{"key": "A", "title": "A", "at_least": 80}, {"key": "D", "title": "D", "at_least": 0}]
    doc = doc_with(critical("cap", cap=59), bands=bands)
    assert scored(doc, answers(doc)).band == "A"
    assert scored(doc, answers(doc, s0=False)).band == "D"
