"""Working out the reports of a wave that is being closed, branch by branch.

Its approved visits count already, although nobody sees them yet. Nothing else may change them
meanwhile, so whichever branch is worked out last stands beside the same figures as the first, also
when another process goes on after a kill.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from anyio import to_thread

from audit.models import Closing, Wave
from audit.visits.closing import Keeping
from reports.areas import area_snapshots
from reports.freeze import branch_snapshot, newest_of, visit_snapshot, visits_of_branch
from reports.keep import NewSnapshot, keep_all
from reports.queries import TO_COUNT, LoadedVisit
from reports.standing import Standing, WaveFigures, standing, wave_figures


@dataclass(frozen=True)
class WholeWave:
    """A wave as it will be once it is closed; `now` is the moment that its reports tell."""

    figures: WaveFigures
    closing: int
    now: datetime
    address: str

    async def branch(self, branch_id: int) -> Keeping:
        """Work out the reports of a branch and of its visits that were not released before."""
        found: list[NewSnapshot] = []
        for alike in await visits_of_branch(self.figures, branch_id):
            known: dict[tuple[int, int], Standing] = {}
            for one in (*alike.visits, *alike.apart):
                beside = await self._beside(one, known)
                if one.visit.state == "approved":
                    work = partial(visit_snapshot, one, beside, self.now, self.address)
                    found.append(await to_thread.run_sync(work))
            beside = await self._beside(newest_of(alike.visits), known)
            work = partial(branch_snapshot, alike, beside, self.now, self.address)
            found.append(await to_thread.run_sync(work))
        return self._keeping(found)

    async def _beside(self, one: LoadedVisit, known: dict[tuple[int, int], Standing]) -> Standing:
        """Return the standing of a visit, read once for those that share it."""
        key = one.version.id, one.facts.id
        if key not in known:
            known[key] = await standing(one, self.figures)
        return known[key]

    async def areas(self) -> AsyncIterator[Keeping]:
        """Work out the reports of regions and network, once the visits are released."""
        async for found in area_snapshots(self.figures.wave, self.now, self.address):
            yield self._keeping([found])

    def _keeping(self, found: list[NewSnapshot]) -> Keeping:
        async def keeping() -> list[UUID]:
            return await keep_all(found, self.now, self.closing)

        return keeping


async def whole_wave(wave: Wave, row: Closing, *, address: str = "") -> WholeWave:
    """Read the figures that all reports of the wave have in common."""
    figures = await wave_figures(wave, TO_COUNT)
    return WholeWave(figures, row.id, row.wanted_at, address)
