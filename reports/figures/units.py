"""A mean with its interval in whole hundredths, and how floats become such. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reports.rollup.sheets import NONE, Ints
from reports.statistics.change import Verdict
from reports.statistics.intervals import Interval, MeanEstimate, mean_estimate
from reports.statistics.moments import Moments, moments_of_sums
from reports.statistics.shares import Share, share

FULL = 10_000


def whole(value: float) -> int:
    """Round to a whole number, halves away from zero."""
    return int(math.copysign(math.floor(abs(value) + 0.5), value))


def wholes(values: NDArray[np.float64]) -> Ints:
    """Round each to a whole number as `whole` does; NaN is NONE."""
    known = np.where(np.isnan(values), 0, values)
    rounded = np.copysign(np.floor(np.abs(known) + 0.5), known).astype(np.int64)
    found: Ints = np.where(np.isnan(values), NONE, rounded)
    return found


def rounded_all(values: Ints, places: int) -> Ints:
    """Round hundredths half away from zero to `places` decimals, as scores are shown."""
    step = (100, 10, 1)[places]
    found: Ints = np.sign(values) * ((np.abs(values) * 2 + step) // (2 * step)) * step
    return found


def least_shown(targets: Ints, places: int) -> Ints:
    """Return the least hundredths that are shown, with `places` decimals, as reaching targets."""
    found: Ints = rounded_all(targets, places) - (50, 5, 0)[places]
    return found


def reaching(values: Ints, targets: Ints, places: int) -> Share:
    """Return how many of the values that are there and have a target reach it, as shown."""
    both = (values != NONE) & (targets != NONE)
    shown, wanted = (rounded_all(one[both], places) for one in (values, targets))
    return share(int(np.count_nonzero(shown >= wanted)), len(shown))


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of n values in hundredths; no interval where nothing tells the spread."""

    n: int
    value: int | None = None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A change after − before in hundredths, as shown, and whether it is more than noise.

    `before`: the value before; `detectable`: the least change that would have been called real.
    """

    verdict: Verdict
    difference: int | None = None
    before: int | None = None
    low: int | None = None
    high: int | None = None
    detectable: int | None = None
    n: int = 0


def limits(interval: Interval | None) -> tuple[int | None, int | None]:
    """Return the limits of an interval of scores, kept between 0 and 100 points."""
    if interval is None:
        return None, None
    kept = interval.kept_in(0, FULL)
    return whole(kept.low), whole(kept.high)


def as_mean(found: MeanEstimate) -> Mean:
    """Return an estimate in whole hundredths."""
    return Mean(found.n, whole(found.mean), *limits(found.interval))


def mean_of(values: Ints) -> Mean:
    """Return the mean of whole hundredths (NONE: none there) with the t interval over them."""
    found = moments_over(values)
    return Mean(0) if found is None else as_mean(mean_estimate(found, None))


def moments_over(values: Ints) -> Moments | None:
    """Return the moments of those values that are there."""
    known = values[values != NONE]
    return moments_of_sums(len(known), int(known.sum()), int((known * known).sum()))


def means(total: Ints, n: Ints) -> Ints:
    """Return total ÷ n, each rounded half up to whole hundredths; NONE where n is 0."""
    known = np.maximum(n, 1)
    rounded = np.where(total >= 0, (2 * total + known) // (2 * known), 0)
    below = -((2 * -total + known) // (2 * known))
    found: Ints = np.where(n > 0, np.where(total >= 0, rounded, below), NONE)
    return found


def known(value: int) -> int | None:
    """Return a value of a column, None for NONE."""
    return None if value == NONE else int(value)


def knowns(values: Sequence[int] | Ints) -> list[int | None]:
    """Return the values of a column, None for NONE."""
    plain = values.tolist() if isinstance(values, np.ndarray) else values
    return [None if value == NONE else value for value in plain]
