"""Regions from the top down, everything below each of them added up."""

from dataclasses import dataclass

import numpy as np

from reports.compare import change
from reports.figures.aims import Aim, aim_of, total_aims
from reports.figures.held import held_of
from reports.figures.units import Mean, as_mean, knowns, means
from reports.network import SectionName
from reports.rollup.adding import Table
from reports.rollup.branches import by_branch
from reports.rollup.lens import Lens
from reports.rollup.regions import RegionNode, region_tree
from reports.rollup.sheets import NONE
from reports.statistics.intervals import mean_estimate
from reports.statistics.moments import moments_of_sums
from reports.statistics.shares import Share, share
from reports.yardstick import Yardstick


@dataclass(frozen=True)
class RegionLine:
    """One region with all below it. Scores in 1/100.

    level    mean over its branches, each counting once; no interval
    mean     mean over its visits with the interval of their spread
    aim      mean of the targets of its branches; `gap`: how far `level` is above it, as shown
    """

    node: RegionNode
    branches: int
    visits: int
    level: int | None
    mean: Mean
    critical: Share
    aim: int | None
    gap: int | None
    sections: tuple[int | None, ...]


@dataclass(frozen=True)
class Regions:
    """The tree in reading order: each region after its parent; `aim`: of all branches."""

    aim: Aim
    lines: tuple[RegionLine, ...]
    sections: tuple[SectionName, ...]
    held: Yardstick


async def regions(lens: Lens) -> Regions:
    """Return the regions that were visited."""
    branches, held = await by_branch(lens, sections=True), held_of(lens)
    targets = await total_aims(lens, branches)
    there = (targets != NONE) & (branches["scored"] > 0)
    aims = {"aim": np.where(there, targets, 0), "aim_n": there.astype(np.int64)}
    tree = await region_tree(Table({**branches, **aims}))
    table = tree.table
    wanted = knowns(means(table["aim"], table["aim_n"]))
    columns = [means(table[name], table[f"{name}_n"]) for name in lens.columns]
    levels = knowns(means(table["means"], table["means_n"]))
    return Regions(
        aim=aim_of(targets),
        lines=tuple(
            RegionLine(
                node=node,
                branches=int(table["branches"][row]),
                visits=int(table["visits"][row]),
                level=levels[row],
                mean=_mean(*(int(table[name][row]) for name in ("scored", "total", "squares"))),
                critical=share(int(table["critical"][row]), int(table["visits"][row])),
                aim=wanted[row],
                gap=change(levels[row], wanted[row], held.places),
                sections=tuple(None if c[row] == NONE else int(c[row]) for c in columns),
            )
            for row, node in enumerate(tree.nodes)
        ),
        sections=lens.sections,
        held=held,
    )


def _mean(scored: int, total: int, squares: int) -> Mean:
    found = moments_of_sums(scored, total, squares)
    return as_mean(mean_estimate(found, None)) if found else Mean(0)
