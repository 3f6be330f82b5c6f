"""Number, mean and spread of a set of visits: what every other function is fed with.

They come from values, or from the sums of a roll-up, so a page need not read single visits.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

K = TypeVar("K")

VAST = 1e50
"""From here on squares of squares would leave what a float can hold."""


@dataclass(frozen=True, slots=True)
class Moments:
    """n ≥ 1 values: their mean and the sum of squared deviations from it."""

    n: int
    mean: float
    squares: float

    @property
    def variance(self) -> float | None:
        """The sample variance (n − 1 below); None for one value."""
        return self.squares / (self.n - 1) if self.n > 1 else None

    @property
    def sd(self) -> float | None:
        """The sample standard deviation (n − 1 below); None for one value."""
        return None if self.variance is None else math.sqrt(self.variance)


def moments(values: Iterable[float | None]) -> Moments | None:
    """Return the moments of the values that are there; None without any."""
    known = checked(values)
    if not known:
        return None
    if min(known) == max(known):  # a rounded mean would give equal values a spread
        return Moments(len(known), known[0], 0.0)
    mean = math.fsum(known) / len(known)
    return Moments(len(known), mean, math.fsum((value - mean) ** 2 for value in known))


def moments_of_sums(n: int, total: int, squares: int) -> Moments | None:
    """Return the moments from n, Σx and Σx² of whole numbers; exact, None for n = 0.

    Raises ValueError for sums that no n numbers can have.
    """
    if n == 0 and total == 0 and squares == 0:
        return None
    spread = n * squares - total * total
    if n < 1 or spread < 0:
        raise ValueError(f"no {n} values have the sums {total} and {squares}")
    return Moments(n, total / n, spread / n)  # of whole numbers: exact but for the last rounding


def moments_by(groups: Mapping[K, Iterable[float | None]]) -> dict[K, Moments]:
    """Return the moments of each group that has a value."""
    found = {key: moments(values) for key, values in groups.items()}
    return {key: one for key, one in found.items() if one is not None}


def merged(parts: Iterable[Moments]) -> Moments | None:
    """Return the moments of all visits together (Chan, Golub, LeVeque 1983)."""
    known = list(parts)
    n = sum(part.n for part in known)
    if not n:
        return None
    mean = math.fsum(part.n * part.mean for part in known) / n
    apart = math.fsum(part.n * (part.mean - mean) ** 2 for part in known)
    if len({part.mean for part in known}) == 1:
        mean, apart = known[0].mean, 0.0
    return Moments(n, mean, apart + math.fsum(part.squares for part in known))


def checked(values: Iterable[float | None]) -> list[float]:
    """Return the values that are there as floats; ValueError for one that is not finite or vast."""
    known = [float(value) for value in values if value is not None]
    if not all(-VAST < value < VAST for value in known):
        raise ValueError("a value is not a finite number")
    return known
