"""Which ranks a branch may have: simulated rank ranges instead of false precision.

Goldstein and Spiegelhalter (1996): draw every branch's true level from its posterior, rank, repeat.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from reports.statistics.columns import Floats, Holds
from reports.statistics.distributions import normal_cdf, normal_quantile
from reports.statistics.shrinkage import Shrunk

K = TypeVar("K")

SEED = 20_120_808
"""Fixed, so that the same figures give the same ranges on every page."""
_AT_ONCE = 250


@dataclass(frozen=True, slots=True)
class RankRange:
    """Rank 1 is the best. `low`–`high`: percentiles of the simulated rank (5th–95th), `median`
    between them; `best`, `worst`: how likely the branch is among the k best or worst (0–1)."""

    low: int
    median: int
    high: int
    best: float
    worst: float


def rank_ranges(
    branches: Mapping[K, Shrunk],
    k: int = 10,
    level: float = 0.90,
    draws: int = 1000,
    seed: int = SEED,
) -> dict[K, RankRange]:
    """Return the rank range of each branch among these; order of the mapping does not matter.

    `level` 0.90: from the 5th to the 95th percentile, taken as order statistics (never narrower).
    Branches that are equal and certain come in random order, so they share their ranks.
    """
    keys = sorted(branches, key=repr)
    values, sds = (
        np.array([getattr(branches[key], name) for key in keys], np.float64)
        for name in ("value", "sd")
    )
    found = rank_columns(values, sds, k, level, draws, seed)
    return {key: found.one(place) for place, key in enumerate(keys)}


@dataclass(frozen=True)
class RankColumns:
    """The rank ranges of branches as columns, see RankRange."""

    low: NDArray[np.int64]
    median: NDArray[np.int64]
    high: NDArray[np.int64]
    best: Floats
    worst: Floats

    def one(self, place: int) -> RankRange:
        """Return that of one branch."""
        return RankRange(
            low=int(self.low[place]),
            median=int(self.median[place]),
            high=int(self.high[place]),
            best=float(self.best[place]),
            worst=float(self.worst[place]),
        )


def rank_columns(
    values: Floats,
    sds: Floats,
    k: int = 10,
    level: float = 0.90,
    draws: int = 1000,
    seed: int = SEED,
) -> RankColumns:
    """Return what `rank_ranges` does for branches given as columns.

    The draws follow the order given: the same branches must come in the same order.
    """
    size = len(values)
    ranks = _ranks(values, sds, draws, seed) if size else np.zeros((draws, 0), np.int16)
    drawn = np.sort(np.ascontiguousarray(ranks.T), axis=1)
    low, median, high = (drawn[:, place].astype(np.int64) + 1 for place in _places(draws, level))
    return RankColumns(
        low=low,
        median=median,
        high=high,
        best=np.count_nonzero(drawn < k, axis=1) / draws,
        worst=np.count_nonzero(drawn >= size - k, axis=1) / draws,
    )


def _ranks(means: Floats, sds: Floats, draws: int, seed: int) -> NDArray[np.int16]:
    """Return ranks from 0 (best), draws × branches.

    A level and its branch are sorted as one whole number, which is far faster than sorting places:
    with 5,000 branches a level is one of 2⁵⁰ steps.
    """
    scale = float(np.abs(means).max()) + float(sds.max()) + 1
    sds = np.maximum(sds, 1e-9 * scale)
    random = np.random.default_rng(seed)
    size = len(means)
    kind = np.int16 if size < 2**15 else np.int32
    bits = size.bit_length()
    own, order = np.arange(size), np.arange(size, dtype=kind)
    ranks = np.empty((draws, size), dtype=kind)
    for first in range(0, draws, _AT_ONCE):
        rows = ranks[first : first + _AT_ONCE]
        drawn = random.standard_normal(rows.shape) * -sds - means
        steps = 2.0 ** (62 - bits) / max(float(np.abs(drawn).max()), 1e-9 * scale)
        packed = (drawn * steps).astype(np.int64) << bits | own
        packed.sort(axis=1)
        np.put_along_axis(rows, packed & (2**bits - 1), order[None], axis=1)
    return ranks


def _places(draws: int, level: float) -> tuple[int, int, int]:
    """Return where the low, the middle and the high percentile stand among sorted draws."""
    tail = (1 - level) / 2
    low = max(0, math.floor(tail * draws + 1e-9) - 1)
    return low, (draws - 1) // 2, draws - 1 - low


def chance_better(one: Shrunk, other: Shrunk) -> float:
    """Return the posterior chance (0–1) that one branch's true level is above the other's."""
    apart = one.value - other.value
    spread = math.hypot(one.sd, other.sd)
    if spread == 0:
        return 0.5 if apart == 0 else float(apart > 0)
    return normal_cdf(apart / spread)


def too_close(one: Shrunk, other: Shrunk, level: float = 0.95) -> bool:
    """Tell whether it is too close to call: neither is above with a chance of `level`."""
    return max(chance_better(one, other), chance_better(other, one)) < level


def close_pairs(branches: Mapping[K, Shrunk], level: float = 0.95) -> list[tuple[K, K]]:
    """Return the neighbours in the order of values that are too close to call, better first."""
    keys = sorted(branches, key=lambda key: (-branches[key].value, repr(key)))
    values = np.array([branches[key].value for key in keys])
    sds = np.array([branches[key].sd for key in keys])
    close = close_below(values, sds, level).tolist()
    return [pair for pair, one in zip(pairwise(keys), close, strict=True) if one]


def close_below(values: Floats, sds: Floats, level: float = 0.95) -> Holds:
    """Return for each but the last, best first, whether the next is too close to call."""
    spread = np.hypot(sds[:-1], sds[1:])
    apart = values[:-1] - values[1:]
    return np.where(spread > 0, apart < normal_quantile(level) * spread, apart <= 0)
