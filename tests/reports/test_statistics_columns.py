"""What is worked out for thousands of branches at once equals the same worked out one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from reports.statistics.change import change
from reports.statistics.changes import changes_of, pooled_of
from reports.statistics.columns import benjamini_hochberg, quantiles, two_tails
from reports.statistics.intervals import pooled_variance
from reports.statistics.moments import moments, moments_of_sums
from reports.statistics.multiple import benjamini_hochberg as one_by_one
from reports.statistics.side import of_moments, of_sums

FREEDOM = st.lists(st.floats(1, 1e6), min_size=1, max_size=30)
WAVE = st.lists(st.lists(st.integers(0, 10_000), max_size=5), min_size=1, max_size=12)


@given(FREEDOM, st.data())
def test_tails_and_quantiles_are_scipy_s(freedom: list[float], data: st.DataObject) -> None:
    t = np.array([data.draw(st.floats(-40, 40)) for _ in freedom])
    df = np.array(freedom)
    assert two_tails(t, df) == pytest.approx(2 * stats.t.sf(np.abs(t), df), rel=1e-7)
    for p in (0.975, 0.9995):
        assert quantiles(p, df) == pytest.approx(stats.t.ppf(p, df), rel=1e-7)


def test_far_and_no_distances_have_a_chance() -> None:
    found = two_tails(np.array([0.0, 1e-200, 1e200, 1e9]), np.full(4, 3.0))
    assert found[:3].tolist() == [1, 1, 0]
    assert 0 < found[3] < 1e-20


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_adjusted_chances_are_those_one_by_one(ps: list[float]) -> None:
    wanted = one_by_one(dict(enumerate(ps)))
    assert benjamini_hochberg(np.array(ps)).tolist() == list(wanted.values())


@given(WAVE, st.data())
def test_changes_are_those_of_each_branch_alone(
    before: list[list[int]], data: st.DataObject
) -> None:
    after = [data.draw(st.lists(st.integers(0, 10_000), max_size=5)) for _ in before]
    alike = [data.draw(st.booleans()) for _ in before]
    own = [[moments(values) for values in wave] for wave in (before, after)]
    pooled = pooled_variance(one for wave in own for one in wave if one)
    sides = [of_moments(wave) for wave in own]
    found = changes_of(sides[0], sides[1], pooled, np.array(alike)).every()
    for one, then, now, same in zip(found, own[0], own[1], alike, strict=True):
        wanted = change(then, now, pooled, comparable=same)
        assert (one.verdict, one.spread) == (wanted.verdict, wanted.spread)
        assert one.difference == wanted.difference
        assert one.p == (None if wanted.p is None else pytest.approx(wanted.p, rel=1e-9))
        assert one.detectable == (
            None if wanted.detectable is None else pytest.approx(wanted.detectable, rel=1e-9)
        )


@given(WAVE)
def test_sides_of_sums_are_those_of_moments(wave: list[list[int]]) -> None:
    sums = [(len(v), sum(v), sum(x * x for x in v)) for v in wave]
    one = of_sums(*(np.array(column, np.int64) for column in zip(*sums, strict=True)))
    other = of_moments([moments_of_sums(*row) for row in sums])
    for name in ("n", "mean", "squares"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()
    assert pooled_of([one]) == pooled_variance(
        found for row in sums if (found := moments_of_sums(*row))
    )
