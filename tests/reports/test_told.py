"""What a branch is told of answers that could give a shopper away."""

from typing import Any

import pytest

from forms.answers import Answers
from reports.told import strokes_told, told
from tests.forms.build import answered, document, made, section

STROKES = ((100, 500, 300, 200), (10, 20))
OPTIONS = [{"key": key, "text": {"zh": zh, "en": key}} for key, zh in (("a", "甲"), ("b", "乙"))]
KINDS: dict[str, dict[str, Any]] = {
    "sign": {"kind": "signature"},
    "heard": {"kind": "signature", "signer": "branch"},
    "place": {"kind": "location"},
    "time": {"kind": "moment"},
    "clock": {"kind": "moment", "ask": "time"},
    "day": {"kind": "moment", "ask": "date"},
    "order": {"kind": "ranking", "most": 2, "options": OPTIONS},
}
GIVEN = {
    "a.sign": {"name": "canary-shopper", "strokes": STROKES},
    "a.heard": {"name": "canary-staff", "strokes": STROKES},
    "a.place": {"latitude": 31.234567, "longitude": 121.456789},
    "a.time": "2026-11-12T14:37",
    "a.clock": "09:05",
    "a.day": "2026-11-12",
    "a.order": ["b", "a"],
}
CHECKLIST = made(
    document(section("a", *({"key": key, "wording": key} | more for key, more in KINDS.items())))
)


@pytest.fixture
def answers() -> Answers:
    return answered(CHECKLIST, GIVEN)


def said(answers: Answers, key: str, *, is_open: bool) -> tuple[str, str]:
    text = told(CHECKLIST.by_key[f"a.{key}"], answers.get(f"a.{key}"), is_open=is_open)
    return text.zh, text.en


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("sign", ("已签名", "Signed")),
        ("heard", ("已签名", "Signed")),
        ("place", ("位置已记录", "Position noted")),
        ("time", ("下午", "In the afternoon")),
        ("clock", ("上午", "In the morning")),
        ("day", ("已记录", "Noted")),
        ("order", ("1. 乙、2. 甲", "1. b; 2. a")),
    ],
)
def test_a_secret_visit_gives_no_name_minute_day_or_place(
    answers: Answers, key: str, words: tuple[str, str]
) -> None:
    assert said(answers, key, is_open=False) == words


@pytest.mark.parametrize(
    ("key", "zh"),
    [
        ("sign", "已签名"),
        ("heard", "canary-staff"),
        ("place", "位置已记录"),
        ("time", "2026-11-12T14:37"),
        ("day", "2026-11-12"),
    ],
)
def test_an_open_inspection_gives_what_the_branch_saw_itself(
    answers: Answers, key: str, zh: str
) -> None:
    assert said(answers, key, is_open=True)[0] == zh


def test_only_what_the_branch_signed_itself_is_drawn(answers: Answers) -> None:
    drawn = {
        (key, is_open)
        for key in KINDS
        for is_open in (True, False)
        if strokes_told(CHECKLIST.by_key[f"a.{key}"], answers.get(f"a.{key}"), is_open=is_open)
    }
    assert drawn == {("heard", True)}


def test_what_was_left_out_is_said_as_ever() -> None:
    skipped = answered(CHECKLIST, {"a.place": "na", "a.sign": "unseen"})
    assert said(skipped, "place", is_open=False)[1] == "Not applicable"
    assert said(skipped, "sign", is_open=False)[1] == "Could not observe"
    assert said(skipped, "time", is_open=False)[1] == "Not answered"
