"""How sure the figures of a wave are: intervals, real change, rank ranges. Pure.

One branch's visits are few, so most of it is borrowed from the branches visited by the same
checklist in the same wave (see reports.statistics). Hundredths in, hundredths out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from reports.queries import WaveScore
from reports.statistics.change import change
from reports.statistics.components import anova_components
from reports.statistics.control import control_chart
from reports.statistics.intervals import Interval, Pooled, mean_estimate, pooled_variance
from reports.statistics.moments import Moments, moments
from reports.statistics.ranking import RankRange, rank_ranges
from reports.statistics.shrinkage import shrink

FULL = 10_000
FEWEST_WAVES = 5
"""Control limits from fewer points would say nothing."""


@dataclass(frozen=True)
class Certainty:
    """What the visits of a wave by one checklist tell of chance."""

    scores: Sequence[WaveScore]

    @cached_property
    def pooled(self) -> Pooled | None:
        """How visits of one branch scatter."""
        return pooled_variance(self._of(self.scores).values())

    @cached_property
    def _ranges(self) -> dict[str, Mapping[int, RankRange]]:
        return {}

    def interval(self, finals: Iterable[int]) -> tuple[int, int] | None:
        """Return the 95 % interval of a mean of visits; None where nothing tells it."""
        own = moments(float(final) for final in finals)
        found = mean_estimate(own, self.pooled).interval if own else None
        return None if found is None else whole(found)

    def change(
        self, before: Iterable[int], now: Iterable[int], *, comparable: bool
    ) -> Literal["real", "noise"] | None:
        """Tell a real change from noise; None where the two are not to be compared."""
        one, other = (moments(float(final) for final in each) for each in (before, now))
        found = change(one, other, self.pooled, comparable=comparable).verdict
        verdicts: dict[str, Literal["real", "noise"]] = {"real": "real", "within noise": "noise"}
        return verdicts.get(found)

    def ranks(self, branch_id: int, shop_format: str) -> tuple[int, int] | None:
        """Return the range of ranks of a branch among all of its format."""
        if shop_format not in self._ranges:
            alike = [one for one in self.scores if one.format == shop_format]
            self._ranges[shop_format] = ranked(self._of(alike))
        found = self._ranges[shop_format].get(branch_id)
        return (found.low, found.high) if found else None

    @staticmethod
    def _of(scores: Iterable[WaveScore]) -> dict[int, Moments]:
        each = ((one.branch_id, moments(float(final) for final in one.finals)) for one in scores)
        return {branch: found for branch, found in each if found is not None}


def ranked(groups: Mapping[int, Moments]) -> Mapping[int, RankRange]:
    """Return the rank range of each branch; none where no branch has two visits."""
    components = anova_components(groups.values())
    return rank_ranges(shrink(groups, components)) if components else {}


def limits(values: Sequence[int]) -> tuple[int, int, int] | None:
    """Return centre, low and high of an unbroken run of waves; None for too few."""
    chart = control_chart([float(one) for one in values]) if len(values) >= FEWEST_WAVES else None
    if chart is None:
        return None
    low, high = whole(Interval(chart.low, chart.high))
    return round(chart.center), low, high


def whole(interval: Interval) -> tuple[int, int]:
    """Return an interval in whole hundredths, within the scale."""
    inside = interval.kept_in(0, FULL)
    return round(inside.low), round(inside.high)
