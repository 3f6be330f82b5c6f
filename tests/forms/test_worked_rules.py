"""Scoring schemes of the trade, worked out by hand: knock-outs, rules, measures, reasons."""

from typing import Any

import pytest

from forms.answers import parse_answers
from forms.branch import BranchFacts
from forms.scoring import Scorecard, score
from forms.trace import trace
from tests.forms.build import Doc, choice, critical, document, made, scored, section, wait, yes_no


def rule(effect: str, **more: Any) -> Doc:
    return {"key": f"r-{effect.replace('_', '-')}", "text": "t", "effect": effect} | more


def sent(doc: Doc, raw: Doc, branch: BranchFacts | None = None) -> Scorecard:
    checklist = made(doc)
    answers, issues = parse_answers(checklist, raw)
    assert issues == []
    return score(checklist, answers, branch or BranchFacts())


def ten(**more: Any) -> list[Doc]:
    return [yes_no(f"i{n}", **more) for n in range(10)]


def misses(count: int, key: str = "s") -> Doc:
    return {f"{key}.i{n}": n >= count for n in range(10)}


def test_an_automatic_fail_that_keeps_the_percentage() -> None:
    items = [yes_no(f"i{n}", weight=1) for n in range(15)]
    items[0]["critical"] = critical("fail")
    doc = document(section("s", *items), rollup="points", places=2, pass_mark=80)
    card = scored(doc, {f"s.i{n}": n > 1 for n in range(15)})
    assert (card.final, card.outcome) == (8667, "critical")


def test_a_zeroed_section_and_a_zeroed_visit() -> None:
    entry = yes_no("x", weight=1, critical=critical("zero_section"))
    first = section("a", entry, yes_no("y", weight=19), weight=40)
    second = section("b", yes_no("z", weight=9), yes_no("w", weight=1), weight=60)
    card = scored(document(first, second), {"a.x": False, "a.y": True, "b.z": True, "b.w": False})
    # 0.4 × 95 + 0.6 × 90 before, 0.6 × 90 after
    assert (card.raw, card.final) == (9200, 5400)


def test_a_section_must_reach_its_minimum() -> None:
    doc = document(
        section("s", *ten()), section("t", *ten()),
        pass_mark=80, rules=[rule("no_pass", sections=["s", "t"], below=80)],
    )  # fmt: skip
    assert scored(doc, misses(2) | misses(0, "t")).outcome == "pass"
    low = scored(doc, misses(3) | misses(0, "t"))
    assert (low.final, low.outcome) == (8500, "fail")
    [fired] = low.rules
    assert (fired.key, fired.sections, fired.measured) == ("r-no-pass", ("s",), "70")


@pytest.mark.parametrize(("missed", "outcome"), [(2, "pass"), (3, "fail")])
def test_no_pass_with_more_than_two_faults(missed: int, outcome: str) -> None:
    doc = document(section("s", *ten()), pass_mark=60, rules=[rule("no_pass", unmet_at_least=3)])
    card = scored(doc, misses(missed))
    assert (card.outcome, card.final) == (outcome, (10 - missed) * 1000)


def test_two_majors_are_one_critical() -> None:
    doc = document(
        section("s", yes_no("a", tags=["major"]), yes_no("b", tags=["major"]), yes_no("c")),
        pass_mark=30, rules=[rule("fail", tags=["major"], unmet_at_least=2)],
    )  # fmt: skip
    assert scored(doc, {"s.a": False, "s.b": True, "s.c": False}).outcome == "pass"
    assert scored(doc, {"s.a": False, "s.b": False, "s.c": True}).outcome == "critical"
    # an item that is not applicable is no fault
    assert scored(doc, {"s.a": False, "s.b": "na", "s.c": True}).outcome == "pass"


def test_faults_weighed_against_each_other() -> None:
    items = [yes_no("major", weight=4), *(yes_no(f"i{n}", weight=1) for n in range(16))]
    doc = document(
        section("s", *items), rollup="points", rules=[rule("cap", lost_at_least=8, cap=59)]
    )
    raw = {f"s.i{n}": n >= 4 for n in range(16)} | {"s.major": False}
    card = scored(doc, raw)
    assert (card.raw, card.final, card.rules[0].measured) == (6000, 5900, "8")
    assert scored(doc, raw | {"s.i0": True}).final == 6500


def test_each_further_critical_caps_lower() -> None:
    rules = [
        rule("cap", tags=["c"], unmet_at_least=n, cap=cap) | {"key": f"c{n}"}
        for n, cap in ((1, 80), (2, 60))
    ]
    rules.append(rule("zero_visit", tags=["c"], unmet_at_least=3))
    items = [*ten(), *(yes_no(f"c{n}", tags=["c"], weight=0) for n in range(3))]
    doc = document(section("s", *items), rules=rules)
    found = [
        scored(doc, misses(0) | {f"s.c{n}": n >= failed for n in range(3)}).final
        for failed in range(4)
    ]
    assert found == [10_000, 8000, 6000, 0]


def test_a_priority_section_fails_the_form() -> None:
    doc = document(
        section("safety", *(yes_no(f"i{n}") for n in range(3)), weight=1),
        section("s", *ten(), weight=99),
        pass_mark=80, rules=[rule("fail", sections=["safety"], unmet_at_least=1)],
    )  # fmt: skip
    raw = {"safety.i0": False, "safety.i1": True, "safety.i2": True} | misses(0)
    card = scored(doc, raw)
    assert (card.final, card.outcome) == (9970, "critical")


def test_points_off_the_total() -> None:
    items = ten()
    items[0]["critical"] = critical("deduct", deduct=10)
    doc = document(section("s", *items), rules=[rule("deduct", unmet_at_least=4, deduct="7.5")])
    assert scored(doc, misses(1)).final == 8000
    card = scored(doc, misses(4))
    assert (card.raw, card.final) == (6000, 4250)
    assert scored(doc, misses(10)).final == 0


def test_the_best_band_needs_every_section() -> None:
    bands = [{"key": k, "title": k, "at_least": n} for k, n in (("S", 95), ("A", 90), ("B", 0))]
    doc = document(
        section("s", *ten(), weight=10), section("t", *ten(), weight=90),
        bands=bands, rules=[rule("band", sections=["s", "t"], below=90, band="A")],
    )  # fmt: skip
    assert scored(doc, misses(1) | misses(0, "t")).band == "S"
    limited = scored(doc, misses(2) | misses(0, "t"))
    assert (limited.final, limited.band) == (9800, "A")
    assert scored(doc, misses(2) | misses(2, "t")).band == "B"


def test_too_little_judged_is_not_evaluable() -> None:
    doc = document(section("s", *ten()), rules=[rule("not_evaluable", judged_below=5)])
    few = scored(doc, misses(1) | {f"s.i{n}": "unseen" for n in range(4, 10)})
    assert (few.raw, few.final, few.outcome) == (None, None, "not_evaluable")
    assert scored(doc, misses(1) | {f"s.i{n}": "unseen" for n in range(5, 10)}).final == 8000


def test_items_with_a_tag_together_under_a_score() -> None:
    items = [yes_no(f"i{n}", tags=["hygiene"] if n < 4 else ["rest"]) for n in range(10)]
    doc = document(section("s", *items), rules=[rule("cap", tags=["hygiene"], below=75, cap=60)])
    assert scored(doc, misses(1)).final == 9000
    assert scored(doc, misses(2)).final == 6000


def test_a_rule_on_the_total_looks_at_the_raw_score() -> None:
    doc = document(section("s", *ten()), rules=[rule("zero_visit", below=60)])
    assert scored(doc, misses(4)).final == 6000
    card = scored(doc, misses(5))
    assert (card.raw, card.final, card.outcome) == (5000, 0, "critical")


LATE = [
    {"key": "soon", "text": "6–10 s", "credit": 40, "exclusive": True},
    {"key": "later", "text": "after 10 s", "credit": 0, "exclusive": True},
]


@pytest.mark.parametrize(("reasons", "earned"), [(["soon"], 200), (["later"], 0), ([], 0)])
def test_a_reason_keeps_part_of_the_points(reasons: list[str], earned: int) -> None:
    doc = document(section("s", yes_no("a", weight=5, reasons=LATE), yes_no("b", weight=5)))
    card = sent(doc, {"s.a": {"value": False, "reasons": reasons}, "s.b": {"value": True}})
    assert card.items["s.a"].earned == earned
    assert card.final == 5000 + earned * 10


@pytest.mark.parametrize(("by", "share"), [("lowest", 5000), ("main", 8000), ("sum", 3000)])
def test_several_reasons(by: str, share: int) -> None:
    reasons = [
        {"key": key, "text": key, "credit": credit} for key, credit in (("a", 80), ("b", 50))
    ]
    more = {"reasons": [*reasons, {"key": "c", "text": "c"}], "reasons_by": by}
    doc = document(section("s", yes_no("a", **more)), places=2)
    card = sent(doc, {"s.a": {"value": False, "reasons": ["a", "c", "b"]}})
    assert card.items["s.a"].share == share
    rest = sent(doc, {"s.a": {"value": False, "reasons": ["c"]}})
    assert rest.items["s.a"].share == 0


@pytest.mark.parametrize(
    ("seconds", "points"), [(0, 5), (180, 5), (181, 4), (240, 4), (241, 3), (480, 0), (9999, 0)]
)
def test_a_point_off_for_each_minute_begun(seconds: int, points: int) -> None:
    rate = {"start": 5, "each": -1, "per": 60, "after": 180}
    item = {"kind": "wait", "key": "w", "wording": "w", "rate": rate}
    card = scored(document(section("s", item), places=2), {"s.w": {"seconds": seconds}})
    assert card.items["s.w"].earned == points * 100


@pytest.mark.parametrize(("part", "expected"), [("up", 6000), ("down", 8000), ("exact", 7333)])
def test_parts_of_a_step(part: str, expected: int) -> None:
    rate = {"start": 5, "each": -1, "per": "1.5", "part": part}
    item = {"kind": "number", "key": "n", "wording": "n", "places": 1, "rate": rate}
    assert scored(document(section("s", item), places=2), {"s.n": 2}).final == expected


@pytest.mark.parametrize(
    ("value", "met"), [("36.5", True), (36, True), (37, True), (35.99, False), (37.01, False)]
)
def test_a_tolerance_holds_both_ends(value: Any, met: bool) -> None:
    item = {"kind": "number", "key": "n", "wording": "n", "expected": "36.5", "tolerance": "0.5"}
    value = float(value)
    assert scored(document(section("s", item)), {"s.n": value}).items["s.n"].met is met


def test_tiers_of_faults() -> None:
    tiers = [
        {"at_most": 0, "points": 10}, {"at_most": 1, "points": 8}, {"at_most": 3, "points": 5},
    ]  # fmt: skip
    item = {"kind": "number", "key": "n", "wording": "n", "ranges": tiers}
    doc = document(section("s", item))
    assert [scored(doc, {"s.n": n}).final for n in range(5)] == [10_000, 8000, 5000, 5000, 0]


STEPS = [{"at_least": 3, "points": 5}, {"at_least": 2, "points": 3}]


@pytest.mark.parametrize(
    ("more", "ticked", "expected"),
    [
        ({"mode": "sum", "most": 3}, "abc", 10_000),
        ({"mode": "sum", "most": 3}, "a", 6667),
        ({"mode": "all_right"}, "abc", 10_000),
        ({"mode": "all_right"}, "ab", 0),
        ({"mode": "all_right"}, "abcd", 0),
        ({"mode": "highest"}, "bd", 5000),
        ({"mode": "lowest"}, "ab", 5000),
        ({"mode": "count", "ranges": STEPS}, "cd", 6000),
    ],
)  # fmt: skip
def test_ways_to_judge_several_ticks(more: Doc, ticked: str, expected: int) -> None:
    item = choice("a", 2, 1, 1, 0) | {"kind": "choices"} | more
    doc = document(section("s", item), places=2)
    assert scored(doc, {"s.a": list(ticked)}).final == expected


def test_a_ranking_is_judged_by_its_first() -> None:
    item = choice("a", 3, 1, 0, None) | {"kind": "ranking", "most": 2}
    doc = document(section("s", item), places=2)
    assert scored(doc, {"s.a": ["b", "a"]}).final == 3333
    assert scored(doc, {"s.a": ["d", "a"]}).final is None


def test_bands_of_a_wait_by_format_and_what_meets_the_target() -> None:
    item = wait(
        "w", (180, 10), (300, 5), target=50, formats={"kiosk": [{"within": 60, "points": 10}]}
    )
    doc = document(section("s", item), places=2)
    assert scored(doc, {"s.w": {"seconds": 240}}).final == 5000
    assert scored(doc, {"s.w": {"seconds": 240}}, "kiosk").final == 0
    [asked] = made(doc).sections[0].items
    assert asked.kind == "wait"
    assert [asked.target_within(name) for name in ("", "kiosk")] == [300, 60]


def test_what_conditions_hide_leaves_the_sum_or_not() -> None:
    items = (
        yes_no("drive"),
        yes_no("lane", weight=3, show_if={"branch": "tags", "includes": "drive_through"}),
        yes_no("why", show_if={"item": "s.drive", "is": False}),
    )
    doc = document(section("s", *items), rollup="points")
    raw = {"s.drive": {"value": True}, "s.lane": {"value": False}, "s.why": {"value": False}}
    card = sent(doc, raw)
    assert (card.final, card.counts.hidden, card.items["s.lane"].status) == (10_000, 2, "hidden")
    drive = BranchFacts(tags=frozenset({"drive_through"}))
    assert sent(doc, raw, drive).final == 2500
    doc["policy"]["no_answer"] = {"hidden": "full"}
    assert sent(doc, raw | {"s.drive": {"value": False}}, drive).final == 0
    assert sent(doc, raw, drive).final == 4000


def test_the_trace_tells_every_rule() -> None:
    rules = [rule("deduct", unmet_at_least=1, deduct=5), rule("band", below=99, band="B")]
    bands = [{"key": k, "title": k, "at_least": n} for k, n in (("A", 90), ("B", 50))]
    groups = [{"key": "g", "title": "g"}]
    doc = document(
        section("s", *ten(group="g"), groups=groups),
        section("x", yes_no("late", weight=3, role="penalty")),
        full_marks=200, rules=rules, bands=bands,
    )  # fmt: skip
    checklist = made(doc)
    answers, _ = parse_answers(
        checklist, {k: {"value": v} for k, v in (misses(1) | {"x.late": False}).items()}
    )
    rows = [row for row in trace(checklist, answers) if row.step != "item"]
    assert [(row.step, row.key, row.earned, row.shown) for row in rows] == [
        ("group", "s.g", "9", 9000),
        ("section", "s", "9", 9000),
        ("section", "x", "-3", None),
        ("raw", "", "177/2", 8850),  # 180 − 3 of 200
        ("rule", "r-deduct", None, None),
        ("rule", "r-band", None, None),
        ("final", "", "86", 8600),  # 172 of 200
        ("band", "B", None, None),
    ]
    assert [row.text("en") for row in rows][-4:] == [
        "5 points come off the total.",
        "The band is at most B.",
        "172 of 200 points, rounded to 1 decimals (half up).",
        "Band B from 50 on; outcome scored.",
    ]
    assert all("{" not in row.text("zh") for row in rows)
