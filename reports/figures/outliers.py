"""The funnel plot: branches outside of what chance does with so many visits."""

from collections.abc import Callable
from dataclasses import dataclass

from reports.figures.league import League
from reports.figures.units import FULL, whole
from reports.statistics.funnel import Limits, Zone, dispersion, limits_at
from reports.statistics.intervals import Interval

Pair = tuple[int, int]


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
    limits: Callable[[float], Limits]

    def between(self, n: float) -> tuple[Pair, Pair]:
        """Return inner and outer limits at n visits, which need not be whole, to draw them."""
        found = self.limits(n)
        return _kept(found.warning), _kept(found.action)

    def outside(self, side: str) -> list[Point]:
        """Return the branches below or above the limits, the farthest first."""
        found = [one for one in self.points if one.zone.startswith(side)]
        return sorted(found, key=lambda one: -abs(one.value - self.center))


ALPHA = 0.05


def _kept(one: Interval) -> Pair:
    return min(max(whole(one.low), 0), FULL), min(max(whole(one.high), 0), FULL)


def outliers(league: League) -> Outliers | None:
    """Place the branches of a ranking in the funnel; None where nothing tells the spread."""
    standing = league.standing
    if standing.components is None or standing.pooled is None or not standing.pooled.variance:
        return None
    variance, center = standing.pooled.variance, standing.components.mean
    own = dict(standing.moments)
    ns = sorted({one.n for one in own.values()})
    spread = {n: (variance / n) ** 0.5 for n in ns}
    found = dispersion([m.mean for m in own.values()], [spread[m.n] for m in own.values()], center)
    tau2 = found.tau2 if found is not None and found.p < ALPHA else 0.0

    def limits(n: float) -> Limits:
        return limits_at(center, (variance / n) ** 0.5, tau2)

    held = {n: limits(n) for n in ns}
    facts = dict(
        zip(league.table["branch_id"].tolist(), league.table["facts_id"].tolist(), strict=True)
    )
    return Outliers(
        center=whole(center),
        points=tuple(
            Point(branch, facts[branch], one.n, whole(one.mean), held[one.n].zone(one.mean))
            for branch, one in own.items()
        ),
        curves=tuple(
            Curve(n, _kept(limits(n).warning), _kept(limits(n).action))
            for n in range(1, max(ns) + 1)
        ),
        limits=limits,
        dispersion=found.phi if found else None,
        widened=tau2 > 0,
    )
