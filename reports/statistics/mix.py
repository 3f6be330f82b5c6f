"""Standardising for mix: what a score would be if every branch were visited at the same times.

Direct standardisation: each stratum's figure (daypart, channel) counts by its share in a reference
mix, not by how often this branch happened to be visited then.
"""

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from reports.statistics.change import satterthwaite
from reports.statistics.distributions import t_quantile, two_sided
from reports.statistics.intervals import Interval, Pooled, around
from reports.statistics.moments import Moments, merged

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Standardised(Generic[K]):
    """`value` None: strata are missing, so no reference mix can be had; `raw` is the plain figure.

    `coverage`: the share of the reference mix that the strata with visits have (0–1).
    `interval` None where a stratum's noise is unknown.
    """

    raw: float | None
    value: float | None
    interval: Interval | None
    coverage: float
    missing: tuple[K, ...]


def reference_mix(counts: Mapping[K, float]) -> dict[K, float]:
    """Return counts (all visits of the network, say) as shares of 1; empty where they are 0."""
    if any(not math.isfinite(count) or count < 0 for count in counts.values()):
        raise ValueError("a weight is a finite number of 0 or more")
    whole = math.fsum(counts.values())
    return {key: count / whole for key, count in counts.items() if count} if whole else {}


def standardised(
    strata: Mapping[K, Moments],
    reference: Mapping[K, float],
    pooled: Pooled | None = None,
    level: float = 0.95,
    least_coverage: float = 1.0,
) -> Standardised[K]:
    """Return Σ wₖ·meanₖ with variance Σ wₖ²·sₖ²/nₖ (Fleiss, Levin, Paik 2003, ch. 19).

    `reference`: weights by stratum, any scale. With `least_coverage` < 1 the weights of what is
    there are scaled up to 1. A stratum of one visit takes the pooled variance; degrees of freedom
    by Satterthwaite (1946).
    """
    whole = merged(strata.values())
    weights, coverage, missing = _weights(strata, reference, least_coverage)
    raw = whole.mean if whole else None
    if not weights:
        return Standardised(raw, None, None, coverage, missing)
    value = math.fsum(weight * strata[key].mean for key, weight in weights.items())
    parts = [_noise(strata[key], weight, pooled) for key, weight in weights.items()]
    known = [part for part in parts if part is not None]
    interval = None
    if len(known) == len(parts):
        error, df = satterthwaite(known)
        interval = around(value, t_quantile((1 + level) / 2, df) * error, level)
    return Standardised(raw, value, interval, coverage, missing)


def standardised_share(
    strata: Mapping[K, tuple[int, int]],
    reference: Mapping[K, float],
    level: float = 0.95,
    least_coverage: float = 1.0,
) -> Standardised[K]:
    """Return Σ wₖ·hitsₖ/nₖ of (hits, n) by stratum, ± z·√(Σ wₖ²pₖ(1−pₖ)/nₖ), kept in 0–1."""
    there = {key: pair for key, pair in strata.items() if pair[1]}
    weights, coverage, missing = _weights(there, reference, least_coverage)
    n = sum(pair[1] for pair in there.values())
    raw = sum(pair[0] for pair in there.values()) / n if n else None
    if not weights:
        return Standardised(raw, None, None, coverage, missing)
    rates = {key: there[key][0] / there[key][1] for key in weights}
    value = math.fsum(weight * rates[key] for key, weight in weights.items())
    variance = math.fsum(
        weight**2 * rates[key] * (1 - rates[key]) / there[key][1] for key, weight in weights.items()
    )
    interval = around(value, two_sided(level) * math.sqrt(variance), level).kept_in(0, 1)
    return Standardised(raw, value, interval, coverage, missing)


def _weights(
    strata: Mapping[K, object], reference: Mapping[K, float], least_coverage: float
) -> tuple[dict[K, float], float, tuple[K, ...]]:
    mix = reference_mix(reference)
    there = {key: weight for key, weight in mix.items() if key in strata}
    missing = tuple(key for key in mix if key not in strata)
    coverage = 1.0 if mix and not missing else math.fsum(there.values())
    enough = there and coverage >= least_coverage
    return (reference_mix(there) if enough else {}), coverage, missing


def _noise(one: Moments, weight: float, pooled: Pooled | None) -> tuple[float, float] | None:
    """Return the variance that a stratum adds, with its degrees of freedom."""
    if one.variance is not None:
        return weight**2 * one.variance / one.n, one.n - 1
    return None if pooled is None else (weight**2 * pooled.variance, pooled.df)
