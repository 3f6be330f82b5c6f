"""The ranking: each branch with everything that says how sure its place is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from reports.figures.aims import Aims, aims
from reports.figures.held import held_of
from reports.figures.moves import Moves, moves
from reports.figures.order import FEWEST, Standing, standing
from reports.figures.units import (
    Mean,
    Moved,
    as_mean,
    known,
    knowns,
    limits,
    mean_of,
    means,
    reaching,
    rounded_all,
    whole,
)
from reports.network import SectionName
from reports.rollup.adding import Table
from reports.rollup.branches import by_branch
from reports.rollup.lens import Lens
from reports.rollup.sheets import NONE, Ints
from reports.statistics.intervals import mean_estimate
from reports.statistics.shares import Share, share
from reports.yardstick import Yardstick


@dataclass(frozen=True)
class Line:
    """A branch in the ranking. Scores in 1/100.

    place     0 for the first in order
    visits    made; `mean.n` of them have a score
    fair      drawn towards its peers (value and interval), None where nothing tells how far
    weight    what its own mean counts in `fair` (0–1)
    ranks     first and last place it may well have; None: too few visits to rank
    close     too close to call with the next one below
    moved     against the wave before; `real` when all branches are judged together
    critical  visits in which a critical rule acted
    target    its own, as `targets` are those of the sections; `gap`: how far above it, as shown
    """

    branch: int
    facts: int
    place: int
    visits: int
    mean: Mean
    fair: Mean
    weight: float | None
    ranks: tuple[int, int] | None
    close: bool
    moved: Moved | None
    real: bool
    critical: int
    sections: tuple[int | None, ...]
    target: int | None
    gap: int | None
    targets: tuple[int | None, ...]

    @property
    def few(self) -> bool:
        return self.mean.n < FEWEST

    @property
    def rank(self) -> str | None:
        """The ranks as text: "4", "3–9"."""
        if self.ranks is None:
            return None
        low, high = self.ranks
        return str(low) if low == high else f"{low}–{high}"


@dataclass(frozen=True)
class League:
    """All branches looked at, best first; lines are made when they are asked for."""

    table: Table
    held: Yardstick
    sections: tuple[SectionName, ...]
    standing: Standing
    moves: Moves | None
    places: Mapping[int, int]
    shown: Ints
    section_means: Mapping[str, Ints]
    aims: Aims

    @property
    def size(self) -> int:
        """How many branches there are."""
        return self.table.rows

    @property
    def ranked(self) -> int:
        """How many of them have visits enough to be ranked."""
        return len(self.standing.ranges)

    @property
    def visits(self) -> int:
        """All visits looked at."""
        return int(self.table["visits"].sum())

    @cached_property
    def whole(self) -> Mean:
        """The mean of the branches' means, each branch counting once, interval over branches."""
        return mean_of(self.shown)

    @cached_property
    def at_target(self) -> Share:
        """How many branches with a score reach their target with the score as shown."""
        return reaching(self.shown, self.targets, self.held.places)

    @property
    def target(self) -> int | None:
        """The target that all branches share; None where they differ or have none."""
        found = set(knowns(self.targets))
        return found.pop() if len(found) == 1 else None

    def section_target(self, name: SectionName) -> int | None:
        """The mean of the targets of the branches that have a score in a section."""
        wanted = self.section_targets[name.key]
        return mean_of(wanted[(self.section_means[name.key] != NONE) & (wanted != NONE)]).value

    @cached_property
    def gaps(self) -> Ints:
        """How far each branch's mean is above its target, both as shown; NONE without either."""
        both = (self.shown != NONE) & (self.targets != NONE)
        shown, wanted = (rounded_all(one, self.held.places) for one in (self.shown, self.targets))
        return np.where(both, shown - wanted, NONE)

    @cached_property
    def targets(self) -> Ints:
        """Each branch's target, NONE where it has none."""
        return self.aims.of(self.aims.total)

    @cached_property
    def section_targets(self) -> dict[str, Ints]:
        """By the key of a section each branch's target, NONE where it has none."""
        return {name.key: self.aims.of(name.key) for name in self.sections}

    @property
    def critical(self) -> Share:
        """In how many visits a critical rule acted."""
        return share(int(self.table["critical"].sum()), self.visits)

    def section(self, name: SectionName) -> Mean:
        """The mean of a section over branches, each counting once, with its interval."""
        return mean_of(self.section_means[name.key])

    def line(self, branch: int) -> Line:
        """Return the line of a branch that is looked at."""
        row, own = self.places[branch], self.standing.moments.get(branch)
        fair, ranks = self.standing.shrunk.get(branch), self.standing.ranges.get(branch)
        mean = as_mean(mean_estimate(own, self.standing.pooled)) if own else Mean(0)
        return Line(
            branch=branch,
            facts=int(self.table["facts_id"][row]),
            place=self._order[branch],
            visits=int(self.table["visits"][row]),
            mean=mean,
            fair=Mean(fair.n, whole(fair.value), *limits(fair.interval)) if fair else Mean(mean.n),
            weight=fair.weight if fair else None,
            ranks=(ranks.low, ranks.high) if ranks else None,
            close=branch in self.standing.close,
            moved=self.moves.moved.get(branch) if self.moves else None,
            real=branch in self._real,
            critical=int(self.table["critical"][row]),
            sections=tuple(
                knowns(self.section_means[name.key][row : row + 1])[0] for name in self.sections
            ),
            target=known(int(self.targets[row])),
            gap=known(int(self.gaps[row])),
            targets=tuple(
                known(int(self.section_targets[name.key][row])) for name in self.sections
            ),
        )

    def lines(self, first: int = 0, last: int | None = None) -> list[Line]:
        """Return the lines from one place up to another, best first."""
        return [self.line(branch) for branch in self.standing.order[first:last]]

    @cached_property
    def _real(self) -> frozenset[int]:
        return frozenset(self.moves.real) if self.moves else frozenset()

    @cached_property
    def _order(self) -> dict[int, int]:
        return {branch: place for place, branch in enumerate(self.standing.order)}


async def league(lens: Lens, *, changes: bool = True) -> League:
    """Return the ranking of all branches looked at, over all waves looked at together.

    Changes are told where one wave is looked at: between periods of several there are none.
    """
    table = await by_branch(lens, sections=True)
    return League(
        table=table,
        held=held_of(lens),
        sections=lens.sections,
        standing=await standing(table),
        moves=await moves(lens) if changes and len(lens.waves) == 1 else None,
        places={branch: row for row, branch in enumerate(table["branch_id"].tolist())},
        shown=means(table["total"], table["scored"]),
        section_means={
            name.key: means(table[column], table[f"{column}_n"])
            for name, column in zip(lens.sections, lens.columns, strict=True)
        },
        aims=await aims(lens, table),
    )
