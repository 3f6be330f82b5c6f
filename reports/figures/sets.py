"""A whole set of visits in figures, and two sets side by side: regions, waves, us and others."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from audit.access import Scope
from audit.figures.measures import VIEWS
from reports.figures.aims import aims
from reports.figures.held import held_of
from reports.figures.moves import moved_of
from reports.figures.units import Mean, Moved, mean_of, means, reaching
from reports.network import SectionName
from reports.rollup.adding import Table
from reports.rollup.branches import by_branch
from reports.rollup.filters import Filter
from reports.rollup.lens import Lens, look
from reports.rollup.sheets import NONE, Ints
from reports.statistics.columns import Floats
from reports.statistics.movers import different_set, paired_set
from reports.statistics.shares import Share, ShareDifference, share, share_difference
from reports.yardstick import Yardstick

Ours = tuple[Ints, Floats]
_NO_WAVE = "-"
"""A code that no wave has: nothing is looked at."""


@dataclass(frozen=True)
class WholeSet:
    """What a lens shows, as one: means over branches, each branch counting once.

    sections, views: by key; `at_target`: branches whose score as shown reaches their target.
    """

    lens: Lens
    held: Yardstick
    visits: int
    branches: int
    mean: Mean
    at_target: Share
    critical: Share
    sections: Mapping[str, Mean]
    views: Mapping[str, Mean]
    table: Table


async def whole_set(lens: Lens) -> WholeSet:
    """Return the figures of everything looked at together."""
    table = await by_branch(lens, VIEWS, sections=True)
    held, held_to = held_of(lens), await aims(lens, table)
    shown = means(table["total"], table["scored"])
    visits = int(table["visits"].sum())
    columns = dict(zip((one.key for one in lens.sections), lens.columns, strict=True))
    return WholeSet(
        lens=lens,
        held=held,
        visits=visits,
        branches=table.rows,
        mean=mean_of(shown),
        at_target=reaching(shown, held_to.of(held_to.total), held.places),
        critical=share(int(table["critical"].sum()), visits),
        sections={key: _over(table, column) for key, column in columns.items()},
        views={name: _over(table, name) for name in VIEWS},
        table=table,
    )


def _over(table: Table, column: str) -> Mean:
    return mean_of(means(table[column], table[f"{column}_n"]))


@dataclass(frozen=True)
class Sides:
    """Two sets side by side: other − one.

    paired     the same branches in both (two waves): the change is that of each with itself
    alike      scores of both sides can be set beside each other
    moved      the difference of the means and whether it is more than noise; its interval
    up, down   pairs that rose or fell
    sections   the sections of `one`, each with its difference
    critical   difference of the shares of visits in which a critical rule acted
    """

    one: WholeSet
    other: WholeSet
    paired: bool
    alike: bool
    moved: Moved
    up: int
    down: int
    sections: tuple[tuple[SectionName, Moved], ...]
    critical: ShareDifference


async def sides(one: Lens, other: Lens) -> Sides:
    """Set two lenses side by side; waves over the branches of both, else all branches of each."""
    first, second = await whole_set(one), await whole_set(other)
    alike = await _alike(one, other)
    paired = _narrowed(one.filter) == _narrowed(other.filter)
    places = first.held.places
    scores = [_means(side.table, "total", "scored") for side in (first, second)]
    whole, up, down = _compared(scores[0], scores[1], paired, alike, places)
    return Sides(
        one=first,
        other=second,
        paired=paired,
        alike=alike,
        moved=whole,
        up=up,
        down=down,
        sections=tuple(
            (name, _section(first, second, name.key, paired=paired, alike=alike))
            for name in one.sections
            if name.key in second.sections
        ),
        critical=share_difference(
            second.critical.hits, second.critical.n, first.critical.hits, first.critical.n
        ),
    )


def _narrowed(asked: Filter) -> Filter:
    """What a filter asks for but the time: alike, the same branches are compared."""
    return asked.but(waves=(), since=None, until=None)


async def _alike(one: Lens, other: Lens) -> bool:
    """Tell whether the scores that count on both sides were scored alike."""
    scales = {scale for lens in (one, other) if (scale := await lens.scale()) is not None}
    return len(scales) == 1 and one.checklist == other.checklist


def _section(first: WholeSet, second: WholeSet, key: str, *, paired: bool, alike: bool) -> Moved:
    scores = []
    for side in (first, second):
        names = (one.key for one in side.lens.sections)
        column = dict(zip(names, side.lens.columns, strict=True))[key]
        scores.append(_means(side.table, column, f"{column}_n"))
    return _compared(scores[0], scores[1], paired, alike, first.held.places)[0]


def _means(table: Table, total: str, n: str) -> Ours:
    """Return the branches that have a mean, and these means; the branch is the unit here."""
    shown = means(table[total], table[n])
    there = shown != NONE
    return table["branch_id"][there], shown[there].astype(np.float64)


def _compared(
    one: Ours, other: Ours, paired: bool, alike: bool, places: int
) -> tuple[Moved, int, int]:
    if not alike:
        return Moved("not comparable"), 0, 0
    if paired:
        _, first, second = np.intersect1d(one[0], other[0], return_indices=True)
        found = paired_set(one[1][first], other[1][second])
    else:
        found = different_set(one[1], other[1])
    moved = moved_of(found.change, None, None, places, min(found.branches, found.other_branches))
    return moved, found.up, found.down


async def earlier(lens: Lens, reach: Scope) -> Lens:
    """Return the same in the wave before those looked at; without one nothing is looked at."""
    code = lens.before.code if lens.before else _NO_WAVE
    return await look(lens.filter.but(waves=(code,), since=None, until=None), reach, lens.today)


async def competitors(lens: Lens, reach: Scope) -> Sides:
    """Return competitors' branches beside ours by the same checklist, in the same waves.

    Regions, formats, channels and tags of the filter hold for both; the brand for ours alone.
    """
    key = lens.checklist.key if lens.checklist else None
    ours = lens.filter.but(kind="own", checklist=key)
    theirs = ours.but(kind="competitor", brand=None, channel=None)
    one = lens if lens.filter.kind == "own" else await look(ours, reach, lens.today)
    return await sides(one, await look(theirs, reach, lens.today))
