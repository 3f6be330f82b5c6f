"""Where DBOS keeps its queues: a file of its own beside SQLite, a schema of its own on PostgreSQL.

It can be lost at any time: wanted rows are found again. So it is in no backup.
"""

from functools import partial

from anyio import to_thread
from dbos import DBOS, DBOSClient, DBOSConfig
from sqlalchemy.exc import SQLAlchemyError

from audit.db import server_url
from audit.settings import Settings

SCHEMA = "mingcha_jobs"
VERSION = "jobs-1"  # fixed: DBOS strands the jobs of another version
_APPLICATION = "mingcha"
_THREADS = 8


def store_url(settings: Settings) -> str:
    """Return the URL of the job store, as SQLAlchemy reads it."""
    url = settings.jobs_url or ("" if settings.embedded else settings.database)
    if url.startswith("postgres"):
        return server_url(url)
    return url or f"sqlite:///{settings.data.resolve()}/jobs.sqlite3"


def configuration(url: str, executor: str) -> DBOSConfig:
    """Return DBOS's configuration for the one engine of a process."""
    return DBOSConfig(
        name=_APPLICATION,
        system_database_url=url,
        dbos_system_schema=SCHEMA,
        application_version=VERSION,
        executor_id=executor,
        max_executor_threads=_THREADS,
        log_level="WARNING",
        enable_otlp=False,
    )


def open_client(url: str) -> DBOSClient:
    """Return the part that enqueues and lists; it connects when first used and never waits."""
    return DBOSClient(
        system_database_url=url,
        dbos_system_schema=SCHEMA,
        application_name=_APPLICATION,
        lazy=True,
        retry_connection_errors=False,
    )


async def migrate_store(settings: Settings) -> None:
    """Make or update the job store's tables, so that web processes need no worker to start.

    Raises ConnectionError when it is away.
    """
    try:
        await to_thread.run_sync(partial(DBOS.migrate, store_url(settings), schema=SCHEMA))
    except SQLAlchemyError as problem:
        raise ConnectionError(str(problem)) from problem
