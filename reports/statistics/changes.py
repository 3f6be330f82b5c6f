"""The changes of thousands of branches at once: `change.change` on columns."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from reports.statistics.change import Change, Verdict
from reports.statistics.columns import Floats, Holds, quantiles, two_tails
from reports.statistics.intervals import FEW, Pooled, around
from reports.statistics.side import Side

_VERDICTS: tuple[Verdict, ...] = ("real", "within noise", "not comparable")
_SPREADS: tuple[Literal["own", "pooled", "none"], ...] = ("own", "pooled", "none")
_OWN, _POOLED, _NONE = range(3)


def pooled_of(sides: Sequence[Side]) -> Pooled | None:
    """Return the variance within the branches of some waves, see `pooled_variance`."""
    known = [side.n > 1 for side in sides]
    df = sum(int((side.n[own] - 1).sum()) for side, own in zip(sides, known, strict=True))
    if not df:
        return None
    within = math.fsum(
        square
        for side, own in zip(sides, known, strict=True)
        for square in side.squares[own].tolist()
    )
    return Pooled(within / df, df, sum(int(own.sum()) for own in known))


@dataclass(frozen=True)
class Changes:
    """Changes of branches, one entry each; NaN where `Change` has None.

    verdict and spread are places in the words of `Change`; `of` returns one entry as such.
    """

    verdict: NDArray[np.int8]
    difference: Floats
    half: Floats
    p: Floats
    df: Floats
    spread: NDArray[np.int8]
    level: float

    @property
    def words(self) -> list[Verdict]:
        """The verdicts in words."""
        return [_VERDICTS[one] for one in self.verdict.tolist()]

    @property
    def tested(self) -> Holds:
        """Which changes were tested."""
        return ~np.isnan(self.p)

    def every(self) -> list[Change]:
        """Return each as a Change."""
        columns = (self.difference, self.half, self.p, self.df, self.spread)
        rows = zip(self.words, *(column.tolist() for column in columns), strict=True)
        return [
            Change(
                verdict=word,
                difference=difference,
                interval=around(difference, half, self.level),
                p=p,
                df=df,
                detectable=half,
                spread=_SPREADS[spread],
            )
            if spread != _NONE
            else Change(word, None if math.isnan(difference) else difference)
            for word, difference, half, p, df, spread in rows
        ]


def changes_of(
    before: Side, after: Side, pooled: Pooled | None, comparable: Holds, level: float = 0.95
) -> Changes:
    """Test after − before of each branch as `change` does."""
    both = (before.n > 0) & (after.n > 0) & comparable
    difference = np.where(both, after.mean - before.mean, np.nan)
    error, df, known = _welch(before, after)
    enough = known & (np.minimum(before.n, after.n) > FEW) & (error > 0)
    spread = np.where(enough, _OWN, _POOLED)
    if pooled is None:
        spread = np.where(known, _OWN, _NONE)
    else:
        ns = [np.maximum(side.n, 1) for side in (before, after)]
        shared = np.sqrt(pooled.variance * (1 / ns[0] + 1 / ns[1]))
        error, df = np.where(enough, error, shared), np.where(enough, df, pooled.df)
    spread = np.where(both, spread, _NONE)
    return _judged(difference, error, df, spread.astype(np.int8), level)


def _judged(
    difference: Floats, error: Floats, df: Floats, spread: NDArray[np.int8], level: float
) -> Changes:
    tested = spread != _NONE
    p, half = np.full(len(df), np.nan), np.full(len(df), np.nan)
    own, scatter, free = difference[tested], error[tested], df[tested]
    moving = scatter > 0
    half[tested] = np.where(moving, quantiles((1 + level) / 2, free) * scatter, 0.0)
    p[tested] = np.where(moving, two_tails(own / np.where(moving, scatter, 1.0), free), own == 0)
    verdict = np.where(tested, np.where(p < 1 - level, 0, 1), 2).astype(np.int8)
    return Changes(verdict, difference, half, p, np.where(tested, df, np.nan), spread, level)


def _welch(one: Side, other: Side) -> tuple[Floats, Floats, Holds]:
    """Return the standard errors of differences, their Welch–Satterthwaite df, and where there are
    any: both sides need two visits."""
    known = (one.n > 1) & (other.n > 1)
    freedom = [np.maximum(side.n - 1, 1) for side in (one, other)]
    variances = [
        side.squares / free / np.maximum(side.n, 1)
        for side, free in zip((one, other), freedom, strict=True)
    ]
    largest = np.maximum(*variances)
    safe = np.where(largest > 0, largest, 1.0)
    scaled = [variance / safe for variance in variances]
    whole = scaled[0] + scaled[1]
    below = scaled[0] ** 2 / freedom[0] + scaled[1] ** 2 / freedom[1]
    df = np.where(largest > 0, whole**2 / np.where(below > 0, below, 1.0), 1.0)
    return np.sqrt(whole * largest), df, known
