"""Figures of whole sets as answers: overview, trend, spread, bases, waits, items, regions."""

from typing import Any

from reports.exports.asked import Asked, branch_refs, section_means, section_refs, wave_ref
from reports.exports.models import (
    BandShare,
    BasesOut,
    DistributionOut,
    ItemsOut,
    Mover,
    OverviewOut,
    RegionsOut,
    SectionChange,
    Side,
    SidesOut,
    TrendOut,
    TrendPoint,
    WaitsOut,
)
from reports.figures.coverage import coverage
from reports.figures.faults import faults
from reports.figures.league import league
from reports.figures.sets import Sides, WholeSet, competitors, earlier, sides
from reports.figures.spread import bases, spread
from reports.figures.through import Through, through
from reports.figures.tree import regions
from reports.figures.waiting import waiting


async def overview(asked: Asked) -> OverviewOut:
    """Return all that is looked at, as one."""
    found = await league(asked.lens)
    seen = await coverage(asked.lens, found, asked.reach)
    changed = found.moves
    rises, falls = (changed.rises, changed.falls) if changed else ((), ())
    refs = await branch_refs([changed.facts[one] for one in (*rises, *falls)] if changed else [])

    def told(branches: tuple[int, ...]) -> tuple[Mover, ...]:
        assert changed is not None or not branches
        return tuple(
            Mover(branch=refs[changed.facts[one]], change=changed.moved[one])
            for one in branches
            if changed
        )

    return OverviewOut(
        **asked.begun(),
        visits=found.visits,
        branches=found.size,
        ranked=found.ranked,
        mean=found.whole,
        change=changed.whole if changed else None,
        at_target=found.at_target,
        critical=found.critical,
        visited=seen.visited,
        few=seen.few,
        pending=seen.pending,
        sections=section_means(asked.lens, [found.section(name) for name in found.sections]),
        rises=told(rises),
        falls=told(falls),
        everywhere=(await faults(asked.lens)).everywhere,
    )


async def trend(asked: Asked) -> TrendOut:
    """Return the set wave by wave."""
    found = await through(asked.lens)
    return TrendOut(**asked.begun(), **trend_parts(found))


def trend_parts(found: Through) -> dict[str, Any]:
    """Return what the trend of a set and that of a branch have alike."""
    return {
        "aim": found.aim.mean,
        "points": tuple(
            TrendPoint(
                wave=wave_ref(one.wave),
                visits=one.visits,
                branches=one.branches,
                mean=one.mean,
                critical=one.critical,
                broken=one.broken,
                year=one.year,
                smoothed=one.smoothed,
                signals=one.signals,
            )
            for one in found.points
        ),
        "stretches": found.stretches,
        "slope": found.slope.slope if found.slope else None,
    }


async def distribution(asked: Asked) -> DistributionOut:
    """Return how the scores of single visits are spread."""
    found = await spread(asked.lens)
    titles = {band.key: band.label for band in found.held.bands}
    return DistributionOut(
        **asked.begun(),
        aims=found.aim.each,
        visits=found.visits,
        unscored=found.unscored,
        mean=found.mean,
        median=found.median,
        quartiles=found.quartiles,
        below=found.below,
        bands=tuple(BandShare(key=key, title=titles[key], share=one) for key, one in found.bands),
        classes=found.classes,
    )


async def four_bases(asked: Asked) -> BasesOut:
    """Return how far visits ran."""
    found = await bases(asked.lens)
    return BasesOut(**asked.begun(), visits=found.visits, without=found.without, bases=found.bases)


async def waits(asked: Asked) -> WaitsOut:
    """Return the waits that were measured."""
    return WaitsOut(**asked.begun(), waits=await waiting(asked.lens))


async def items(asked: Asked) -> ItemsOut:
    """Return the league of items."""
    found = await faults(asked.lens)
    return ItemsOut(
        **asked.paged(len(found.items)), visits=found.visits, items=tuple(asked.cut(found.items))
    )


async def region_tree(asked: Asked) -> RegionsOut:
    """Return the tree of regions."""
    found = await regions(asked.lens)
    return RegionsOut(
        **asked.paged(len(found.lines)),
        sections=section_refs(asked.lens),
        regions=tuple(asked.cut(found.lines)),
    )


async def compare(asked: Asked) -> SidesOut:
    """Return two sets side by side; without a second one, the wave before is set beside."""
    other = asked.other or await earlier(asked.lens, asked.reach)
    return _sides(asked, await sides(asked.lens, other))


async def rivals(asked: Asked) -> SidesOut:
    """Return competitors beside our branches."""
    return _sides(asked, await competitors(asked.lens, asked.reach))


def _sides(asked: Asked, found: Sides) -> SidesOut:
    refs = {ref.key: ref for ref in section_refs(found.one.lens)}
    return SidesOut(
        **asked.begun(),
        one=_side(found.one),
        other=_side(found.other),
        paired=found.paired,
        alike=found.alike,
        difference=found.moved,
        up=found.up,
        down=found.down,
        sections=tuple(
            SectionChange(section=refs[name.key], difference=moved)
            for name, moved in found.sections
        ),
        critical=found.critical,
    )


def _side(one: WholeSet) -> Side:
    return Side(
        waves=tuple(map(wave_ref, one.lens.waves)),
        visits=one.visits,
        branches=one.branches,
        mean=one.mean,
        at_target=one.at_target,
        critical=one.critical,
        sections=section_means(one.lens, [one.sections[name.key] for name in one.lens.sections]),
    )
