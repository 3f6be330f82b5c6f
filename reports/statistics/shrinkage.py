"""Partial pooling: a branch's mean drawn towards its peers, the more the fewer its visits.

Robbins (1956), Efron and Morris (1975), Henderson (1975). Show the raw mean beside it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from reports.statistics.columns import Floats
from reports.statistics.components import Components, weighted_mean
from reports.statistics.distributions import two_sided
from reports.statistics.intervals import Interval, around
from reports.statistics.moments import Moments, checked
from reports.statistics.side import Side, of_moments

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Shrunk:
    """A branch after partial pooling, in score units.

    `weight`: B, the share its own mean has (0–1). `sd`: of the branch's true level when μ, τ², σ²
    are known. `interval`: a little wider than ± z·sd, for the peer mean is not known either.
    """

    n: int
    raw: float
    weight: float
    peer: float
    value: float
    sd: float
    interval: Interval


def shrink(
    groups: Mapping[K, Moments], components: Components, level: float = 0.95
) -> dict[K, Shrunk]:
    """Return θ = B·mean + (1−B)·peer mean of each branch, B = τ²/(τ² + σ²/n).

    Posterior variance B·σ²/n; the interval adds (1−B)²·Var(μ) (Henderson's prediction error).
    """
    found = shrink_side(of_moments(groups.values()), components, level)
    return {key: found.one(place) for place, key in enumerate(groups)}


@dataclass(frozen=True)
class ShrunkSide:
    """Branches after partial pooling as columns, see Shrunk; `half`: of their intervals."""

    n: NDArray[np.int64]
    raw: Floats
    weight: Floats
    peer: float
    value: Floats
    sd: Floats
    half: Floats
    level: float

    def one(self, place: int) -> Shrunk:
        """Return a branch."""
        value = float(self.value[place])
        return Shrunk(
            n=int(self.n[place]),
            raw=float(self.raw[place]),
            weight=float(self.weight[place]),
            peer=self.peer,
            value=value,
            sd=float(self.sd[place]),
            interval=around(value, float(self.half[place]), self.level),
        )


def shrink_side(side: Side, components: Components, level: float = 0.95) -> ShrunkSide:
    """Return what `shrink` does for branches given as columns, all of which are there."""
    return _drawn(side.n, side.mean, components.within / side.n, components, level)


def shrink_known(
    values: Sequence[float],
    variances: Sequence[float],
    between: float | None = None,
    level: float = 0.95,
) -> list[Shrunk]:
    """Shrink means whose own variances are known; `between` None: by DerSimonian–Laird (1986).

    The peer mean has weights 1/(τ² + vᵢ). n is 1 throughout. Empty in, empty out.
    """
    known, own = checked(values), checked(variances)
    if len(known) != len(own) or any(variance < 0 for variance in own):
        raise ValueError("each value needs a variance of 0 or more")
    if not known:
        return []
    tau2 = dersimonian_laird(known, own) if between is None else between
    means, spread = np.array(known), np.array(own)
    mean, variance = weighted_mean(means, tau2 + spread)
    components = Components(tau2, 0.0, mean, variance, len(known), len(known))
    found = _drawn(np.ones(len(known), np.int64), means, spread, components, level)
    return [found.one(place) for place in range(len(known))]


def dersimonian_laird(values: Sequence[float], variances: Sequence[float]) -> float:
    """Return τ² ≥ 0 by moments: (Q − (k−1)) / (Σw − Σw²/Σw), w = 1/v. 0 for fewer than two."""
    if len(values) < 2:
        return 0.0
    if min(variances) <= 0:
        middle = math.fsum(values) / len(values)
        spread = math.fsum((value - middle) ** 2 for value in values) / (len(values) - 1)
        return max(0.0, spread - math.fsum(variances) / len(variances))
    weights = [1 / variance for variance in variances]
    mean, _ = weighted_mean(np.array(values), np.array(variances))
    pairs = zip(values, weights, strict=True)
    q = math.fsum(weight * (value - mean) ** 2 for value, weight in pairs)
    total = math.fsum(weights)
    below = total - math.fsum(weight * weight for weight in weights) / total
    return max(0.0, (q - (len(values) - 1)) / below)


def james_stein(values: Sequence[float], variance: float) -> list[float]:
    """Return the James–Stein estimates towards the mean, for equal known variances.

    Efron and Morris (1975, 1977): ȳ + c·(y − ȳ), c = max(0, 1 − (k−3)·v / Σ(y−ȳ)²). Fewer than
    four values stay as they are.
    """
    known = checked(values)
    if len(known) < 4:
        return known
    middle = math.fsum(known) / len(known)
    spread = math.fsum((value - middle) ** 2 for value in known)
    kept = max(0.0, 1 - (len(known) - 3) * variance / spread) if spread else 0.0
    return [middle + kept * (value - middle) for value in known]


def _drawn(
    n: NDArray[np.int64], raw: Floats, variance: Floats, components: Components, level: float
) -> ShrunkSide:
    whole = components.between + variance
    # Without any variance at all the mean is known for sure.
    weight = np.where(whole > 0, components.between / np.where(whole > 0, whole, 1.0), 1.0)
    sd = np.sqrt(weight * variance)
    value = np.where(weight == 1, raw, weight * raw + (1 - weight) * components.mean)
    error = np.hypot(sd, (1 - weight) * math.sqrt(components.mean_variance))
    half = two_sided(level) * error
    return ShrunkSide(n, raw, weight, components.mean, value, sd, half, level)
