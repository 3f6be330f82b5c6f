"""Branches beside each other: ranking, heat map, square, movers, and one branch through the waves.

Scores are sums of hundredths over visits beside the number of visits that have one; a branch with
no scored visit is there with `scored` 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.access import facts_on
from audit.models import BranchFacts, Wave
from forms.texts import Text
from reports.rollup.adding import Table, add_up, places_of
from reports.rollup.lens import Lens
from reports.rollup.sheets import Ints

OFFICIAL = ("facts_id", "visits", "scored", "total", "squares", "critical")


async def by_branch(lens: Lens, views: Sequence[str] = (), *, sections: bool = False) -> Table:
    """Return the branches looked at, one row each, over all waves looked at together.

    Columns: branch_id, those of OFFICIAL, and for each of `views` (names of SCORES) and, if
    wanted, each of `lens.columns` the sum `<name>` and the count `<name>_n`. `facts_id` says how
    the branch is to be named: as at its newest visit, or as it is organised today.
    """
    names = (*views, *(lens.columns if sections else ()))
    measures = [*OFFICIAL, *(column for name in names for column in (name, f"{name}_n"))]
    return await _as_organised(lens, await lens.add(["branch_id"], measures))


async def _as_organised(lens: Lens, table: Table) -> Table:
    """Take today's facts where branches are looked at as organised today and still have some."""
    if lens.filter.organised == "then" or not table.rows:
        return table
    rows = await facts_on(lens.today).order_by("branch_id").values_list("branch_id", "id")
    known = np.array(rows, np.int64).reshape(len(rows), 2)
    places = places_of(table["branch_id"], known[:, 0])
    today = np.where(places >= 0, known[places, 1] if len(known) else 0, table["facts_id"])
    return Table({**table, "facts_id": today})


@dataclass(frozen=True)
class Named:
    """How a branch is named and where it belongs, by facts."""

    branch_id: int
    code: str
    name: Text
    region_code: str
    region: Text
    brand: Text
    format: str


async def named(facts: Sequence[int]) -> dict[int, Named]:
    """Return the names of the branches that these facts are of."""
    rows = await BranchFacts.filter(id__in=[int(one) for one in facts]).values_list(
        "id", "branch_id", "branch__code", "name_zh", "name_en",
        "region__code", "region__name_zh", "region__name_en",
        "brand__name_zh", "brand__name_en", "format",
    )  # fmt: skip
    return {
        row[0]: Named(
            branch_id=row[1],
            code=row[2],
            name=Text(zh=row[3], en=row[4]),
            region_code=row[5],
            region=Text(zh=row[6], en=row[7]),
            brand=Text(zh=row[8], en=row[9]),
            format=row[10],
        )
        for row in rows
    }


async def through_waves(
    lens: Lens, branches: Sequence[int], most: int = 24, *, sections: bool = False
) -> Table:
    """Return some branches wave by wave, for at most `most` waves until the newest looked at.

    Columns: branch_id, wave_id, those of OFFICIAL, scale (by which scores of that wave count), and
    the sections' sums and counts if wanted.
    """
    names = lens.columns if sections else ()
    measures = [*OFFICIAL, "scale", *(c for name in names for c in (name, f"{name}_n"))]
    rows = await lens.rows(lens.every[:most], branches=np.array(branches, np.int64), each=True)
    return add_up(rows, ["branch_id", "wave_id"], measures)


@dataclass(frozen=True)
class Movers:
    """The branches of the newest wave, beside the wave before and the same wave last year.

    `now`, `before` and `last_year` have the same rows in the same order: visits, scored, total,
    squares (0 where the branch was not visited); the masks say where scores compare.
    """

    branch_id: Ints
    facts_id: Ints
    now: Table
    before: Table
    last_year: Table
    comparable_before: NDArray[np.bool_]
    comparable_last_year: NDArray[np.bool_]


async def movers(lens: Lens) -> Movers:
    """Return how the branches of the newest wave did then, the wave before and a year before."""
    waves = (lens.wave, _previous(lens), lens.last_year)
    wanted = list({wave.id: wave for wave in waves if wave}.values())
    table = await lens.add(["branch_id", "wave_id"], [*OFFICIAL, "scale"], wanted)
    now = _of_wave(table, waves[0])
    now = await _as_organised(lens, now)
    before, last_year = (_beside(now, _of_wave(table, wave)) for wave in waves[1:])
    return Movers(
        branch_id=now["branch_id"],
        facts_id=now["facts_id"],
        now=now,
        before=before,
        last_year=last_year,
        comparable_before=_compare(now, before),
        comparable_last_year=_compare(now, last_year),
    )


def _previous(lens: Lens) -> Wave | None:
    """The wave before the newest one looked at."""
    return lens.every[1] if len(lens.every) > 1 else None


def _of_wave(table: Table, wave: Wave | None) -> Table:
    return table.only(table["wave_id"] == (wave.id if wave else -1))


def _beside(now: Table, other: Table) -> Table:
    """Return the rows of `other` in the order of `now`, zeros where it has none."""
    places = places_of(now["branch_id"], other["branch_id"])
    columns: Mapping[str, Ints] = other
    if not other.rows:
        return Table({name: np.zeros(now.rows, np.int64) for name in columns})
    return Table({n: np.where(places >= 0, column[places], 0) for n, column in columns.items()})


def _compare(now: Table, other: Table) -> NDArray[np.bool_]:
    alike = other["scale"] == now["scale"]
    found: NDArray[np.bool_] = alike & (now["scored"] > 0) & (other["scored"] > 0)
    return found
