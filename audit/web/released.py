"""After an approval or a closing: release by the policy, then set the report jobs going."""

from typing import Any
from uuid import UUID

from audit import release
from audit.models import Wave
from audit.photos import finish_copies
from audit.web.call import Call


async def release_after(call: Call[Any, Any], visit: UUID) -> release.Released:
    """Release what the wave's policy lets out after `visit` was approved."""
    services = call.services
    await finish_copies(visit, files=services.files, limiter=services.decoding, now=call.now)
    released = await release.after_approval(visit, services.freeze, call.now)
    return await _wake(call, released)


async def close(call: Call[Any, Any], wave: Wave) -> release.Released:
    """Close a wave: release its approved visits and freeze its figures."""
    services = call.services
    released = await release.close_wave(
        call.actor, wave, services.freeze, services.freeze_wave, call.now
    )
    return await _wake(call, released)


async def _wake(call: Call[Any, Any], released: release.Released) -> release.Released:
    for report in released.reports:
        await call.services.jobs.wake("report", str(report), 1)
    return released
