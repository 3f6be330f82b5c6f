"""Branches in order: means with intervals, drawn towards their peers, with the ranks they may have.

All of it follows from three sums of each branch, so the same sums are worked out once.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from anyio import to_thread

from reports.figures.each import Each
from reports.rollup.adding import Table
from reports.rollup.sheets import Ints
from reports.statistics.changes import pooled_of
from reports.statistics.components import Components, components_of
from reports.statistics.intervals import Pooled
from reports.statistics.moments import Moments
from reports.statistics.ranking import RankRange, close_below, rank_columns
from reports.statistics.shrinkage import Shrunk, ShrunkSide, shrink_side
from reports.statistics.side import Side, of_sums

T = TypeVar("T")
FEWEST = 2
"""A branch with fewer visits is shown but not ranked: one visit is mostly chance."""
DRAWS, DRAWS_OF_MANY, MANY = 1000, 250, 1000
_KEPT: OrderedDict[tuple[str, bytes], object] = OrderedDict()
_MOST = 48


async def worked_out(name: str, given: tuple[Ints, ...], work: Callable[[], T]) -> T:
    """Return what `work` makes of these numbers, in a thread; the same numbers are not worked out
    again."""
    seen = hashlib.blake2b(digest_size=16)
    for column in given:
        seen.update(len(column).to_bytes(8, "big") + column.tobytes())
    key = (name, seen.digest())
    if key not in _KEPT:
        _KEPT[key] = await to_thread.run_sync(work)
        while len(_KEPT) > _MOST:
            _KEPT.popitem(last=False)
    _KEPT.move_to_end(key)
    found: T = _KEPT[key]  # type: ignore[assignment]
    return found


@dataclass(frozen=True)
class Standing:
    """Branches beside each other, by branch id.

    moments      of those with a scored visit
    pooled       the spread within branches that those with few visits borrow
    components   spread between and within; None where nothing tells them apart
    shrunk       drawn towards the mean of all; empty without components
    ranges       ranks among the branches with FEWEST visits or more
    order        branches best first: the ranked ones by their shrunk value, then the others by mean
    close        branches that are too close to call with the next one in order
    """

    moments: Mapping[int, Moments]
    pooled: Pooled | None
    components: Components | None
    shrunk: Mapping[int, Shrunk]
    ranges: Mapping[int, RankRange]
    order: tuple[int, ...]
    close: frozenset[int]


async def standing(table: Table) -> Standing:
    """Return how branches stand; `table` has branch_id, scored, total and squares."""
    sums = tuple(table[name] for name in ("branch_id", "scored", "total", "squares"))
    return await worked_out("standing", sums, lambda: _standing(*sums))


def _standing(ids: Ints, scored: Ints, total: Ints, squares: Ints) -> Standing:
    there = scored > 0
    known, own = ids[there], of_sums(scored, total, squares).only(there)
    components = components_of(own)
    shrunk = shrink_side(own, components) if components else None
    ranked, ranges, close = _ranked(known, own, shrunk)
    first = set(ranked.tolist())
    rest = known[np.lexsort((known, -own.mean))].tolist()
    return Standing(
        moments=Each(known, own.one),
        pooled=pooled_of([own]),
        components=components,
        shrunk=Each(known, shrunk.one) if shrunk else {},
        ranges=ranges,
        order=(*ranked.tolist(), *(b for b in rest if b not in first), *ids[~there].tolist()),
        close=close,
    )


def _ranked(
    ids: Ints, own: Side, shrunk: ShrunkSide | None
) -> tuple[Ints, Mapping[int, RankRange], frozenset[int]]:
    """Return the branches with visits enough, best first, their ranks, and which are close."""
    if shrunk is None:
        return ids[:0], {}, frozenset()
    enough = np.flatnonzero(own.n >= FEWEST)
    order = enough[np.lexsort((ids[enough], -own.mean[enough], -shrunk.value[enough]))]
    # Draws go by names of branches, as those of reports do.
    drawn = enough[np.argsort(ids[enough].astype(str), kind="stable")]
    draws = DRAWS if len(drawn) <= MANY else DRAWS_OF_MANY
    found = rank_columns(shrunk.value[drawn], shrunk.sd[drawn], draws=draws)
    close = close_below(shrunk.value[order], shrunk.sd[order])
    ranks = Each(ids[drawn], found.one)
    return ids[order], ranks, frozenset(ids[order][:-1][close].tolist())
