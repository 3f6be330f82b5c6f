"""Gap to target and the list of shortfalls, greatest weighted gap first.

Satisfaction = ideal − actual: what counts is how far a standard is missed times its weight.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Measured(Generic[K]):
    """An item or section: its rate (0–1 or score), the target in the same unit, its weight ≥ 0.

    `n`: the visits behind it; `rate` None: not observed.
    """

    key: K
    rate: float | None
    target: float | None
    weight: float
    n: int


@dataclass(frozen=True, slots=True)
class Shortfall(Generic[K]):
    """`gap`: rate − target, below 0; `weighted`: what it costs; `share`: of all cost (0–1)."""

    key: K
    gap: float
    weighted: float
    share: float
    n: int


def gap(value: float | None, target: float | None) -> float | None:
    """Return value − target; None where either is not set."""
    return None if value is None or target is None else value - target


def shortfalls(items: Iterable[Measured[K]]) -> list[Shortfall[K]]:
    """Return what is below its target, the greatest weight × gap first.

    Weights count as shares of all items that were observed, targets or not; so `weighted` is the
    part of the total that is lost against the targets.
    """
    observed = [item for item in items if item.rate is not None]
    whole = sum(item.weight for item in observed)
    found = [
        (item, missed, item.weight / whole * -missed if whole else 0.0)
        for item in observed
        if (missed := gap(item.rate, item.target)) is not None and missed < 0
    ]
    cost = sum(weighted for _, _, weighted in found)
    rows = [
        Shortfall(item.key, missed, weighted, weighted / cost if cost else 0.0, item.n)
        for item, missed, weighted in found
    ]
    return sorted(rows, key=lambda row: (-row.weighted, row.gap, repr(row.key)))
