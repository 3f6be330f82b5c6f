"""Who really moved: the newest wave beside the one before and the same wave last year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from audit.models import Wave
from reports.compare import change as difference
from reports.figures.each import Each
from reports.figures.held import held_of
from reports.figures.order import worked_out
from reports.figures.units import Moved, known, knowns, means, rounded_all, whole, wholes
from reports.rollup.adding import Table
from reports.rollup.branches import Movers, movers
from reports.rollup.lens import Lens
from reports.rollup.sheets import NONE, Ints
from reports.statistics.change import Change, Verdict
from reports.statistics.changes import Changes, changes_of, pooled_of
from reports.statistics.columns import benjamini_hochberg
from reports.statistics.movers import FALSE_ALARMS, SetComparison, paired_set
from reports.statistics.side import of_sums

Beside = Literal["before", "last_year"]


@dataclass(frozen=True)
class Moves:
    """Changes of branches against an earlier wave, None where there is no such wave.

    facts      how each branch that is there now is named
    moved      by branch id; one that can't be compared is "not comparable"
    apart      the difference of each, None where it has none
    tested     how many branches could be compared
    real       branches that moved beyond noise when all are judged together, best rise first
    likely     how many of these may be false alarms
    whole      the change of the set, over the branches of both waves that compare
    """

    wave: Wave | None
    against: Wave | None
    facts: Mapping[int, int]
    moved: Mapping[int, Moved]
    apart: Mapping[int, int | None]
    tested: int
    real: tuple[int, ...]
    whole: Moved
    up: int
    down: int

    @property
    def rises(self) -> tuple[int, ...]:
        """Real rises, the greatest first."""
        return tuple(b for b in self.real if (self.apart[b] or 0) > 0)

    @property
    def falls(self) -> tuple[int, ...]:
        """Real falls, the greatest first."""
        return tuple(b for b in reversed(self.real) if (self.apart[b] or 0) < 0)


def in_order(found: Moves) -> list[int]:
    """Return the branches: real rises, real falls, the others by their change, at last those that
    can't be compared."""
    real = set(found.real)
    rest = [branch for branch in found.apart if branch not in real]
    size = found.apart
    rest.sort(key=lambda branch: (size[branch] is None, -abs(size[branch] or 0), branch))
    return [*found.rises, *found.falls, *rest]


async def moves(lens: Lens, beside: Beside = "before") -> Moves:
    """Return the changes of the newest wave looked at against an earlier one."""
    found = await movers(lens)
    then = found.before if beside == "before" else found.last_year
    alike = found.comparable_before if beside == "before" else found.comparable_last_year
    places = held_of(lens).places
    names = ("scored", "total", "squares")
    given = (found.branch_id, *(found.now[n] for n in names), *(then[n] for n in names), alike * 1)
    each = await worked_out(
        f"moves {places}", given, lambda: _moves(found, then, alike * 1, places)
    )
    older = lens.every[1] if len(lens.every) > 1 else None
    return Moves(
        wave=lens.wave,
        against=older if beside == "before" else lens.last_year,
        facts=dict(zip(found.branch_id.tolist(), found.facts_id.tolist(), strict=True)),
        moved=each.moved,
        apart=each.apart,
        tested=each.tested,
        real=each.real,
        whole=moved_of(each.whole.change, None, None, places, each.whole.branches),
        up=each.whole.up,
        down=each.whole.down,
    )


@dataclass(frozen=True)
class _Each:
    """What follows from the sums of two waves alone."""

    moved: Mapping[int, Moved]
    apart: Mapping[int, int | None]
    tested: int
    real: tuple[int, ...]
    whole: SetComparison


def _moves(found: Movers, then: Table, alike: Ints, places: int) -> _Each:
    there = found.now["scored"] > 0
    now, before = found.now.only(there), then.only(there)
    ids, comparable = found.branch_id[there], alike[there] == 1
    sides = [of_sums(one["scored"], one["total"], one["squares"]) for one in (before, now)]
    every = changes_of(sides[0], sides[1], pooled_of(sides), comparable)
    columns = _columns(every, now, before, places)
    words, apart = every.words, columns[0]
    both = comparable & (sides[0].n > 0)
    return _Each(
        moved=Each(ids, lambda place: _moved(words[place], columns, place)),
        apart=dict(zip(ids.tolist(), knowns(apart), strict=True)),
        tested=sum(word != "not comparable" for word in words),
        real=_real(ids, every),
        whole=paired_set(sides[0].mean[both], sides[1].mean[both]),
    )


def _columns(every: Changes, now: Table, before: Table, places: int) -> list[Ints]:
    """Return the parts of Moved after its verdict, NONE where there is none; differences are those
    of the values as shown."""
    shown = [means(one["total"], one["scored"]) for one in (now, before)]
    apart = rounded_all(shown[0], places) - rounded_all(shown[1], places)
    there = ~np.isnan(every.difference)
    limits = (every.difference - every.half, every.difference + every.half, every.half)
    return [
        np.where(there, apart, NONE),
        np.where(there, shown[1], NONE),
        *(np.where(every.tested, wholes(one), NONE) for one in limits),
        now["scored"],
    ]


def _moved(word: Verdict, columns: Sequence[Ints], place: int) -> Moved:
    difference, before, low, high, detectable, n = (int(column[place]) for column in columns)
    return Moved(
        verdict=word,
        difference=known(difference),
        before=known(before),
        low=known(low),
        high=known(high),
        detectable=known(detectable),
        n=n,
    )


def _real(ids: Ints, every: Changes) -> tuple[int, ...]:
    """Return the branches that moved when all are judged together, the best rise first."""
    tested = every.tested
    real = benjamini_hochberg(every.p[tested]) <= FALSE_ALARMS
    rows = zip(ids[tested][real].tolist(), every.difference[tested][real].tolist(), strict=True)
    return tuple(branch for branch, _ in sorted(rows, key=lambda row: (-row[1], str(row[0]))))


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
