"""Who really moved: the newest wave beside the one before and the same wave last year."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from audit.models import Wave
from reports.compare import change as difference
from reports.figures.held import held_of
from reports.figures.order import worked_out
from reports.figures.units import Moved, means, whole
from reports.rollup.adding import Table
from reports.rollup.branches import Movers, movers
from reports.rollup.lens import Lens
from reports.rollup.sheets import NONE, Ints
from reports.statistics.change import Change
from reports.statistics.moments import Moments, moments_of_sums
from reports.statistics.movers import SetComparison, changes, same_branches
from reports.statistics.movers import movers as tested

Beside = Literal["before", "last_year"]


@dataclass(frozen=True)
class Moves:
    """Changes of branches against an earlier wave, None where there is no such wave.

    facts      how each branch that is there now is named
    moved      by branch id; one that can't be compared is "not comparable"
    real       branches that moved beyond noise when all are judged together, best rise first
    likely     how many of these may be false alarms
    whole      the change of the set, over the branches of both waves that compare
    """

    wave: Wave | None
    against: Wave | None
    facts: Mapping[int, int]
    moved: Mapping[int, Moved]
    real: tuple[int, ...]
    whole: Moved
    up: int
    down: int

    @property
    def rises(self) -> tuple[int, ...]:
        """Real rises, the greatest first."""
        return tuple(b for b in self.real if (self.moved[b].difference or 0) > 0)

    @property
    def falls(self) -> tuple[int, ...]:
        """Real falls, the greatest first."""
        return tuple(b for b in reversed(self.real) if (self.moved[b].difference or 0) < 0)

    @property
    def tested(self) -> int:
        """How many branches could be compared."""
        return sum(one.verdict != "not comparable" for one in self.moved.values())


async def moves(lens: Lens, beside: Beside = "before") -> Moves:
    """Return the changes of the newest wave looked at against an earlier one."""
    found = await movers(lens)
    then = found.before if beside == "before" else found.last_year
    alike = found.comparable_before if beside == "before" else found.comparable_last_year
    places = held_of(lens).places
    names = ("scored", "total", "squares")
    given = (found.branch_id, *(found.now[n] for n in names), *(then[n] for n in names), alike * 1)
    moved, real, whole_set = await worked_out(
        f"moves {places}", given, lambda: _moves(found, then, alike * 1, places)
    )
    older = lens.every[1] if len(lens.every) > 1 else None
    return Moves(
        wave=lens.wave,
        against=older if beside == "before" else lens.last_year,
        facts=dict(zip(found.branch_id.tolist(), found.facts_id.tolist(), strict=True)),
        moved=moved,
        real=real,
        whole=moved_of(whole_set.change, None, None, places, whole_set.branches),
        up=whole_set.up,
        down=whole_set.down,
    )


def _moves(
    found: Movers, then: Table, alike: Ints, places: int
) -> tuple[dict[int, Moved], tuple[int, ...], SetComparison]:
    ids = found.branch_id
    now, before = _moments(ids, found.now), _moments(ids, then)
    comparable = dict(zip(ids.tolist(), (alike == 1).tolist(), strict=True))
    every = changes(before, now, comparable=comparable)
    shown_now, shown_then = _shown(ids, found.now), _shown(ids, then)
    moved = {
        branch: moved_of(one, shown_now[branch], shown_then[branch], places, now[branch].n)
        for branch, one in every.items()
    }
    real = tuple(row.key for row in tested(every) if row.real)
    both = [branch for branch in now if branch in before and comparable[branch]]
    return moved, real, same_branches({b: before[b] for b in both}, {b: now[b] for b in both})


def moved_of(one: Change, now: int | None, before: int | None, places: int, n: int = 0) -> Moved:
    """Return a tested change; its difference is that of the two values as shown, where given."""
    if one.difference is None:
        return Moved(one.verdict, n=n)
    shown = difference(now, before, places)
    low, high = (one.interval.low, one.interval.high) if one.interval else (None, None)
    return Moved(
        verdict=one.verdict,
        difference=whole(one.difference) if shown is None else shown,
        before=before,
        low=None if low is None else whole(low),
        high=None if high is None else whole(high),
        detectable=None if one.detectable is None else whole(one.detectable),
        n=n,
    )


def _moments(ids: Ints, table: Table) -> dict[int, Moments]:
    columns = (ids, table["scored"], table["total"], table["squares"])
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return {
        branch: found
        for branch, n, total, squares in rows
        if (found := moments_of_sums(n, total, squares)) is not None
    }


def _shown(ids: Ints, table: Table) -> dict[int, int | None]:
    values = means(table["total"], table["scored"])
    shown = [None if value == NONE else value for value in values.tolist()]
    return dict(zip(np.asarray(ids).tolist(), shown, strict=True))
