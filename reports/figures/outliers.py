"""The funnel plot: branches outside of what chance does with so many visits."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.figures.league import League
from reports.figures.units import FULL, whole
from reports.statistics.funnel import Limits, Zone, dispersion, mean_limits


@dataclass(frozen=True)
class Point:
    """A branch: its mean over n visits in hundredths, and where it lies."""

    branch: int
    facts: int
    n: int
    value: int
    zone: Zone


@dataclass(frozen=True)
class Curve:
    """The limits where a branch has n visits, in hundredths."""

    n: int
    warning: tuple[int, int]
    action: tuple[int, int]


@dataclass(frozen=True)
class Outliers:
    """The funnel around `center`. `widened`: branches differ more than chance alone would make
    them, so limits hold that too; `dispersion`: how much (1 is chance)."""

    center: int
    points: tuple[Point, ...]
    curves: tuple[Curve, ...]
    dispersion: float | None
    widened: bool

    def outside(self, side: str) -> list[Point]:
        """Return the branches below or above the limits, the farthest first."""
        found = [one for one in self.points if one.zone.startswith(side)]
        return sorted(found, key=lambda one: -abs(one.value - self.center))


ALPHA = 0.05


def outliers(league: League) -> Outliers | None:
    """Place the branches of a ranking in the funnel; None where nothing tells the spread."""
    standing = league.standing
    if standing.components is None or standing.pooled is None or not standing.pooled.variance:
        return None
    variance, center = standing.pooled.variance, standing.components.mean
    own = standing.moments
    ns = sorted({one.n for one in own.values()})
    spread = {n: (variance / n) ** 0.5 for n in ns}
    found = dispersion([m.mean for m in own.values()], [spread[m.n] for m in own.values()], center)
    tau2 = found.tau2 if found is not None and found.p < ALPHA else 0.0
    limits = {n: mean_limits(center, variance, n, tau2) for n in range(1, max(ns) + 1)}
    facts = dict(
        zip(league.table["branch_id"].tolist(), league.table["facts_id"].tolist(), strict=True)
    )
    return Outliers(
        center=whole(center),
        points=tuple(
            Point(branch, facts[branch], one.n, whole(one.mean), limits[one.n].zone(one.mean))
            for branch, one in own.items()
        ),
        curves=_curves(limits),
        dispersion=found.phi if found else None,
        widened=tau2 > 0,
    )


def _curves(limits: Mapping[int, Limits]) -> tuple[Curve, ...]:
    def kept(value: float) -> int:
        return min(max(whole(value), 0), FULL)

    return tuple(
        Curve(
            n,
            (kept(one.warning.low), kept(one.warning.high)),
            (kept(one.action.low), kept(one.action.high)),
        )
        for n, one in limits.items()
    )
