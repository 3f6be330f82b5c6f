"""Funnel plots: who lies outside of what chance does, given the number of visits.

Spiegelhalter (2005), Statistics in Medicine 24:1185–1202. Two pairs of limits: 95 % and 99.8 %.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from reports.statistics.distributions import binomial_cdf, chi2_cdf, two_sided
from reports.statistics.intervals import Interval, around
from reports.statistics.moments import checked
from reports.statistics.waits import percentile

K = TypeVar("K")

WARNING, ACTION = 0.95, 0.998
Zone = Literal["below 99.8", "below 95", "inside", "above 95", "above 99.8"]


@dataclass(frozen=True, slots=True)
class Limits:
    """The two pairs of limits where the standard error is `se`."""

    se: float
    warning: Interval
    action: Interval

    def zone(self, value: float) -> Zone:
        """Return where a value lies; on a limit is inside it."""
        if value < self.warning.low:
            return "below 99.8" if value < self.action.low else "below 95"
        if value > self.warning.high:
            return "above 99.8" if value > self.action.high else "above 95"
        return "inside"


@dataclass(frozen=True, slots=True)
class Dispersion:
    """Over-dispersion of z values after winsorising.

    `phi`: mean z² (1 is pure chance); `tau2`: variance between branches beyond chance, in squared
    score units; `p`: chance of so great a φ without over-dispersion (χ² with k degrees of freedom).
    """

    phi: float
    tau2: float
    p: float
    k: int


@dataclass(frozen=True, slots=True)
class Funnel(Generic[K]):
    """Limits and zone of each branch around `center`.

    `dispersion` None: fewer than two branches. `widened`: the limits include τ², because the
    branches scatter more than chance alone would make them.
    """

    center: float
    dispersion: Dispersion | None
    widened: bool
    limits: dict[K, Limits]
    zones: dict[K, Zone]


def mean_limits(center: float, variance: float, n: int, tau2: float = 0.0) -> Limits:
    """Return center ± z·√(σ²/n + τ²) for a mean of n ≥ 1 visits; σ² is the variance of one."""
    return limits_at(center, math.sqrt(variance / _one_or_more(n)), tau2=tau2)


def share_limits(center: float, n: int, tau2: float = 0.0, phi: float = 1.0) -> Limits:
    """Return center ± z·√(φ·p(1−p)/n + τ²) for a share of n ≥ 1 visits, kept in 0–1."""
    _check_share(center)
    found = limits_at(center, math.sqrt(center * (1 - center) / _one_or_more(n)), tau2, phi)
    return Limits(found.se, found.warning.kept_in(0, 1), found.action.kept_in(0, 1))


def exact_share_limits(center: float, n: int) -> Limits:
    """Return binomial limits, interpolated between whole numbers (Spiegelhalter 2005, A.1.1).

    With r the least number whose P(X ≤ r) exceeds the tail p: (r − α)/n, where
    α = (P(X ≤ r) − p) / P(X = r).
    """
    _check_share(center)
    se = math.sqrt(center * (1 - center) / _one_or_more(n))
    pairs = {level: _exact(center, n, level) for level in (WARNING, ACTION)}
    return Limits(se, pairs[WARNING], pairs[ACTION])


def limits_at(center: float, se: float, tau2: float = 0.0, phi: float = 1.0) -> Limits:
    """Return the limits for a standard error: multiplicative φ, additive τ²; use one of the two.

    φ under 1 counts as 1: limits never get narrower than chance.
    """
    width = math.sqrt(max(phi, 1.0) * se * se + tau2)
    warning, action = (
        around(center, two_sided(level) * width, level) for level in (WARNING, ACTION)
    )
    return Limits(width, warning, action)


def dispersion(
    values: Sequence[float], ses: Sequence[float], center: float, trim: float = 0.1
) -> Dispersion | None:
    """Return how much more the branches scatter than chance; None for fewer than two.

    z = (y − center)/se, winsorised: the lowest and highest share `trim` are set to the trim and
    1−trim quantile (type 7). φ = Σz²/k; τ² = max(0, (kφ − (k−1)) / (Σw − Σw²/Σw)), w = 1/se².
    Branches with se = 0 say nothing and are left out.
    """
    found = [(value, se) for value, se in zip(checked(values), checked(ses), strict=True) if se > 0]
    if len(found) < 2:
        return None
    z = winsorised([(value - center) / se for value, se in found], trim)
    k, q = len(z), math.fsum(one * one for one in z)
    weights = [se**-2 for _, se in found]
    total = math.fsum(weights)
    below = total - math.fsum(weight * weight for weight in weights) / total
    return Dispersion(q / k, max(0.0, (q - (k - 1)) / below), 1 - chi2_cdf(q, k), k)


def winsorised(values: Sequence[float], trim: float = 0.1) -> list[float]:
    """Return the values with both tails of share `trim` (0–0.5) set to their quantiles."""
    low, high = percentile(values, trim), percentile(values, 1 - trim)
    if low is None or high is None:
        return []
    return [min(max(value, low), high) for value in values]


def funnel(
    points: Mapping[K, tuple[float, float]], center: float, alpha: float = 0.05
) -> Funnel[K]:
    """Place branches, given as (value, standard error), around a center.

    The additive model: limits widen by τ² where φ is beyond chance (p < alpha).
    """
    found = dispersion([v for v, _ in points.values()], [se for _, se in points.values()], center)
    tau2 = found.tau2 if found is not None and found.p < alpha else 0.0
    limits = {key: limits_at(center, se, tau2) for key, (_, se) in points.items()}
    zones = {key: limits[key].zone(value) for key, (value, _) in points.items()}
    return Funnel(center, found, tau2 > 0, limits, zones)


def _exact(center: float, n: int, level: float) -> Interval:
    tail = (1 - level) / 2
    low, high = (_crossing(center, n, p) for p in (tail, 1 - tail))
    return Interval(low, high, level).kept_in(0, 1)


def _crossing(center: float, n: int, p: float) -> float:
    low, high = 0, n
    while low < high:
        middle = (low + high) // 2
        if binomial_cdf(middle, n, center) > p:
            high = middle
        else:
            low = middle + 1
    reached, before = binomial_cdf(low, n, center), binomial_cdf(low - 1, n, center)
    return (low - (reached - p) / (reached - before)) / n if reached > before else low / n


def _one_or_more(n: int) -> int:
    if n < 1:
        raise ValueError("limits need one visit or more")
    return n


def _check_share(center: float) -> None:
    if not 0 <= center <= 1:
        raise ValueError(f"{center} is not a share")
