"""The distributions are those of scipy, in the tails and for many degrees of freedom, too."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from reports.statistics.distributions import (
    beta_cdf,
    binomial_cdf,
    chi2_cdf,
    chi2_quantile,
    f_cdf,
    f_quantile,
    normal_cdf,
    normal_quantile,
    t_cdf,
    t_quantile,
    t_two_tails,
    two_sided,
)

DF = st.one_of(st.integers(1, 100_000).map(float), st.floats(1, 300))
CHANCE = st.floats(1e-6, 1 - 1e-6)


@given(st.floats(-30, 30), CHANCE)
def test_normal(x: float, p: float) -> None:
    assert normal_cdf(x) == pytest.approx(stats.norm.cdf(x), rel=1e-10, abs=1e-300)
    assert normal_quantile(p) == pytest.approx(stats.norm.ppf(p), rel=1e-9, abs=1e-9)


@given(st.floats(-60, 60), DF, CHANCE)
def test_student(t: float, df: float, p: float) -> None:
    assert t_cdf(t, df) == pytest.approx(stats.t.cdf(t, df), rel=1e-8, abs=1e-14)
    assert t_two_tails(t, df) == pytest.approx(2 * stats.t.sf(abs(t), df), rel=1e-8, abs=1e-300)
    assert t_quantile(p, df) == pytest.approx(stats.t.ppf(p, df), rel=1e-7, abs=1e-9)


@given(st.floats(0.001, 50), st.integers(1, 500), st.floats(1, 500), st.floats(0.001, 0.999))
def test_f(x: float, top: int, bottom: float, p: float) -> None:
    assert f_cdf(x, top, bottom) == pytest.approx(stats.f.cdf(x, top, bottom), rel=1e-8, abs=1e-13)
    assert f_quantile(p, top, bottom) == pytest.approx(stats.f.ppf(p, top, bottom), rel=1e-6)


@given(st.floats(0.001, 3000), st.integers(1, 2000), st.floats(0.001, 0.999))
def test_chi_square(x: float, df: int, p: float) -> None:
    assert chi2_cdf(x, df) == pytest.approx(stats.chi2.cdf(x, df), rel=1e-8, abs=1e-12)
    assert chi2_quantile(p, df) == pytest.approx(stats.chi2.ppf(p, df), rel=1e-7)


@given(st.integers(-1, 60), st.integers(1, 60), st.floats(0, 1))
def test_binomial(k: int, n: int, p: float) -> None:
    assert binomial_cdf(k, n, p) == pytest.approx(stats.binom.cdf(k, n, p), rel=1e-9, abs=1e-14)


def test_the_ends_are_sure() -> None:
    assert beta_cdf(-1, 2, 3) == 0
    assert beta_cdf(2, 2, 3) == 1
    assert t_quantile(0.5, 3) == 0
    assert t_two_tails(1e200, 3) == 0
    assert f_cdf(0, 1, 1) == 0
    assert chi2_cdf(0, 1) == 0


@pytest.mark.parametrize("level", [0, 1, -1, 95])
def test_a_level_is_a_chance(level: float) -> None:
    with pytest.raises(ValueError, match="level"):
        two_sided(level)
