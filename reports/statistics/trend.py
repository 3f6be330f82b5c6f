"""A branch or group over the waves: segments, slope, season."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise

from reports.statistics.control import sign
from reports.statistics.distributions import normal_cdf, normal_quantile
from reports.statistics.intervals import Interval
from reports.statistics.moments import checked
from reports.statistics.waits import percentile

_YEAR = timedelta(days=365, hours=6)


@dataclass(frozen=True, slots=True)
class Slope:
    """Median change per unit of time, with its interval; `intercept` is the value at time 0.

    `s`, `p`: Mann–Kendall statistic and two-sided p of no trend.
    """

    slope: float
    intercept: float
    interval: Interval
    s: int
    p: float


def segments(series: Sequence[Hashable]) -> list[range]:
    """Return the stretches of places that may be joined by a line.

    `series`: what each wave was scored by; a trend breaks where it changes.
    """
    starts = [n for n in range(len(series)) if n == 0 or series[n] != series[n - 1]]
    return [range(a, b) for a, b in pairwise([*starts, len(series)])]


def moving_mean(values: Sequence[float | None], span: int = 3) -> list[float | None]:
    """Return the mean of each value and the `span` − 1 before; None until all are there."""
    found: list[float | None] = []
    for n in range(len(values)):
        window = checked(values[max(0, n + 1 - span) : n + 1])
        found.append(math.fsum(window) / span if len(window) == span else None)
    return found


def slope(
    values: Sequence[float], times: Sequence[float] | None = None, level: float = 0.95
) -> Slope | None:
    """Return the Theil–Sen slope (Theil 1950, Sen 1968) and the Mann–Kendall test.

    Interval by Sen's normal approximation with tie correction; intercept = median(y) −
    slope·median(t). `times` default to 0, 1, 2 …; None for fewer than three different times.
    """
    y = checked(values)
    t = checked(range(len(y)) if times is None else times)
    pairs = combinations(zip(t, y, strict=True), 2)
    slopes = sorted((b[1] - a[1]) / (b[0] - a[0]) for a, b in pairs if b[0] != a[0])
    middle, center, middle_time = (percentile(one, 0.5) for one in (slopes, y, t))
    if middle is None or center is None or middle_time is None or len(set(t)) < 3:
        return None
    s, variance = _kendall(t, y)
    half = normal_quantile((1 + level) / 2) * math.sqrt(variance)
    count = len(slopes)
    low = slopes[max(round((count - half) / 2) - 1, 0)]
    high = slopes[min(round((count + half) / 2), count - 1)]
    p = mann_kendall_p(s, variance)
    return Slope(middle, center - middle * middle_time, Interval(low, high, level), s, p)


def mann_kendall_p(s: int, variance: float) -> float:
    """Return the two-sided p of S by the normal approximation with continuity correction."""
    if s == 0 or variance <= 0:
        return 1.0
    return min(1.0, 2 * normal_cdf(-(abs(s) - 1) / math.sqrt(variance)))


def year_before(starts: Sequence[date], current: date) -> int | None:
    """Return the place of the wave that began a year before, give or take half the usual gap.

    The gap is the median time between waves' beginnings; None where no wave is near enough.
    """
    ordered = sorted({*starts, current})
    gap = percentile([float((b - a).days) for a, b in pairwise(ordered)], 0.5)
    wanted = current - _YEAR
    near = [(abs((start - wanted).days), n) for n, start in enumerate(starts) if start < current]
    if gap is None or not near:
        return None
    days, place = min(near)
    return place if days <= min(gap, 182) / 2 else None


def _kendall(t: Sequence[float], y: Sequence[float]) -> tuple[int, float]:
    """Return S = Σ sign and its variance, corrected for ties in y (Kendall 1975).

    (n(n−1)(2n+5) − Σ g(g−1)(2g+5)) / 18 over groups of g equal values; ties in time likewise.
    """
    pairs = combinations(zip(t, y, strict=True), 2)
    s = sum(sign(b[0] - a[0]) * sign(b[1] - a[1]) for a, b in pairs)
    n = len(y)
    tied = sum(_tied([one.count(value) for value in set(one)]) for one in (list(y), list(t)))
    return s, max(0.0, (n * (n - 1) * (2 * n + 5) - tied) / 18)


def _tied(counts: Sequence[int]) -> int:
    return sum(count * (count - 1) * (2 * count + 5) for count in counts)
