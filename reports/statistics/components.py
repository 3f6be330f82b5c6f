"""How much of the spread is between branches, how much between visits of one branch.

One-way random effects: y = μ + branch + visit, variances τ² (between) and σ² (within).
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from reports.statistics.columns import Floats
from reports.statistics.moments import Moments
from reports.statistics.side import Side, of_moments


@dataclass(frozen=True, slots=True)
class Components:
    """Variances in squared score units, over `branches` with `n` visits in all.

    `mean`: μ by generalised least squares, weights 1/(τ² + σ²/nᵢ), with its `mean_variance`.
    """

    between: float
    within: float
    mean: float
    mean_variance: float
    branches: int
    n: int


def anova_components(groups: Iterable[Moments]) -> Components | None:
    """Return the components by analysis of variance for unequal n (Searle, Casella et al. 1992).

    σ² = SSW/(N−k); τ² = max(0, (MSB − σ²)/n₀), n₀ = (N − Σnᵢ²/N)/(k−1). None with fewer than two
    branches, or where no branch has two visits.
    """
    return components_of(of_moments(groups))


def components_of(side: Side) -> Components | None:
    """Return what `anova_components` does for branches given as columns."""
    known = side.only(side.n > 0)
    size, n = len(known.n), int(known.n.sum())
    if size < 2 or n == size:
        return None
    within = math.fsum(known.squares.tolist()) / (n - size)
    # A rounded mean would give equal means a spread.
    alike = bool((known.mean == known.mean[0]).all())
    middle = float(known.mean[0]) if alike else math.fsum((known.n * known.mean).tolist()) / n
    apart = math.fsum((known.n * (known.mean - middle) ** 2).tolist()) / (size - 1)
    evened = (n - int((known.n**2).sum()) / n) / (size - 1)
    return _given(known, max(0.0, (apart - within) / evened), within)


def reml_components(groups: Iterable[Moments]) -> Components | None:
    """Return the components by restricted maximum likelihood (Patterson, Thompson 1971).

    The likelihood is profiled over the ratio τ²/σ². None as for `anova_components`.
    """
    known = list(groups)
    first = anova_components(known)
    if first is None or first.within == 0:
        return first
    n = np.array([one.n for one in known], dtype=float)
    means = np.array([one.mean for one in known])
    inside = math.fsum(one.squares for one in known)

    def within(ratio: float) -> float:
        weights = n / (1 + n * ratio)
        middle = float((weights * means).sum() / weights.sum())
        return float(inside + (weights * (means - middle) ** 2).sum()) / (first.n - 1)

    def deviance(ratio: float) -> float:
        spread = 1 + n * ratio
        logs = float(np.log(spread).sum()) + math.log(float((n / spread).sum()))
        return (first.n - 1) * math.log(within(ratio)) + logs

    ratio = _least(deviance, first.between / first.within)
    return components_given(known, ratio * within(ratio), within(ratio))


def components_given(groups: Iterable[Moments], between: float, within: float) -> Components | None:
    """Return components with variances known from elsewhere (all waves of a year, say)."""
    return _given(of_moments(groups), between, within)


def _given(side: Side, between: float, within: float) -> Components | None:
    if not len(side.n):
        return None
    mean, variance = weighted_mean(side.mean, between + within / side.n)
    return Components(between, within, mean, variance, len(side.n), int(side.n.sum()))


def weighted_mean(values: Floats, variances: Floats) -> tuple[float, float]:
    """Return the mean with weights 1/variance and its variance; equal weights where one is 0."""
    size = len(values)
    if variances.min() <= 0:
        return math.fsum(values.tolist()) / size, math.fsum(variances.tolist()) / size**2
    weights = 1 / variances
    total = math.fsum(weights.tolist())
    return math.fsum((values * weights).tolist()) / total, 1 / total


def _least(cost: Callable[[float], float], start: float) -> float:
    """Return the ratio ≥ 0 of least cost: a coarse grid of powers, then the golden section."""
    exponents = [step / 2 for step in range(-24, 25)]
    scale = max(start, 1e-2)  # a start that is nothing but rounding would keep the grid near 0
    grid = [0.0, *(scale * 10**exponent for exponent in exponents)]
    costs = [cost(ratio) for ratio in grid]
    best = costs.index(min(costs))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    golden = (math.sqrt(5) - 1) / 2
    for _ in range(90):
        left, right = high - golden * (high - low), low + golden * (high - low)
        low, high = (low, right) if cost(left) <= cost(right) else (left, high)
    middle = (low + high) / 2
    return middle if cost(middle) < costs[0] else 0.0
