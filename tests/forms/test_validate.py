"""What is still missing on the way to a complete visit."""

from typing import Any

from forms.answers import parse_answers
from forms.validate import missing
from tests.forms.build import document, made, section, yes_no

ON_FAIL = {"when": "on_fail", "min": 2}
CHECKLIST = made(
    document(
        section(
            "s",
            yes_no("plain"),
            yes_no("proof", photo={"when": "required"}),
            yes_no("fail", good=False, photo=ON_FAIL),
            {"kind": "photo", "key": "front", "wording": "w"},
            {"kind": "text", "key": "note", "wording": "w", "required": False},
        )
    )
)


def codes(raw: dict[str, Any], photos: dict[str, int]) -> list[tuple[str, str]]:
    answers, _ = parse_answers(CHECKLIST, raw)
    return [(issue.path, issue.code) for issue in missing(CHECKLIST, answers, photos)]


def test_nothing_yet() -> None:
    assert codes({}, {}) == [
        ("s.plain", "not_answered"),
        ("s.proof", "not_answered"),
        ("s.proof", "photos_missing"),
        ("s.fail", "not_answered"),
        ("s.front", "photos_missing"),
    ]


def test_all_there() -> None:
    raw = {f"s.{key}": {"value": True} for key in ("plain", "proof")}
    raw["s.fail"] = {"value": False}
    assert codes(raw, {"s.proof": 1, "s.front": 1}) == []


def test_a_photo_is_asked_for_when_the_standard_is_not_met() -> None:
    raw: dict[str, Any] = {f"s.{key}": {"value": True} for key in ("plain", "proof", "fail")}
    photos = {"s.proof": 1, "s.front": 1}
    assert codes(raw, photos) == [("s.fail", "photos_missing")]
    assert codes(raw, photos | {"s.fail": 1}) == [("s.fail", "photos_missing")]
    assert codes(raw, photos | {"s.fail": 2}) == []


def test_could_not_observe_needs_a_reason_and_no_photo() -> None:
    raw: dict[str, Any] = {
        "s.plain": {"skip": "na"},
        "s.proof": {"skip": "unseen"},
        "s.fail": {"skip": "unseen", "reason": "too crowded"},
        "s.front": {"skip": "na"},
    }
    assert codes(raw, {}) == [("s.proof", "reason_missing")]
