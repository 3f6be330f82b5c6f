"""The smallest set of fixes that reaches the next band."""

from dataclasses import replace
from itertools import combinations
from typing import Any

from hypothesis import given

from forms.answers import Answer, Answers, parse_answers
from forms.checklist import Checklist
from forms.fixes import Fixes, best_values, smallest_fixes
from forms.scoring import BranchFacts, score
from tests.forms.build import Doc, answered, choice, critical, made, section, yes_no
from tests.forms.build import document as doc_of
from tests.forms.strategies import cases, check, check_less

BANDS = [
    {"key": "C", "title": "c", "at_least": 0},
    {"key": "B", "title": "b", "at_least": 60},
    {"key": "A", "title": "a", "at_least": 90},
]


def fixes(doc: Doc, raw: Doc, band: str | None = None) -> Fixes | None:
    checklist = made(doc)
    return smallest_fixes(checklist, answered(checklist, raw), band=band)


def keys(found: Fixes | None) -> list[str]:
    assert found is not None
    return [step.item for step in found.steps]


def test_it_works() -> None:
    doc = doc_of(
        section("s", yes_no("a", weight=1), yes_no("b", weight=3), choice("c", 0, 1, weight=2)),
        section("t", yes_no("d"), weight=1),
        bands=BANDS,
    )
    found = fixes(doc, {"s.a": False, "s.b": False, "s.c": "a", "t.d": True})
    assert found is not None
    assert (found.band.key, found.before, found.reached, found.smallest) == ("B", 5000, True, True)
    (step,) = found.steps
    assert (step.item, step.gained, step.after) == ("s.b", 2500, 7500)
    up = fixes(doc, {"s.a": False, "s.b": False, "s.c": "a", "t.d": True}, band="A")
    assert keys(up) == ["s.b", "s.c"]
    assert up is not None
    assert [step.after for step in up.steps] == [7500, 9170]


def test_nothing_to_reach() -> None:
    doc = doc_of(section("s", yes_no("a")), bands=BANDS)
    assert fixes(doc, {"s.a": True}) is None
    assert fixes(doc, {"s.a": "na"}) is None
    assert fixes(doc, {"s.a": False}, band="no such") is None


def test_a_zeroed_visit_needs_every_rule_mended() -> None:
    rule = critical("zero_visit")
    doc = doc_of(
        section("s", yes_no("a", critical=rule), yes_no("b", critical=rule), yes_no("c", weight=2)),
        bands=BANDS,
    )
    found = fixes(doc, {"s.a": False, "s.b": False, "s.c": True})
    assert sorted(keys(found)) == ["s.a", "s.b"]
    assert found is not None
    assert [step.after for step in found.steps] == [0, 10_000]


def test_a_cap_is_lifted_only_where_it_is_in_the_way() -> None:
    low, high = critical("cap", cap=50), critical("cap", cap=70)
    doc = doc_of(
        section("s", yes_no("a", critical=low), yes_no("b", critical=high), yes_no("c", weight=8)),
        bands=BANDS,
    )
    assert keys(fixes(doc, {"s.a": False, "s.b": False, "s.c": True})) == ["s.a"]
    assert sorted(keys(fixes(doc, {"s.a": False, "s.b": False, "s.c": True}, "A"))) == [
        "s.a",
        "s.b",
    ]


def test_a_zeroed_section_is_won_back_only_where_that_is_shorter() -> None:
    rule = critical("zero_section")
    zeroed = section(
        "z", yes_no("a", critical=rule), yes_no("b", critical=rule), yes_no("c", critical=rule)
    )
    rest = section("s", yes_no("d", weight=5), yes_no("e", weight=5), weight=9)
    raw = {"z.a": False, "z.b": False, "z.c": False, "s.d": False, "s.e": True}
    found = fixes(doc_of(zeroed, rest, bands=BANDS), raw)
    assert keys(found) == ["s.d"]


def test_what_was_not_answered_is_not_mended() -> None:
    policy: dict[str, Any] = {"bands": BANDS, "no_answer": {"unseen": "none"}}
    doc = doc_of(section("s", yes_no("a"), yes_no("b", weight=9)), **policy)
    found = fixes(doc, {"s.a": False, "s.b": "unseen"})
    assert found is not None
    assert (keys(found), found.reached, found.smallest) == (["s.a"], False, False)


def brute_force(checklist: Checklist, answers: Answers, branch: BranchFacts, found: Fixes) -> int:
    """The size of the smallest set, by trying them all."""
    card = score(checklist, answers, branch)
    short = [
        item
        for item in checklist.every_item()
        if (card.items[item.key].share or 0) < 10_000 and card.items[item.key].status == "scored"
    ]

    def final(chosen: tuple[Any, ...]) -> int:
        mended = dict(answers.by_item)
        for item in chosen:
            tried = [
                (score(checklist, replace(answers, by_item=mended | {item.key: one}), branch), one)
                for one in (Answer(value=value) for value in best_values(item))
            ]
            best = max(tried, key=lambda pair: pair[0].items[item.key].share or -1, default=None)
            if best:
                mended[item.key] = best[1]
        return score(checklist, Answers(mended), branch).final or 0

    return next(
        size
        for size in range(len(short) + 1)
        if any(final(chosen) >= found.band.at_least * 100 for chosen in combinations(short, size))
    )


def compare(case: tuple[Doc, Doc, str], most: int) -> None:
    doc, raw, branch_format = case
    doc["policy"]["bands"] = BANDS
    checklist = made(doc)
    answers, _ = parse_answers(checklist, raw)
    branch = BranchFacts(branch_format)
    found = smallest_fixes(checklist, answers, branch)
    if found is None:
        return
    assert found.reached == bool(
        found.steps and (found.steps[-1].after or 0) >= found.band.at_least * 100
    )
    if found.smallest and len(found.steps) <= most:
        assert len(found.steps) == brute_force(checklist, answers, branch, found)


@check
@given(cases())
def test_smallest_is_smallest(case: tuple[Doc, Doc, str]) -> None:
    compare(case, most=3)


@check_less
@given(cases(simple=True))
def test_simple_checklists_are_always_proved(case: tuple[Doc, Doc, str]) -> None:
    doc, raw, branch_format = case
    compare(case, most=3)
    doc["policy"]["bands"] = BANDS
    checklist = made(doc)
    answers, _ = parse_answers(checklist, raw)
    found = smallest_fixes(checklist, answers, BranchFacts(branch_format))
    assert (
        found is None
        or found.smallest
        or not found.reached
        or doc["policy"]["rollup"] == "deduction"
    )
