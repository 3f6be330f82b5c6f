"""Nothing raises, whatever the definition and the answers are."""

import json
from decimal import Decimal
from typing import Any

import pytest

from forms.answers import parse_answers
from forms.bundle import bundle
from forms.issues import Issue
from forms.parse import parse_checklist, parse_document
from forms.scoring import effective_weights, score
from forms.trace import trace
from forms.validate import missing
from tests.forms.build import Doc, choice, critical, document, made, section, wait, yes_no

LEVELS = [{"level": n, "text": "t"} for n in (0, 1)]
PLAIN = ("text", "photo", "signature", "location")
MOMENTS = ("date", "time", "datetime")
BEST = {"effect": "band", "band": "Z", "definition": "d"}
RATE = {"kind": "number", "key": "n", "wording": "n"}
NASTY: list[Any] = [
    float("nan"), float("inf"), 1e308, -1e308, 10**400, Decimal("NaN"), Decimal("1E+400"), True, "",
    "x" * 100_000, "\x00", "\ud800", [], [[]], {}, {"seconds": 1e308}, {"seconds": float("nan")},
    {"name": "x", "strokes": [[1, "a"]]}, {"name": 1, "strokes": 5},
    {"latitude": 1e308, "longitude": 0},
    ["a", "a", None], "2026-99-99", "25:00", b"bytes", object(),
]  # fmt: skip


def told(issues: tuple[Issue, ...] | list[Issue]) -> None:
    assert issues
    assert all(i.text("zh") and i.text("en") for i in issues)
    json.dumps([i.as_json() for i in issues])


def everything() -> Doc:
    items = (
        yes_no("y", reasons=[{"key": "r", "text": "r", "credit": 50}]), choice("c", 1, 0),
        choice("m", 1, -1) | {"kind": "choices"}, choice("k", 1, 0) | {"kind": "ranking"},
        wait("w", (5, 1)), RATE | {"rate": {"start": 5, "each": -1}},
        {"kind": "scale", "key": "l", "wording": "w", "levels": LEVELS},
        *({"kind": kind, "key": kind, "wording": "w"} for kind in PLAIN),
        *({"kind": "moment", "key": ask, "wording": "w", "ask": ask} for ask in MOMENTS),
    )  # fmt: skip
    return document(section("s", *items))


@pytest.mark.parametrize("value", NASTY, ids=lambda value: repr(value)[:20])
def test_any_value_of_any_answer(value: Any) -> None:
    checklist = made(everything())
    rest = {"sure": value, "delay_s": value, "photos": value}
    for entry in (value, {"value": value}, {"value": False, "reasons": value}, rest):
        answers, _ = parse_answers(checklist, dict.fromkeys(checklist.by_key, entry))
        score(checklist, answers)
        trace(checklist, answers)
        missing(checklist, answers, {})


@pytest.mark.parametrize("value", NASTY, ids=lambda value: repr(value)[:20])
@pytest.mark.parametrize(
    "place", ["weight", "show_if", "tags", "group", "reasons", "critical", "target", "photo"]
)
def test_any_value_of_any_field(place: str, value: Any) -> None:
    for doc in (
        document(section("s", yes_no("a", **{place: value}))),
        document(section("s", yes_no("a"), **{place: value})),
        document(section("s", yes_no("a")), rules=value, full_marks=value, floor=value),
    ):
        parsed = parse_document(doc)
        if parsed.checklist is None:
            told(parsed.issues)
        else:
            bundle(parsed.checklist)
            effective_weights(parsed.checklist)


def test_too_many_items() -> None:
    parsed = parse_document(document(section("s", *(yes_no(f"i{n}") for n in range(10_000)))))
    told(parsed.issues)
    assert "sections[0].items" in [i.path for i in parsed.issues]


def test_conditions_nested_beyond_reason() -> None:
    condition: Doc = {"item": "s.a", "is": True}
    for _ in range(5000):
        condition = {"not": condition}
    told(parse_document(document(section("s", yes_no("a", show_if=condition)))).issues)
    written = '{"key":"k","title":"t","sections":' + "[" * 200_000 + "]" * 200_000 + "}"
    told(parse_checklist(written, "json").issues)


@pytest.mark.parametrize(
    ("item", "path", "code"),
    [
        (RATE | {"rate": {"start": 5, "each": -1}, "expected": 3}, ".ranges", "one_way_to_judge"),
        (RATE | {"rate": {"each": 2, "most": -1}}, ".rate", "rate_ends"),
        (RATE | {"rate": {"each": 2, "per": 0}}, ".rate.per", "out_of_range"),
        (RATE | {"expected": 2, "ranges": [{"points": 1}]}, ".expected", "one_way_to_judge"),
        (RATE | {"tolerance": 2}, ".tolerance", "tolerance_alone"),
        (wait("a", between=["served", "served"]) | {"bands": None}, ".between", "same_events"),
        (choice("a", 1, 0) | {"kind": "choices", "mode": "count"}, ".ranges", "count_ranges"),
        (yes_no("a", group="g"), ".group", "unknown_group"),
        (yes_no("a", reasons_most=2), ".reasons_most", "reasons_most"),
        (choice("a", None, reasons=[{"key": "r", "text": "r"}]), ".reasons", "reasons_unscored"),
        (yes_no("a", critical=BEST), ".critical.band", "unknown_band"),
        (yes_no("a", critical=critical("deduct")), ".critical.deduct", "effect_needs"),
    ],
)  # fmt: skip
def test_parts_that_do_not_fit(item: Doc, path: str, code: str) -> None:
    issues = parse_document(document(section("s", item))).issues
    told(issues)
    assert (f"sections[0].items[0]{path}", code) in [(i.path, i.code) for i in issues]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"effect": "fail"}, "rule_measure"),
        ({"effect": "fail", "below": 1, "judged_below": 1}, "rule_measure"),
        ({"effect": "fail", "below": 1, "sections": ["zz"]}, "rule_section"),
        ({"effect": "fail", "below": 1, "tags": ["zz"]}, "rule_tag"),
        ({"effect": "zero_section", "below": 1}, "rule_zero_section"),
        ({"effect": "cap", "below": 1}, "effect_needs"),
        ({"effect": "cap", "below": 1, "cap": 101}, "over_full_marks"),
        ({"effect": "fail", "below": 1, "cap": 1}, "effect_unused"),
    ],
)
def test_rules_that_do_not_fit(rule: Doc, code: str) -> None:
    doc = document(section("s", yes_no("a")), rules=[{"key": "r", "text": "t"} | rule])
    issues = parse_document(doc).issues
    told(issues)
    assert code in [i.code for i in issues]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"effect": "fail", "picked": ["no"], "picked_at_least": 1}, "unknown_pick"),
        ({"effect": "fail", "picked": ["a"], "below": 5}, "needs_beside"),
        ({"effect": "fail", "unmet_below": 5, "below": 5}, "needs_beside"),
        ({"effect": "fail", "needs": ["r"]}, "rule_needs"),
        ({"effect": "lower", "below": 5}, "effect_needs"),
        ({"effect": "keep", "below": 5, "keep": 101}, "out_of_range"),
        ({"effect": "cap_section", "below": 5, "cap_section": 5}, "rule_zero_section"),
    ],
)
def test_rules_that_lean_on_nothing(rule: Doc, code: str) -> None:
    doc = document(section("s", choice("a", 1, 0)), rules=[{"key": "r", "text": "t"} | rule])
    issues = parse_document(doc).issues
    told(issues)
    assert code in [i.code for i in issues]


def test_steps_that_fall_and_picks_that_are_nowhere() -> None:
    steps = [{"at_least": 50, "score": 80}, {"at_least": 60, "score": 70}]
    rule = critical("fail", picked=["b", "z"], below=5)
    issues = parse_document(document(section("s", choice("a", 1, 0, critical=rule), steps=steps)))
    assert {i.code for i in issues.issues} == {"steps_order", "unknown_pick", "picked_or_below"}
