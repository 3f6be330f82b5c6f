"""Key drivers: which items differ most between visits with a high and a low outcome.

The outcome is the intent to come back or recommend, or the total score (then each item is also a
part of the outcome, which flatters heavy items). A difference is not yet a cause.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from reports.statistics.intervals import Interval
from reports.statistics.moments import checked
from reports.statistics.multiple import benjamini_hochberg
from reports.statistics.shares import Share, share, share_difference
from reports.statistics.waits import percentile

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one item: visits where it was met, and visits where it was observed, by outcome."""

    high_hits: int
    high_n: int
    low_hits: int
    low_n: int


@dataclass(frozen=True, slots=True)
class Driver(Generic[K]):
    """Difference high − low of an item's rate (−1…1), its Newcombe interval, and adjusted p.

    `ratio`: how many times as often it is met in high visits; None where it never is in low ones.
    """

    key: K
    high: Share
    low: Share
    difference: float
    interval: Interval
    ratio: float | None
    adjusted: float
    real: bool


def drivers(items: Mapping[K, Counts], rate: float = 0.05, level: float = 0.95) -> list[Driver[K]]:
    """Return the items that were observed in both kinds of visits, greatest difference first.

    p of the score test of two shares, adjusted over all items (Benjamini–Hochberg).
    """
    found = {
        key: share_difference(one.high_hits, one.high_n, one.low_hits, one.low_n, level)
        for key, one in items.items()
    }
    adjusted = benjamini_hochberg({key: one.p for key, one in found.items() if one.p is not None})
    rows = []
    for key, p in adjusted.items():
        high = share(items[key].high_hits, items[key].high_n, level)
        low = share(items[key].low_hits, items[key].low_n, level)
        difference, interval = found[key].value, found[key].interval
        if difference is not None and interval is not None:
            ratio = high.value / low.value if high.value is not None and low.value else None
            rows.append(Driver(key, high, low, difference, interval, ratio, p, p <= rate))
    return sorted(rows, key=lambda row: (-row.difference, repr(row.key)))


def split(outcomes: Sequence[float | None], tail: float = 1 / 3) -> list[bool | None]:
    """Return for each visit whether its outcome is high (True), low (False) or neither (None).

    High is at or above the 1−tail quantile, low at or below the tail quantile (type 7); a visit
    that would be both, as when all are equal, is neither.
    """
    if not 0 < tail <= 0.5:
        raise ValueError(f"a tail is above 0 and at most a half, not {tail}")
    known = checked(outcomes)
    low, high = percentile(known, tail), percentile(known, 1 - tail)
    if low is None or high is None:
        return [None] * len(outcomes)
    return [_side(value, low, high) for value in outcomes]


def count(
    sides: Sequence[bool | None], answers: Sequence[Mapping[K, bool | None]]
) -> dict[K, Counts]:
    """Count each item's answers (met, not met; None: not observed) by the side of its visit."""
    tallies: dict[K, list[int]] = {}
    for side, row in zip(sides, answers, strict=True):
        for key, met in row.items():
            if side is not None and met is not None:
                tally = tallies.setdefault(key, [0, 0, 0, 0])
                place = 0 if side else 2
                tally[place] += met
                tally[place + 1] += 1
    return {key: Counts(*tally) for key, tally in tallies.items()}


def _side(value: float | None, low: float, high: float) -> bool | None:
    if value is None or high <= value <= low:
        return None
    return True if value >= high else False if value <= low else None
