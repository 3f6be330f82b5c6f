"""Who works the queues on PostgreSQL: each process beats, and one that falls silent is dead.

All moments are the database's own, so that skewed clocks of hosts can't declare anyone dead. On
SQLite there is one process and none of this is used.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from audit.db import connection, transaction
from audit.jobs.jobs import Share

BEAT_SECONDS = 2.0
DEAD_SECONDS = 10.0
_LOCK = 0x4D434A31  # "MCJ1": advisory lock of the takeover


async def beat(worker: str) -> None:
    """Say that `worker` lives, now."""
    await connection().execute_query(
        "INSERT INTO worker (id, seen_at) VALUES ($1, clock_timestamp())"
        " ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at",
        [worker],
    )


async def leave(worker: str) -> None:
    """Take `worker` off the list at an orderly stop, so that others take over at once."""
    await connection().execute_query("DELETE FROM worker WHERE id = $1", [worker])


async def alive() -> set[str]:
    """Return who was seen lately; the dead are taken off the list."""
    await connection().execute_query(
        "DELETE FROM worker WHERE seen_at < clock_timestamp() - make_interval(secs => $1)",
        [DEAD_SECONDS],
    )
    rows = await connection().execute_query_dict("SELECT id FROM worker")
    return {row["id"] for row in rows}


async def share_of(worker: str) -> Share:
    """Return the share of `worker` among those that live."""
    rows = await connection().execute_query_dict(
        "SELECT id FROM worker WHERE seen_at > clock_timestamp() - make_interval(secs => $1)",
        [DEAD_SECONDS],
    )
    living = sorted({worker, *(row["id"] for row in rows)})
    return Share(living.index(worker), len(living))


@asynccontextmanager
async def elected() -> AsyncIterator[bool]:
    """Yield True in one process at a time: the one that looks for jobs of the dead."""
    async with transaction() as client:
        rows = await client.execute_query_dict(
            "SELECT pg_try_advisory_xact_lock($1) AS ok", [_LOCK]
        )
        yield bool(rows[0]["ok"])


async def count() -> int:
    """Return how many live, without taking anyone off the list."""
    rows = await connection().execute_query_dict(
        "SELECT count(*) AS n FROM worker"
        " WHERE seen_at > clock_timestamp() - make_interval(secs => $1)",
        [DEAD_SECONDS],
    )
    return int(rows[0]["n"])
