"""What figures lead to: how many visits, which awards, which shortfalls, which drivers."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.power import NormalIndPower

from reports.statistics.awards import best_of_wave, most_consistent, most_improved, upper_sd
from reports.statistics.change import Change
from reports.statistics.components import Components, components_given
from reports.statistics.drivers import Counts, count, drivers, split
from reports.statistics.moments import Moments, moments_by
from reports.statistics.movers import Mover
from reports.statistics.planning import (
    reliability,
    visits_for_change,
    visits_for_precision,
    visits_for_reliability,
    visits_for_share,
)
from reports.statistics.ranking import rank_ranges
from reports.statistics.shrinkage import shrink
from reports.statistics.targets import Measured, gap, shortfalls


def components(between: float, within: float) -> Components:
    return Components(between, within, 80.0, 1.0, 100, 300)


def test_more_visits_are_more_reliable() -> None:
    assert reliability(components(36, 64), 1) == pytest.approx(0.36)
    assert reliability(components(36, 64), 4) == pytest.approx(36 / 52)
    assert reliability(components(0, 0), 3) is None
    assert visits_for_reliability(components(36, 64), 0.8) == 8
    assert visits_for_reliability(components(0, 64), 0.8) is None
    assert visits_for_reliability(components(36, 0), 0.8) == 1
    with pytest.raises(ValueError, match="visit"):
        reliability(components(1, 1), 0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        visits_for_reliability(components(1, 1), 1)


@given(st.floats(0.1, 100), st.floats(0.1, 100), st.floats(0.05, 0.95))
def test_the_visits_needed_are_the_fewest_that_do(between: float, within: float, p: float) -> None:
    known = components(between, within)
    n = visits_for_reliability(known, p)
    assert n is not None
    assert (reliability(known, n) or 0) >= p - 1e-9
    assert n == 1 or (reliability(known, n - 1) or 0) < p


def test_visits_for_a_width_a_share_or_a_change() -> None:
    assert visits_for_precision(64, 5) == 10  # (1.96 · 8 / 5)² = 9.8
    assert visits_for_share(0.05) == 385
    assert visits_for_share(0.05, 0.0) == 1
    n = visits_for_change(64, 5)
    power = NormalIndPower().power(5 / 8, n, 0.05)
    assert power >= 0.8 > NormalIndPower().power(5 / 8, n - 1, 0.05)
    assert visits_for_change(64, -5) == n
    with pytest.raises(ValueError, match="not 0"):
        visits_for_precision(64, 0)
    with pytest.raises(ValueError, match="variance"):
        visits_for_change(-1, 5)


def test_one_lucky_visit_does_not_win() -> None:
    groups = {"lucky": Moments(1, 100.0, 0.0), "sure": Moments(6, 95.0, 10.0)}
    groups |= {f"b{n}": Moments(3, 80.0 + n % 5, 60.0) for n in range(20)}
    known = components_given(groups.values(), 16, 64)
    assert known is not None
    pooled = shrink(groups, known)
    found = best_of_wave(pooled, rank_ranges(pooled, k=3), 3)
    assert found[0].key == "sure"
    assert "lucky" not in [row.key for row in found]
    assert found[0].clear
    assert best_of_wave({}, {}, 3) == []


def mover(key: str, difference: float, real: bool) -> Mover[str]:
    return Mover(key, Change("real", difference), 0.01, real)


def test_the_most_improved_rose_beyond_noise() -> None:
    rows = [mover("a", 5, True), mover("b", 20, False), mover("c", 9, True), mover("d", -9, True)]
    assert [row.key for row in most_improved(rows, 2)] == ["c", "a"]
    assert most_improved([], 2) == []


def test_the_most_consistent_have_visits_enough() -> None:
    groups = moments_by(
        {
            "pair": [90.0, 90],
            "three": [90.0, 90, 91],
            "eight": [90.0, 91, 90, 91, 90, 91, 90, 91],
            "bad": [10.0] * 8,
        }
    )
    found = most_consistent(groups, 5, least_mean=80)
    assert [row.key for row in found] == ["eight", "three"]
    assert most_consistent(groups, 1)[0].key == "bad"
    wanted = math.sqrt(groups["eight"].squares / stats.chi2.ppf(0.05, 7))
    assert found[0].upper == pytest.approx(wanted)
    with pytest.raises(ValueError, match="spread"):
        upper_sd(Moments(1, 80, 0))


def test_the_costliest_shortfall_comes_first() -> None:
    found = shortfalls(
        [
            Measured("smile", 0.5, 0.9, 1, 40),
            Measured("greet", 0.8, 0.9, 6, 40),
            Measured("clean", 0.95, 0.9, 2, 40),
            Measured("seats", 0.1, None, 1, 40),
            Measured("water", None, 0.9, 90, 0),
        ]
    )
    assert [row.key for row in found] == ["greet", "smile"]
    assert found[0].weighted == pytest.approx(0.06)
    assert [row.share for row in found] == pytest.approx([0.6, 0.4])
    assert found[1].gap == pytest.approx(-0.4)
    assert shortfalls([]) == []
    assert shortfalls([Measured("a", 0.5, 0.9, 0, 3)])[0].weighted == 0
    assert gap(None, 90) is None
    assert gap(85, 90) == -5


def test_drivers_are_tested_all_together() -> None:
    found = drivers(
        {
            "knows": Counts(54, 60, 20, 60),
            "smiles": Counts(30, 60, 28, 60),
            "never": Counts(3, 60, 0, 60),
            "unseen": Counts(0, 0, 5, 60),
        }
    )
    assert [row.key for row in found] == ["knows", "never", "smiles"]
    assert [row.real for row in found] == [True, False, False]
    assert found[0].ratio == pytest.approx(2.7)
    assert found[1].ratio is None
    assert found[0].adjusted <= 0.05 < found[2].adjusted
    assert drivers({}) == []


def test_visits_are_split_by_their_outcome() -> None:
    assert split([1, 2, 3, 4, 5, 6, None]) == [False, False, None, None, True, True, None]
    assert split([5, 5, 5]) == [None] * 3
    assert split([]) == []
    assert split([None]) == [None]
    with pytest.raises(ValueError, match="tail"):
        split([1], 0.6)


def test_answers_are_counted_by_side() -> None:
    answers: list[dict[str, bool | None]] = [
        {"a": True, "b": None},
        {"a": False},
        {"a": True},
        {"a": True, "b": False},
    ]
    assert count([True, True, None, False], answers) == {
        "a": Counts(1, 2, 1, 1),
        "b": Counts(0, 0, 0, 1),
    }
    assert count([], []) == {}
