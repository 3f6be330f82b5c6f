"""What stands out in a visit: each flag at its edge, and nothing raises whatever was sent."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.visits.flags import flags_of, stamps_of, whereabouts
from audit.web.view_flags import stroke_path

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BRANCH = (31.2304, 121.4737)
METRE = 1 / 111_195  # degrees of latitude


def at(minutes: float) -> str:
    return (START + timedelta(minutes=minutes)).isoformat()


def content(**parts: Any) -> dict[str, Any]:
    return {"started_at": at(0), "answers": {}, "photos": []} | parts


def names(sent: dict[str, Any], scales: tuple[str, ...] = ()) -> list[str]:
    return [flag.name for flag in flags_of(sent, BRANCH, frozenset(scales))]


def position(away: float, accuracy: float | None, when: str = "start") -> dict[str, Any]:
    latitude = BRANCH[0] + away * METRE
    return {"when": when, "latitude": latitude, "longitude": BRANCH[1], "accuracy_m": accuracy}


def event(kind: str, minutes: float) -> dict[str, Any]:
    return {"id": kind, "kind": kind, "at": at(minutes)}


def answers(count: int, seconds: float, value: Any = True) -> dict[str, Any]:
    return {f"s.q{n}": {"value": value, "at": at(n * seconds / 60)} for n in range(count)}


def test_a_quiet_visit_has_none() -> None:
    events = [event("entered", 1), event("left", 20)]
    quiet = content(answers=answers(45, 20), events=events, positions=[position(40, 20)])
    assert names(quiet) == []
    assert names(content()) == []


@pytest.mark.parametrize(
    ("away", "accuracy", "found"),
    [(290, 0, []), (310, 0, ["far_start"]), (900, 650, []), (310, None, ["far_start"])],
)
def test_far_is_beyond_the_limit_and_the_accuracy(
    away: float, accuracy: float | None, found: list[str]
) -> None:
    assert names(content(positions=[position(away, accuracy)])) == found
    assert flags_of(content(positions=[position(away, accuracy)]), None, frozenset()) == []


def test_distances_are_told_in_metres() -> None:
    told = whereabouts(content(positions=[position(500, 18.6, "end")]), BRANCH)
    assert [(one.when, one.metres, one.accuracy) for one in told] == [("end", 500, 19)]


def test_answers_on_each_other_s_heels() -> None:
    assert names(content(answers=answers(10, 2.9))) == ["too_fast"]
    assert names(content(answers=answers(10, 3))) == []
    assert names(content(answers=answers(9, 1))) == []


def test_the_same_step_on_every_scale() -> None:
    scales = tuple(f"s.q{n}" for n in range(6))
    assert names(content(answers=answers(6, 30, 5)), scales) == ["straight_lined"]
    mixed = answers(6, 30, 5) | {"s.q0": {"value": 4, "at": at(0)}}
    assert names(content(answers=mixed), scales) == []
    assert names(content(answers=answers(6, 30, 5)), scales[:5]) == []


def test_photos_of_one_minute_and_photos_from_before() -> None:
    def photo(minutes: float) -> dict[str, Any]:
        return {"id": str(minutes), "item": "s.q1", "taken_at": at(minutes)}

    minute = [photo(5 + n / 4) for n in range(4)]
    assert names(content(photos=minute)) == ["photos_one_minute"]
    assert names(content(photos=[*minute, {"id": "x", "item": "s.q1", "taken_at": None}])) == []
    old = flags_of(content(photos=[photo(-31), photo(-29)]), BRANCH, frozenset())
    assert [(flag.name, flag.item) for flag in old] == [("photo_older", "s.q1")]
    assert names(content(photos=[photo(-31)], events=[event("entered", -10)])) == []


def test_a_stay_too_short_and_stamps_out_of_order() -> None:
    short = [event("entered", 1), event("left", 5)]
    assert names(content(events=short, answers=answers(15, 20))) == ["short_stay"]
    assert names(content(events=short, answers=answers(14, 20))) == []
    assert names(content(events=[event("paid", 1), event("served", 5)])) == ["stamps_disordered"]
    assert [one.kind for one in stamps_of(content(events=short[::-1]))] == ["entered", "left"]


def test_late_entry_and_doubt() -> None:
    late = {"s.a": {"value": True, "delay_s": 7201}, "s.b": {"value": True, "sure": "unsure"}}
    found = flags_of(content(answers=late), BRANCH, frozenset())
    assert [(flag.name, flag.item) for flag in found] == [("entered_late", None), ("unsure", "s.b")]


odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)
answer = st.dictionaries(st.sampled_from(["value", "skip", "at", "delay_s", "sure"]), odd)


@given(st.dictionaries(st.sampled_from([f"s.q{n}" for n in range(20)]), answer | odd))
def test_nothing_raises_whatever_was_answered(sent: dict[str, Any]) -> None:
    flags_of(content(answers=sent), BRANCH, frozenset(sent))


def test_a_stroke_becomes_a_path() -> None:
    assert stroke_path((1, 2, 3, 4)) == "M1 2L3 4"
    assert stroke_path((1, 2)) == "M1 2h1"
