"""Movers beyond noise among many branches, and two sets of branches set beside each other."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from reports.statistics.change import Change, paired, welch
from reports.statistics.changes import changes_of
from reports.statistics.columns import Floats
from reports.statistics.intervals import pooled_variance
from reports.statistics.moments import Moments
from reports.statistics.multiple import benjamini_hochberg
from reports.statistics.side import of_moments

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Mover(Generic[K]):
    """A branch with a change that could be tested; `adjusted` p for all branches together.

    `real`: beyond noise after Benjamini–Hochberg; `change.verdict` is for the branch alone.
    """

    key: K
    change: Change
    adjusted: float
    real: bool

    @property
    def difference(self) -> float:
        return self.change.difference or 0.0


@dataclass(frozen=True, slots=True)
class SetComparison:
    """Other set − one set, over branch means of equal weight.

    `branches`, `other_branches`: how many there are; for pairs both are the pairs. `up`, `down`:
    pairs that rose or fell, both 0 for sets of different branches.
    """

    change: Change
    branches: int
    other_branches: int
    up: int = 0
    down: int = 0


def changes(
    before: Mapping[K, Moments],
    after: Mapping[K, Moments],
    *,
    comparable: Mapping[K, bool] | None = None,
    level: float = 0.95,
) -> dict[K, Change]:
    """Return the change of every branch of `after`; pooled is the spread within both waves."""
    keys, alike = list(after), comparable or {}
    found = changes_of(
        of_moments([before.get(key) for key in keys]),
        of_moments([after[key] for key in keys]),
        pooled_variance([*before.values(), *after.values()]),
        np.array([alike.get(key, True) for key in keys], np.bool_),
        level,
    )
    return dict(zip(keys, found.every(), strict=True))


FALSE_ALARMS = 0.05


def movers(found: Mapping[K, Change], rate: float = FALSE_ALARMS) -> list[Mover[K]]:
    """Return the branches whose change was tested, the greatest rise first.

    At most a share `rate` of those called real moved by chance alone (false discovery rate).
    """
    adjusted = benjamini_hochberg({key: one.p for key, one in found.items() if one.p is not None})
    rows = [Mover(key, found[key], p, p <= rate) for key, p in adjusted.items()]
    return sorted(rows, key=lambda row: (-row.difference, repr(row.key)))


def same_branches(
    before: Mapping[K, Moments], after: Mapping[K, Moments], level: float = 0.95
) -> SetComparison:
    """Compare two waves, or two checks, over the branches that both have: paired t of branch means.

    Branches come and go; a mean over different branches would compare the branches, not the waves.
    """
    both = [key for key in before if key in after]
    means = [np.array([side[key].mean for key in both], np.float64) for side in (before, after)]
    return paired_set(means[0], means[1], level)


def paired_set(before: Floats, after: Floats, level: float = 0.95) -> SetComparison:
    """Compare two waves by the means of the branches of both, in the same order."""
    differences = after - before
    return SetComparison(
        change=paired(differences.tolist(), level),
        branches=len(differences),
        other_branches=len(differences),
        up=int(np.count_nonzero(differences > 0)),
        down=int(np.count_nonzero(differences < 0)),
    )


def different_branches(
    one: Mapping[K, Moments], other: Mapping[K, Moments], level: float = 0.95
) -> SetComparison:
    """Compare two sets of branches (region A and B, ours and a competitor's): Welch's t.

    Of branch means: the branch is the unit here, for visits of one branch hang together. The spread
    of branch means holds both kinds of noise.
    """
    means = [
        np.array([branch.mean for branch in side.values()], np.float64) for side in (one, other)
    ]
    return different_set(means[0], means[1], level)


def different_set(one: Floats, other: Floats, level: float = 0.95) -> SetComparison:
    """Compare two sets of branches by the means of their branches."""
    return SetComparison(welch(one.tolist(), other.tolist(), level), len(one), len(other))
