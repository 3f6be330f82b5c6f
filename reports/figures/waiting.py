"""Waits: distribution, median with its interval, share within target, by part of the day."""

from dataclasses import dataclass

import numpy as np

from forms.items import Wait as WaitItem
from forms.texts import Text
from reports.figures.units import whole
from reports.figures.views import items_of
from reports.rollup.lens import Lens
from reports.rollup.sheets import DAYPARTS, Ints
from reports.rollup.waits import Waits, waits
from reports.statistics.shares import Share, share
from reports.statistics.waits import median_interval_in, percentile_in

CLASSES = 14
_STEPS = (5, 10, 15, 20, 30, 60, 90, 120, 180, 300, 600, 900, 1800, 3600, 7200, 14400, 86400)


@dataclass(frozen=True)
class Waited:
    """Waits of n visits in seconds; `low`…`high`: interval of the median, None under six visits."""

    n: int
    median: int | None
    low: int | None
    high: int | None
    p90: int | None
    within: Share


@dataclass(frozen=True)
class WaitClass:
    """Visits that waited `low` seconds up to, not reaching, `high`; None: as long as it may be."""

    low: int
    high: int | None
    visits: int


@dataclass(frozen=True)
class WaitFigures:
    """One wait item. `target`: seconds, where all formats share one; `dayparts`: by name."""

    key: str
    wording: Text
    section: Text
    target: int | None
    all: Waited
    classes: tuple[WaitClass, ...]
    dayparts: tuple[tuple[str, Waited], ...]


async def waiting(lens: Lens) -> tuple[WaitFigures, ...]:
    """Return every wait that the visits looked at measured, in the checklist's order."""
    found = {one.key: one for one in await waits(lens)}
    return tuple(
        _figures(found[item.key], item, section.title)
        for section, item in items_of(lens)
        if isinstance(item, WaitItem) and item.key in found
    )


def _figures(one: Waits, item: WaitItem, section: Text) -> WaitFigures:
    targets = {item.target_within(name) for name in ("", *item.formats)}
    return WaitFigures(
        key=one.key,
        wording=item.wording,
        section=section,
        target=targets.pop() if len(targets) == 1 else None,
        all=waited(one),
        classes=_classes(np.sort(one.seconds)),
        dayparts=tuple(
            (name, waited(one.only(one.daypart == place))) for place, name in enumerate(DAYPARTS)
        ),
    )


def waited(one: Waits) -> Waited:
    """Return the figures of some waits."""
    seconds = np.sort(one.seconds)
    median, p90 = percentile_in(seconds, 0.5), percentile_in(seconds, 0.9)
    interval = median_interval_in(seconds)
    return Waited(
        n=len(seconds),
        median=None if median is None else whole(median),
        low=whole(interval.low) if interval else None,
        high=whole(interval.high) if interval else None,
        p90=None if p90 is None else whole(p90),
        within=share(int(np.count_nonzero(one.within)), len(seconds)),
    )


def _classes(ordered: Ints) -> tuple[WaitClass, ...]:
    """Return even classes up to the 98th percentile, the last one open."""
    reach = percentile_in(ordered, 0.98)
    if reach is None:
        return ()
    step = next((one for one in _STEPS if one * CLASSES > reach), _STEPS[-1])
    last = min(int(reach // step), CLASSES - 1)
    places = np.minimum(ordered // step, last)
    counts = np.bincount(places, minlength=last + 1).tolist()
    return tuple(
        WaitClass(n * step, None if n == last else (n + 1) * step, count)
        for n, count in enumerate(counts)
    )
