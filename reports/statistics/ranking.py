"""Which ranks a branch may have: simulated rank ranges instead of false precision.

Goldstein and Spiegelhalter (1996): draw every branch's true level from its posterior, rank, repeat.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from reports.statistics.distributions import normal_cdf
from reports.statistics.shrinkage import Shrunk

K = TypeVar("K")

SEED = 20_120_808
"""Fixed, so that the same figures give the same ranges on every page."""


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
    if not keys:
        return {}
    ranks = _ranks([branches[key] for key in keys], draws, seed)
    size = len(keys)
    best = (ranks < k).mean(axis=0)
    worst = (ranks >= size - k).mean(axis=0)
    places = _places(draws, level)
    ranks.partition(sorted(set(places)), axis=0)
    low, median, high = (ranks[place] + 1 for place in places)
    rows = zip(keys, low, median, high, best, worst, strict=True)
    return {
        key: RankRange(int(lo), int(mid), int(hi), float(top), float(end))
        for key, lo, mid, hi, top, end in rows
    }


def _ranks(branches: Sequence[Shrunk], draws: int, seed: int) -> NDArray[np.int16]:
    """Return ranks from 0 (best), draws × branches."""
    means = np.array([one.value for one in branches])
    sds = np.array([one.sd for one in branches])
    scale = float(np.abs(means).max()) + float(sds.max()) + 1
    sds = np.maximum(sds, 1e-9 * scale)
    random = np.random.default_rng(seed)
    size = len(branches)
    kind = np.int16 if size < 2**15 else np.int32
    ranks = np.empty((draws, size), dtype=kind)
    order = np.arange(size, dtype=kind)
    for row in ranks:
        drawn = random.standard_normal(size) * -sds - means
        row[np.argsort(drawn)] = order
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
    return [
        (one, two) for one, two in pairwise(keys) if too_close(branches[one], branches[two], level)
    ]
