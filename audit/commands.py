"""What the commands do. `audit.__main__` only reads their options and prints what they return.

The application, the job store and the demo's chain are looked up when they are needed, so that
a command that needs none of them starts fast.
"""

import asyncio
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import uvloop
from pydantic import ValidationError
from starlette.applications import Starlette

from audit import archive, backup, db, export, people
from audit.backup import Say
from audit.clock import Clock, system_clock
from audit.doctor import OLDER, examine_all
from audit.findings import Finding
from audit.grants import NewGrant, give_role
from audit.operator import operator
from audit.running import Refused, address, alone
from audit.running import serve as run_server
from audit.settings import Settings
from audit.soundness import SAMPLE
from audit.stores import UNREACHABLE, database_path

_APPLICATION = "audit.app:create_app"
_JOB_STORE = "audit.job_store:migrate_store"
_DEMO = "audit.demo.seed:seed"


@dataclass(frozen=True)
class DemoLogin:
    """A login of the demo, one per role."""

    role: str
    login: str
    password: str


def read_settings(**given: Any) -> Settings:
    """Return the settings, given options before variables; Refused names what is wrong."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as faults:
        told = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'settings'}: {fault['msg']}"
            for fault in faults.errors()
        )
        raise Refused("The settings are not right: {faults}", faults=told) from None


def migrate(settings: Settings) -> list[str]:
    """Bring the database and the job store to this program's version; return what was applied."""
    with alone(settings):
        return asyncio.run(migrate_both(settings))


async def migrate_both(settings: Settings) -> list[str]:
    """Migrate database and job store; the caller holds the data folder."""
    try:
        pending = await pending_migrations(settings)
        done = [] if pending == set() else await db.migrate(settings.database)
        await resolve_name(_JOB_STORE)(settings)
    except UNREACHABLE as problem:
        raise _unreachable(problem) from None
    return done


async def require_current(settings: Settings) -> None:
    """Refuse a database that is older or newer than this program, absent or out of reach."""
    pending = await pending_migrations(settings)
    if pending is None:
        raise Refused("There is no database yet. Run: mingcha migrate")
    if pending:
        raise Refused(
            "The database is older than this program (it lacks {names}). Run: mingcha upgrade",
            names=", ".join(sorted(pending)),
        )


async def pending_migrations(settings: Settings) -> set[str] | None:
    """Return the migrations that the database lacks, None when there is no database yet."""
    path = database_path(settings)
    if path and not path.exists():
        return None
    try:
        async with db.open_db(settings.database):
            applied = await db.applied()
    except UNREACHABLE as problem:
        raise _unreachable(problem) from None
    if newer := applied - db.known():
        raise newer_refusal(newer)
    return db.known() - applied if applied else None


def newer_refusal(names: set[str]) -> Refused:
    """Return what an old program says to a new database."""
    return Refused(
        "The database is newer than this program (it holds {names}). Install the newer program,"
        " or restore the backup that was made before the upgrade.",
        names=", ".join(sorted(names)),
    )


def _unreachable(problem: BaseException) -> Refused:
    return Refused("The database can't be reached: {why}", why=problem)


def serve(settings: Settings, announce: Callable[[], None]) -> None:
    """Serve the application until a signal ends it."""
    with alone(settings):
        asyncio.run(require_current(settings))
        run_server(settings, partial(_create, settings), announce)


def _create(settings: Settings) -> Starlette:
    application: Starlette = resolve_name(_APPLICATION)(settings)
    return application


def demo(
    settings: Settings,
    say: Say,
    announce: Callable[[Sequence[DemoLogin]], None],
    clock: Clock = system_clock,
) -> None:
    """Make the demo's chain if it is not there yet, and serve it. `say` tells of progress."""
    with alone(settings):
        logins = asyncio.run(_prepare_demo(settings, say, clock))
        run_server(settings, partial(_create, settings), partial(announce, logins))


async def _prepare_demo(settings: Settings, say: Say, clock: Clock) -> list[DemoLogin]:
    await migrate_both(settings)
    seeded = await resolve_name(_DEMO)(settings, clock(), say)
    return [DemoLogin(*entry) for entry in seeded]


def work(settings: Settings, announce: Callable[[], None]) -> None:
    """Work the queues until a signal ends it, as the application but without its doors."""
    if settings.embedded:
        raise Refused("On SQLite the server works the queues itself; a worker needs PostgreSQL.")
    asyncio.run(require_current(settings))
    uvloop.run(_work(settings.model_copy(update={"workers_inside": True}), announce))


async def _work(settings: Settings, announce: Callable[[], None]) -> None:
    application = _create(settings)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with application.router.lifespan_context(application):
        announce()
        await stop.wait()


async def add_user(
    settings: Settings,
    profile: people.Profile,
    roles: Sequence[NewGrant],
    clock: Clock = system_clock,
) -> str:
    """Add a person with roles; return the address where the first password is chosen."""
    with alone(settings):
        await require_current(settings)
        now = clock()
        async with db.open_db(settings.database), db.transaction():
            added = await people.add_person(operator(now), profile, now)
            for role in roles:
                await give_role(operator(now), added.uuid, role, now)
        return f"{address(settings)}/reset/{added.link}"


def doctor(settings: Settings, thorough: bool, clock: Clock = system_clock) -> list[Finding]:
    """Return everything found; `thorough` reads every file instead of a sample."""
    return asyncio.run(examine_all(settings, clock(), None if thorough else SAMPLE))


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
        raise _unreachable(problem) from None


verify_backup = archive.verify


def restore(settings: Settings, source: Path, say: Say) -> archive.Manifest:
    """Fill an empty installation from a backup."""
    with alone(settings):
        return asyncio.run(_restore(settings, source, say))


async def _restore(settings: Settings, source: Path, say: Say) -> archive.Manifest:
    try:
        manifest = await backup.restore(settings, source, say)
        await resolve_name(_JOB_STORE)(settings)
    except UNREACHABLE as problem:
        raise _unreachable(problem) from None
    return manifest


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
