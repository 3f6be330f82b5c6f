"""The tree of regions with everything below each added up."""

from dataclasses import dataclass

import numpy as np

from audit.db import connection
from audit.models import Region
from forms.texts import Text
from reports.rollup.adding import Table
from reports.rollup.sheets import Ints


@dataclass(frozen=True)
class RegionNode:
    """One region; `depth` 0 at the top, `parent` is a place in the tree or -1."""

    code: str
    name: Text
    depth: int
    parent: int


@dataclass(frozen=True)
class Tree:
    """Regions with a visit in or below them, each after its parent and before the next sibling.

    `table` has one row for each: the columns of the branches, how many branches, the number of
    branches with a score and the sum of their means (`means_n`, `means`, in hundredths, each mean
    rounded half up), and each section's sum and count.
    """

    nodes: tuple[RegionNode, ...]
    table: Table


async def region_tree(branches: Table) -> Tree:
    """Add a table of branches (see by_branch) up the tree, with every column it has; each branch
    belongs where its facts say."""
    homes = await _homes(branches["facts_id"])
    regions = await Region.all().order_by("path")
    known = {region.id: place for place, region in enumerate(regions)}
    parents = [known[r.parent_id] if r.parent_id is not None else -1 for r in regions]
    sums = _own(branches, np.array([known[int(home)] for home in homes], np.int64), len(regions))
    for place in range(len(regions) - 1, -1, -1):  # children come after their parents
        if parents[place] >= 0:
            sums[parents[place]] += sums[place]
    names = _names(branches)
    return _visited(regions, parents, Table(dict(zip(names, sums.T, strict=True))))


def _names(branches: Table) -> list[str]:
    own = [name for name in branches if name not in ("branch_id", "facts_id")]
    return ["branches", "means", "means_n", *own]


def _own(branches: Table, home: Ints, size: int) -> Ints:
    """Return regions × names: what lies in a region itself."""
    scored = branches["scored"]
    means = np.where(scored > 0, (2 * branches["total"] + scored) // np.maximum(2 * scored, 1), 0)
    added = {"branches": np.ones_like(scored), "means": means, "means_n": (scored > 0) * 1}
    columns = [added.get(name, branches.get(name)) for name in _names(branches)]
    sums = np.zeros((size, len(columns)), np.int64)
    np.add.at(sums, home, np.stack([c for c in columns if c is not None], axis=1))
    return sums


async def _homes(facts: Ints) -> Ints:
    """Return the region of each of these facts, in their order."""
    _, rows = await connection().execute_query("SELECT id, region_id FROM branch_facts ORDER BY id")
    known = np.array([tuple(row) for row in rows], np.int64).reshape(len(rows), 2)
    homes: Ints = known[np.searchsorted(known[:, 0], facts), 1]
    return homes


def _visited(regions: list[Region], parents: list[int], table: Table) -> Tree:
    kept = np.flatnonzero(table["branches"] > 0)
    place = {int(old): new for new, old in enumerate(kept)}
    depth: dict[int, int] = {}
    nodes = []
    for old in kept.tolist():
        above = parents[old]
        depth[old] = depth[above] + 1 if above >= 0 else 0
        region = regions[old]
        nodes.append(
            RegionNode(
                code=region.code,
                name=Text(zh=region.name_zh, en=region.name_en),
                depth=depth[old],
                parent=place[above] if above >= 0 else -1,
            )
        )
    return Tree(tuple(nodes), table.only(kept))
