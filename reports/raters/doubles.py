"""Double visits: two visits of one branch, close in time, by two auditors. Pure.

Two visits make a pair when they are of the same branch in the same wave, by the same version of
the checklist and the same channel, by different auditors, and at most DAYS days apart. A visit is
in one pair at most: the nearest ones are paired first.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.statistics.agreement import gwet_ac1, krippendorff_alpha, percent_agreement
from reports.statistics.icc import Icc, icc1

DAYS = 7
FEWEST = 5
"""Fewer pairs tell nothing of agreement."""

Judged = tuple[bool | None, bool | None]
"""An item by both: met, missed, or not judged."""


@dataclass(frozen=True)
class Seen:
    """One visit: whatever two visits must share to be a pair is in `alike`."""

    visit: int
    alike: tuple[int, ...]
    auditor: int
    day: date


@dataclass(frozen=True)
class Agreement:
    """How alike pairs are. Shares and coefficients up to 1; None where too few pairs tell.

    percent   of items judged by both that both judged alike
    ac1       Gwet's AC1: as percent, with agreement by chance taken off
    alpha     Krippendorff's alpha, which falls where nearly all answers are the same
    icc       ICC(1,1) of total scores: the share of their spread that is the branch's
    """

    pairs: int
    items: int
    percent: float | None
    ac1: float | None
    alpha: float | None
    icc: Icc | None


def pairs(seen: Sequence[Seen]) -> list[tuple[Seen, Seen]]:
    """Return the pairs among visits, the nearest in time first."""
    groups: dict[tuple[int, ...], list[Seen]] = {}
    for one in seen:
        groups.setdefault(one.alike, []).append(one)
    found = []
    for group in groups.values():
        found += _paired(sorted(group, key=lambda one: (one.day, one.visit)))
    return found


def _paired(group: Sequence[Seen]) -> list[tuple[Seen, Seen]]:
    near = [
        (abs((other.day - one.day).days), place, one, other)
        for place, one in enumerate(group)
        for other in group[place + 1 :]
        if one.auditor != other.auditor and abs((other.day - one.day).days) <= DAYS
    ]
    taken: set[int] = set()
    found = []
    for _, _, one, other in sorted(near, key=lambda pair: pair[:2]):
        if taken.isdisjoint((one.visit, other.visit)):
            taken |= {one.visit, other.visit}
            found.append((one, other))
    return found


def agreement(
    pairs: int, verdicts: Counter[Judged], totals: Sequence[tuple[float, float]]
) -> Agreement:
    """Return how alike pairs are, on items and on totals.

    `verdicts`: how often both said so of an item; `totals`: scores of the pairs that have both.
    No intervals: items of one visit hang together, so there is no honest one over items.
    """
    both = sum(times for row, times in verdicts.items() if None not in row)
    if pairs < FEWEST:
        return Agreement(pairs, both, None, None, None, None)
    return Agreement(
        pairs=pairs,
        items=both,
        percent=percent_agreement(verdicts),
        ac1=gwet_ac1(verdicts, categories=(True, False)).value if both else None,
        alpha=krippendorff_alpha(verdicts, draws=0).value if both else None,
        icc=icc1(totals) if len(totals) >= FEWEST else None,
    )
