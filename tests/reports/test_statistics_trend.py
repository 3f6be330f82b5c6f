"""Control limits, named rules, slope, season, and figures standardised for mix."""

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from reports.statistics.control import control_chart, ewma
from reports.statistics.intervals import Pooled
from reports.statistics.mix import reference_mix, standardised, standardised_share
from reports.statistics.moments import moments_by
from reports.statistics.trend import moving_mean, segments, slope, year_before

# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2 (individuals) and 6.3.2.4 (EWMA).
FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
EWMA_OF = [
    *(52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5),
    *(49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1),
]
EWMA_IS = [
    *(50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33),
    *(50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99),
]


def test_the_individuals_chart_of_the_handbook() -> None:
    found = control_chart(FLOW)
    assert found is not None
    assert found.center == pytest.approx(50.81)
    assert found.high == pytest.approx(55.8041, abs=1e-3)
    assert found.low == pytest.approx(45.8159, abs=1e-3)
    assert not found.provisional
    assert found.signals == ()


def test_the_ewma_of_the_handbook() -> None:
    found = ewma(EWMA_OF, weight=0.3, center=50, sigma=2.0539)
    assert found is not None
    assert found.values == pytest.approx(EWMA_IS, abs=0.0051)
    assert found.high[-1] == pytest.approx(52.5884, abs=2e-3)
    assert found.low[-1] == pytest.approx(47.4115, abs=2e-3)
    assert found.high[0] == pytest.approx(50 + 3 * 2.0539 * 0.3)
    assert found.outside == ()


def rules(values: list[float], baseline: int | None = None) -> set[tuple[int, str]]:
    chart = control_chart(values, baseline)
    assert chart is not None
    return {(signal.place, signal.rule) for signal in chart.signals}


def test_each_rule_is_met_where_it_should_be() -> None:
    calm: list[float] = [80, 82, 80, 82, 80, 82, 80, 82]  # center 81, σ 1.773
    assert rules([*calm, 87], 8) == {(8, "beyond limits")}
    assert rules([*calm, 85, 81, 85], 8) == {(10, "two of three")}
    assert (13, "run of eight") in rules([*calm[:6], *[81.5] * 8], 6)
    assert (12, "six in one direction") in rules([*calm[:7], 79, 80, 81, 82, 83, 84], 8)
    assert rules([80.0] * 20) == set()
    assert rules([80.0] * 8 + [80.1], 8) == {(8, "beyond limits")}


def test_a_chart_of_few_points() -> None:
    assert control_chart([]) is None
    assert control_chart([5]) is None
    two = control_chart([5, 7])
    assert two is not None
    assert two.provisional
    assert ewma([]) is None
    assert ewma([5]) is None
    same = ewma([80.1] * 5)
    assert same is not None
    assert same.outside == ()
    with pytest.raises(ValueError, match="weight"):
        ewma([1, 2], weight=0)


def test_a_trend_breaks_where_the_checklist_does() -> None:
    assert segments(["a", "a", "b", "b", "a"]) == [range(2), range(2, 4), range(4, 5)]
    assert segments(["a"]) == [range(1)]
    assert segments([]) == []


def test_a_moving_mean_waits_for_all_its_waves() -> None:
    assert moving_mean([1, 2, 3, None, 5]) == [None, None, 2, None, None]


@given(st.lists(st.integers(0, 20), min_size=3, max_size=24))
def test_the_slope_is_scipy_s(values: list[int]) -> None:
    found = slope(values)
    wanted = stats.theilslopes(values)
    assert found is not None
    assert found.slope == pytest.approx(wanted.slope)
    assert found.intercept == pytest.approx(wanted.intercept)
    assert (found.interval.low, found.interval.high) == pytest.approx(
        (wanted.low_slope, wanted.high_slope)
    )


@given(st.lists(st.integers(0, 9), min_size=3, max_size=20))
def test_mann_kendall_by_its_definition(values: list[int]) -> None:
    found = slope(values)
    assert found is not None
    n = len(values)
    s = sum(int(np.sign(values[j] - values[i])) for i in range(n) for j in range(i + 1, n))
    groups = [values.count(value) for value in set(values)]
    tied = sum(g * (g - 1) * (2 * g + 5) for g in groups)
    variance = (n * (n - 1) * (2 * n + 5) - tied) / 18
    wanted = 2 * stats.norm.sf((abs(s) - 1) / math.sqrt(variance)) if s and variance else 1
    assert found.s == s
    assert found.p == pytest.approx(min(1, wanted))


def test_a_slope_needs_three_waves() -> None:
    assert slope([]) is None
    assert slope([1, 2]) is None
    assert slope([1, 2, 3], [5, 5, 6]) is None
    flat = slope([80, 80, 80])
    assert flat is not None
    assert (flat.slope, flat.p) == (0, 1)


def test_the_same_wave_of_last_year() -> None:
    months = [date(2024 + n // 12, 1 + n % 12, 1) for n in range(24)]
    assert year_before(months, date(2025, 3, 1)) == 2
    assert year_before(months[:6], date(2025, 3, 1)) == 2
    assert year_before(months[3:6], date(2025, 3, 1)) is None
    assert year_before([], date(2025, 3, 1)) is None
    quarters = [date(2024, 1, 8), date(2024, 4, 1), date(2024, 7, 1), date(2024, 10, 1)]
    assert year_before(quarters, date(2025, 1, 2)) == 0
    assert year_before([date(2020, 1, 1)], date(2025, 1, 1)) is None


def test_a_standardised_mean_has_the_reference_mix() -> None:
    strata = moments_by({"morning": [90.0, 94, 92], "evening": [70.0, 78]})
    found = standardised(strata, {"morning": 100, "evening": 300})
    assert found.raw == pytest.approx(84.8)
    assert found.value == pytest.approx(0.25 * 92 + 0.75 * 74)
    parts = [0.0625 * 4 / 3, 0.5625 * 32 / 2]
    df = sum(parts) ** 2 / (parts[0] ** 2 / 2 + parts[1] ** 2 / 1)
    assert found.interval is not None
    assert found.interval.half == pytest.approx(stats.t.ppf(0.975, df) * math.sqrt(sum(parts)))
    assert (found.coverage, found.missing) == (1, ())


def test_a_missing_stratum_is_not_made_up() -> None:
    strata = moments_by({"morning": [90.0]})
    mix = {"morning": 3, "evening": 1, "night": 0}
    found = standardised(strata, mix)
    assert (found.value, found.coverage, found.missing) == (None, 0.75, ("evening",))
    partly = standardised(strata, mix, Pooled(64, 20, 10), least_coverage=0.7)
    assert partly.value == 90
    assert partly.interval is not None
    assert partly.interval.half == pytest.approx(stats.t.ppf(0.975, 20) * 8)
    assert standardised(strata, mix, least_coverage=0.7).interval is None
    assert standardised({}, mix).raw is None
    assert standardised(strata, {}).value is None


def test_standardised_shares() -> None:
    found = standardised_share({"a": (8, 10), "b": (1, 4), "c": (0, 0)}, {"a": 1, "b": 1})
    assert found.value == pytest.approx(0.525)
    assert found.raw == pytest.approx(9 / 14)
    assert found.interval is not None
    error = math.sqrt(0.25 * 0.16 / 10 + 0.25 * 0.1875 / 4)
    assert found.interval.half == pytest.approx(1.959964 * error, rel=1e-6)
    assert standardised_share({}, {"a": 1}).raw is None
    assert standardised_share({"a": (1, 1)}, {"a": 1}).value == 1


def test_a_mix_is_of_shares() -> None:
    assert reference_mix({"a": 1, "b": 3, "c": 0}) == {"a": 0.25, "b": 0.75}
    assert reference_mix({"a": 0}) == {}
    with pytest.raises(ValueError, match="weight"):
        reference_mix({"a": -1})


@given(st.lists(st.lists(st.integers(0, 100), min_size=1, max_size=4), min_size=1, max_size=4))
def test_a_mix_like_the_visits_changes_nothing(groups: list[list[int]]) -> None:
    strata = moments_by(dict(enumerate(groups)))
    found = standardised(strata, {key: one.n for key, one in strata.items()})
    assert found.value == pytest.approx(found.raw)
