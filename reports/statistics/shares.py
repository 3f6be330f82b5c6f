"""Shares of visits and their differences: Wilson (1927), Newcombe (1998).

The unit is the visit: a share of items is not binomial, for items of one visit hang together.
"""

import math
from dataclasses import dataclass

from reports.statistics.distributions import normal_cdf, two_sided
from reports.statistics.intervals import Interval


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n` visits; value 0–1. Everything None where n = 0."""

    hits: int
    n: int
    value: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class ShareDifference:
    """First share − second share (−1…1), its interval and the p-value of no difference."""

    value: float | None
    interval: Interval | None
    p: float | None


def share(hits: int, n: int, level: float = 0.95) -> Share:
    """Return the share with its Wilson interval, without continuity correction."""
    _check(hits, n)
    return Share(hits, n, hits / n if n else None, wilson(hits, n, level))


def wilson(hits: int, n: int, level: float = 0.95) -> Interval | None:
    """Return the score interval of Wilson (1927); None for n = 0.

    (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n); Newcombe 1998a, method 3.
    """
    _check(hits, n)
    if not n:
        return None
    z2 = two_sided(level) ** 2
    middle = (2 * hits + z2) / (2 * (n + z2))
    half = math.sqrt(z2 * (z2 + 4 * hits * (n - hits) / n)) / (2 * (n + z2))
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    return Interval(low, 1.0 if hits == n else min(1.0, middle + half), level)


def wilson_corrected(hits: int, n: int, level: float = 0.95) -> Interval | None:
    """Return Wilson's interval with continuity correction; Newcombe 1998a, method 4.

    Wider: it never covers less than it says, while `wilson` covers as much on average.
    """
    _check(hits, n)
    if not n:
        return None
    z = two_sided(level)
    p, below = hits / n, 2 * (n + z * z)
    inner_low = z * z - 2 - 1 / n + 4 * p * (n * (1 - p) + 1)
    inner_high = z * z + 2 - 1 / n + 4 * p * (n * (1 - p) - 1)
    low = (2 * hits + z * z - 1 - z * math.sqrt(max(inner_low, 0))) / below
    high = (2 * hits + z * z + 1 + z * math.sqrt(max(inner_high, 0))) / below
    return Interval(
        0.0 if hits == 0 else max(0.0, low), 1.0 if hits == n else min(1.0, high), level
    )


def share_difference(
    hits: int, n: int, other_hits: int, other_n: int, level: float = 0.95
) -> ShareDifference:
    """Return hits/n − other_hits/other_n with Newcombe's interval and the p of the score test."""
    interval = newcombe(hits, n, other_hits, other_n, level)
    if interval is None:
        return ShareDifference(None, None, None)
    value = hits / n - other_hits / other_n
    return ShareDifference(value, interval, _score_test(hits, n, other_hits, other_n))


def newcombe(
    hits: int, n: int, other_hits: int, other_n: int, level: float = 0.95
) -> Interval | None:
    """Return the hybrid score interval of a difference; Newcombe 1998b, method 10.

    d − √((p₁−l₁)² + (u₂−p₂)²) … d + √((u₁−p₁)² + (p₂−l₂)²), with the Wilson limits l, u.
    """
    return _hybrid(
        hits, n, other_hits, other_n, wilson(hits, n, level), wilson(other_hits, other_n, level)
    )


def newcombe_corrected(
    hits: int, n: int, other_hits: int, other_n: int, level: float = 0.95
) -> Interval | None:
    """Return the hybrid interval of continuity-corrected limits; Newcombe 1998b, method 11."""
    return _hybrid(
        hits,
        n,
        other_hits,
        other_n,
        wilson_corrected(hits, n, level),
        wilson_corrected(other_hits, other_n, level),
    )


def _hybrid(
    hits: int, n: int, other_hits: int, other_n: int, one: Interval | None, other: Interval | None
) -> Interval | None:
    if one is None or other is None:
        return None
    p, q = hits / n, other_hits / other_n
    low = p - q - math.hypot(p - one.low, other.high - q)
    high = p - q + math.hypot(one.high - p, q - other.low)
    return Interval(max(-1.0, low), min(1.0, high), one.level)


def _score_test(hits: int, n: int, other_hits: int, other_n: int) -> float:
    """Return the two-sided p of equal shares with pooled variance (Pearson's χ², uncorrected)."""
    both = (hits + other_hits) / (n + other_n)
    variance = both * (1 - both) * (1 / n + 1 / other_n)
    if variance <= 0:
        return 1.0
    z = (hits / n - other_hits / other_n) / math.sqrt(variance)
    return min(1.0, 2 * normal_cdf(-abs(z)))


def _check(hits: int, n: int) -> None:
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n} is not a share")
