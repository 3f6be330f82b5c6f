"""Conditions: the vectors that the phone is held to as well, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers import parse_answers
from forms.branch import BranchFacts
from forms.bundle import bundle
from forms.parse import parse_document
from forms.showing import hidden_items, is_required, known_of
from forms.validate import missing
from forms.versions import digest, document
from tests.forms.build import choice, made, section, wait, yes_no
from tests.forms.build import document as built
from tests.forms.strategies import check

Doc = dict[str, Any]
VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "conditions.json").read_text("utf-8"))
FORMS = [(form, case) for form in VECTORS["forms"] for case in form["cases"]]


def branch_of(case: Doc) -> BranchFacts:
    facts = case.get("branch", {"format": "", "region": [], "brand": "", "tags": []})
    return BranchFacts(
        **facts | {"tags": frozenset(facts["tags"]), "region": tuple(facts["region"])}
    )


def hidden(doc: Doc, raw: Doc, branch: BranchFacts) -> set[str]:
    checklist = made(doc)
    return set(hidden_items(checklist, parse_answers(checklist, raw)[0], branch))


@pytest.mark.parametrize("test", VECTORS["tests"], ids=lambda test: test["name"])
def test_one_condition(test: Doc) -> None:
    doc = VECTORS["kinds"]["definition"]
    probe = section("probe", yes_no("a", show_if=test["condition"]))
    found = hidden(doc | {"sections": [*doc["sections"], probe]}, test["answers"], branch_of(test))
    assert (found == set()) is test["holds"]


@pytest.mark.parametrize(
    ("form", "case"), FORMS, ids=[f"{f['name']}: {c['name']}" for f, c in FORMS]
)
def test_whole_forms(form: Doc, case: Doc) -> None:
    checklist, branch = made(form["definition"]), branch_of(case)
    answers, _ = parse_answers(checklist, case["answers"])
    assert hidden_items(checklist, answers, branch) == set(case["hidden"])
    known = known_of(checklist, answers, branch)
    required = {i.key for i in checklist.every_item() if is_required(checklist, i, known)}
    assert required == set(case["required"])
    asked = {i.path for i in missing(checklist, answers, {}, branch) if i.code == "not_answered"}
    given = {
        key for key, answer in answers.by_item.items() if answer.skip or answer.value is not None
    }
    assert asked == required - given


@pytest.mark.parametrize("form", [VECTORS["kinds"], *VECTORS["forms"]], ids=lambda f: str(f)[:30])
def test_the_phone_gets_the_bundle_of_the_vectors(form: Doc) -> None:
    assert bundle(made(form["definition"])) == form["bundle"]


def test_a_condition_survives_its_canonical_document() -> None:
    for form in VECTORS["forms"]:
        checklist = made(form["definition"])
        again = made(document(checklist))
        assert (again, digest(again)) == (checklist, digest(checklist))


@pytest.mark.parametrize(
    ("condition", "path", "code"),
    [
        ({}, "", "condition_form"),
        ({"all": []}, "", "condition_form"),
        ({"item": "s.a", "branch": "format", "is": True}, "", "condition_form"),
        ({"not": {"item": "s.a", "is": True}, "is": True}, "", "condition_form"),
        ({"item": "s.zz", "is": True}, ".item", "condition_item"),
        ({"item": "s.a"}, "", "condition_test"),
        ({"item": "s.a", "is": True, "state": "na"}, "", "condition_test"),
        ({"item": "s.a", "at_least": 1}, "", "condition_test"),
        ({"item": "s.w", "is": 3}, "", "condition_test"),
        ({"item": "s.a", "is": "yes"}, "", "condition_value"),
        ({"item": "s.c", "in": ["a", "zz"]}, "", "condition_value"),
        ({"item": "s.a", "includes": "late"}, "", "condition_value"),
        ({"branch": "format", "includes": "x"}, "", "condition_test"),
        ({"branch": "tags", "is": "x"}, "", "condition_test"),
        ({"branch": "format", "is": 3}, "", "condition_value"),
        ({"branch": "colour", "is": "x"}, ".branch", "not_allowed"),
        ({"item": "s.a", "state": "gone"}, ".state", "not_allowed"),
        ({"item": "s.a", "is": []}, ".is", "not_valid"),
        ({"item": "s.a", "is": float("nan")}, ".is", "not_valid"),
        ({"any": [{"item": "s.a", "is": True}, {"item": "s.z"}]}, ".any[1].item", "condition_item"),
        ({"not": {"item": "s.zz", "is": 1}}, ".not.item", "condition_item"),
    ],
)  # fmt: skip
def test_a_condition_that_can_not_be_asked(condition: Doc, path: str, code: str) -> None:
    items = (yes_no("a"), choice("c", 1, 0), wait("w", (5, 1)), yes_no("b", show_if=condition))
    parsed = parse_document(built(section("s", *items)))
    assert (f"sections[0].items[3].show_if{path}", code) in [
        (i.path, i.code) for i in parsed.issues
    ]
    assert all(i.text("zh") and i.text("en") for i in parsed.issues)


@pytest.mark.parametrize(
    "sections",
    [
        (section("s", yes_no("a", show_if={"item": "s.a", "is": True})),),
        (
            section(
                "s",
                yes_no("a", show_if={"item": "s.b", "is": True}),
                yes_no("b", show_if={"item": "s.a", "is": True}),
            ),
        ),
        (section("s", yes_no("a"), show_if={"item": "s.a", "is": True}),),
        (
            section("s", yes_no("a"), show_if={"not": {"item": "t.b", "is": True}}),
            section("t", yes_no("b", show_if={"item": "s.a", "state": "hidden"})),
        ),
    ],
)
def test_a_circle_of_conditions_is_refused(sections: tuple[Doc, ...]) -> None:
    assert [i.code for i in parse_document(built(*sections)).issues] == ["condition_circle"]


def test_a_chain_through_a_thousand_items() -> None:
    items = [yes_no("i0")]
    items += [yes_no(f"i{n}", show_if={"item": f"s.i{n - 1}", "is": True}) for n in range(1, 1000)]
    checklist = made(built(section("s", *reversed(items))))
    all_yes = {key: {"value": True} for key in checklist.by_key}
    answers, _ = parse_answers(checklist, all_yes)
    assert not hidden_items(checklist, answers)
    broken, _ = parse_answers(checklist, all_yes | {"s.i0": {"value": False}})
    assert len(hidden_items(checklist, broken)) == 999


WORDS = ["all", "any", "not", "item", "branch", "is", "in", "includes", "at_least", "state"]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("s.a"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3)
    ),
    max_leaves=8,
)


@check
@given(ANYTHING)
def test_any_condition_at_all_gives_a_checklist_or_issues(condition: Any) -> None:
    parsed = parse_document(built(section("s", yes_no("a"), yes_no("b", show_if=condition))))
    assert (parsed.checklist is None) == bool(parsed.issues)
