"""The trace leads to the score, and its rows alone are enough to do the sum again."""

from fractions import Fraction
from typing import Any

from hypothesis import given

from forms.answers import parse_answers
from forms.scoring import BranchFacts, score
from forms.scoring.rounding import shown_points
from forms.trace import TraceRow, trace
from tests.forms.build import answered, critical, document, made, section, yes_no
from tests.forms.strategies import cases, check

Doc = dict[str, Any]


def total_from(rows: list[TraceRow], doc: Doc) -> Fraction | None:
    """The raw total (0–1) from the section rows, by hand."""
    parts = [r for r in rows if r.step == "section"]
    amounts = [(Fraction(r.earned or 0), Fraction(r.possible or 0)) for r in parts]
    if doc["policy"]["rollup"] == "sections":
        weights = [Fraction(str(r.params["weight"])) for r in parts]
        both = list(zip(amounts, weights, strict=True))
        pairs = [(w * e / p, w) for (e, p), w in both if p]
        whole = sum((w for _, w in pairs), Fraction(0))
        marks = Fraction(doc["policy"].get("full_marks", 100))
        # What is only bonus and penalty counts in points of the full marks.
        extra = [Fraction(r.earned or 0) for r in parts if r.code == "extra"]
        pairs += [(points * whole / marks, Fraction(0)) for points in extra]
    else:
        pairs = amounts
    whole = sum((p for _, p in pairs), Fraction(0))
    if not whole:
        return None
    total = max(sum(e for e, _ in pairs) / whole, Fraction(0))
    return min(total, Fraction(1)) if doc["policy"].get("cap_at_100", True) else total


@check
@given(cases())
def test_the_trace_agrees_with_the_score_to_the_digit(case: tuple[Doc, Doc, str]) -> None:
    doc, raw, branch_format = case
    doc["policy"].pop("weighted_places", None)
    doc["policy"].pop("floor", None)
    checklist, branch = made(doc), BranchFacts(branch_format)
    answers, _ = parse_answers(checklist, raw)
    card, rows = score(checklist, answers, branch), trace(checklist, answers, branch)
    by_step = {(row.step, row.key): row for row in rows}

    assert by_step["raw", ""].shown == card.raw
    final = by_step.get(("final", ""))
    assert (final.shown if final else None) == card.final
    for key, part in card.sections.items():
        assert by_step["section", key].shown == part.score
    fired = [t.item for t in card.triggers] + [r.key for r in card.rules]
    assert [row.key for row in rows if row.step == "rule"] == fired
    total, policy = total_from(rows, doc), checklist.policy
    points = None if total is None else shown_points(total, policy)
    assert (None if points is None else policy.percent_of(points)) == card.raw


@check
@given(cases())
def test_item_rows_add_up_to_their_section(case: tuple[Doc, Doc, str]) -> None:
    doc, raw, branch_format = case
    policy = doc["policy"]
    if policy["rollup"] == "deduction" or policy.get("stage") == "section":
        return
    policy.pop("section_places", None)
    policy.pop("no_answer", None)
    for part in doc["sections"]:
        for name in ("groups", "rollup", "most", "most_lost", "steps"):
            part.pop(name, None)
        for item in part["items"]:
            item.pop("group", None)
    checklist = made(doc)
    answers, _ = parse_answers(checklist, raw)
    earned = possible = Fraction(0)
    place = 0
    for row in trace(checklist, answers, BranchFacts(branch_format)):
        if row.step == "item":
            earned += Fraction(row.earned or 0)
            possible += Fraction(row.possible or 0)
        elif row.step == "section":
            assert Fraction(row.possible or 0) == possible
            bounds = doc["sections"][place]
            if possible:
                low = possible * bounds.get("floor", 0) / 100
                high = possible * bounds["cap"] / 100 if "cap" in bounds else max(earned, low)
                assert Fraction(row.earned or 0) == min(max(earned, low), high)
            earned = possible = Fraction(0)
            place += 1


def test_every_row_can_be_said_in_both_languages() -> None:
    doc = document(
        section("s", yes_no("a", critical=critical("cap", cap="59.5")), yes_no("b"), yes_no("c")),
        bands=[{"key": "B", "title": "B", "at_least": 50}],
    )
    checklist = made(doc)
    rows = trace(checklist, answered(checklist, {"s.a": False, "s.b": True, "s.c": "na"}))
    assert [row.step for row in rows] == [
        "item", "item", "item", "section", "raw", "rule", "final", "band",
    ]  # fmt: skip
    assert [row.text("en") for row in rows][2:] == [
        "No score (not applicable): leaves the sum.",
        "Earned ÷ possible; weight 1.",
        "Σ section score × weight ÷ Σ weights of the sections with a score.",
        "The total is at most 59.5.",
        "Rounded to 1 decimals (half up).",
        "Band B from 50 on; outcome scored.",
    ]
    assert all("{" not in row.text("zh") for row in rows)
