"""Whole sets of visits: overview, trend, bases, distribution, competitors. One row or a few."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audit.figures.measures import VIEWS
from audit.models import Wave
from reports.rollup.adding import BASES, Table, add_up
from reports.rollup.lens import Lens
from reports.rollup.sheets import NONE, WORDS

TOTALS = ("visits", "scored", "total", "squares", "critical", "branches")
STEP = 100
"""Width of a class of scores, in hundredths: one point."""


async def totals(lens: Lens) -> Table:
    """Return all that is looked at as one row: TOTALS, the four bases, each view and section.

    Bases are BASES, the visits that got so far; views and sections have a sum `<name>` and a count
    `<name>_n`. Two sets are compared by asking this of two lenses.
    """
    return await lens.add([], _all(lens))


def _all(lens: Lens) -> list[str]:
    scores = [column for name in (*VIEWS, *lens.columns) for column in (name, f"{name}_n")]
    return [*TOTALS, *BASES, *scores]


@dataclass(frozen=True)
class Trend:
    """Waves, oldest first, and one row for each: wave_id and the columns of `totals`.

    `broken`: for each wave whether its scores can't be compared with those of the wave before.
    """

    waves: tuple[Wave, ...]
    table: Table
    broken: tuple[bool, ...]


async def trend(lens: Lens, most: int = 36, *, sections: bool = False) -> Trend:
    """Return the waves until the newest looked at, at most `most` of those with a visit.

    With `sections` also their sums and counts and those of the views.
    """
    waves = lens.every[:most]
    names = _all(lens) if sections else [*TOTALS, *BASES]
    table = await lens.add(["wave_id"], [*names, "scale"], waves)
    known = {wave.id: wave for wave in waves}
    ids = table["wave_id"].tolist()
    order = sorted(range(len(ids)), key=lambda place: known[ids[place]].starts_on)
    used = table["scale"][order].tolist()
    return Trend(
        waves=tuple(known[ids[place]] for place in order),
        table=table.only(np.array(order, np.int64)),
        broken=tuple(place > 0 and one != used[place - 1] for place, one in enumerate(used)),
    )


async def distribution(lens: Lens, step: int = STEP) -> Table:
    """Return how many visits fall into each class of `step` hundredths: columns class, visits.

    Class n holds scores from n × step to just under (n + 1) × step.
    """
    final = (await lens.rows()).score("final")
    classes, visits = np.unique(final[final != NONE] // step, return_counts=True)
    return Table({"class": classes, "visits": visits})


async def service_types(lens: Lens) -> dict[str, int]:
    """Return how many visits are of each type of service; "" for those without one."""
    table = await lens.add(["service_type"], ["visits"])
    words = WORDS["service_type"]
    return {
        words[key] if key >= 0 else "": count
        for key, count in zip(table["service_type"].tolist(), table["visits"].tolist(), strict=True)
    }


async def by_daypart(lens: Lens, measures: Sequence[str] = TOTALS) -> dict[str, Table]:
    """Return one row of TOTALS (or other measures) for each part of the day that was visited."""
    table = await lens.add(["daypart"], measures)
    keys = table["daypart"].tolist()
    return {WORDS["daypart"][key]: table.only(np.array([row])) for row, key in enumerate(keys)}


async def against_competitors(lens: Lens) -> tuple[Table, Table]:
    """Return own branches and competitors by the same checklist: two rows as `totals` has.

    Brand and format of the filter hold for both sides.
    """
    own = add_up(await lens.rows(kind="own"), [], _all(lens))
    other = add_up(await lens.rows(kind="competitor"), [], _all(lens))
    return own, other
