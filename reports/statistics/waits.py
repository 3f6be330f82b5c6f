"""Waits: median, percentiles and share within target. Waits are skewed: never only a mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from numpy.typing import NDArray

from reports.statistics.distributions import binomial_cdf
from reports.statistics.intervals import Interval
from reports.statistics.moments import checked
from reports.statistics.shares import Share, share

Ordered = Sequence[float] | NDArray[Any]


@dataclass(frozen=True, slots=True)
class Wait:
    """Waits of n visits in the unit given (seconds). `interval`: of the median.

    Its level is the one really reached, at least the one asked for; None where n visits can not
    reach it. `within`: the share at or under the target, None where no target is set.
    """

    n: int
    median: float | None
    interval: Interval | None
    p90: float | None
    within: Share | None


def wait(values: Iterable[float | None], target: float | None, level: float = 0.95) -> Wait:
    """Return how long visits waited; a wait of exactly the target is within it."""
    known = sorted(checked(values))
    within = None
    if target is not None:
        within = share(sum(value <= target for value in known), len(known), level)
    return Wait(
        n=len(known),
        median=percentile(known, 0.5),
        interval=median_interval(known, level),
        p90=percentile(known, 0.9),
        within=within,
    )


def percentile(values: Iterable[float | None], p: float) -> float | None:
    """Return the p-quantile (0–1), linear between order statistics; None without values.

    Type 7 of Hyndman and Fan (1996), the default of R, numpy and Excel's PERCENTILE.INC.
    """
    if not 0 <= p <= 1:
        raise ValueError(f"a quantile lies between 0 and 1, not {p}")
    return percentile_in(sorted(checked(values)), p)


def percentile_in(ordered: Ordered, p: float) -> float | None:
    """Return the p-quantile of values that are in order already."""
    if not len(ordered):
        return None
    place = p * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    low, high = float(ordered[below]), float(ordered[above])
    return low if low == high else low + (high - low) * (place - below)


def median_interval(values: Iterable[float | None], level: float = 0.95) -> Interval | None:
    """Return the narrowest pair of order statistics x₍ᵣ₎…x₍ₙ₊₁₋ᵣ₎ around the median.

    Thompson (1936): coverage 1 − 2·P(Bin(n, ½) ≤ r−1), whatever the distribution. The level of the
    result is this coverage. None where even least to greatest covers less than asked (n ≤ 5 at
    0.95).
    """
    return median_interval_in(sorted(checked(values)), level)


def median_interval_in(ordered: Ordered, level: float = 0.95) -> Interval | None:
    """Return the interval of the median of values that are in order already."""
    n = len(ordered)
    rank, covered = _rank(n, (1 - level) / 2)
    if rank == 0:
        return None
    return Interval(float(ordered[rank - 1]), float(ordered[n - rank]), covered)


@lru_cache(maxsize=4096)
def _rank(n: int, tail: float) -> tuple[int, float]:
    """Return the greatest r with P(Bin(n, ½) ≤ r−1) ≤ tail, by halving; 0 where there is none.

    With it comes the coverage 1 − 2·P(Bin(n, ½) ≤ r−1).
    """
    low, high = 0, n // 2
    while low < high:
        middle = (low + high + 1) // 2
        if binomial_cdf(middle - 1, n, 0.5) <= tail:
            low = middle
        else:
            high = middle - 1
    return low, 1 - 2 * binomial_cdf(low - 1, n, 0.5)
