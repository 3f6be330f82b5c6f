"""What the commands that look after an installation do."""

import asyncio
from pathlib import Path

from audit import db
from audit.clock import Clock, system_clock
from audit.figures import checking, keeping
from audit.files.files import FilesError
from audit.operation import archive, backup, export
from audit.operation.backup import Say
from audit.operation.doctor import OLDER, Swept, examine_all, mend_all
from audit.operation.findings import Finding
from audit.operation.running import Refused, alone
from audit.operation.soundness import SAMPLE, figures_finding
from audit.operation.stores import UNREACHABLE
from audit.operation.versions import (
    keep_figures,
    migrate_both,
    migrate_jobs,
    pending_migrations,
    require_current,
    unreachable,
)
from audit.settings import Settings


def doctor(settings: Settings, thorough: bool, clock: Clock = system_clock) -> list[Finding]:
    """Return everything found; `thorough` reads every file instead of a sample."""
    return asyncio.run(examine_all(settings, clock(), None if thorough else SAMPLE))


def mend(settings: Settings, clock: Clock = system_clock) -> Swept:
    """Remove what broken-off writes left, and have missing copies made again.

    Also while the server runs on PostgreSQL; on SQLite the server has to be stopped.
    """
    with alone(settings):
        asyncio.run(require_current(settings))
        return asyncio.run(_mend(settings, clock))


async def _mend(settings: Settings, clock: Clock) -> Swept:
    try:
        return await mend_all(settings, clock())
    except FilesError as problem:
        raise Refused("The files can't be reached: {why}", why=problem) from None
    except UNREACHABLE as problem:
        raise unreachable(problem) from None


def back_up(
    settings: Settings, target: Path, say: Say, clock: Clock = system_clock
) -> archive.Manifest:
    """Back everything up to a new folder, also while the server runs."""
    return asyncio.run(_back_up(settings, target, say, clock))


async def _back_up(settings: Settings, target: Path, say: Say, clock: Clock) -> archive.Manifest:
    if await pending_migrations(settings) is None:
        raise Refused("There is no database yet. Run: mingcha migrate")
    try:
        return await backup.back_up(settings, target, clock(), say)
    except UNREACHABLE as problem:
        raise unreachable(problem) from None


verify_backup = archive.verify


def restore(settings: Settings, source: Path, say: Say) -> archive.Manifest:
    """Fill an empty installation from a backup."""
    with alone(settings):
        return asyncio.run(_restore(settings, source, say))


async def _restore(settings: Settings, source: Path, say: Say) -> archive.Manifest:
    try:
        manifest = await backup.restore(settings, source, say)
        await keep_figures(settings)
        await migrate_jobs(settings)
    except UNREACHABLE as problem:
        raise unreachable(problem) from None
    return manifest


def rebuild_figures(settings: Settings, say: Say) -> int:
    """Make all figures again, also while the server runs on PostgreSQL; return how many visits."""
    with alone(settings):
        asyncio.run(require_current(settings))
        return asyncio.run(_rebuild_figures(settings, say))


async def _rebuild_figures(settings: Settings, say: Say) -> int:
    total = 0
    async with db.open_db(settings.database):
        async for visits in keeping.rebuild():
            total += visits
            say("{n} visits so far …", n=total)
    return total


def check_figures(settings: Settings, thorough: bool) -> Finding:
    """Compare the figures with the answers of a sample of visits, or of every one."""
    asyncio.run(require_current(settings))
    return asyncio.run(_check_figures(settings, None if thorough else SAMPLE))


async def _check_figures(settings: Settings, sample: int | None) -> Finding:
    async with db.open_db(settings.database):
        return figures_finding(await checking.check(sample))


def export_all(settings: Settings, target: Path) -> export.Exported:
    """Write everything to a new folder, to be read without Mingcha."""
    asyncio.run(require_current(settings))
    return asyncio.run(export.export(settings, target))


def upgrade(settings: Settings, say: Say, clock: Clock = system_clock) -> list[str]:
    """Check, back up and migrate; return what was applied."""
    with alone(settings):
        return asyncio.run(_upgrade(settings, say, clock))


async def _upgrade(settings: Settings, say: Say, clock: Clock) -> list[str]:
    pending = await pending_migrations(settings)
    if pending is None:
        return await migrate_both(settings)
    faults = [one for one in await examine_all(settings, clock()) if one.level == "bad"]
    faults = [one for one in faults if one.what != OLDER]
    if faults:
        say("Nothing was changed. Mend this first:")
        for fault in faults:
            say(fault.what, **fault.params)
        raise Refused("The installation is not sound; mingcha doctor says more.")
    if pending:
        folder = settings.data / "backups" / f"{clock():%Y%m%dT%H%M%SZ}"
        await _back_up(settings, folder, say, clock)
        say("The backup is in {folder}.", folder=folder)
    return await migrate_both(settings)
