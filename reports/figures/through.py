"""The set, or one branch, wave by wave: means with intervals, control limits, slope, season."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from audit.models import Wave
from reports.figures.aims import Aim, aim_of, total_aims
from reports.figures.held import held_of
from reports.figures.units import FULL, Mean, as_mean, whole
from reports.rollup.adding import Table
from reports.rollup.branches import by_branch, through_waves
from reports.rollup.lens import Lens
from reports.rollup.waves import trend
from reports.statistics.control import ControlChart, Rule, control_chart, ewma
from reports.statistics.intervals import mean_estimate, pooled_variance
from reports.statistics.moments import moments_of_sums
from reports.statistics.shares import Share, share
from reports.statistics.trend import Slope, slope, year_before
from reports.yardstick import Yardstick

LONGEST = 36
FEWEST_FOR_SLOPE = 4
FEWEST_FOR_LIMITS = 3


@dataclass(frozen=True)
class WavePoint:
    """One wave. `broken`: not comparable with the wave before; `year`: place of last year's wave.

    The mean is over visits, its interval by their spread; `smoothed` the weighted moving average;
    `signals` name what is more than the usual up and down.
    """

    wave: Wave
    visits: int
    branches: int
    mean: Mean
    critical: Share
    broken: bool
    year: int | None
    smoothed: int | None
    signals: tuple[Rule, ...]


@dataclass(frozen=True)
class Stretch:
    """Waves that compare, from place `first` to `last` (both in), with their own control limits.

    Limits None: too few waves; `provisional`: few enough to move with every wave.
    """

    first: int
    last: int
    center: int | None
    low: int | None
    high: int | None
    provisional: bool


@dataclass(frozen=True)
class Through:
    """Waves until the newest looked at, oldest first. `slope`: of the last stretch, per wave;
    `aim`: what the branches looked at should reach."""

    points: tuple[WavePoint, ...]
    stretches: tuple[Stretch, ...]
    slope: Slope | None
    held: Yardstick
    aim: Aim


@dataclass(frozen=True)
class _Series:
    waves: Sequence[Wave]
    table: Table
    branches: Sequence[int]
    broken: Sequence[bool]


async def through(lens: Lens, branch: int | None = None, most: int = LONGEST) -> Through:
    """Return the set, or one branch, wave by wave."""
    series = await (_of_set(lens, most) if branch is None else _of_branch(lens, branch, most))
    columns = [series.table[name].tolist() for name in ("scored", "total", "squares")]
    own = [moments_of_sums(*row) for row in zip(*columns, strict=True)]
    pooled = pooled_variance(one for one in own if one)
    means = [as_mean(mean_estimate(one, pooled)) if one else Mean(0) for one in own]
    spans = _spans(series.broken)
    charts = [_chart([means[n].value for n in span]) for span in spans]
    return Through(
        points=_points(series, means, _smoothed(spans, means), _signals(spans, charts, means)),
        stretches=tuple(_stretch(span, one) for span, one in zip(spans, charts, strict=True)),
        slope=_slope(spans, means),
        held=held_of(lens),
        aim=await _aim(lens, branch),
    )


async def _aim(lens: Lens, branch: int | None) -> Aim:
    table = await by_branch(lens)
    if branch is not None:
        table = table.only(table["branch_id"] == branch)
    return aim_of(await total_aims(lens, table))


async def _of_set(lens: Lens, most: int) -> _Series:
    found = await trend(lens, most)
    return _Series(found.waves, found.table, found.table["branches"].tolist(), found.broken)


async def _of_branch(lens: Lens, branch: int, most: int) -> _Series:
    table = await through_waves(lens, [branch], most)
    known = {wave.id: wave for wave in lens.every}
    ids = table["wave_id"].tolist()
    order = sorted(range(len(ids)), key=lambda n: known[ids[n]].starts_on)
    table = table.only(np.array(order, np.int64))
    scales = table["scale"].tolist()
    broken = [n > 0 and one != scales[n - 1] for n, one in enumerate(scales)]
    return _Series([known[ids[n]] for n in order], table, [1] * table.rows, broken)


def _points(
    series: _Series,
    means: Sequence[Mean],
    smoothed: dict[int, int],
    signals: dict[int, list[Rule]],
) -> tuple[WavePoint, ...]:
    starts = [wave.starts_on for wave in series.waves]
    visits, critical = (series.table[name].tolist() for name in ("visits", "critical"))
    return tuple(
        WavePoint(
            wave=wave,
            visits=visits[n],
            branches=series.branches[n],
            mean=means[n],
            critical=share(critical[n], visits[n]),
            broken=series.broken[n],
            year=year_before(starts, wave.starts_on),
            smoothed=smoothed.get(n),
            signals=tuple(signals.get(n, ())),
        )
        for n, wave in enumerate(series.waves)
    )


def _spans(broken: Sequence[bool]) -> list[range]:
    starts = [n for n, cut in enumerate(broken) if n == 0 or cut]
    return [range(a, b) for a, b in pairwise([*starts, len(broken)])]


def _known(span: range, means: Sequence[Mean]) -> tuple[list[int], list[float]]:
    """Return the places of a stretch that have a mean, and these means."""
    places = [n for n in span if means[n].value is not None]
    return places, [float(means[n].value or 0) for n in places]


def _chart(values: Sequence[int | None]) -> ControlChart | None:
    found = [float(value) for value in values if value is not None]
    return control_chart(found) if len(found) >= FEWEST_FOR_LIMITS else None


def _smoothed(spans: Sequence[range], means: Sequence[Mean]) -> dict[int, int]:
    smoothed: dict[int, int] = {}
    for span in spans:
        places, values = _known(span, means)
        line = ewma(values) if len(values) >= FEWEST_FOR_LIMITS else None
        if line:
            smoothed |= {n: whole(one) for n, one in zip(places, line.values, strict=True)}
    return smoothed


def _signals(
    spans: Sequence[range], charts: Sequence[ControlChart | None], means: Sequence[Mean]
) -> dict[int, list[Rule]]:
    found: dict[int, list[Rule]] = {}
    for span, chart in zip(spans, charts, strict=True):
        places, _ = _known(span, means)
        for one in chart.signals if chart else ():
            found.setdefault(places[one.place], []).append(one.rule)
    return found


def _stretch(span: range, chart: ControlChart | None) -> Stretch:
    if chart is None:
        return Stretch(span.start, span.stop - 1, None, None, None, provisional=True)
    return Stretch(
        first=span.start,
        last=span.stop - 1,
        center=whole(chart.center),
        low=max(0, whole(chart.low)),
        high=min(FULL, whole(chart.high)),
        provisional=chart.provisional,
    )


def _slope(spans: Sequence[range], means: Sequence[Mean]) -> Slope | None:
    places, values = _known(spans[-1], means) if spans else ([], [])
    return slope(values, list(map(float, places))) if len(values) >= FEWEST_FOR_SLOPE else None
