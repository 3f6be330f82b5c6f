"""What the JSON API says of comparison, and what files are made from. No ids, no language.

Scores are whole numbers of 1/100 point, shares 0–1 with their Wilson interval, waits seconds.
"""

from datetime import date

from audit.web.api import Model
from forms.texts import Text
from reports.figures.faults import ItemLine
from reports.figures.spread import Base, ScoreClass
from reports.figures.through import Stretch
from reports.figures.tree import RegionLine
from reports.figures.units import Mean, Moved
from reports.figures.waiting import WaitFigures
from reports.statistics.shares import Share, ShareDifference


class WaveRef(Model):
    """A wave."""

    code: str
    name: Text
    starts_on: date
    ends_on: date


class BranchRef(Model):
    """A branch as it was called and where it belonged: then, or as organised today."""

    code: str
    name: Text
    region: str
    region_name: Text
    brand: Text
    format: str


class SectionRef(Model):
    """A section of the checklist; `target` in 1/100."""

    key: str
    title: Text
    target: int | None


class Comparison(Model):
    """What every answer begins with: what was looked at, and what scores are held to.

    waves       newest first; empty when nothing is official yet
    checklist   key of the one compared
    dimension   section or view whose score stands for the final one, None for the final one
    target      of the score looked at, in 1/100; `decimals`: how many of a score are shown
    apart       visits by versions of the checklist whose scores do not compare with those of most
                visits: they are counted, and are in no mean
    """

    waves: tuple[WaveRef, ...]
    checklist: str | None
    dimension: str | None
    target: int | None
    decimals: int
    apart: int


class Paged(Comparison):
    """A page of a long list. `total`: entries on all pages."""

    total: int
    page: int


class SectionMean(Model):
    """The mean of a section over branches, each counting once."""

    section: SectionRef
    mean: Mean


class Mover(Model):
    """A branch that moved beyond noise when all are judged together."""

    branch: BranchRef
    change: Moved


class OverviewOut(Comparison):
    """All that is looked at, as one.

    visited   of the branches there are; `few`: visited, but too seldom to be ranked
    pending   visits of the newest wave that are not official yet
    change    against the wave before, None where several waves are looked at together
    """

    visits: int
    branches: int
    ranked: int
    mean: Mean
    change: Moved | None
    at_target: Share
    critical: Share
    visited: Share
    few: int
    pending: int
    sections: tuple[SectionMean, ...]
    rises: tuple[Mover, ...]
    falls: tuple[Mover, ...]
    everywhere: tuple[ItemLine, ...]


class Ranked(Model):
    """A branch in the ranking.

    rank      the places it may well have ("3–9"), None with too few visits
    fair      its mean drawn towards the mean of all; `weight`: what its own counts in it (0–1)
    close     too close to call with the next one
    change    against the wave before; `real`: beyond noise when all are judged together
    critical  visits in which a critical rule acted
    target    the one that holds for the branch; `gap`: how far above it
    sections  in the order of the answer's `sections`
    """

    place: int
    branch: BranchRef
    rank: str | None
    visits: int
    mean: Mean
    fair: Mean
    weight: float | None
    close: bool
    change: Moved | None
    real: bool
    critical: int
    target: int | None
    gap: int | None
    sections: tuple[int | None, ...]


class RankingOut(Paged):
    """Branches, best first; also the heat map, with the mean of each section over branches."""

    visits: int
    ranked: int
    mean: Mean
    sections: tuple[SectionMean, ...]
    branches: tuple[Ranked, ...]


class Moving(Model):
    """The change of a branch; `real`: beyond noise when all are judged together."""

    branch: BranchRef
    change: Moved
    real: bool


class MoversOut(Paged):
    """Changes against an earlier wave: the real ones first, best rise first."""

    against: WaveRef | None
    whole: Moved
    tested: int
    up: int
    down: int
    branches: tuple[Moving, ...]


class FunnelPoint(Model):
    """A branch in the funnel: its mean over n visits, and where it lies."""

    branch: BranchRef
    n: int
    value: int
    zone: str


class FunnelCurve(Model):
    """The limits for branches with n visits; n between whole numbers makes the curve smooth."""

    n: float
    warning: tuple[int, int]
    action: tuple[int, int]


class FunnelOut(Paged):
    """The funnel plot, the farthest from the centre first; `center` None: nothing tells spread."""

    center: int | None
    dispersion: float | None
    widened: bool
    curves: tuple[FunnelCurve, ...]
    branches: tuple[FunnelPoint, ...]


class TrendPoint(Model):
    """One wave: mean over visits with its interval; `broken`: not comparable with the one before.

    `year`: place in the list of the same wave last year; `smoothed`: weighted moving average;
    `signals`: rules by which it is more than the usual up and down.
    """

    wave: WaveRef
    visits: int
    branches: int
    mean: Mean
    critical: Share
    broken: bool
    year: int | None
    smoothed: int | None
    signals: tuple[str, ...]


class TrendOut(Comparison):
    """Wave by wave, oldest first. `slope`: points of 1/100 per wave in the last stretch; `aim`:
    mean of the targets that hold for the branches."""

    aim: int | None
    points: tuple[TrendPoint, ...]
    stretches: tuple[Stretch, ...]
    slope: float | None


class BandShare(Model):
    """How many visits reached a band."""

    key: str
    title: Text
    share: Share


class DistributionOut(Comparison):
    """How scores of single visits are spread; a class holds `low` up to, not reaching, `high`.

    `below`: visits under the target of their branch, of those that have one; `aims`: the different
    targets.
    """

    aims: tuple[int, ...]
    visits: int
    unscored: int
    mean: Mean
    median: int | None
    quartiles: tuple[int, int] | None
    below: Share
    bands: tuple[BandShare, ...]
    classes: tuple[ScoreClass, ...]


class SquarePlace(Model):
    """A branch between process and personal; `type`: of service."""

    branch: BranchRef
    visits: int
    process: int
    personal: int
    type: str


class TypeShare(Model):
    """How many visits are of a type of service."""

    type: str
    share: Share


class SquareOut(Paged):
    """The square of service; limits in 1/100."""

    process_at: int
    personal_at: int
    whole: tuple[int, int] | None
    types: tuple[TypeShare, ...]
    branches: tuple[SquarePlace, ...]


class BasesOut(Comparison):
    """The four bases; `without`: visits whose checklist knows no bases."""

    visits: int
    without: int
    bases: tuple[Base, ...]


class WaitsOut(Comparison):
    """The waits that were measured, in the checklist's order."""

    waits: tuple[WaitFigures, ...]


class ItemsOut(Paged):
    """The items that judge something, the most missed first."""

    visits: int
    items: tuple[ItemLine, ...]


class RegionsOut(Paged):
    """Regions in reading order: each after its parent, whose place `node.parent` is."""

    sections: tuple[SectionRef, ...]
    regions: tuple[RegionLine, ...]


class Side(Model):
    """One of two sets, as one."""

    waves: tuple[WaveRef, ...]
    visits: int
    branches: int
    mean: Mean
    at_target: Share
    critical: Share
    sections: tuple[SectionMean, ...]


class SectionChange(Model):
    """The difference of a section, other − one."""

    section: SectionRef
    difference: Moved


class SidesOut(Comparison):
    """Two sets side by side, other − one.

    `paired`: the same branches in both; `alike`: scores of both can be set beside each other.
    """

    one: Side
    other: Side
    paired: bool
    alike: bool
    difference: Moved
    up: int
    down: int
    sections: tuple[SectionChange, ...]
    critical: ShareDifference


class BranchWaves(TrendOut):
    """One branch: its line in the ranking (None without a visit), and its waves."""

    branch: BranchRef
    sections: tuple[SectionMean, ...]
    line: Ranked | None
