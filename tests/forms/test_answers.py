"""Reading answers: marked, never refused."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers import Answer, parse_answers
from forms.scoring import score
from forms.standards import load
from forms.trace import trace
from forms.validate import missing
from forms.values import Waited
from tests.forms.build import choice, document, made, section, wait, yes_no
from tests.forms.strategies import check_less

CHECKLIST = made(
    document(
        section(
            "s",
            yes_no("yes", may_skip=["unseen"]),
            choice("one", 1, 0),
            {
                "kind": "choices", "key": "some", "wording": "w",
                "options": [
                    {"key": "a", "text": "a", "points": 1},
                    {"key": "b", "text": "b", "points": 1},
                    {"key": "none", "text": "none", "exclusive": True},
                ],
            },
            {
                "kind": "scale", "key": "scale", "wording": "w",
                "levels": [{"level": n, "text": "t"} for n in range(4)],
            },
            wait("wait", (30, 1)),
            {"kind": "number", "key": "number", "wording": "w", "least": 0, "most": 60},
            {"kind": "text", "key": "text", "wording": "w", "longest": 10},
            {"kind": "photo", "key": "photo", "wording": "w"},
        )
    )
)  # fmt: skip


def read(key: str, **sent: Any) -> tuple[Answer, list[str]]:
    answers, issues = parse_answers(CHECKLIST, {f"s.{key}": sent})
    return answers.get(f"s.{key}"), [issue.code for issue in issues]


@pytest.mark.parametrize(
    ("key", "sent", "value"),
    [
        ("yes", False, False),
        ("one", "b", "b"),
        ("some", ["b", "a"], ("a", "b")),
        ("some", [], ()),
        ("scale", 3, 3),
        ("wait", {"seconds": 30.9, "method": "stopwatch"}, Waited(30, "stopwatch")),
        ("wait", {"seconds": 5, "queue": 4, "method": "?"}, Waited(5, "typed", 4)),
        ("number", 36.6, Decimal("36.6")),
        ("number", 3, Decimal(3)),
        ("text", "好\n的", "好\n的"),
    ],
)
def test_values_by_kind(key: str, sent: Any, value: object) -> None:
    answer, codes = read(key, value=sent)
    assert (answer.value, codes) == (value, [])


@pytest.mark.parametrize(
    ("key", "sent", "code"),
    [
        ("yes", "true", "wrong_value"),
        ("yes", 1, "wrong_value"),
        ("one", "z", "unknown_option"),
        ("one", ["a"], "wrong_value"),
        ("some", ["a", "z"], "unknown_option"),
        ("some", ["a", "none"], "exclusive_mixed"),
        ("scale", 4, "unknown_level"),
        ("scale", True, "wrong_value"),
        ("scale", 1.0, "wrong_value"),
        ("wait", 30, "wrong_value"),
        ("wait", {"seconds": -1}, "wrong_value"),
        ("wait", {"seconds": float("nan")}, "wrong_value"),
        ("number", float("inf"), "wrong_value"),
        ("number", 61, "number_out_of_range"),
        ("number", 10**400, "number_out_of_range"),
        ("number", "3", "wrong_value"),
        ("photo", True, "wrong_value"),
    ],
)
def test_a_value_that_does_not_fit_counts_as_empty(key: str, sent: Any, code: str) -> None:
    answer, codes = read(key, value=sent)
    assert (answer.value, codes) == (None, [code])


def test_long_and_hostile_text_is_kept_as_far_as_it_can_be() -> None:
    answer, codes = read("text", value="0123456789x")
    assert (answer.value, codes) == ("0123456789", ["text_too_long"])
    answer, _ = read("yes", note="a\0b\ud800c")
    assert answer.note == "ab?c"


def test_skips() -> None:
    assert read("one", skip="na") == (Answer(skip="na"), [])
    assert read("yes", skip="na") == (Answer(skip="na"), ["skip_not_allowed"])
    assert read("yes", skip="unseen", value=True) == (Answer(skip="unseen"), ["skip_and_value"])
    assert read("yes", skip="later") == (Answer(), ["wrong_skip"])


def test_the_rest_of_an_answer() -> None:
    answer, codes = read("yes", value=True, note="n", at="2026-11-21T04:00:00Z", photos=["p", "p"])
    assert answer == Answer(value=True, note="n", at="2026-11-21T04:00:00Z", photos=("p",))
    assert codes == []
    assert read("yes", photos="p", mood=1)[1] == ["unknown_answer_field", "wrong_photos"]


def test_unknown_items_and_other_shapes() -> None:
    answers, issues = parse_answers(CHECKLIST, {"s.nobody": {}, 7: {}, "s.yes": 3, "s.one": None})
    assert [(i.path, i.code) for i in issues] == [
        ("s.nobody", "unknown_item"),
        ("7", "unknown_item"),
        ("s.yes", "answer_not_a_table"),
    ]
    assert answers.get("s.one") == Answer()
    assert [i.code for i in parse_answers(CHECKLIST, [1])[1]] == ["answers_not_a_table"]


KEYS = [item.key for item in CHECKLIST.every_item()]
scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["a", "na", "unseen", 10**400, Decimal("sNaN"), "\ud800\0", 1e308])
)  # fmt: skip
junk = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["seconds", "queue", "x", 1]), inner, max_size=4)
    ),
    max_leaves=8,
)
entries = st.dictionaries(
    st.sampled_from(["value", "skip", "reason", "note", "at", "photos", "x", "\ud800"]), junk
)
shapes = junk | st.dictionaries(
    st.sampled_from([*KEYS, "s.x", "\ud800", "", 3]), entries | junk, max_size=8
)


@check_less
@given(shapes)
def test_junk_never_raises_here_or_later(raw: object) -> None:
    answers, issues = parse_answers(CHECKLIST, raw)
    for issue in issues:
        assert issue.text("zh")
        (issue.path + issue.text("en")).encode()
    score(CHECKLIST, answers)
    trace(CHECKLIST, answers)
    missing(CHECKLIST, answers, {})


def test_ten_thousand_unknown_answers_end_soon() -> None:
    _, issues = parse_answers(load("retail-service"), {f"x.{n}": {} for n in range(10_000)})
    assert len(issues) <= 201
