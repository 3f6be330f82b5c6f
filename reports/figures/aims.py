"""What each branch should reach: the targets that head office set, else the checklist's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from audit.db import connection
from audit.models import ScoreTarget
from reports.figures.choosing import Target, target_of
from reports.figures.held import held_of
from reports.figures.units import least_shown, mean_of
from reports.rollup.adding import Table
from reports.rollup.branches import by_branch
from reports.rollup.lens import Lens
from reports.rollup.sheets import NONE, Ints
from reports.yardstick import hundredths


@dataclass(frozen=True)
class Aims:
    """Targets for the rows of a table of branches.

    usual    by section key, "" for the total: what holds where nothing was set
    total    the section whose targets hold for the score looked at; None: a view, which has none
    kinds    format and region's path of each row; empty where nothing was set
    """

    rows: int
    targets: Sequence[Target]
    usual: Mapping[str, int | None]
    total: str | None
    kinds: Sequence[tuple[str, str]]

    def of(self, section: str | None) -> Ints:
        """Return each row's target of a section, "" for the total, NONE where there is none."""
        usual = None if section is None else self.usual.get(section)
        if section is None or not self.kinds:
            return np.full(self.rows, NONE if usual is None else usual, np.int64)
        known = {kind: target_of(self.targets, section, *kind, usual) for kind in set(self.kinds)}
        found = [known[kind] for kind in self.kinds]
        return np.array([NONE if one is None else one for one in found], np.int64)


@dataclass(frozen=True, slots=True)
class Aim:
    """The targets that hold for some branches: different ones ascending, and their mean over the
    branches; no target where none holds."""

    each: tuple[int, ...] = ()
    mean: int | None = None

    @property
    def shared(self) -> int | None:
        """The one that holds for all of them."""
        return self.each[0] if len(self.each) == 1 else None


def aim_of(targets: Ints) -> Aim:
    """Return the targets of some branches as one."""
    there = targets[targets != NONE]
    return Aim(tuple(np.unique(there).tolist()), mean_of(there).value)


async def total_aims(lens: Lens, table: Table) -> Ints:
    """Return what each branch of a table should reach with the score looked at."""
    found = await aims(lens, table)
    return found.of(found.total)


async def needed(lens: Lens) -> tuple[Ints, Ints]:
    """Return the branches looked at, ascending, and the least score of each that is shown as
    reaching its target; NONE, which any score reaches, where it has none."""
    table = await by_branch(lens)
    targets, places = await total_aims(lens, table), held_of(lens).places
    return table["branch_id"], np.where(targets == NONE, NONE, least_shown(targets, places))


async def aims(lens: Lens, table: Table) -> Aims:
    """Return the targets of the branches of a table, which has a column facts_id."""
    asked = lens.asked
    usual: dict[str, int | None] = {"": held_of(lens).target}
    usual |= {one.key: hundredths(asked.target_of(one)) for one in asked.sections} if asked else {}
    total = lens.dimension or ""
    targets = await _targets(lens)
    return Aims(
        rows=table.rows,
        targets=targets,
        usual=usual,
        total=total if total in usual else None,
        kinds=await _kinds(table["facts_id"]) if targets else (),
    )


async def _targets(lens: Lens) -> list[Target]:
    if lens.checklist is None:
        return []
    rows = await ScoreTarget.filter(checklist_id=lens.checklist.id).values_list(
        "section_key", "format", "region__path", "target"
    )
    return [Target(str(row[0]), str(row[1]), str(row[2] or ""), int(str(row[3]))) for row in rows]


async def _kinds(facts: Ints) -> list[tuple[str, str]]:
    """Return format and region's path of these facts, in their order."""
    _, rows = await connection().execute_query(
        "SELECT f.id, f.format, r.path FROM branch_facts f JOIN region r ON r.id = f.region_id"
    )
    known = {row[0]: (row[1], row[2]) for row in map(tuple, rows)}
    return [known[one] for one in facts.tolist()]
