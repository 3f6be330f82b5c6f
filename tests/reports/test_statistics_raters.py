"""Severity of auditors, against full dummy regression, and where it can not be known."""

import random

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from reports.statistics.raters import Rated, Severities, severities

Visit = Rated[str, str]
ROWS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("xyz"), st.integers(0, 100)),
    min_size=1,
    max_size=24,
)


def visits(rows: list[tuple[str, str, int]]) -> list[Visit]:
    return [Rated(branch, auditor, float(score)) for branch, auditor, score in rows]


def made(seed: int, branches: int = 30, auditors: int = 6, waves: int = 3) -> list[Visit]:
    """Visits with known severities: auditor n is n points stricter than auditor 0."""
    draw = random.Random(seed)
    level = {n: draw.gauss(80, 5) for n in range(branches)}
    found = []
    for wave in range(waves):
        for n in range(branches):
            strict = draw.randrange(auditors)
            score = level[n] - strict + 3 * wave + draw.gauss(0, 1)
            found.append(Rated(f"b{n}", f"a{strict}", score, wave))
    return found


def dummies(rows: list[Visit]) -> tuple[np.ndarray, list[str], list[str], int]:
    branches = sorted({row.branch for row in rows})
    auditors = sorted({row.auditor for row in rows})
    waves = sorted({row.wave for row in rows}, key=repr)
    x = np.zeros((len(rows), len(branches) + len(auditors) + len(waves)))
    for n, row in enumerate(rows):
        x[n, branches.index(row.branch)] = 1
        x[n, len(branches) + auditors.index(row.auditor)] = 1
        x[n, len(branches) + len(auditors) + waves.index(row.wave)] = 1
    return x, branches, auditors, len(waves)


@pytest.mark.filterwarnings("ignore:The design matrix is rank-deficient")
def test_severities_and_errors_are_those_of_full_regression() -> None:
    rows = made(1)
    found = severities(rows)
    x, branches, auditors, waves = dummies(rows)
    fit = sm.OLS(np.array([row.score for row in rows]), x).fit()
    b, m = len(branches), len(auditors)
    assert (found.components, found.df) == (1, int(fit.df_resid))
    assert found.within == pytest.approx(fit.scale)
    for n, auditor in enumerate(auditors):
        contrast = np.zeros(x.shape[1])
        contrast[b : b + m] = 1 / m
        contrast[b + n] -= 1
        row = found.auditors[auditor]
        assert row.severity == pytest.approx(contrast @ fit.params)
        wanted = fit.t_test(contrast)
        assert row.se == pytest.approx(float(np.squeeze(wanted.sd)))
        assert row.interval is not None
        limits = np.squeeze(wanted.conf_int())
        assert (row.interval.low, row.interval.high) == pytest.approx(tuple(limits))
    for n, branch in enumerate(branches):
        contrast = np.zeros(x.shape[1])
        contrast[n] = 1
        contrast[b : b + m] = 1 / m
        contrast[b + m :] = 1 / waves
        one = found.branches[branch]
        assert one.adjusted == pytest.approx(contrast @ fit.params)
        assert one.se == pytest.approx(float(np.squeeze(fit.t_test(contrast).sd)))


@given(ROWS)
def test_any_graph_gives_what_full_regression_gives(rows: list[tuple[str, str, int]]) -> None:
    found = severities(visits(rows))
    x, branches, auditors, _ = dummies(visits(rows))
    y = np.array([float(score) for _, _, score in rows])
    params = np.linalg.lstsq(x, y, rcond=None)[0]
    rank = int(np.linalg.matrix_rank(x))
    assert found.df == len(y) - rank
    if found.within is not None:
        assert found.within * found.df == pytest.approx(((y - x @ params) ** 2).sum(), abs=1e-6)
    effect = dict(zip(auditors, params[len(branches) :], strict=False))
    for auditor, row in found.auditors.items():
        same = [a for a, other in found.auditors.items() if other.component == row.component]
        if len(same) == 1:
            assert row.severity is None
        else:
            wanted = sum(effect[a] for a in same) / len(same) - effect[auditor]
            assert row.severity == pytest.approx(wanted, abs=1e-7)


def test_two_worlds_that_share_no_branch_are_told_apart() -> None:
    rows = visits([("a", "x", 80), ("a", "y", 70), ("b", "z", 60), ("c", "z", 50)])
    found = severities(rows)
    assert found.components == 2
    assert found.auditors["x"].severity == pytest.approx(-5)
    assert found.auditors["y"].severity == pytest.approx(5)
    assert found.auditors["z"].severity is None
    assert found.branches["a"].adjusted == pytest.approx(75)
    assert found.branches["b"].adjusted is None
    assert found.branches["b"].raw == 60
    assert found.auditors["x"].component != found.auditors["z"].component
    assert (found.within, found.auditors["x"].se) == (None, None)


def test_an_auditor_bound_up_with_a_wave_is_not_estimable() -> None:
    rows = [
        Rated(branch, auditor, score, wave)
        for branch, auditor, score, wave in (
            ("a", "x", 80.0, 1),
            ("a", "z", 70.0, 2),
            ("b", "x", 82.0, 1),
            ("b", "z", 71.0, 2),
        )
    ]
    found = severities(rows)
    assert found.auditors["x"].severity is None
    assert found.branches["a"].adjusted is not None  # both are seen once by each: nothing to adjust
    without = severities([Rated(row.branch, row.auditor, row.score) for row in rows])
    assert without.auditors["z"].severity == pytest.approx(5.25)


def spread(found: Severities[str, str]) -> float:
    return sum((row.severity or 0) ** 2 for row in found.auditors.values())


def test_random_auditors_are_drawn_towards_the_average() -> None:
    rows = made(5, branches=20, auditors=5, waves=3)
    fixed, drawn = severities(rows), severities(rows, random=True)
    assert drawn.within is not None
    assert drawn.between is not None
    assert drawn.between > 0
    assert 0 < spread(drawn) < spread(fixed)
    x, branches, auditors, _ = dummies(rows)
    penalty = np.zeros(x.shape[1])
    penalty[len(branches) : len(branches) + len(auditors)] = drawn.within / drawn.between
    y = np.array([row.score for row in rows])
    params = np.linalg.pinv(x.T @ x + np.diag(penalty)) @ x.T @ y
    effects = params[len(branches) : len(branches) + len(auditors)]
    for n, auditor in enumerate(auditors):
        assert drawn.auditors[auditor].severity == pytest.approx(effects.mean() - effects[n])


def test_auditors_that_do_not_differ_are_all_average() -> None:
    draw = random.Random(2)
    rows = [Rated(f"b{n % 20}", f"a{draw.randrange(4)}", 80 + draw.gauss(0, 9)) for n in range(100)]
    tried = [severities(rows[start:], random=True) for start in range(0, 30)]
    calm = next(one for one in tried if one.between == 0)
    assert all(row.severity == 0 for row in calm.auditors.values())
    assert calm.branches["b5"].adjusted == pytest.approx(calm.branches["b5"].raw)


def test_the_known_severities_are_found_again() -> None:
    found = severities(made(9, branches=400, auditors=6))
    for n in range(6):
        row = found.auditors[f"a{n}"]
        assert row.severity == pytest.approx(n - 2.5, abs=0.4)
        assert row.visits > 100
    assert found.between == pytest.approx(3.5, rel=0.15)


def test_equal_scores_and_no_visits() -> None:
    same = severities(visits([("a", "x", 80), ("a", "y", 80), ("b", "x", 80), ("b", "y", 80)]))
    assert same.within == 0
    assert same.auditors["x"].severity == 0
    assert same.auditors["x"].se == 0
    nothing: Severities[str, str] = severities([])
    assert (nothing.components, nothing.auditors, nothing.within) == (0, {}, None)
    one = severities([Rated("a", "x", 80.0)], random=True)
    assert one.branches["a"].adjusted is None
    with pytest.raises(ValueError, match="finite"):
        severities([Rated("a", "x", float("nan"))])
