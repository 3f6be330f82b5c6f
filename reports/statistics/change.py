"""Change against noise: is the difference of two means more than visits differ anyway?"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from reports.statistics.distributions import (
    normal_quantile,
    t_quantile,
    t_two_tails,
    two_sided,
)
from reports.statistics.intervals import FEW, Interval, Pooled, around
from reports.statistics.moments import Moments, moments

Verdict = Literal["real", "within noise", "not comparable"]


@dataclass(frozen=True, slots=True)
class Change:
    """After − before, in score units.

    `detectable`: the least difference that would be called real with these visits. `spread`: what
    the noise was taken from. All None where the verdict is "not comparable", except the difference
    where both sides have visits by comparable versions, but nothing tells their noise.
    """

    verdict: Verdict
    difference: float | None = None
    interval: Interval | None = None
    p: float | None = None
    df: float | None = None
    detectable: float | None = None
    spread: Literal["own", "pooled", "none"] = "none"


def change(
    before: Moments | None,
    after: Moments | None,
    pooled: Pooled | None = None,
    *,
    comparable: bool = True,
    level: float = 0.95,
) -> Change:
    """Test after − before of one branch or group of visits (two waves, or two sets of visits).

    Welch's t (1947) where both sides have more than FEW visits; else, or where neither side
    scatters at all, t with the pooled variance within branches and its degrees of freedom.
    `comparable` False: scored by versions that are not to be set beside each other.
    """
    if before is None or after is None or not comparable:
        return Change("not comparable")
    difference = after.mean - before.mean
    own = _welch_error(before, after)
    if own is not None and min(before.n, after.n) > FEW and own[0] > 0:
        return _judged(difference, *own, level, "own")
    if pooled is not None:
        error = math.sqrt(pooled.variance * (1 / before.n + 1 / after.n))
        return _judged(difference, error, pooled.df, level, "pooled")
    if own is not None:
        return _judged(difference, *own, level, "own")
    return Change("not comparable", difference)


def welch(one: Iterable[float], other: Iterable[float], level: float = 0.95) -> Change:
    """Return other − one by Welch's unequal variances t (1947), Welch–Satterthwaite df.

    "not comparable" where a side has fewer than two values.
    """
    before, after = moments(one), moments(other)
    own = _welch_error(before, after) if before and after else None
    if before is None or after is None or own is None:
        return Change("not comparable")
    return _judged(after.mean - before.mean, *own, level, "own")


def student(one: Iterable[float], other: Iterable[float], level: float = 0.95) -> Change:
    """Return other − one by Student's t with the variance pooled over both, df n₁+n₂−2."""
    before, after = moments(one), moments(other)
    if before is None or after is None or before.n + after.n < 3:
        return Change("not comparable")
    df = before.n + after.n - 2
    variance = (before.squares + after.squares) / df
    error = math.sqrt(variance * (1 / before.n + 1 / after.n))
    return _judged(after.mean - before.mean, error, df, level, "own")


def paired(differences: Iterable[float | None], level: float = 0.95) -> Change:
    """Test whether the mean of differences of pairs is 0 (Student 1908), df n−1."""
    found = moments(differences)
    if found is None or found.variance is None:
        return Change("not comparable", found.mean if found else None)
    error = math.sqrt(found.variance / found.n)
    return _judged(found.mean, error, found.n - 1, level, "own")


def detectable_change(
    variance: float, n: int, other_n: int, level: float = 0.95, power: float = 0.8
) -> float:
    """Return the true change that two waves of n and other_n visits show with this power.

    (z₁₋α/₂ + z_power)·√(σ²(1/n + 1/other_n)); σ² is the variance of one visit.
    """
    if n < 1 or other_n < 1 or variance < 0:
        raise ValueError("a change needs visits on both sides and a variance of 0 or more")
    return (two_sided(level) + normal_quantile(power)) * math.sqrt(
        variance / n + variance / other_n
    )


def _welch_error(one: Moments, other: Moments) -> tuple[float, float] | None:
    """Return the standard error of a difference and its Welch–Satterthwaite df."""
    if one.variance is None or other.variance is None:
        return None
    return satterthwaite(
        [(one.variance / one.n, one.n - 1), (other.variance / other.n, other.n - 1)]
    )


def satterthwaite(parts: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """Return √Σv and df = (Σv)²/Σ(v²/dfᵢ) of independent variances (Satterthwaite 1946)."""
    known = [(variance, df) for variance, df in parts if variance > 0]
    if not known:
        return 0.0, 1.0
    largest = max(variance for variance, _ in known)
    scaled = [(variance / largest, df) for variance, df in known]
    whole = math.fsum(variance for variance, _ in scaled)
    df = whole**2 / math.fsum(variance**2 / df for variance, df in scaled)
    return math.sqrt(whole * largest), df


def _judged(
    difference: float,
    error: float,
    df: float,
    level: float,
    spread: Literal["own", "pooled"],
) -> Change:
    if error == 0:  # nothing scatters: any difference is one
        p, detectable = float(difference == 0), 0.0
    else:
        p, detectable = t_two_tails(difference / error, df), t_quantile((1 + level) / 2, df) * error
    return Change(
        verdict="real" if p < 1 - level else "within noise",
        difference=difference,
        interval=around(difference, detectable, level),
        p=p,
        df=df,
        detectable=detectable,
        spread=spread,
    )
