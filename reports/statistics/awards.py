"""Awards that chance alone does not win: best, most improved, most consistent."""

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from reports.statistics.distributions import chi2_quantile
from reports.statistics.moments import Moments
from reports.statistics.movers import Mover
from reports.statistics.ranking import RankRange
from reports.statistics.shrinkage import Shrunk

K = TypeVar("K", bound=Hashable)

FEWEST_FOR_SPREAD = 3
"""A spread of two visits is one difference: no award rests on it."""


@dataclass(frozen=True, slots=True)
class Best(Generic[K]):
    """A branch by its pooled level; `chance`: to be among the k best (0–1); `clear`: it is 0.5+."""

    key: K
    value: float
    n: int
    chance: float
    clear: bool


@dataclass(frozen=True, slots=True)
class Consistent(Generic[K]):
    """A branch by the spread of its visits: `sd`, and `upper`, what it may be with 95 %."""

    key: K
    n: int
    mean: float
    sd: float
    upper: float


def best_of_wave(
    branches: Mapping[K, Shrunk], ranges: Mapping[K, RankRange], count: int, fewest: int = 2
) -> list[Best[K]]:
    """Return the branches most likely to be among the best, at most `count`, likeliest first.

    `ranges` from `rank_ranges` with k = count; branches with fewer than `fewest` visits can not
    win. Equal chances: the higher pooled level first.
    """
    able = [
        Best(key, one.value, one.n, ranges[key].best, ranges[key].best >= 0.5)
        for key, one in branches.items()
        if one.n >= fewest
    ]
    return sorted(able, key=lambda row: (-row.chance, -row.value, repr(row.key)))[:count]


def most_improved(rows: Iterable[Mover[K]], count: int) -> list[Mover[K]]:
    """Return the greatest rises that are beyond noise among all branches; often there is none."""
    risen = [row for row in rows if row.real and row.difference > 0]
    return sorted(risen, key=lambda row: (-row.difference, repr(row.key)))[:count]


def most_consistent(
    groups: Mapping[K, Moments], count: int, level: float = 0.95, least_mean: float | None = None
) -> list[Consistent[K]]:
    """Return the branches whose spread is surely small: least upper limit s·√((n−1)/χ²₁₋level).

    One-sided limit for normal visits; it is wide for few visits, so a lucky pair can not win. Only
    branches with three visits or more, and a mean of `least_mean` or more where one is asked for:
    being reliably bad earns nothing.
    """
    found = [
        Consistent(key, one.n, one.mean, one.sd, upper_sd(one, level))
        for key, one in groups.items()
        if one.n >= FEWEST_FOR_SPREAD
        and one.sd is not None
        and (least_mean is None or one.mean >= least_mean)
    ]
    ordered = sorted(found, key=lambda row: (row.upper, -row.n, -row.mean, repr(row.key)))
    return ordered[:count]


def upper_sd(one: Moments, level: float = 0.95) -> float:
    """Return the one-sided upper confidence limit of a standard deviation; n ≥ 2.

    Raises ValueError for one visit.
    """
    if one.n < 2:
        raise ValueError("one visit has no spread")
    return math.sqrt(one.squares / chi2_quantile(1 - level, one.n - 1))
