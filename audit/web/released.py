"""Approving a visit and closing a wave over HTTP: what is released gets its report jobs going."""

from typing import Any
from uuid import UUID

from audit.access import review_or_404
from audit.photos.photos import finish_copies
from audit.visits import release
from audit.web.call import Call

_MOST_WOKEN = 20


async def approve(call: Call[Any, Any], visit: UUID) -> release.Released:
    """Approve a visit. Copies its photos still lack are made before: a snapshot names them."""
    services = call.services
    await review_or_404(call.actor, visit, {"reviewer"})
    await finish_copies(visit, files=services.files, decoding=services.decoding, now=call.now)
    return await _wake(call, await release.approve(call.actor, visit, services.freezing, call.now))


async def close(call: Call[Any, Any], wave: str) -> release.Released:
    """Close a wave: release its approved visits and freeze its figures."""
    closed = await release.close_wave(call.actor, wave, call.services.freezing, call.now)
    return await _wake(call, closed)


async def _wake(call: Call[Any, Any], released: release.Released) -> release.Released:
    """Start the first reports now; the sweeper finds the others within half a minute."""
    for report in released.reports[:_MOST_WOKEN]:
        await call.services.jobs.wake("report", str(report), 1)
    return released
