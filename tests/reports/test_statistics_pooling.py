"""Variance components, partial pooling and rank ranges, against printed tables and brute force."""

import math
import random

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from statsmodels.regression.mixed_linear_model import MixedLM

from reports.statistics.components import (
    anova_components,
    components_given,
    reml_components,
)
from reports.statistics.intervals import Interval
from reports.statistics.moments import Moments, moments_by
from reports.statistics.ranking import chance_better, close_pairs, rank_ranges, too_close
from reports.statistics.shrinkage import (
    Shrunk,
    dersimonian_laird,
    james_stein,
    shrink,
    shrink_known,
)

# Six batches of dyestuff, five samples each: Davies (1960), Box and Tiao (1973).
DYES = {
    "A": [1545.0, 1440, 1440, 1520, 1580],
    "B": [1540.0, 1555, 1490, 1560, 1495],
    "C": [1595.0, 1550, 1605, 1510, 1560],
    "D": [1445.0, 1440, 1595, 1465, 1545],
    "E": [1595.0, 1630, 1515, 1635, 1625],
    "F": [1520.0, 1455, 1450, 1480, 1445],
}
BATTING = [
    *(0.400, 0.378, 0.356, 0.333, 0.311, 0.311, 0.289, 0.267, 0.244, 0.244),
    *(0.222, 0.222, 0.222, 0.222, 0.222, 0.200, 0.178, 0.156),
]
SCHOOLS = [28.0, 8, -3, 7, -1, 1, 18, 12]
SCHOOL_ERRORS = [15.0, 10, 16, 11, 9, 11, 10, 18]

GROUPS = st.lists(
    st.lists(st.integers(0, 100), min_size=1, max_size=5), min_size=2, max_size=8
).filter(lambda groups: any(len(set(group)) > 1 for group in groups))


def test_the_components_of_the_dyes() -> None:
    groups = moments_by(DYES)
    for found in (anova_components(groups.values()), reml_components(groups.values())):
        assert found is not None
        assert found.within == pytest.approx(2451.25, rel=1e-6)
        assert found.between == pytest.approx(1764.05, rel=1e-6)
        assert found.mean == pytest.approx(1527.5)


def vectors(groups: list[list[int]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """All values, and which branch each belongs to as columns of 0 and 1."""
    y = np.array([value for group in groups for value in group], dtype=float)
    z = np.zeros((len(y), len(groups)))
    z[np.arange(len(y)), [n for n, group in enumerate(groups) for _ in group]] = 1
    return y, z


@given(GROUPS)
def test_anova_components_have_the_expected_mean_squares(groups: list[list[int]]) -> None:
    y, z = vectors(groups)
    found = anova_components(moments_by(dict(enumerate(groups))).values())
    assert found is not None
    projection = z @ np.linalg.pinv(z)
    mean = np.full((len(y), len(y)), 1 / len(y))
    inside = np.eye(len(y)) - projection
    within = y @ inside @ y / np.trace(inside)
    apart = projection - mean
    between = (y @ apart @ y - within * np.trace(apart)) / np.trace(apart @ z @ z.T)
    assert found.within == pytest.approx(within)
    assert found.between == pytest.approx(max(0, between), abs=1e-6)


@given(GROUPS)
@example([[3], [0, 0, 3], [3, 2]])  # the moments say 1e-16: rounding alone
@example([[2, 1, 2], [2], [3, 2, 2]])
def test_reml_finds_the_greatest_restricted_likelihood(groups: list[list[int]]) -> None:
    y, z = vectors(groups)
    found = reml_components(moments_by(dict(enumerate(groups))).values())
    assert found is not None
    one = np.ones(len(y))

    def cost(between: float, within: float) -> float:
        v = between * z @ z.T + within * np.eye(len(y))
        inverse = np.linalg.inv(v)
        p = inverse - np.outer(inverse @ one, one @ inverse) / (one @ inverse @ one)
        logs = np.linalg.slogdet(v)[1] + math.log(one @ inverse @ one)
        return float(logs + y @ p @ y)

    reached = cost(found.between, found.within)
    for change in (0.5, 0.9, 0.99, 1.01, 1.1, 2):
        assert reached <= cost(found.between * change, found.within) + 1e-7
        assert reached <= cost(found.between, found.within * change) + 1e-7
    best = minimize_scalar(lambda b: cost(b, found.within), bounds=(0, 1e4), method="bounded")
    assert reached <= best.fun + 1e-4


def test_reml_is_that_of_statsmodels() -> None:
    draw = random.Random(7)
    rows = [
        (branch, 80 + level + draw.gauss(0, 8))
        for branch, level in enumerate(draw.gauss(0, 6) for _ in range(40))
        for _ in range(1 + branch % 4)
    ]
    scores = np.array([score for _, score in rows])
    fit = MixedLM(scores, np.ones(len(rows)), [branch for branch, _ in rows]).fit(reml=True)
    values: dict[int, list[float]] = {}
    for branch, score in rows:
        values.setdefault(branch, []).append(score)
    groups = moments_by(values)
    found = reml_components(groups.values())
    assert found is not None
    assert found.within == pytest.approx(fit.scale, rel=1e-3)
    assert found.between == pytest.approx(float(np.squeeze(fit.cov_re)), rel=1e-3)
    assert found.mean == pytest.approx(float(fit.fe_params[0]), rel=1e-5)
    shrunk = shrink(groups, found)
    for branch, effect in fit.random_effects.items():
        wanted = float(fit.fe_params[0]) + float(np.squeeze(effect))
        assert shrunk[branch].value == pytest.approx(wanted, rel=1e-4)


@given(GROUPS, st.floats(0.1, 100), st.floats(0.1, 100))
def test_pooling_is_the_best_linear_prediction(
    groups: list[list[int]], between: float, within: float
) -> None:
    y, z = vectors(groups)
    known = moments_by(dict(enumerate(groups)))
    components = components_given(known.values(), between, within)
    assert components is not None
    found = shrink(known, components)
    one = np.ones(len(y))
    inverse = np.linalg.inv(between * z @ z.T + within * np.eye(len(y)))
    mean = one @ inverse @ y / (one @ inverse @ one)
    wanted = mean + between * z.T @ inverse @ (y - mean)
    lost = 1 - between * z.T @ inverse @ one
    sure = between - between**2 * np.diag(z.T @ inverse @ z)
    error = np.sqrt(sure + lost**2 / (one @ inverse @ one))
    for n, row in found.items():
        assert row.value == pytest.approx(wanted[n])
        assert row.sd == pytest.approx(math.sqrt(sure[n]))
        assert row.interval.half == pytest.approx(1.959964 * error[n], rel=1e-5)


def test_without_two_visits_anywhere_there_are_no_components() -> None:
    assert anova_components([Moments(1, 5, 0), Moments(1, 6, 0)]) is None
    assert anova_components([Moments(3, 5, 1)]) is None
    assert reml_components([]) is None
    assert components_given([], 1, 1) is None


def test_equal_visits_everywhere_leave_means_as_they_are() -> None:
    groups = {1: Moments(2, 80.0, 0.0), 2: Moments(3, 90.0, 0.0)}
    found = reml_components(groups.values())
    assert found is not None
    assert found.within == 0
    assert [row.value for row in shrink(groups, found).values()] == [80, 90]
    same = {1: Moments(2, 80.0, 0.0), 2: Moments(3, 80.0, 0.0)}
    found = anova_components(same.values())
    assert found is not None
    assert shrink(same, found)[1].interval == Interval(80, 80)


def test_the_batting_averages_of_efron_and_morris() -> None:
    mean = sum(BATTING) / 18
    found = james_stein(BATTING, mean * (1 - mean) / 45)
    assert found[0] == pytest.approx(0.294, abs=5e-4)
    assert found[-1] == pytest.approx(0.242, abs=5e-4)
    kept = (found[0] - mean) / (BATTING[0] - mean)
    assert kept == pytest.approx(0.212, abs=1.5e-3)
    assert james_stein([1, 2, 3], 1) == [1, 2, 3]
    assert james_stein([2.0] * 5, 1) == [2] * 5
    assert james_stein([], 1) == []


def test_the_eight_schools_of_rubin() -> None:
    variances = [error**2 for error in SCHOOL_ERRORS]
    assert dersimonian_laird(SCHOOLS, variances) == 0
    found = shrink_known(SCHOOLS, variances)
    assert found[0].value == pytest.approx(7.686, abs=1e-3)
    assert found[0].interval.half / 1.959964 == pytest.approx(4.07, abs=5e-3)
    wider = shrink_known(SCHOOLS, variances, between=100)
    weights = [100 / (100 + variance) for variance in variances]
    assert [row.weight for row in wider] == pytest.approx(weights)
    assert shrink_known([], []) == []
    assert shrink_known([5], [0])[0].value == 5
    with pytest.raises(ValueError, match="variance"):
        shrink_known([1, 2], [1])


def test_dersimonian_laird_finds_what_was_put_in() -> None:
    random = np.random.default_rng(5)
    variances = random.uniform(1, 30, 4000)
    values = random.normal(80, np.sqrt(25 + variances))
    assert dersimonian_laird(list(values), list(variances)) == pytest.approx(25, rel=0.1)
    assert dersimonian_laird([1.0, 5.0], [0.0, 0.0]) == 8
    assert dersimonian_laird([1.0], [1.0]) == 0


def branch(value: float, sd: float) -> Shrunk:
    return Shrunk(2, value, 1.0, value, value, sd, Interval(value, value))


def test_two_branches_change_places_as_often_as_chance_says() -> None:
    pair = {"a": branch(82, 3), "b": branch(80, 4)}
    found = rank_ranges(pair, k=1, draws=20_000)
    wanted = chance_better(pair["a"], pair["b"])
    assert wanted == pytest.approx(0.6554, abs=1e-4)
    assert found["a"].best == pytest.approx(wanted, abs=0.01)
    assert found["b"].worst == pytest.approx(wanted, abs=0.01)
    assert too_close(pair["a"], pair["b"])
    assert close_pairs(pair) == [("a", "b")]
    assert close_pairs({**pair, "c": branch(40, 1)}) == [("a", "b")]


def test_certain_branches_have_one_rank_each() -> None:
    found = rank_ranges({n: branch(n, 0) for n in range(30)}, k=3)
    assert [found[n].low for n in range(30)] == list(range(30, 0, -1))
    assert all(row.low == row.median == row.high for row in found.values())
    assert [n for n in range(30) if found[n].best == 1] == [27, 28, 29]
    assert [n for n in range(30) if found[n].worst == 1] == [0, 1, 2]


def test_equal_and_certain_branches_share_all_ranks() -> None:
    found = rank_ranges({n: branch(80, 0) for n in range(10)})
    assert all((row.low, row.high) == (1, 10) for row in found.values())
    assert chance_better(branch(80, 0), branch(80, 0)) == 0.5
    assert not too_close(branch(81, 0), branch(80, 0))


def test_rank_ranges_are_the_same_again_in_any_order() -> None:
    branches = {f"b{n}": branch(80 + n % 7, 2 + n % 3) for n in range(50)}
    backwards = dict(reversed(branches.items()))
    assert rank_ranges(branches) == rank_ranges(backwards)
    assert rank_ranges({}) == {}
    assert rank_ranges({1: branch(5, 5)})[1].high == 1


def test_chances_of_the_best_places_add_up() -> None:
    found = rank_ranges({n: branch(80 + n, 10) for n in range(40)}, k=5)
    assert sum(row.best for row in found.values()) == pytest.approx(5)
    assert sum(row.worst for row in found.values()) == pytest.approx(5)
    assert all(1 <= row.low <= row.median <= row.high <= 40 for row in found.values())


def test_five_thousand_branches_can_be_ranked() -> None:
    found = rank_ranges({n: branch(n / 100, 0.01) for n in range(5000)}, draws=200)
    assert found[4999].high < 20
    assert found[0].low > 4980


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 100)), min_size=2, max_size=20))
def test_pooled_values_lie_between_raw_and_peers(rows: list[tuple[int, int]]) -> None:
    groups = {n: Moments(size, float(mean), 0.0) for n, (size, mean) in enumerate(rows)}
    components = components_given(groups.values(), 20, 60)
    assert components is not None
    for row in shrink(groups, components).values():
        assert min(row.raw, row.peer) - 1e-9 <= row.value <= max(row.raw, row.peer) + 1e-9
        assert 0 < row.weight < 1
