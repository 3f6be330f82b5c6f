"""Making the demo: once per installation, all of it in one transaction or nothing.

The same seed and the same day give the same chain, visits, answers and photos; only the keys that
the service itself draws at random differ.
"""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from uuid import UUID

from audit import trail
from audit.db import open_db, transaction
from audit.demo import chain, history, people, rivals
from audit.demo.history import Begun, Ground
from audit.demo.live import LiveWave
from audit.demo.people import LOGINS, PASSWORD
from audit.demo.periods import Period, local, periods
from audit.demo.photos import Kept, keep_all
from audit.demo.plan import Planned, Planner
from audit.demo.references import keep_references
from audit.files.files import FileStore, open_files
from audit.jobs.rendering import Renderers
from audit.models import Person, Report, TrailEntry, Visit, Wave
from audit.operation.backup import Say
from audit.operation.running import Refused
from audit.people.operator import operator
from audit.programme import checklists
from audit.settings import Settings
from audit.visits import closing
from audit.visits.release import Freezing
from forms import standards
from reports.build import make_report
from reports.closing import whole_wave
from reports.freeze import freeze_visits, freeze_wave

Login = tuple[str, str, str]
Drawing = Awaitable[Mapping[UUID, Kept]]
STANDARD = "retail-service"
MADE = "demo_made"
_SET_UP = timedelta(days=20)

FREEZING = Freezing(freeze_visits, freeze_wave)


@dataclass(frozen=True)
class Extent:
    """How much is made (`reports`: PDFs drawn at once), and the number that decides all chance."""

    branches: int = 24
    waves: int = 13
    seed: int = 2_411
    reports: int = 8


async def seed(
    settings: Settings, now: datetime, say: Say, extent: Extent | None = None
) -> list[Login]:
    """Make the demo if it is not there yet; return (role, login, password) of each role.

    The database is migrated and not open, and nobody else uses the installation. Raises Refused
    when it holds something else than the demo.
    """
    async with open_db(settings.database):
        if not await TrailEntry.exists(action=MADE):
            await _refuse_others(settings)
            files = open_files(settings.files, settings.data)
            renderers = Renderers()
            try:
                await _Making(files, renderers, now, say, extent or Extent()).make()
            finally:
                renderers.close()
    return [(one.role, one.login, PASSWORD) for one in LOGINS]


async def _refuse_others(settings: Settings) -> None:
    if await Person.exists():
        raise Refused(
            "{folder} holds an installation that is no demo; nothing was changed. Set MINGCHA_DATA"
            " or MINGCHA_DATABASE_URL to another place.",
            folder=settings.data.resolve(),
        )


class _Making:
    def __init__(
        self, files: FileStore, renderers: Renderers, now: datetime, say: Say, extent: Extent
    ) -> None:
        self.files, self.renderers, self.now, self.say = files, renderers, now, say
        self.reports = extent.reports
        self.sites = chain.sites(extent.branches)
        self.waves = periods(now, extent.waves)
        self.checklist = standards.load(STANDARD)
        self.every = (*self.sites, *rivals.sites(self.sites, extent.waves))
        self.plans = Planner(self.checklist, self.waves, extent.seed, now).plan(self.every)

    async def make(self) -> None:
        """Draw the photos, write everything, and draw the first reports."""
        self.say(
            "Making the demo: {branches} branches, {visits} visits. This takes about a minute.",
            branches=len(self.sites),
            visits=sum(one.fate != "todo" for one in self.plans),
        )
        shots = [shot for one in self.plans for shot in one.shots]
        self.say("Drawing {n} photos …", n=len(shots))
        # In processes of their own, while this one writes the waves that need none.
        drawing = asyncio.ensure_future(keep_all(shots, self.files, self.renderers))
        try:
            version = await self._write_all(drawing)
        finally:
            drawing.cancel()
        await keep_references(version, self.checklist, self.files, self.renderers, self.now)
        self.say("Drawing the first reports; the others follow in the background …")
        await self._first_reports()

    async def _write_all(self, drawing: Drawing) -> UUID:
        """Write everything at once; return the version of the checklist."""
        self.say("Writing {n} waves of visits and scores …", n=len(self.waves))
        async with transaction():
            version = await self._found()
            begun = await self._begin(await Ground.load(version), self.waves[0])
            for wave, following in pairwise(self.waves):
                ground = await Ground.load(version)
                await self._write(ground, wave, begun, drawing)
                next_begun = await self._begin(ground, following)
                await self._close(ground, wave, begun.wave)
                begun = next_begun
            live = LiveWave(await Ground.load(version), await drawing, FREEZING)
            await live.play(self._of(self.waves[-1]), begun.assigned)
            # The reports are asked for now: those of the past would look overdue.
            await Report.filter(state="wanted").update(wanted_at=self.now)
            told = {"branches": len(self.sites), "waves": len(self.waves)}
            await trail.record(None, MADE, "installation:demo", self.now, **told)
        return version

    async def _found(self) -> UUID:
        """Set the chain up some weeks before the first wave; return the checklist's version."""
        first = self.waves[0].first
        at = local(first - _SET_UP, time(9, 0))
        version = await checklists.publish(None, self.checklist, at)
        starts = [wave.first for wave in self.waves]
        brands = (*chain.BRANDS, rivals.BRAND)
        await chain.build(operator(at), brands, self.every, starts, at)
        await people.hire(operator(at), frozenset(site.code for site in self.sites), first, at)
        return version

    def _of(self, wave: Period) -> list[Planned]:
        return [one for one in self.plans if one.wave == wave]

    async def _begin(self, ground: Ground, wave: Period) -> Begun:
        last = wave == self.waves[-1]
        begun = await history.begin_wave(
            ground, wave, self._of(wave), "at_approval" if last else "at_close"
        )
        if wave.number == chain.GREW_IN:
            moment = local(wave.first - timedelta(days=1), time(17, 0))
            await chain.grow(operator(moment), self.sites, wave.first, moment)
        return begun

    def _is_newest_past(self, wave: Period) -> bool:
        return wave == self.waves[-2]

    async def _write(self, ground: Ground, wave: Period, begun: Begun, drawing: Drawing) -> None:
        newest = self._is_newest_past(wave)
        released_at = None if newest else wave.closed_at
        kept = await drawing if newest else {}
        await history.add_visits(ground, begun, self._of(wave), kept, released_at)

    async def _close(self, ground: Ground, wave: Period, row: Wave) -> None:
        """Close a wave; the newest of the past as head office would, with all its reports."""
        at = wave.closed_at
        office = await ground.cast.actor("office", at)
        if self._is_newest_past(wave):
            key = str(await closing.ask(office, row.code, at))
            await closing.close(key, read_whole=whole_wave, clock=lambda: at)
        else:
            await history.close_quietly(office, row, len(self._of(wave)), at)

    async def _first_reports(self) -> None:
        """Draw what the branch manager of the demo opens first."""
        place = next(one.place for one in LOGINS if one.role == "branch_manager")
        turns = asyncio.Semaphore(2)

        async def draw(report: UUID) -> None:
            async with turns:
                await make_report(
                    str(report), files=self.files, renderers=self.renderers, clock=lambda: self.now
                )

        await asyncio.gather(*map(draw, await _reports_of(place or "", self.reports)))


async def _reports_of(branch: str, most: int) -> Sequence[UUID]:
    """Return the first Chinese reports of a branch that are wanted, those of its waves first."""
    visits = await Visit.filter(branch__code=branch, state="released").values_list(
        "uuid", flat=True
    )
    waves = await Wave.all().values_list("code", flat=True)
    subjects = [f"branch:{branch}:{wave}" for wave in waves] + [f"visit:{uuid}" for uuid in visits]
    rows = await (
        Report.filter(state="wanted", language="zh", snapshot__subject__in=subjects)
        .order_by("snapshot__kind", "-snapshot__made_at")
        .limit(most)
    )
    return [row.uuid for row in rows]
