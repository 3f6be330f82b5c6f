"""Means, shares and medians with their intervals, against scipy, statsmodels and printed tables."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from reports.statistics.intervals import (
    Interval,
    branch_estimates,
    mean_interval,
    pooled_variance,
)
from reports.statistics.moments import Moments, merged, moments, moments_by, moments_of_sums
from reports.statistics.shares import (
    newcombe,
    newcombe_corrected,
    share,
    share_difference,
    wilson,
    wilson_corrected,
)
from reports.statistics.waits import median_interval, percentile, wait

SCORES = st.lists(st.integers(0, 10_000), min_size=1, max_size=30)


@given(SCORES)
def test_moments_of_values_and_of_their_sums_agree(values: list[int]) -> None:
    found = moments(values)
    sums = moments_of_sums(len(values), sum(values), sum(value**2 for value in values))
    assert found is not None
    assert sums is not None
    assert sums.mean == pytest.approx(found.mean)
    assert sums.squares == pytest.approx(found.squares, abs=1e-6)
    assert (found.sd is None) == (len(values) == 1)


@given(SCORES, SCORES)
def test_merged_moments_are_those_of_all_values(one: list[int], other: list[int]) -> None:
    whole, parts = moments(one + other), merged(moments_by({1: one, 2: other}).values())
    assert whole is not None
    assert parts is not None
    assert parts.n == whole.n
    assert parts.mean == pytest.approx(whole.mean)
    assert parts.squares == pytest.approx(whole.squares, abs=1e-6)


def test_equal_values_have_no_spread_at_all() -> None:
    assert moments([0.1] * 3) == Moments(3, 0.1, 0.0)
    assert merged([Moments(3, 0.1, 0.0)] * 3) == Moments(9, 0.1, 0.0)
    assert moments([None]) is None
    assert moments_of_sums(0, 0, 0) is None
    assert merged([]) is None


def test_impossible_values_are_refused() -> None:
    for values in ([math.nan], [1, math.inf], [-1e60]):
        with pytest.raises(ValueError, match="finite"):
            moments(values)
    with pytest.raises(ValueError, match="no 2 values"):
        moments_of_sums(2, 10, 1)


@given(st.lists(st.integers(0, 100), min_size=2, max_size=20), st.sampled_from([0.8, 0.95, 0.99]))
def test_the_interval_of_a_mean_is_student_s(values: list[int], level: float) -> None:
    found = mean_interval(values, level)
    assert found is not None
    assert found.interval is not None
    if len(set(values)) == 1:
        assert found.interval == Interval(values[0], values[0], level)
        return
    low, high = stats.t.interval(level, len(values) - 1, np.mean(values), stats.sem(values))
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high))


def test_one_visit_has_a_mean_but_no_interval_of_its_own() -> None:
    found = mean_interval([80])
    assert found is not None
    assert found.mean == 80
    assert found.interval is None
    assert found.spread == "none"
    assert mean_interval([]) is None


def test_few_visits_borrow_the_spread_within_all_branches() -> None:
    groups = moments_by({"a": [70.0, 80, 90], "b": [60.0, 62], "c": [75.0]})
    pooled = pooled_variance(groups.values())
    assert pooled is not None
    assert pooled.variance == pytest.approx(202 / 3)
    assert (pooled.df, pooled.branches) == (3, 2)
    found = branch_estimates(groups)
    assert [found[key].spread for key in "abc"] == ["own", "pooled", "pooled"]
    half = stats.t.ppf(0.975, 3) * math.sqrt(202 / 3)
    assert found["c"].interval is not None
    assert found["c"].interval.half == pytest.approx(half)
    assert found["b"].interval is not None
    assert found["b"].interval.half == pytest.approx(half / math.sqrt(2))
    assert pooled_variance([Moments(1, 5, 0)]) is None


def test_an_interval_can_be_kept_on_its_scale() -> None:
    assert Interval(90, 110).kept_in(0, 100) == Interval(90, 100)
    assert Interval(101, 110).kept_in(0, 100) == Interval(100, 100)


# Newcombe (1998), Statistics in Medicine 17:857–872, table I, methods 3 and 4.
@pytest.mark.parametrize(
    ("hits", "n", "plain", "corrected"),
    [
        (81, 263, (0.2553, 0.3662), (0.2535, 0.3682)),
        (15, 148, (0.0624, 0.1605), (0.0598, 0.1644)),
        (0, 20, (0.0, 0.1611), (0.0, 0.2005)),
        (1, 29, (0.0061, 0.1718), (0.0018, 0.1963)),
    ],
)
def test_wilson_s_interval_as_printed(
    hits: int, n: int, plain: tuple[float, float], corrected: tuple[float, float]
) -> None:
    one, other = wilson(hits, n), wilson_corrected(hits, n)
    assert one is not None
    assert other is not None
    assert (one.low, one.high) == pytest.approx(plain, abs=5e-5)
    assert (other.low, other.high) == pytest.approx(corrected, abs=5e-5)


# Newcombe (1998), Statistics in Medicine 17:873–890, table II, method 10.
@pytest.mark.parametrize(
    ("a", "m", "b", "n", "limits"),
    [
        (56, 70, 48, 80, (0.0524, 0.3339)),
        (9, 10, 3, 10, (0.1705, 0.8090)),
        (6, 7, 2, 7, (0.0582, 0.8062)),
        (5, 56, 0, 29, (-0.0381, 0.1926)),
        (0, 10, 0, 20, (-0.1611, 0.2775)),
        (0, 10, 0, 10, (-0.2775, 0.2775)),
    ],
)
def test_newcombe_s_interval_as_printed(
    a: int, m: int, b: int, n: int, limits: tuple[float, float]
) -> None:
    found = newcombe(a, m, b, n)
    assert found is not None
    assert (found.low, found.high) == pytest.approx(limits, abs=5e-5)


def test_newcombe_s_corrected_interval_as_printed() -> None:
    found = newcombe_corrected(56, 70, 48, 80)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((0.0428, 0.3422), abs=5e-5)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_that_of_statsmodels(pair: tuple[int, int]) -> None:
    found = wilson(*pair)
    assert found is not None
    wanted = proportion_confint(*pair, method="wilson")
    assert (found.low, found.high) == pytest.approx(wanted, abs=1e-9)
    corrected = wilson_corrected(*pair)
    assert corrected is not None
    assert corrected.low <= found.low
    assert corrected.high >= found.high


PAIR = st.integers(1, 80).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(PAIR, PAIR)
def test_newcombe_and_the_score_test_are_those_of_others(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    found = share_difference(*one, *other)
    wanted = confint_proportions_2indep(*one, *other, method="newcomb")
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == pytest.approx(wanted, abs=1e-9)
    table = [[one[0], one[1] - one[0]], [other[0], other[1] - other[0]]]
    if 0 < one[0] + other[0] < one[1] + other[1]:
        wanted_p = stats.chi2_contingency(table, correction=False).pvalue
        assert found.p == pytest.approx(wanted_p, rel=1e-6)
    else:
        assert found.p == 1


def test_a_share_of_nothing_is_none() -> None:
    assert share(0, 0).value is None
    assert share_difference(0, 0, 1, 2).interval is None
    assert newcombe_corrected(1, 2, 0, 0) is None
    assert wilson_corrected(0, 0) is None
    with pytest.raises(ValueError, match="not a share"):
        share(3, 2)


@given(st.lists(st.integers(0, 3600), max_size=60), st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]))
def test_percentiles_are_those_of_numpy(values: list[int], p: float) -> None:
    found = percentile(values, p)
    assert found == (pytest.approx(np.quantile(values, p)) if values else None)


@pytest.mark.parametrize(
    ("n", "places", "covered"),
    [(6, (1, 6), 0.96875), (10, (2, 9), 0.97852), (20, (6, 15), 0.95861)],
)
def test_the_median_lies_between_these_order_statistics(
    n: int, places: tuple[int, int], covered: float
) -> None:
    found = median_interval(range(1, n + 1))
    assert found is not None
    assert (found.low, found.high) == places
    assert found.level == pytest.approx(covered, abs=5e-6)


@given(st.lists(st.integers(0, 3600), min_size=6, max_size=80))
def test_the_median_s_interval_is_scipy_s(values: list[int]) -> None:
    found = median_interval(values)
    wanted: object = stats.quantile_test(values, p=0.5).confidence_interval(0.95)
    assert found is not None
    assert (found.low, found.high) == wanted


def test_waits_say_how_many_are_within_the_target() -> None:
    found = wait([60, 120, 180, 181, 900], 180)
    assert found.within is not None
    assert (found.within.hits, found.within.n) == (3, 5)
    assert (found.median, found.interval) == (180, None)
    assert found.p90 == pytest.approx(612.4)
    nothing = wait([], None)
    assert (nothing.n, nothing.median, nothing.p90, nothing.within) == (0, None, None, None)
    with pytest.raises(ValueError, match="quantile"):
        percentile([1], 50)
