"""Whether the database is this program's version, and how it becomes so."""

import asyncio
from pkgutil import resolve_name

from audit import db
from audit.figures.keeping import keep_missing
from audit.operation.running import Refused, alone
from audit.operation.stores import UNREACHABLE, database_path
from audit.settings import Settings

_JOB_STORE = "audit.jobs.job_store:migrate_store"  # slow to load, and seldom needed


def migrate(settings: Settings) -> list[str]:
    """Bring the database and the job store to this program's version; return what was applied."""
    with alone(settings):
        return asyncio.run(migrate_both(settings))


async def migrate_both(settings: Settings) -> list[str]:
    """Migrate database and job store; the caller holds the data folder."""
    try:
        pending = await pending_migrations(settings)
        done = [] if pending == set() else await db.migrate(settings.database)
        if done:
            await keep_figures(settings)
        await migrate_jobs(settings)
    except UNREACHABLE as problem:
        raise unreachable(problem) from None
    return done


async def keep_figures(settings: Settings) -> None:
    """Write the figures of released visits that have none: an older program kept none."""
    async with db.open_db(settings.database):
        await keep_missing()


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
        raise unreachable(problem) from None
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


def unreachable(problem: BaseException) -> Refused:
    """Return what is said when the database is away."""
    return Refused("The database can't be reached: {why}", why=problem)


async def migrate_jobs(settings: Settings) -> None:
    """Make or update the job store's tables."""
    await resolve_name(_JOB_STORE)(settings)
