"""Worked examples, small enough to check by hand."""

from fractions import Fraction

import pytest

from forms.scoring import effective_weights
from tests.forms.build import choice, critical, document, made, scored, section, wait, yes_no

TWO_SECTIONS = (
    section("people", yes_no("a", weight=3), yes_no("b", weight=1), weight=70),
    section("place", yes_no("c"), yes_no("d"), yes_no("e"), weight=30),
)


def test_section_weights() -> None:
    card = scored(
        document(*TWO_SECTIONS, rollup="sections"),
        {"people.a": True, "people.b": False, "place.c": True, "place.d": True, "place.e": False},
    )
    # 75 × 0.7 + 66.67 × 0.3 = 72.5
    assert card.raw == card.final == 7250
    assert card.sections["people"].score == 7500
    assert card.sections["place"].score == 6670
    assert card.items["people.b"].lost == 1750
    assert card.items["place.e"].lost == 1000
    assert [s.key for s in card.shortfalls] == ["people.b", "people", "place.e", "place"]


def test_points_pool() -> None:
    card = scored(
        document(*TWO_SECTIONS, rollup="points"),
        {"people.a": True, "people.b": False, "place.c": True, "place.d": True, "place.e": False},
    )
    assert card.raw == 7140  # 5 of 7 points


def test_deduction_starts_from_full_marks() -> None:
    sections = (
        section("people", yes_no("a", weight=5), yes_no("b", weight=20), weight=60),
        section("place", yes_no("c", weight=30), yes_no("d", weight=30), weight=40),
    )
    raw = {"people.a": False, "people.b": True, "place.c": False, "place.d": False}
    card = scored(document(*sections, rollup="deduction"), raw)
    # 60 − 5 = 55; 40 − 60 stops at the floor 0
    assert card.raw == 5500
    assert card.sections["place"].score == 0


def test_not_applicable_leaves_the_sum_and_an_empty_section_has_no_score() -> None:
    doc = document(*TWO_SECTIONS, rollup="sections")
    one = scored(doc, {"people.a": True, "people.b": "na", "place.c": False, "place.d": "na"})
    assert one.sections["people"].score == 10_000
    assert one.raw == 7000
    section_gone = scored(
        doc,
        {
            "people.a": True,
            "people.b": False,
            **dict.fromkeys(("place.c", "place.d", "place.e"), "na"),
        },
    )
    assert section_gone.sections["place"].score is None
    assert section_gone.raw == 7500
    assert section_gone.counts.na == 3


def test_nothing_judged_is_no_score_and_neither_0_nor_100() -> None:
    card = scored(document(*TWO_SECTIONS), {"people.a": "na", "people.b": "unseen"})
    assert (card.raw, card.final, card.outcome, card.band) == (None, None, "no_score", None)
    assert (card.counts.na, card.counts.unseen, card.counts.empty) == (1, 1, 3)


@pytest.mark.parametrize(
    ("treatment", "expected"), [("leave_out", 10_000), ("full", 10_000), ("none", 5000)]
)
def test_could_not_observe_by_policy(treatment: str, expected: int) -> None:
    doc = document(section("s", yes_no("a"), yes_no("b")), no_answer={"unseen": treatment})
    card = scored(doc, {"s.a": True, "s.b": "unseen"})
    assert card.raw == expected
    assert card.items["s.b"].met is None
    assert card.items["s.b"].share is None


def test_could_not_observe_by_item() -> None:
    doc = document(section("s", yes_no("a"), yes_no("b", unseen="none")))
    assert scored(doc, {"s.a": True, "s.b": "unseen"}).raw == 5000


def test_points_shape_the_weight() -> None:
    doc = document(section("s", choice("a", 5, 3, 0, weight=10), yes_no("b", weight=10)))
    card = scored(doc, {"s.a": "b", "s.b": True})
    assert card.items["s.a"].earned == 600
    assert card.raw == 8000


def test_without_a_weight_the_best_points_are_it() -> None:
    doc = document(section("s", choice("a", 10, 4, 0), yes_no("b")), rollup="points", places=2)
    assert scored(doc, {"s.a": "b", "s.b": True}).raw == 4545  # 5 of 11


def test_an_option_without_points_leaves_the_sum() -> None:
    doc = document(section("s", choice("a", 1, 0, None), yes_no("b")))
    card = scored(doc, {"s.a": "c", "s.b": True})
    assert card.raw == 10_000
    assert card.items["s.a"].status == "na"


def test_a_negative_answer_can_cost_more_than_the_item() -> None:
    doc = document(section("s", choice("a", 5, 0, -5), yes_no("b", weight=5)), rollup="points")
    assert scored(doc, {"s.a": "c", "s.b": True}).raw == 0
    assert scored(doc, {"s.a": "b", "s.b": True}).raw == 5000


def test_bonus_adds_to_what_is_earned_only() -> None:
    sections = (
        section(
            "s", yes_no("a", weight=8), yes_no("b", weight=2), yes_no("x", weight=3, role="bonus")
        ),
    )
    doc = document(*sections, rollup="points")
    assert scored(doc, {"s.a": True, "s.b": False, "s.x": False}).raw == 8000
    assert scored(doc, {"s.a": True, "s.b": False, "s.x": True}).raw == 10_000
    over = document(*sections, rollup="points", cap_at_100=False)
    assert scored(over, {"s.a": True, "s.b": True, "s.x": True}).raw == 13_000


def test_penalty_takes_off_what_is_earned_only() -> None:
    doc = document(
        section("s", yes_no("a", weight=10), yes_no("x", weight=3, role="penalty")),
        rollup="points",
    )
    assert scored(doc, {"s.a": True, "s.x": True}).raw == 10_000
    assert scored(doc, {"s.a": True, "s.x": False}).raw == 7000


def test_section_cap_and_floor() -> None:
    doc = document(
        section("s", yes_no("a"), yes_no("b"), floor=20, cap=90), section("t", yes_no("c"))
    )
    assert scored(doc, {"s.a": False, "s.b": False, "t.c": False}).sections["s"].score == 2000
    assert scored(doc, {"s.a": True, "s.b": True, "t.c": True}).raw == 9500


@pytest.mark.parametrize(
    ("seconds", "branch_format", "share"),
    [
        (0, "", 10_000),
        (180, "", 10_000),
        (181, "", 5000),
        (300, "", 5000),
        (301, "", 0),
        (60, "kiosk", 10_000),
        (61, "kiosk", 2500),
        (121, "kiosk", 0),
        (180, "mall", 10_000),
    ],
)
def test_wait_bands_have_exact_edges(seconds: int, branch_format: str, share: int) -> None:
    kiosk = [{"within": 60, "points": 4}, {"within": 120, "points": 1}]
    item = wait("queue", (180, 4), (300, 2), formats={"kiosk": kiosk})
    raw = {"s.queue": {"seconds": seconds, "method": "stopwatch", "queue": 3}}
    card = scored(document(section("s", item)), raw, branch_format)
    assert card.items["s.queue"].share == share


def test_rings_of_a_telephone_by_ranges() -> None:
    rings = {
        "kind": "number", "key": "rings", "wording": "rings", "otherwise": 1,
        "ranges": [{"at_most": 3, "points": 4}, {"at_most": 4, "points": 3},
                   {"at_most": 5, "points": 2}],
    }  # fmt: skip
    doc = document(section("s", rings))
    shares = [scored(doc, {"s.rings": n}).items["s.rings"].share for n in (1, 3, 4, 5, 6)]
    assert shares == [10_000, 10_000, 7500, 5000, 2500]


def test_a_tolerance_includes_both_edges() -> None:
    item = {
        "kind": "number", "key": "t", "wording": "t",
        "ranges": [{"at_least": "35.5", "at_most": "38.5", "points": 1}],
    }  # fmt: skip
    doc = document(section("s", item))
    met = [scored(doc, {"s.t": t}).items["s.t"].met for t in (35.4, 35.5, 37, 38.5, 38.500001)]
    assert met == [False, True, True, True, False]


def test_counting_faults() -> None:
    item = {
        "kind": "choices", "key": "dress", "wording": "dress", "start": 5,
        "options": [{"key": k, "text": k, "points": -1} for k in "abcdefg"],
    }  # fmt: skip
    doc = document(section("s", item))
    shares = [
        scored(doc, {"s.dress": list(ticked)}).items["s.dress"].share
        for ticked in ("", "a", "abc", "abcdefg")
    ]
    assert shares == [10_000, 8000, 4000, 0]


def test_rounding_is_half_up_and_the_band_follows_what_is_shown() -> None:
    bands = [{"key": k, "title": k, "at_least": v} for k, v in (("A", 90), ("B", 80), ("C", 0))]
    for earned, shown, band in (("89.94", 8990, "B"), ("89.95", 9000, "A"), ("79.9", 7990, "C")):
        doc = document(
            section("s", choice("a", 100, earned, weight=100)), rollup="points", bands=bands
        )
        card = scored(doc, {"s.a": "b"})
        assert (card.final, card.band) == (shown, band)


def test_rounding_happens_once() -> None:
    # 89.9499…: rounding to hundredths first would make it 89.95 and then 90.0.
    doc = document(section("s", choice("a", 1_000_000, 899_499, weight=1)), rollup="points")
    assert scored(doc, {"s.a": "b"}).final == 8990


def test_rounding_per_section_where_the_policy_says_so() -> None:
    sections = [section(k, yes_no("a"), yes_no("b"), yes_no("c")) for k in ("s", "t", "u")]
    one = {"s.a": True, "s.b": False, "s.c": False}
    raw = one | {k.replace("s.", x): v for x in ("t.", "u.") for k, v in one.items()}
    assert scored(document(*sections, places=2), raw).raw == 3333
    whole = document(*sections, places=0, stage="section")
    assert scored(whole, raw).raw == 3300
    mixed = raw | {"s.b": True}
    # 67, 33, 33 → 44.33 → 44, where exact thirds give 44.44 → 44
    assert scored(whole, mixed).raw == 4400


def test_pass_mark() -> None:
    doc = document(section("s", yes_no("a"), yes_no("b")), pass_mark=60)
    assert scored(doc, {"s.a": True, "s.b": True}).outcome == "pass"
    assert scored(doc, {"s.a": True, "s.b": False}).outcome == "fail"
    free = document(section("s", yes_no("a")))
    assert scored(free, {"s.a": True}).outcome == "scored"


def test_weight_0_is_judged_but_moves_nothing() -> None:
    doc = document(section("s", yes_no("a"), yes_no("b", weight=0)))
    card = scored(doc, {"s.a": True, "s.b": False})
    assert (card.raw, card.items["s.b"].met) == (10_000, False)


def test_effective_weights() -> None:
    weights = effective_weights(made(document(*TWO_SECTIONS, rollup="sections")))
    assert weights["people.a"] == Fraction(105, 2)
    assert weights["place.c"] == 10
    deduction = document(
        section("s", yes_no("a", weight=5), weight=60), section("t", yes_no("b"), weight=40),
        rollup="deduction",
    )  # fmt: skip
    assert effective_weights(made(deduction))["s.a"] == 5


def test_shortfalls_are_sorted_by_what_they_cost() -> None:
    doc = document(
        section("s", yes_no("a", weight=1), yes_no("b", weight=4), yes_no("c", weight=5), target=50)
    )
    card = scored(doc, {"s.a": False, "s.b": False, "s.c": True})
    assert [(f.kind, f.key, f.weighted) for f in card.shortfalls] == [
        ("item", "s.b", 4000),
        ("item", "s.a", 1000),
    ]
    assert scored(doc, {"s.a": True, "s.b": False, "s.c": False}).shortfalls[1].kind == "section"


def test_a_critical_rule_does_not_change_the_raw_score() -> None:
    doc = document(section("s", yes_no("a", critical=critical("zero_visit")), yes_no("b")))
    card = scored(doc, {"s.a": False, "s.b": True})
    assert (card.raw, card.final, card.outcome) == (5000, 0, "critical")
