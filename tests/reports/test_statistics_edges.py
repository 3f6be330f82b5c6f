"""Whatever goes in, what comes out is a finite number or None, never NaN."""

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.statistics.agreement import cohen_kappa, gwet_ac1, krippendorff_alpha
from reports.statistics.awards import best_of_wave, most_consistent, most_improved
from reports.statistics.change import change, paired, student, welch
from reports.statistics.components import Components, anova_components, reml_components
from reports.statistics.control import control_chart, ewma
from reports.statistics.funnel import funnel, mean_limits
from reports.statistics.icc import icc1, icc2, icc3
from reports.statistics.intervals import branch_estimates, mean_interval, pooled_variance
from reports.statistics.mix import standardised
from reports.statistics.moments import moments, moments_by
from reports.statistics.movers import changes, different_branches, movers, same_branches
from reports.statistics.ranking import rank_ranges
from reports.statistics.raters import Rated, severities
from reports.statistics.shares import share, share_difference
from reports.statistics.shrinkage import james_stein, shrink, shrink_known
from reports.statistics.trend import moving_mean, slope
from reports.statistics.waits import wait

NUMBER = st.one_of(
    st.sampled_from([0.0, 80.0, 80.1, 100.0, -5.0, 1e-9, 1e9, 1e49]), st.floats(-1e9, 1e9, width=32)
)
VALUES = st.lists(NUMBER, max_size=6)
GROUPS = st.dictionaries(st.integers(0, 9), VALUES, max_size=6)


def finite(value: object) -> None:
    """Go through a result; fail at anything that is not a finite number."""
    if isinstance(value, float):
        assert math.isfinite(value), value
    elif isinstance(value, Mapping):
        for one in value.values():
            finite(one)
    elif isinstance(value, list | tuple):
        for one in value:
            finite(one)
    elif is_dataclass(value):
        for field in fields(value):
            finite(getattr(value, field.name))


@given(VALUES, VALUES)
def test_of_values(one: list[float], other: list[float]) -> None:
    finite(mean_interval(one))
    finite(wait(one, 80))
    finite(welch(one, other))
    finite(student(one, other))
    finite(paired(one))
    finite(change(moments(one), moments(other)))
    finite(control_chart(one))
    finite(ewma(one))
    finite(slope(one))
    finite(moving_mean(one))
    finite(james_stein(one, 4))
    finite(shrink_known(one, [4.0] * len(one)))
    finite(shrink_known(one, [0.0] * len(one)))


@given(GROUPS, GROUPS)
def test_of_groups(one: dict[int, list[float]], other: dict[int, list[float]]) -> None:
    before, after = moments_by(one), moments_by(other)
    finite(branch_estimates(before))
    finite(changes(before, after))
    finite(most_improved(movers(changes(before, after)), 3))
    finite(same_branches(before, after))
    finite(different_branches(before, after))
    finite(most_consistent(before, 3))
    finite(standardised(before, dict.fromkeys(after, 1.0), pooled_variance(before.values())))
    for components in (anova_components(before.values()), reml_components(before.values())):
        finite(components)
        if components is not None:
            pooled = shrink(before, components)
            ranges = rank_ranges(pooled, draws=20)
            finite(pooled)
            finite(best_of_wave(pooled, ranges, 3))
            points = {
                key: (row.mean, mean_limits(0, components.within, row.n).se)
                for key, row in before.items()
            }
            finite(funnel(points, components.mean))


@given(st.lists(st.tuples(NUMBER, NUMBER, st.one_of(st.none(), NUMBER)), max_size=6))
def test_of_tables(table: list[tuple[float, float, float | None]]) -> None:
    for one in (icc1, icc2, icc3):
        finite(one(table))
        finite(one(table, mean=True))
    finite(gwet_ac1(table))
    finite(cohen_kappa([row[:2] for row in table]))
    finite(krippendorff_alpha(table, "ordinal", draws=20))
    finite(krippendorff_alpha(table, "interval", draws=20))
    finite(severities([Rated(n % 2, n % 3, row[0], n % 2) for n, row in enumerate(table)]))
    finite(severities([Rated(n % 2, n % 3, row[0]) for n, row in enumerate(table)], random=True))


@pytest.mark.parametrize("n", [0, 1, 2, 1_000_000_000])
def test_of_shares(n: int) -> None:
    for hits in {0, n // 2, n}:
        finite(share(hits, n))
        finite(share_difference(hits, n, n - hits, n))


def test_many_values() -> None:
    values = [80.0 + n % 13 for n in range(200_000)]
    finite(mean_interval(values))
    finite(wait(values, 85))
    finite(Components(1e12, 1e-12, 80, 1e-12, 5, 9))
