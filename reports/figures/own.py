"""Everything about one branch: its line among all, its waves, peers, items, waits and bases."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from audit.access import Scope
from reports.compare import change, median
from reports.figures.faults import Faults, faults
from reports.figures.league import League, Line, league
from reports.figures.moves import Moves
from reports.figures.spread import Bases, Square, bases, square
from reports.figures.through import Through, through
from reports.figures.units import Moved, known, means
from reports.figures.waiting import WaitFigures, waiting
from reports.rollup.adding import Table
from reports.rollup.branches import by_branch, through_waves
from reports.rollup.filters import Filter
from reports.rollup.lens import Lens, look
from reports.standing import FEWEST_PEERS


@dataclass(frozen=True)
class OwnFigures:
    """One branch in the waves looked at.

    among      the ranking it stands in; what is told of its place is the reader's to see or not
    line       None: no visit of it is official there
    peers      medians of like branches by section key, empty for fewer than FEWEST_PEERS of them
    sections   the change of each section against the wave before, as shown; None: not comparable
    """

    lens: Lens
    among: League
    line: Line | None
    through: Through
    peers: Mapping[str, int | None]
    sections: Mapping[str, int | None]
    square: Square
    bases: Bases
    waits: tuple[WaitFigures, ...]
    faults: Faults

    @property
    def moves(self) -> Moves | None:
        return self.among.moves

    @property
    def moved(self) -> Moved | None:
        """Its change against the wave before."""
        return self.line.moved if self.line else None


async def own_figures(branch: int, shop_format: str, asked: Filter, among: Lens) -> OwnFigures:
    """Return the figures of a branch; `among`: the same waves for all it is compared with."""
    only = Scope(everything=False, branch_ids=frozenset({branch}))
    lens = await look(asked, only, among.today)
    found = await league(among)
    line = found.line(branch) if branch in found.places else None
    return OwnFigures(
        lens=lens,
        among=found,
        line=line,
        through=await through(lens, branch),
        peers=await _peers(branch, shop_format, among),
        sections=await _changes(lens, branch, found.held.places),
        square=await square(lens),
        bases=await bases(lens),
        waits=await waiting(lens),
        faults=await faults(lens),
    )


async def _peers(branch: int, shop_format: str, among: Lens) -> dict[str, int | None]:
    """Return the medians of the other branches of a format: only of so many that none shows."""
    asked = Filter(
        waves=tuple(wave.code for wave in among.waves),
        checklist=among.checklist.key if among.checklist else None,
        format=shop_format,
    )
    lens = await look(asked, Scope(everything=True), among.today)
    table = await by_branch(lens, sections=True)
    table = table.only(table["branch_id"] != branch)
    return {
        name.key: _median(table, column)
        for name, column in zip(lens.sections, lens.columns, strict=True)
    }


def _median(table: Table, column: str) -> int | None:
    values = [known(value) for value in means(table[column], table[f"{column}_n"]).tolist()]
    there = [value for value in values if value is not None]
    return median(there) if len(there) >= FEWEST_PEERS else None


async def _changes(lens: Lens, branch: int, places: int) -> dict[str, int | None]:
    """Return each section's newest wave less the wave before, where both were scored alike."""
    table = await through_waves(lens, [branch], 2, sections=True)
    waves = [wave.id for wave in lens.every[:2]]
    rows = [np.flatnonzero(table["wave_id"] == wave) for wave in waves]
    if len(rows) < 2 or not all(len(row) for row in rows):
        return {}
    now, before = (int(row[0]) for row in rows)
    if table["scale"][now] != table["scale"][before]:
        return {}
    found = {}
    for name, column in zip(lens.sections, lens.columns, strict=True):
        values = [known(value) for value in means(table[column], table[f"{column}_n"]).tolist()]
        found[name.key] = change(values[now], values[before], places)
    return found
