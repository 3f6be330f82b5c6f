"""Scoring schemes of the trade, each written as a policy and worked out by hand: roll-up."""

from typing import Any

import pytest

from forms.answers import parse_answers
from forms.branch import BranchFacts
from forms.scoring import Scorecard, score
from tests.forms.build import Doc, choice, critical, document, made, scored, section, yes_no


def number(key: str, **more: Any) -> Doc:
    return {"kind": "number", "key": key, "wording": key} | more


def choices(key: str, *points: float | None, **more: Any) -> Doc:
    return choice(key, *points) | {"kind": "choices"} | more


def scale(key: str, *levels: int, **more: Any) -> Doc:
    steps = [{"level": level, "text": "t"} for level in levels]
    return {"kind": "scale", "key": key, "wording": key, "levels": steps} | more


def raw_scored(doc: Doc, raw: Doc, branch: BranchFacts | None = None) -> Scorecard:
    """Answers as they are sent, for reasons and skips."""
    checklist = made(doc)
    answers, issues = parse_answers(checklist, raw)
    assert issues == []
    return score(checklist, answers, branch or BranchFacts())


def test_points_with_multiple_selection_and_not_applicable() -> None:
    items = (yes_no("a"), choice("b", 5, 3, 0, None), choices("c", 2, 3, -1))
    doc = document(section("s", *items), rollup="points", places=2)
    # 1 of 1, 3 of 5, 2 − 1 of 2 + 3
    assert scored(doc, {"s.a": True, "s.b": "b", "s.c": ["a", "c"]}).raw == 4545
    # "not applicable" takes its 5 points out: 2 of 6
    assert scored(doc, {"s.a": True, "s.b": "d", "s.c": ["a", "c"]}).raw == 3333


def test_bonus_adds_to_earned_and_the_cap_is_a_choice() -> None:
    items = (
        yes_no("a", weight=10), yes_no("b", weight=10), yes_no("c", weight=20),
        yes_no("x", weight=5, role="bonus"),
    )  # fmt: skip
    doc = document(section("s", *items), rollup="points")
    assert scored(doc, {"s.a": True, "s.b": False, "s.c": True, "s.x": True}).raw == 8750
    full = dict.fromkeys(("s.a", "s.b", "s.c", "s.x"), True)
    assert scored(doc, full).raw == 10_000
    assert (
        scored(document(section("s", *items), rollup="points", cap_at_100=False), full).raw
        == 11_250
    )


BANK = document(
    section(
        "site",
        number("litter", rate={"start": 10, "each": -2}),
        yes_no("signs", weight=10),
        weight=20,
    ),
    section(
        "service",
        choices("window", -5, -3, -10),
        choices("dress", -4, -4, -10, group="dress"),
        weight=50,
        groups=[{"key": "dress", "title": "dress", "most_lost": 15}],
    ),
    section("rules", yes_no("queue", weight=10), yes_no("copy", weight=20), weight=30),
    rollup="deduction",
    places=1,
)


def test_a_bank_takes_points_off_per_fault_with_limits_per_group() -> None:
    raw: Doc = {
        "site.litter": 3,  # 3 × 2 off
        "site.signs": True,
        "service.window": ["a", "b"],  # 5 + 3 off
        "service.dress": ["a", "b", "c"],  # 18 off, at most 15
        "rules.queue": False,  # 10 off
        "rules.copy": True,
    }
    card = scored(BANK, raw)
    assert [part.earned for part in card.sections.values()] == [1400, 2700, 2000]
    assert card.final == 6100
    # "until the points are used up": 8 pieces of litter cost 10, not 16
    assert scored(BANK, raw | {"site.litter": 8}).final == 5700


def test_a_section_may_cost_the_others_when_its_floor_is_under_0() -> None:
    def doc(**more: Any) -> Doc:
        return document(
            section("a", number("n", rate={"start": 100, "each": -10}), weight=50, **more),
            section("b", yes_no("y", weight=50), weight=50),
            rollup="deduction",
        )

    raw = {"a.n": 7, "b.y": True}
    assert scored(doc(), raw).final == 5000
    assert scored(doc(floor=-100), raw).final == 3000
    assert scored(doc(floor=-1000), {"a.n": 10, "b.y": False}).final == 0


def test_a_thousand_points() -> None:
    sections = [
        section(key, number("n", rate={"start": full, "each": -0.5}), weight=full)
        for key, full in (("site", 300), ("service", 400), ("rules", 300))
    ]
    bands = [
        {"key": "top", "title": "百佳", "at_least": 900},
        {"key": "ok", "title": "达标", "at_least": 750},
    ]
    doc = document(*sections, rollup="deduction", full_marks=1000, bands=bands, pass_mark=800)
    card = scored(doc, {"site.n": 71, "service.n": 120, "rules.n": 0})
    # 1000 − 35.5 − 60
    assert (card.final_points, card.final, card.band, card.outcome) == (90_450, 9045, "top", "pass")
    low = scored(doc, {"site.n": 300, "service.n": 101, "rules.n": 0})
    # 1000 − 150 − 50.5: 799.5 is under 800
    assert (low.final_points, low.band, low.outcome) == (79_950, "ok", "fail")


def test_a_hundred_and_twenty_points_rounded_to_whole_points() -> None:
    sections = (
        section("a", choice("x", 50, 45, 30)),
        section("b", choice("x", 40, 30, "22.4")),
        section("c", choice("x", 30, 0)),
    )
    doc = document(*sections, rollup="points", full_marks=120, places=0, pass_mark=100)
    card = scored(doc, {"a.x": "b", "b.x": "b", "c.x": "a"})
    assert (card.final_points, card.final, card.outcome) == (10_500, 8750, "pass")
    low = scored(doc, {"a.x": "b", "b.x": "c", "c.x": "a"})
    # 97.4 points are shown as 97, and 97 of 120 are 80.83 %
    assert (low.raw_points, low.final, low.outcome) == (9700, 8083, "fail")


def test_an_anchored_scale_from_1_to_4() -> None:
    items = [scale(key, 1, 2, 3, 4) for key in ("rings", "name", "order")]
    doc = document(section("s", *items), rollup="points", places=2)
    card = scored(doc, {"s.rings": 4, "s.name": 3, "s.order": 2})
    assert card.raw == 7500  # 9 of 12


def test_a_scale_that_begins_at_nothing() -> None:
    levels = [{"level": n, "text": "t", "points": n - 1} for n in (1, 2, 3, 4)]
    items = [scale(key, 1, 2) | {"levels": levels} for key in ("a", "b", "c")]
    doc = document(section("s", *items), rollup="points", places=2)
    assert scored(doc, {"s.a": 4, "s.b": 3, "s.c": 2}).raw == 6667  # 3 + 2 + 1 of 9


def test_not_applicable_counts_as_a_pass_and_empty_as_nothing() -> None:
    doc = document(
        section("s", *(yes_no(key) for key in "abcd")),
        rollup="points",
        no_answer={"na": "full", "empty": "none"},
    )
    assert scored(doc, {"s.a": True, "s.b": "na", "s.c": False}).raw == 5000
    nullified = document(section("s", *(yes_no(key) for key in "abcd")), rollup="points")
    assert scored(nullified, {"s.a": True, "s.b": "na", "s.c": False}).raw == 5000
    one = document(
        section("s", yes_no("a"), yes_no("b", na="none"), yes_no("c", na="full")), rollup="points",
    )  # fmt: skip
    assert scored(one, {"s.a": "na", "s.b": "na", "s.c": "na"}).raw == 5000


WEIGHTS = (
    section("a", *(yes_no(f"i{n}") for n in range(5)), weight=50),
    section("b", *(yes_no(f"i{n}") for n in range(10)), weight=30),
    section("c", yes_no("i0"), weight=20),
)
WEIGHED: Doc = {f"a.i{n}": n > 0 for n in range(5)} | {f"b.i{n}": n > 0 for n in range(10)}


@pytest.mark.parametrize(
    ("treatment", "expected"),
    [("leave_out", 8375), ("full", 8700), ("none", 6700)],
)
def test_a_section_without_an_answer(treatment: str, expected: int) -> None:
    """80 % × 50 + 90 % × 30 = 67: of 80, or with 20 more, or of 100."""
    doc = document(*WEIGHTS, places=2, no_answer={"section": treatment})
    card = scored(doc, WEIGHED | {"c.i0": "na"})
    assert card.final == expected
    assert card.counts.na == 1
    assert scored(doc, {}).final is None


def test_weights_of_items_groups_and_sections() -> None:
    nested = section(
        "a",
        *(yes_no(f"x{n}", group="x") for n in range(4)),
        yes_no("y0", weight=1, group="y"),
        yes_no("y1", weight=3, group="y"),
        weight=60,
        rollup="weights",
        groups=[{"key": "x", "title": "x", "weight": 30}, {"key": "y", "title": "y", "weight": 70}],
    )
    doc = document(nested, section("b", *(yes_no(f"i{n}") for n in range(4)), weight=40), places=2)
    raw: Doc = {"a.x0": True, "a.x1": True, "a.x2": False, "a.x3": False}
    raw |= {"a.y0": False, "a.y1": True} | {f"b.i{n}": n > 0 for n in range(4)}
    card = scored(doc, raw)
    # x 50 %, y 75 %: 0.3 × 50 + 0.7 × 75 = 67.5; 0.6 × 67.5 + 0.4 × 75 = 70.5
    assert (card.sections["a"].score, card.final) == (6750, 7050)
    assert card.items["a.x0"].weight == 450  # a quarter of 30 % of 60
    # y not applicable: x alone
    gone = scored(doc, raw | {"a.y0": "na", "a.y1": "na"})
    assert (gone.sections["a"].score, gone.final) == (5000, 6000)


def test_a_section_that_deducts_among_weighed_ones() -> None:
    doc = document(
        section("a", choices("faults", -2, -5, -30), weight=30, rollup="deduction"),
        section("b", yes_no("x"), yes_no("y"), weight=70),
    )
    raw = {"a.faults": ["a", "b"], "b.x": True, "b.y": False}
    # 23 of 30; 35 of 70
    assert scored(doc, raw).final == 5800
    assert scored(doc, raw | {"a.faults": ["a", "b", "c"]}).final == 3500


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({"places": 2}, 4167),
        ({"places": 1, "section_places": 0}, 4200),  # 67 and 17
        ({"places": 2, "weighted_places": 2}, 4166),  # 33.33 + 8.33
        ({"places": 2, "weighted_places": 1}, 4160),  # 33.3 + 8.3
        ({"places": 2, "item_places": 1, "section_places": 2}, 4167),
        ({"places": 0, "rounding": "up"}, 4200),
        ({"places": 0, "rounding": "down"}, 4100),
    ],
)
def test_rounding_on_the_way(policy: Doc, expected: int) -> None:
    doc = document(
        section("a", *(yes_no(f"i{n}") for n in range(3))),
        section("b", *(yes_no(f"i{n}") for n in range(6))),
        **policy,
    )
    raw = {f"a.i{n}": n < 2 for n in range(3)} | {f"b.i{n}": n < 1 for n in range(6)}
    assert scored(doc, raw).final == expected


def test_rounding_each_item() -> None:
    doc = document(
        section("s", *(choice(k, 3, 1, weight=5) for k in "ab")), rollup="points", places=2
    )
    raw = {"s.a": "b", "s.b": "b"}
    assert scored(doc, raw).final == 3333
    doc["policy"]["item_places"] = 1
    assert scored(doc, raw).final == 3400  # 1.7 + 1.7 of 10
    doc["policy"]["item_places"] = 0
    assert scored(doc, raw).final == 4000


def test_the_mean_of_sections_and_the_mean_of_items() -> None:
    parts = (
        section("a", choice("x", 4, 1)),
        section("b", choice("x", 10, 8), choice("y", 10, 5)),
    )
    raw = {"a.x": "b", "b.x": "b", "b.y": "b"}
    assert scored(document(*parts, places=2), raw).final == 4500  # (25 + 65) ÷ 2
    same = [p | {"items": [i | {"weight": 1} for i in p["items"]]} for p in parts]
    assert scored(document(*same, rollup="points", places=2), raw).final == 5167  # 25, 80, 50


def test_points_on_top_of_weighed_sections() -> None:
    def doc(**more: Any) -> Doc:
        extra = section(
            "extra",
            number("thanks", rate={"each": 2, "most": 20}, weight=20, role="bonus"),
            number("late", rate={"each": -3, "least": -30}, weight=30, role="penalty"),
            **more,
        )
        return document(section("s", *(yes_no(f"i{n}") for n in range(10))), extra)

    raw: Doc = {f"s.i{n}": n > 1 for n in range(10)}
    assert scored(doc(), raw).final == 8000
    assert scored(doc(), raw | {"extra.thanks": 3}).final == 8600
    assert scored(doc(), raw | {"extra.late": 4}).final == 6800
    assert scored(doc(), raw | {"extra.thanks": 3, "extra.late": 4}).final == 7400
    assert scored(doc(most=5), raw | {"extra.thanks": 3}).final == 8500
    assert scored(doc(most_lost=10), raw | {"extra.late": 9}).final == 7000
    assert scored(doc(), raw | {"extra.thanks": 10}).final == 10_000
    assert scored(doc(), {"extra.thanks": 10}).final is None


def test_a_section_limit_keeps_bonus_inside_its_section() -> None:
    items = (*(yes_no(f"i{n}") for n in range(4)), yes_no("x", role="bonus", weight=2))
    doc = document(section("a", *items, cap=100), section("b", yes_no("y")))
    raw = {f"a.i{n}": n > 0 for n in range(4)} | {"a.x": True, "b.y": False}
    assert scored(doc, raw).final == 5000
    assert scored(document(section("a", *items), section("b", yes_no("y"))), raw).final == 6250


def test_a_floor_under_the_total() -> None:
    doc = document(
        section("s", yes_no("a"), yes_no("b", critical=critical("zero_visit"))), floor=20
    )
    assert scored(doc, {"s.a": False, "s.b": "na"}).final == 2000
    card = scored(doc, {"s.a": False, "s.b": False})
    assert (card.raw, card.final) == (2000, 0)
