"""What holds for every checklist and every set of answers."""

import random
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from forms.answers import parse_answers
from forms.parse import parse_document
from forms.scoring import BranchFacts, Scorecard, effective_weights, score
from tests.forms.build import made
from tests.forms.reference import Reference, best, points
from tests.forms.strategies import all_items, cases, check, check_less, documents, values

Doc = dict[str, Any]


def card(doc: Doc, raw: Doc, branch_format: str = "") -> Scorecard:
    checklist = made(doc)
    answers, issues = parse_answers(checklist, raw)
    assert issues == []
    return score(checklist, answers, BranchFacts(branch_format))


def figures(found: Scorecard) -> list[tuple[str, int | None, int]]:
    """The scores of all views, without how many items were not answered."""
    views = found.views
    each = (views.dimensions, views.axes, views.quality, views.ware, views.stages, views.bases)
    return [(v.key, v.score, v.scored) for view in each for v in view.values()]


def hundredths(value: Fraction | None) -> int | None:
    return None if value is None else int(value * 100)


@check
@given(cases())
def test_agrees_with_the_slow_reference_to_the_digit(case: tuple[Doc, Doc, str]) -> None:
    doc, raw, branch_format = case
    got, expected = card(doc, raw, branch_format), Reference(doc, raw, branch_format)
    assert got.raw == hundredths(expected.raw)
    assert got.final == hundredths(expected.final)
    assert got.outcome == expected.outcome
    assert [t.item for t in got.triggers] == [item["key"] for item in expected.fired]
    assert [r.key for r in got.rules] == [rule["key"] for rule in expected.rules]
    if got.outcome != "not_evaluable":
        hidden = {item.key for item in got.items.values() if item.status == "hidden"}
        assert hidden == expected.hidden


@check
@given(cases())
def test_scores_stay_in_bounds_and_counts_add_up(case: tuple[Doc, Doc, str]) -> None:
    doc, raw, branch_format = case
    got = card(doc, raw, branch_format)
    limit = 10_000 if doc["policy"].get("cap_at_100", True) else 10**9
    for value in (got.raw, got.final):
        assert value is None or 0 <= value <= limit
    if got.raw is not None and got.final is not None:
        assert got.final <= got.raw
    counts = got.counts
    total = counts.scored + counts.na + counts.unseen + counts.hidden + counts.empty + counts.info
    assert total == len(got.items) == len(all_items(doc))
    views = [*got.views.dimensions.values(), *got.views.axes.values()]
    assert all(v.score is None or 0 <= v.score <= 10_000 for v in views)
    assert all(v.thin == (v.scored < 3) for v in views)


@check
@given(cases(simple=True), st.data())
def test_a_better_answer_never_lowers_a_score(
    case: tuple[Doc, Doc, str], data: st.DataObject
) -> None:
    doc, raw, branch_format = case
    scored = [i for i in all_items(doc) if "value" in raw.get(i["key"], {}) and best(i) > 0]
    if not scored:
        return
    item = data.draw(st.sampled_from(scored))
    other = data.draw(values(item))
    before = points(item, raw[item["key"]]["value"], branch_format)
    after = points(item, other, branch_format)
    if before is None or after is None:
        return
    low, high = (
        card(doc, raw, branch_format),
        card(doc, raw | {item["key"]: {"value": other}}, branch_format),
    )
    if after < before:
        low, high = high, low
    assert (low.raw or 0) <= (high.raw or 0)
    assert (low.final or 0) <= (high.final or 0)
    for key, view in low.views.dimensions.items():
        assert (view.score or 0) <= (high.views.dimensions[key].score or 0)


@check
@given(cases(simple=True), st.data())
def test_not_applicable_is_as_if_the_item_were_not_there(
    case: tuple[Doc, Doc, str], data: st.DataObject
) -> None:
    doc, raw, branch_format = case
    section = data.draw(st.sampled_from(doc["sections"]))
    item = data.draw(st.sampled_from(section["items"]))
    left_out = card(doc, raw | {item["key"]: {"skip": "na"}}, branch_format)
    if len(section["items"]) == 1:
        assert left_out.sections[section["key"]].score is None
        return
    kept = [i for i in section["items"] if i is not item]
    sections = [s | {"items": kept} if s is section else s for s in doc["sections"]]
    rest = {k: v for k, v in raw.items() if k != item["key"]}
    without = card(doc | {"sections": sections}, rest, branch_format)
    assert (left_out.raw, left_out.final) == (without.raw, without.final)
    assert figures(left_out) == figures(without)


@check
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_sections_items_and_answers_makes_no_difference(
    case: tuple[Doc, Doc, str], chance: random.Random
) -> None:
    doc, raw, branch_format = case

    def shuffled(parts: list[Any]) -> list[Any]:
        return chance.sample(parts, len(parts))

    sections = [s | {"items": shuffled(s["items"])} for s in shuffled(doc["sections"])]
    turned = dict(shuffled(list(raw.items())))
    one, two = (
        card(doc, raw, branch_format),
        card(doc | {"sections": sections}, turned, branch_format),
    )
    assert (one.raw, one.final, one.outcome, one.views) == (
        two.raw,
        two.final,
        two.outcome,
        two.views,
    )
    assert dict(one.items) == dict(two.items)
    assert set(one.triggers) == set(two.triggers)


@check_less
@given(documents(simple=True))
def test_effective_weights_add_up_to_the_whole(doc: Doc) -> None:
    doc["policy"]["rollup"] = "sections"
    parsed = parse_document(doc)
    assert parsed.checklist is not None
    weights = effective_weights(parsed.checklist)
    assert sum(weights.values()) in (0, 100)
    assert set(weights) == {item["key"] for item in all_items(doc)}


@check_less
@given(cases(simple=True))
def test_what_is_lost_is_what_is_missing_to_100(case: tuple[Doc, Doc, str]) -> None:
    doc, raw, branch_format = case
    if doc["policy"]["rollup"] == "deduction":
        return
    doc["policy"]["places"] = 2
    got = card(doc, raw, branch_format)
    if got.raw is None or any((item.share or 0) < 0 for item in got.items.values()):
        return
    lost = sum(item.lost for item in got.items.values())
    # Each item is rounded on its own.
    assert abs(10_000 - got.raw - lost) <= len(got.items)
