"""Change against noise, movers among many, funnel limits."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import NormalIndPower

from reports.statistics.change import change, detectable_change, paired, student, welch
from reports.statistics.funnel import (
    dispersion,
    exact_share_limits,
    funnel,
    limits_at,
    mean_limits,
    share_limits,
    winsorised,
)
from reports.statistics.intervals import Pooled
from reports.statistics.moments import Moments, moments_by
from reports.statistics.movers import changes, different_branches, movers, same_branches
from reports.statistics.multiple import benjamini_hochberg

VISITS = st.lists(st.integers(0, 100), min_size=3, max_size=8).filter(lambda v: len(set(v)) > 1)


@given(VISITS, VISITS)
def test_welch_and_student_are_scipy_s(one: list[int], other: list[int]) -> None:
    for found, equal in ((welch(one, other), False), (student(one, other), True)):
        wanted = stats.ttest_ind(other, one, equal_var=equal)
        limits = wanted.confidence_interval(0.95)
        assert found.p == pytest.approx(wanted.pvalue, rel=1e-6)
        assert found.df == pytest.approx(wanted.df)
        assert found.interval is not None
        assert (found.interval.low, found.interval.high) == pytest.approx(tuple(limits), abs=1e-7)
        assert (found.verdict == "real") == (wanted.pvalue < 0.05)


@given(VISITS)
def test_pairs_are_scipy_s(differences: list[int]) -> None:
    found = paired(differences)
    assert found.p == pytest.approx(stats.ttest_1samp(differences, 0).pvalue, rel=1e-6)


def test_a_branch_with_few_visits_borrows_the_noise_of_all() -> None:
    pooled = Pooled(64.0, 100, 50)
    found = change(Moments(2, 70.0, 2.0), Moments(1, 95.0, 0.0), pooled)
    error = 8 * math.sqrt(1.5)
    assert found.spread == "pooled"
    assert found.df == 100
    assert found.p == pytest.approx(2 * stats.t.sf(25 / error, 100))
    assert found.detectable == pytest.approx(stats.t.ppf(0.975, 100) * error)
    assert found.verdict == "real"
    assert change(Moments(2, 70.0, 2.0), Moments(1, 85.0, 0.0), pooled).verdict == "within noise"


def test_equal_visits_do_not_pass_for_no_noise() -> None:
    before, after = Moments(3, 90.0, 0.0), Moments(3, 91.0, 0.0)
    assert change(before, after, Pooled(64.0, 100, 50)).verdict == "within noise"
    assert change(before, after).verdict == "real"
    assert change(before, before).verdict == "within noise"


def test_what_can_not_be_compared_says_so() -> None:
    one, two = Moments(1, 70.0, 0.0), Moments(3, 80.0, 50.0)
    assert change(None, two).verdict == "not comparable"
    assert change(two, two, comparable=False).verdict == "not comparable"
    alone = change(one, two)
    assert (alone.verdict, alone.difference, alone.p) == ("not comparable", 10, None)
    assert welch([1], [2, 3]).verdict == "not comparable"
    assert student([1], [2]).verdict == "not comparable"
    assert paired([]).verdict == "not comparable"
    assert paired([3]).difference == 3


def test_the_detectable_change_has_the_power_it_says() -> None:
    found = detectable_change(64.0, 3, 5)
    power = NormalIndPower().power(found / 8, 3, 0.05, ratio=5 / 3)
    assert power == pytest.approx(0.8, abs=1e-6)
    with pytest.raises(ValueError, match="visits"):
        detectable_change(64.0, 0, 5)


# Benjamini and Hochberg (1995), section 4.1: fifteen hypotheses on thrombolysis.
PRINTED = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459),
    *(0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
]


def test_the_four_discoveries_of_benjamini_and_hochberg() -> None:
    found = benjamini_hochberg(dict(enumerate(PRINTED)))
    assert [key for key, p in found.items() if p <= 0.05] == [0, 1, 2, 3]


@given(st.lists(st.floats(0, 1), max_size=40))
def test_adjusted_chances_are_those_of_statsmodels(ps: list[float]) -> None:
    found = benjamini_hochberg(dict(enumerate(ps)))
    if ps:
        wanted = multipletests(ps, method="fdr_bh")[1]
        assert list(found.values()) == pytest.approx(list(wanted))
    else:
        assert found == {}


def test_no_chance_is_above_one() -> None:
    with pytest.raises(ValueError, match="p-value"):
        benjamini_hochberg({1: 1.5})


def test_movers_of_noise_alone_are_seldom_called_real() -> None:
    draw = np.random.default_rng(11)
    before = moments_by({n: draw.normal(80, 8, 3).tolist() for n in range(1500)})
    after = moments_by({n: draw.normal(80, 8, 3).tolist() for n in range(1500)})
    found = movers(changes(before, after))
    assert len(found) == 1500
    assert sum(row.change.verdict == "real" for row in found) > 30
    assert sum(row.real for row in found) <= 2
    assert [row.difference for row in found] == sorted(
        (row.difference for row in found), reverse=True
    )


def test_a_branch_that_rose_far_is_a_mover() -> None:
    draw = np.random.default_rng(12)
    before = moments_by({n: draw.normal(60, 4, 2).tolist() for n in range(100)})
    after = moments_by({n: draw.normal(95 if n == 7 else 60, 4, 2).tolist() for n in range(100)})
    first = movers(changes(before, after))[0]
    assert (first.key, first.real) == (7, True)
    unlike = changes(before, after, comparable={7: False})
    assert unlike[7].verdict == "not comparable"
    assert all(row.key != 7 for row in movers(unlike))


def test_waves_are_compared_over_the_branches_of_both() -> None:
    before = moments_by({"a": [70.0], "b": [80.0, 82], "c": [10.0]})
    after = moments_by({"a": [75.0], "b": [88.0], "d": [99.0]})
    found = same_branches(before, after)
    assert (found.branches, found.up, found.down) == (2, 2, 0)
    assert found.change.difference == 6
    wanted = stats.ttest_rel([75, 88], [70, 81]).pvalue
    assert found.change.p == pytest.approx(wanted)
    assert same_branches(before, {}).change.verdict == "not comparable"


def test_regions_are_compared_by_branch_means() -> None:
    one = moments_by({"a": [70.0, 72], "b": [80.0], "c": [60.0]})
    other = moments_by({"d": [90.0], "e": [87.0, 97]})
    found = different_branches(one, other)
    wanted = stats.ttest_ind([90, 92], [71, 80, 60], equal_var=False)
    assert found.change.p == pytest.approx(wanted.pvalue)
    assert (found.branches, found.other_branches) == (3, 2)


def test_funnel_limits_of_means_and_shares() -> None:
    found = mean_limits(80, 64, 4)
    assert found.warning.high == pytest.approx(80 + 1.959964 * 4, rel=1e-6)
    assert found.action.high == pytest.approx(80 + 3.090232 * 4, rel=1e-6)
    zones = [found.zone(value) for value in (67, 72, 80, 88, 93)]
    assert zones == ["below 99.8", "below 95", "inside", "above 95", "above 99.8"]
    near = share_limits(0.9, 9)
    assert near.warning.low == pytest.approx(0.9 - 1.959964 * 0.1)
    assert near.warning.high == 1
    wide = limits_at(80, 4, phi=2.25)
    assert wide.warning.high == pytest.approx(80 + 1.959964 * 6, rel=1e-6)
    assert limits_at(80, 4, phi=0.5) == limits_at(80, 4)
    assert limits_at(80, 4, tau2=9).se == pytest.approx(5)
    with pytest.raises(ValueError, match="visit"):
        mean_limits(80, 64, 0)
    with pytest.raises(ValueError, match="share"):
        share_limits(1.2, 5)


@given(st.floats(0.01, 0.99), st.integers(1, 300))
def test_exact_limits_interpolate_the_binomial(center: float, n: int) -> None:
    found = exact_share_limits(center, n)
    for limit, p in ((found.warning.low, 0.025), (found.action.high, 0.999)):
        r = int(stats.binom.ppf(p, n, center))
        above, below = stats.binom.cdf(r, n, center), stats.binom.cdf(r - 1, n, center)
        wanted = (r - (above - p) / (above - below)) / n
        assert limit == pytest.approx(min(max(wanted, 0), 1), abs=1e-6)


def test_over_dispersion_by_the_formulas_of_spiegelhalter() -> None:
    values, ses = [70.0, 75, 80, 85, 99], [2.0, 3, 2, 4, 3]
    z = [(value - 80) / se for value, se in zip(values, ses, strict=True)]
    low, high = np.quantile(z, [0.1, 0.9])
    cut = np.clip(z, low, high)
    assert winsorised(z) == pytest.approx(list(cut))
    weights = 1 / np.square(ses)
    phi = float(np.square(cut).sum() / 5)
    tau2 = (5 * phi - 4) / (weights.sum() - np.square(weights).sum() / weights.sum())
    found = dispersion(values, ses, 80)
    assert found is not None
    assert found.phi == pytest.approx(phi)
    assert found.tau2 == pytest.approx(tau2)
    assert found.p == pytest.approx(stats.chi2.sf(5 * phi, 5))
    plain = dispersion(values, ses, 80, trim=0)
    assert plain is not None
    assert plain.phi == pytest.approx(np.square(z).mean())


def test_the_funnel_widens_only_beyond_chance() -> None:
    draw = np.random.default_rng(3)
    calm = {n: (float(draw.normal(80, 4)), 4.0) for n in range(200)}
    found = funnel(calm, 80)
    assert not found.widened
    assert 2 <= sum(zone != "inside" for zone in found.zones.values()) <= 22
    wild = {n: (float(draw.normal(80, 10)), 4.0) for n in range(200)}
    found = funnel(wild, 80)
    assert found.widened
    assert sum(zone != "inside" for zone in found.zones.values()) <= 30  # 120 without τ²


def test_a_funnel_of_nothing_or_of_certain_branches() -> None:
    assert funnel({}, 80).dispersion is None
    assert dispersion([80], [1], 80) is None
    assert dispersion([80, 90], [0, 0], 80) is None
    assert winsorised([]) == []
    sure = funnel({"a": (80, 0), "b": (81, 0)}, 80)
    assert sure.zones == {"a": "inside", "b": "above 99.8"}
