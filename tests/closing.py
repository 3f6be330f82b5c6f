"""Closing a wave as its job does."""

from datetime import datetime

from audit.access import Actor
from audit.models import Closing, Report
from audit.visits import closing
from reports.closing import whole_wave
from tests.conftest import NOON


async def close_wave(actor: Actor, code: str, now: datetime = NOON) -> int:
    """Ask for a wave to be closed and do it; return how many reports that brought."""
    await closing.ask(actor, code, now)
    return await finish_closing(code, now)


async def finish_closing(code: str, now: datetime = NOON) -> int:
    """Do the closing of a wave that was asked for; return how many reports that brought."""
    row = await Closing.get(wave__code=code)
    await closing.close(str(row.uuid), read_whole=whole_wave, clock=lambda: now)
    return await Report.filter(snapshot__closing_id=row.id).count()
