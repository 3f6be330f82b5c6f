"""Two versions compared in words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.diff import Change, Diff, diff
from forms.standards import load
from forms.versions import document, scored_digest
from tests.forms.build import Doc, choice, critical, made, section, wait, yes_no
from tests.forms.build import document as doc_of
from tests.forms.strategies import check_less, documents


def between(old: Doc, new: Doc) -> Diff:
    return diff(made(old), made(new))


def only(found: Diff) -> Change:
    (change,) = found.changes
    return change


def retail(**changes: Any) -> Diff:
    """The retail standard with its second item changed."""
    before = load("retail-service")
    doc = document(before)
    doc["sections"][0]["items"][1] |= changes
    return diff(before, made(doc))


def test_it_works() -> None:
    found = retail(weight="3.5")
    assert not found.comparable
    assert only(found).path == "sections.surroundings.items.surroundings.front.weight"
    name = load("retail-service").by_key["surroundings.front"].wording
    assert only(found).text("en") == f"Item “{name.en}”: weight from 2 to 3.5."
    assert only(found).text("zh") == f"题目“{name.zh}”：权重由2改为3.5。"


def test_words_leave_scores_comparable() -> None:
    found = retail(hint={"zh": "新", "en": "New"})
    assert found.comparable
    assert only(found).text("en").endswith("hint from none to “New”.")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("photo", {"when": "never"}, "photo rule: when from required to never"),
        ("may_skip", [], "allowed ways of no answer from not applicable, could not be observed"),
        ("role", "bonus", "role in the score from normal to bonus"),
        (
            "critical",
            critical("cap", cap=50),
            "critical rule from none to “When it is not met, the total is at most 50. d”.",
        ),
        (
            "show_if",
            {"item": "surroundings.open", "is": False},
            "is answered “No”.",
        ),
    ],
)
def test_changes_are_said_in_words(field: str, value: object, said: str) -> None:
    assert any(said in change.text("en") for change in retail(**{field: value}).changes)


def test_parts_come_go_and_move() -> None:
    old = doc_of(section("s", yes_no("a"), yes_no("b"), yes_no("c"), yes_no("d")))
    new = doc_of(
        section("s", yes_no("d"), yes_no("a"), yes_no("c"), yes_no("e")), section("t", yes_no("x"))
    )
    found = {
        (change.kind, change.path.rpartition("items.")[2]) for change in between(old, new).changes
    }
    assert found == {
        ("moved", "s.d"),
        ("added", "s.e"),
        ("removed", "s.b"),
        ("added", "sections.t"),
    }


def test_options_and_bands_are_told_apart() -> None:
    old = doc_of(section("s", choice("a", 1, 2), wait("w", (60, 2), (90, 1))))
    new = doc_of(section("s", choice("a", 1, 3), wait("w", (60, 2), (120, 1))))
    said = [change.text("en") for change in between(old, new).changes]
    assert said == [
        "Item “a”, option “t”: points from 2 to 3.",
        "Item “w”: bands from (limit in seconds 60, points 2), (limit in seconds 90, points 1) to "
        "(limit in seconds 60, points 2), (limit in seconds 120, points 1).",
    ]


def test_a_format_may_be_called_like_a_field() -> None:
    bands = [{"within": 9, "points": 1}]
    old = doc_of(section("s", wait("w", (60, 2), formats={"items": bands, "bands": bands})))
    new = doc_of(section("s", wait("w", (60, 2), formats={"items": bands})))
    assert [change.kind for change in between(old, new).changes] == ["changed"]


def test_rules_are_said_whole() -> None:
    rule: Doc = {"key": "r", "text": "r", "sections": ["s"], "effect": "deduct", "deduct": 5}
    sections = section("s", yes_no("a"), yes_no("b"))
    old = doc_of(sections, rules=[rule | {"unmet_at_least": 2}])
    new = doc_of(sections, rules=[rule | {"lost_at_least": 3, "text": "R"}])
    assert [change.text("en") for change in between(old, new).changes] == [
        "Scoring policy, rule “R”: rule from “When 2 or more of the items of “s” are not met, "
        "5 points come off the total.” to “When the items of “s” lose 3 points or more together, "
        "5 points come off the total.”.",
        "Scoring policy, rule “R”: wording from “r” to “R”.",
    ]


@check_less
@given(documents(), documents())
def test_any_two_checklists_have_a_diff(one: Doc, other: Doc) -> None:
    old, new = made(one), made(other)
    found = diff(old, new)
    assert (found.changes == ()) == (document(old) == document(new))
    assert found.comparable == (scored_digest(old) == scored_digest(new))
    assert all(change.text("zh") and change.text("en") for change in found.changes)
    assert diff(new, new) == Diff((), comparable=True)


@check_less
@given(st.permutations(range(6)))
def test_no_more_parts_move_than_have_to(order: list[int]) -> None:
    items = [yes_no(f"i{n}") for n in range(6)]
    found = between(doc_of(section("s", *items)), doc_of(section("s", *(items[n] for n in order))))
    moved = {change.path for change in found.changes}
    assert {change.kind for change in found.changes} <= {"moved"}
    kept = [n for n in order if not any(path.endswith(f".i{n}") for path in moved)]
    assert kept == sorted(kept)
    assert len(moved) <= 5
    assert found.comparable
