"""How sure a branch's mean is: t interval of its visits (Student 1908).

A branch with one or two visits says next to nothing about its own spread. It borrows the spread
*within* the branches it is compared with: pooled variance, Σ(nᵢ−1)sᵢ² / Σ(nᵢ−1), which takes for
granted that all branches scatter alike.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from reports.statistics.distributions import t_quantile
from reports.statistics.moments import Moments, moments

K = TypeVar("K")

FEW = 2
"""Up to so many visits a branch borrows the pooled spread."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A two-sided interval in the unit of the values; `level` is its coverage (0.95)."""

    low: float
    high: float
    level: float = 0.95

    @property
    def half(self) -> float:
        return (self.high - self.low) / 2

    def kept_in(self, lowest: float, highest: float) -> "Interval":
        """Return the part that a scale has: no score is above 100."""
        low = min(max(self.low, lowest), highest)
        return Interval(low, max(low, min(self.high, highest)), self.level)


@dataclass(frozen=True, slots=True)
class Pooled:
    """Variance within branches over `branches` of them with two or more visits."""

    variance: float
    df: int
    branches: int


@dataclass(frozen=True, slots=True)
class MeanEstimate:
    """A mean with its interval. `spread`: whose spread it rests on; "none": no interval."""

    n: int
    mean: float
    interval: Interval | None
    spread: Literal["own", "pooled", "none"]
    df: float | None


def pooled_variance(groups: Iterable[Moments]) -> Pooled | None:
    """Return the variance within groups; None if no group has two values."""
    known = [group for group in groups if group.n > 1]
    df = sum(group.n - 1 for group in known)
    if not df:
        return None
    return Pooled(math.fsum(group.squares for group in known) / df, df, len(known))


def mean_interval(values: Iterable[float | None], level: float = 0.95) -> MeanEstimate | None:
    """Return mean ± t·s/√n of these visits alone; None for none, no interval for one."""
    found = moments(values)
    return None if found is None else mean_estimate(found, None, level)


def mean_estimate(own: Moments, pooled: Pooled | None, level: float = 0.95) -> MeanEstimate:
    """Return the mean of a branch with its interval.

    More than FEW visits: own spread, n − 1 degrees of freedom. FEW or less: the pooled spread with
    its degrees of freedom, or, where nothing is pooled, the own spread of two visits.
    """
    if own.n <= FEW and pooled is not None:
        half = t_half(pooled.variance, own.n, pooled.df, level)
        return MeanEstimate(own.n, own.mean, around(own.mean, half, level), "pooled", pooled.df)
    if own.variance is None:
        return MeanEstimate(own.n, own.mean, None, "none", None)
    half = t_half(own.variance, own.n, own.n - 1, level)
    return MeanEstimate(own.n, own.mean, around(own.mean, half, level), "own", own.n - 1)


def branch_estimates(groups: Mapping[K, Moments], level: float = 0.95) -> dict[K, MeanEstimate]:
    """Return each branch's mean with its interval; pooled is what these branches have in common."""
    pooled = pooled_variance(groups.values())
    return {key: mean_estimate(one, pooled, level) for key, one in groups.items()}


def t_half(variance: float, n: int, df: float, level: float) -> float:
    """Return half the width of a t interval of a mean of n."""
    return t_quantile((1 + level) / 2, df) * math.sqrt(variance / n)


def around(middle: float, half: float, level: float) -> Interval:
    """Return middle ± half."""
    return Interval(middle - half, middle + half, level)
