"""How a score is said on the scale of the full marks."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.policy import Policy
from forms.wording import points_of, score_text


@pytest.mark.parametrize(
    ("policy", "score", "zh", "en"),
    [
        ({}, 8990, "89.9", "89.9"),
        ({"places": 2}, 8990, "89.90", "89.90"),
        ({"places": 0}, 10_000, "100", "100"),
        ({"full_marks": 1000}, 7995, "799.5 分（满分 1000 分，79.95%）", ""),
        ({"full_marks": 120, "places": 0}, 8083, "97 分（满分 120 分，80.83%）", ""),
        ({"full_marks": 5, "places": 2}, 8660, "", "4.33 of 5 points (86.6 %)"),
        ({"full_marks": 80, "places": 0, "counts": "lost"}, 8125, "扣 15 分", "15 points lost"),
        ({"cap_at_100": False, "counts": "lost"}, 10_130, "扣 0.0 分", "0.0 points lost"),
    ],
)
def test_scores_in_words(policy: dict[str, Any], score: int, zh: str, en: str) -> None:
    said = score_text(Policy.model_validate(policy), score)
    assert (zh in ("", said.zh), en in ("", said.en)) == (True, True), said


@given(st.integers(0, 12_000), st.sampled_from(["1000", "120", "80", "7.5", "5"]))
def test_points_come_back_from_the_stored_score(tenths: int, full: str) -> None:
    """What is stored is enough to say the points again, digit for digit."""
    policy = Policy.model_validate({"full_marks": full, "places": 1})
    points = tenths * 10
    assert points_of(policy, policy.percent_of(points)) == points
