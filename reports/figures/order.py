"""Branches in order: means with intervals, drawn towards their peers, with the ranks they may have.

All of it follows from three sums of each branch, so the same sums are worked out once.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from anyio import to_thread

from reports.rollup.adding import Table
from reports.rollup.sheets import Ints
from reports.statistics.components import Components, anova_components
from reports.statistics.intervals import Pooled, pooled_variance
from reports.statistics.moments import Moments, moments_of_sums
from reports.statistics.ranking import RankRange, close_pairs, rank_ranges
from reports.statistics.shrinkage import Shrunk, shrink

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

    moments: dict[int, Moments]
    pooled: Pooled | None
    components: Components | None
    shrunk: dict[int, Shrunk]
    ranges: dict[int, RankRange]
    order: tuple[int, ...]
    close: frozenset[int]


async def standing(table: Table) -> Standing:
    """Return how branches stand; `table` has branch_id, scored, total and squares."""
    sums = tuple(table[name] for name in ("branch_id", "scored", "total", "squares"))
    return await worked_out("standing", sums, lambda: _standing(*sums))


def _standing(ids: Ints, scored: Ints, total: Ints, squares: Ints) -> Standing:
    rows = zip(ids.tolist(), scored.tolist(), total.tolist(), squares.tolist(), strict=True)
    own = {
        branch: found
        for branch, n, added, square in rows
        if (found := moments_of_sums(n, added, square)) is not None
    }
    components = anova_components(own.values())
    shrunk = shrink(own, components) if components else {}
    ranked = {branch: one for branch, one in shrunk.items() if one.n >= FEWEST}
    draws = DRAWS if len(ranked) <= MANY else DRAWS_OF_MANY
    first = sorted(ranked, key=lambda branch: (-ranked[branch].value, -own[branch].mean, branch))
    rest = sorted(own.keys() - ranked.keys(), key=lambda branch: (-own[branch].mean, branch))
    return Standing(
        moments=own,
        pooled=pooled_variance(own.values()),
        components=components,
        shrunk=shrunk,
        ranges=rank_ranges(ranked, draws=draws),
        order=(*first, *rest, *(b for b in ids.tolist() if b not in own)),
        close=frozenset(above for above, _ in close_pairs(ranked)),
    )
