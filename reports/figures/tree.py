"""Regions from the top down, everything below each of them added up."""

from dataclasses import dataclass

from reports.figures.held import held_of
from reports.figures.units import Mean, as_mean, means
from reports.network import SectionName
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
    """

    node: RegionNode
    branches: int
    visits: int
    level: int | None
    mean: Mean
    critical: Share
    sections: tuple[int | None, ...]


@dataclass(frozen=True)
class Regions:
    """The tree in reading order: each region after its parent."""

    lines: tuple[RegionLine, ...]
    sections: tuple[SectionName, ...]
    held: Yardstick


async def regions(lens: Lens) -> Regions:
    """Return the regions that were visited."""
    tree = await region_tree(lens, sections=True)
    table = tree.table
    columns = [means(table[name], table[f"{name}_n"]) for name in lens.columns]
    levels = means(table["means"], table["means_n"])
    return Regions(
        lines=tuple(
            RegionLine(
                node=node,
                branches=int(table["branches"][row]),
                visits=int(table["visits"][row]),
                level=None if levels[row] == NONE else int(levels[row]),
                mean=_mean(*(int(table[name][row]) for name in ("scored", "total", "squares"))),
                critical=share(int(table["critical"][row]), int(table["visits"][row])),
                sections=tuple(None if c[row] == NONE else int(c[row]) for c in columns),
            )
            for row, node in enumerate(tree.nodes)
        ),
        sections=lens.sections,
        held=held_of(lens),
    )


def _mean(scored: int, total: int, squares: int) -> Mean:
    found = moments_of_sums(scored, total, squares)
    return as_mean(mean_estimate(found, None)) if found else Mean(0)
