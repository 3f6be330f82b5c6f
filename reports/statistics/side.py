"""Number, mean and spread of many branches as columns: `moments` for thousands at once."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reports.statistics.columns import Floats
from reports.statistics.moments import Moments


@dataclass(frozen=True)
class Side:
    """A wave, one entry per branch: n (0 for a branch that is not there), mean and `squares`, the
    sum of squared deviations, as Moments has them."""

    n: NDArray[np.int64]
    mean: Floats
    squares: Floats

    def only(self, chosen: NDArray[np.bool_]) -> "Side":
        """Return some of the branches."""
        return Side(self.n[chosen], self.mean[chosen], self.squares[chosen])

    def one(self, place: int) -> Moments:
        """Return a branch that is there."""
        return Moments(int(self.n[place]), float(self.mean[place]), float(self.squares[place]))


def of_sums(n: NDArray[np.int64], total: NDArray[np.int64], squares: NDArray[np.int64]) -> Side:
    """Return a wave from n, Σx and Σx² of whole numbers below 2³¹, see `moments_of_sums`."""
    known = np.maximum(n, 1)
    return Side(n, total / known, (n * squares - total * total) / known)


def of_moments(found: Iterable[Moments | None]) -> Side:
    """Return a wave from moments."""
    empty = Moments(0, 0.0, 0.0)
    rows = [one or empty for one in found]
    return Side(
        np.array([one.n for one in rows], np.int64),
        np.array([one.mean for one in rows], np.float64),
        np.array([one.squares for one in rows], np.float64),
    )
