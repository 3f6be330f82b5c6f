"""Freezing the reports on many branches: each region's, and the network's for head office.

After the branches of a wave are frozen. Only visits by the wave's
commonest checklist are in them: nothing else can be set beside each other.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from audit.access import Scope
from audit.clock import local_day
from audit.models import ChecklistVersion, Region, Visit, Wave
from audit.settings import OFFICE_ZONE
from forms.scoring import VERSION
from forms.texts import Text
from reports import area_figures as figures
from reports.area_snapshot import AreaBranch, AreaSnapshot, NetworkSnapshot, RegionSnapshot
from reports.certainty import whole
from reports.compare import mean
from reports.keep import NewSnapshot
from reports.queries import region_names
from reports.rollup.adding import BASES
from reports.rollup.branches import OFFICIAL, Movers, by_branch, movers, named
from reports.rollup.filters import Filter
from reports.rollup.items import item_league
from reports.rollup.lens import Lens, look
from reports.rollup.waits import waits
from reports.rollup.waves import totals
from reports.shelf import area_subject
from reports.snapshot import (
    ChecklistFacts,
    Method,
    Previous,
    Score,
    Section,
    TrendPoint,
    WaveFacts,
)
from reports.statistics.intervals import mean_interval
from reports.statistics.movers import same_branches
from reports.yardstick import Yardstick, yardstick_of

FEWEST = 2
"""A region of one branch has that branch's report."""
MOST_LISTED = 40
_WAVES = 8
_NETWORK = Text(zh="全网", en="The network")


async def area_snapshots(
    wave: Wave, now: datetime, address: str = ""
) -> AsyncIterator[NewSnapshot]:
    """Yield the report of every region with at least FEWEST branches, and the network's."""
    whole_network = await _looked_at(wave, None)
    everywhere = await by_branch(whole_network)
    for region in await Region.all().order_by("path"):
        lens = await _looked_at(wave, region.code)
        rows = (await by_branch(lens)).rows
        if FEWEST <= rows < everywhere.rows:
            parts = await _parts(lens, wave, now, f"R-{wave.code}-{region.code}", address, "branch")
            names = await region_names(region)
            about = RegionSnapshot.model_validate(parts | {"name": names[-1], "region": names[:-1]})
            yield NewSnapshot("region", area_subject(wave.code, region.code), about)
    if everywhere.rows >= FEWEST:
        parts = await _parts(whole_network, wave, now, f"N-{wave.code}", address, "region")
        network: AreaSnapshot = NetworkSnapshot.model_validate(parts | {"name": _NETWORK})
        yield NewSnapshot("network", area_subject(wave.code), network)


async def _looked_at(wave: Wave, region: str | None) -> Lens:
    asked = Filter(waves=(wave.code,), region=region)
    return await look(asked, Scope(everything=True), wave.ends_on)


async def _parts(
    lens: Lens, wave: Wave, now: datetime, number: str, address: str, rows: str
) -> dict[str, Any]:
    """Return the fields of an area's snapshot; `rows`: what the heat map has a row for."""
    held, asked = yardstick_of(lens.asked), lens.asked
    assert asked is not None
    assert lens.checklist is not None
    table = await by_branch(lens, ("process", "personal"), sections=True)
    moved = await movers(lens)
    names = await named([*table["facts_id"].tolist(), *moved.facts_id.tolist()])
    branches = figures.area_branches(table, names, moved, held, lens.columns)
    every = await lens.add(["wave_id", "branch_id"], [*OFFICIAL, "scale"], lens.every[:_WAVES])
    trend = figures.trend(every, lens.every[:_WAVES], held)
    added = await totals(lens)
    listed = branches if rows == "branch" else branches[-MOST_LISTED:]
    return {
        "number": number,
        "issued_on": local_day(now, OFFICE_ZONE),
        "verify_url": f"{address}/verify/{quote(number)}" if address else "",
        "wave": _wave(wave),
        "checklist": await _checklist(wave, lens),
        "score": _score(branches, moved, trend, held),
        "sections": await _sections(lens, branches, held, comparable=not trend[-1].broken),
        "views": figures.views(added, held.target),
        "trend": tuple(trend),
        "method": Method(scoring_version=VERSION),
        "total": len(branches),
        "visits": int(added["visits"][0]),
        "finals": tuple(sorted(one.final for one in branches if one.final is not None)),
        "branches": tuple(listed),
        "heat": tuple(figures.heat(branches, by_region=rows == "region")),
        "league": tuple(figures.league(await item_league(lens), asked)),
        "movers": tuple(figures.area_movers(moved, names)),
        "square": tuple(figures.square(table, names, by_region=rows == "region")),
        "waits": tuple(figures.wait_summaries(await waits(lens), asked)),
        "runs": tuple(int(added[name][0]) for name in BASES),
    }


def _wave(wave: Wave) -> WaveFacts:
    return WaveFacts(
        code=wave.code,
        name=Text(zh=wave.name_zh, en=wave.name_en),
        first_day=wave.starts_on,
        last_day=wave.ends_on,
    )


async def _checklist(wave: Wave, lens: Lens) -> ChecklistFacts:
    """Return the newest version that was used."""
    assert lens.checklist is not None
    assert lens.asked is not None
    used = Visit.filter(wave_id=wave.id, version__checklist_id=lens.checklist.id, state="released")
    ids = await used.distinct().values_list("version_id", flat=True)
    versions = ChecklistVersion.filter(id__in=sorted({int(str(one)) for one in ids}))
    newest = await versions.order_by("-number").first()
    return ChecklistFacts(
        title=lens.asked.title,
        version=str(newest.number) if newest else "",
        digest=newest.digest if newest else "",
    )


def _score(
    branches: Sequence[AreaBranch], moved: Movers, trend: Sequence[TrendPoint], held: Yardstick
) -> Score:
    """Return the mean over the branches beside that of the wave before."""
    finals = [one.final for one in branches if one.final is not None]
    final = mean(finals)
    found = mean_interval(float(one) for one in finals)
    low, high = whole(found.interval) if found and found.interval else (None, None)
    last = trend[-2] if len(trend) > 1 else None
    comparable = last is not None and not trend[-1].broken
    pairs = same_branches(figures.before(moved), figures.groups(moved.now))
    verdict = pairs.change.verdict if comparable else "not comparable"
    change = {"real": "real", "within noise": "noise"}.get(verdict)
    previous = last and Previous(
        wave=last.wave,
        final=last.final,
        band=last.band,
        comparable=comparable,
        visits=last.visits,
    )
    return Score.model_validate(
        {
            "raw": final,
            "final": final,
            "outcome": "scored",
            "band": held.band(final),
            "bands": tuple(held.bands),
            "target": held.target,
            "previous": previous,
            "change": change,
            "low": low,
            "high": high,
            "places": held.places,
        }
    )


async def _sections(
    lens: Lens, branches: Sequence[AreaBranch], held: Yardstick, *, comparable: bool
) -> tuple[Section, ...]:
    """Return the sections as means over the branches, beside those of the wave before."""
    measures = [name for column in lens.columns for name in (column, f"{column}_n")]
    earlier = await lens.add(["branch_id"], measures, lens.every[1:2] if comparable else ())
    return tuple(
        Section(
            key=section.key,
            title=section.title,
            score=mean(one.sections[place] for one in branches),
            target=held.target,
            previous=mean(figures.means(earlier, lens.columns[place])),
        )
        for place, section in enumerate(lens.sections)
    )
