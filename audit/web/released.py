"""Approving a visit and closing a wave over HTTP: the jobs that follow get going."""

from typing import Any
from uuid import UUID

from audit.access import review_or_404
from audit.photos.photos import finish_copies
from audit.problems import Problem
from audit.programme.waves import wave_or_404
from audit.visits import closing, release
from audit.web.call import Call

_MOST_WOKEN = 20


async def approve(call: Call[Any, Any], visit: UUID) -> release.Released:
    """Approve a visit. Copies its photos still lack are made before: a snapshot names them."""
    services = call.services
    await review_or_404(call.actor, visit, {"reviewer"})
    await finish_copies(visit, files=services.files, decoding=services.decoding, now=call.now)
    return await _wake(call, await release.approve(call.actor, visit, services.freezing, call.now))


async def close(call: Call[Any, Any], code: str) -> closing.Progress:
    """Ask for a wave to be closed; return how far that is."""
    await closing.ask(call.actor, code, call.now)
    for wanted in await closing.wanted_closings(call.now):
        await call.services.jobs.wake(*wanted)
    return await closing_or_404(call, code)


async def closing_or_404(call: Call[Any, Any], code: str) -> closing.Progress:
    """Return how far the closing of a wave is; raises not_found when nobody asked for it."""
    found = await closing.progress(await wave_or_404(code), call.now)
    if found is None:
        raise Problem("not_found")
    return found


async def _wake(call: Call[Any, Any], released: release.Released) -> release.Released:
    """Start the first reports now; the sweeper finds the others within half a minute."""
    for report in released.reports[:_MOST_WOKEN]:
        await call.services.jobs.wake("report", str(report), 1)
    return released
