"""Means, medians, ranks and changes."""

from fractions import Fraction

import pytest

from reports.compare import change, half_up, mean, median, ranks


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], None), ([None], None), ([8840], 8840), ([1, 2], 2), ([0, None, 1], 1), ([-1, 0], -1)],
)
def test_the_mean_is_rounded_half_up_once(values: list[int | None], expected: int | None) -> None:
    assert mean(values) == expected


def test_the_median_takes_the_middle_or_halfway() -> None:
    assert median([3, None, 1, 2]) == 2
    assert median([1, 2, 3, 4]) == 3
    assert median([]) is None


def test_equal_scores_share_their_places() -> None:
    assert ranks({"a": 90, "b": 95, "c": 90, "d": 80}) == {
        "a": "2–3",
        "b": "1",
        "c": "2–3",
        "d": "4",
    }


def test_the_change_is_that_of_the_scores_as_shown() -> None:
    assert change(8845, 8844) == 10  # shown as 88.5 and 88.4
    assert change(8844, 8841) == 0
    assert change(None, 1) is None


def test_halves_go_away_from_zero() -> None:
    assert [half_up(Fraction(n, 2)) for n in (-3, -1, 1, 3)] == [-2, -1, 1, 2]
