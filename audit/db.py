"""The database: configuration, opening, migrating, and the one way to begin a transaction."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from pkgutil import iter_modules
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import asyncpg
from tortoise import Tortoise, connections
from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.context import TortoiseContext
from tortoise.exceptions import DBConnectionError, OperationalError, TransactionManagementError
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.transactions import in_transaction

from audit.engines import postgres
from audit.engines import sqlite as embedded

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x4D434831  # "MCH1": advisory lock of the migration step


class NewerDatabase(Exception):
    """The database holds migrations that this program does not know."""


class OlderDatabase(Exception):
    """The database lacks migrations of this program."""


UNUSABLE: tuple[type[Exception], ...] = (
    DBConnectionError,
    OperationalError,
    TransactionManagementError,
    asyncpg.PostgresError,  # Tortoise passes on what tells of a lost server
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection that the server left in the middle of something
    sqlite3.DatabaseError,
    ConnectionError,
    TimeoutError,
)
"""What comes of a database that is away, full, damaged or locked by others."""


def configuration(url: str, *, bounded: bool = False) -> dict[str, Any]:
    """Return Tortoise's configuration for a database URL.

    `bounded`: no statement and no lock is waited for longer than a request may take.
    """
    return {
        "connections": {"default": _connection(url, bounded)},
        "apps": {
            "audit": {
                "models": ["audit.models"],
                "migrations": "audit.migrations",
                "default_connection": "default",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


def _connection(url: str, bounded: bool) -> dict[str, Any]:
    given: dict[str, Any] = expand_db_url(url)
    if url.startswith("sqlite"):
        return given | {"engine": embedded.__name__}
    usual = {"minsize": 1, "maxsize": 10} | (postgres.bounds() if bounded else {})
    return {"engine": postgres.__name__, "credentials": usual | given["credentials"]}


def server_url(url: str, scheme: str = "postgresql") -> str:
    """Return a PostgreSQL URL without Tortoise's own parameters, `ssl` in libpq's words."""
    parts = urlsplit(url)
    wants_tls = parse_qs(parts.query).get("ssl", [""])[0].lower() in {"true", "1", "require"}
    query = urlencode({"sslmode": "require"}) if wants_tls else ""
    return parts._replace(scheme=scheme, query=query).geturl()


@asynccontextmanager
async def open_db(url: str, *, bounded: bool = False) -> AsyncIterator[TortoiseContext]:
    """Open the process's one connection set; it reaches every task (see Tortoise's contexts).

    `bounded` is for whoever answers requests; commands may take as long as they need.
    """
    config = configuration(url, bounded=bounded)
    context = await Tortoise.init(config=config, _enable_global_fallback=True)
    try:
        yield context
    finally:
        await Tortoise.close_connections()


def connection() -> BaseDBAsyncClient:
    """Return the connection in force: the transaction's inside one, else the pool's."""
    client: BaseDBAsyncClient = connections.get("default")
    return client


def is_sqlite(client: BaseDBAsyncClient) -> bool:
    """Tell the dialect of a connection."""
    return client.capabilities.dialect == "sqlite"


@asynccontextmanager
async def transaction() -> AsyncIterator[TransactionalDBClient]:
    """Begin the one transaction of a use case; the only place that may call `in_transaction`.

    On SQLite it has the write lock at once: what it reads stays true until it ends.
    """
    async with in_transaction("default") as client:
        yield client


async def lock_rows(table: str, key: int) -> None:
    """Hold row `key` of `table` until the transaction ends (SQLite holds everything anyway)."""
    client = connection()
    if not is_sqlite(client):
        await client.execute_query(f'SELECT id FROM "{table}" WHERE id = $1 FOR UPDATE', [key])  # noqa: S608


async def alone_on(table: str) -> None:
    """Let nobody else write `table` until the transaction ends; first statement of its block.

    Who has written it and not committed is waited for (SQLite lets one transaction write anyway).
    """
    client = connection()
    if not is_sqlite(client):
        await client.execute_query(f'LOCK TABLE "{table}" IN SHARE ROW EXCLUSIVE MODE')


async def migrate(url: str) -> list[str]:
    """Bring the database to this program's version; return the names applied.

    Raises NewerDatabase when it is ahead. Safe to call from several processes at once.
    """
    async with _alone(url), open_db(url):
        before = await applied()
        _refuse_newer(before)
        executor = MigrationExecutor(connection(), configuration(url)["apps"])
        await executor.migrate([MigrationTarget(app_label="audit", name="__latest__")])
        return sorted(await applied() - before)


@asynccontextmanager
async def _alone(url: str) -> AsyncIterator[None]:
    """Let one migration step run at a time; the embedded database has its own lock file."""
    if url.startswith("sqlite"):
        yield
        return
    lock = await asyncpg.connect(server_url(url))
    try:
        await lock.execute("SELECT pg_advisory_lock($1)", _LOCK)
        yield
    finally:
        await lock.close()


async def check_version() -> None:
    """Refuse a database that is newer (NewerDatabase) or older (OlderDatabase) than the program."""
    names = await applied()
    _refuse_newer(names)
    if missing := known() - names:
        raise OlderDatabase(", ".join(sorted(missing)))


async def applied() -> set[str]:
    """Return the names of the migrations in the database (empty when there are no tables)."""
    client = connection()
    listing = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'tortoise_migrations'"
        if is_sqlite(client)
        else "SELECT tablename FROM pg_tables WHERE tablename = 'tortoise_migrations'"
    )
    if not await client.execute_query_dict(listing):
        return set()
    rows = await client.execute_query_dict("SELECT name FROM tortoise_migrations")
    return {str(row["name"]) for row in rows}


def _refuse_newer(names: set[str]) -> None:
    if unknown := names - known():
        raise NewerDatabase(", ".join(sorted(unknown)))


def known() -> set[str]:
    """Return the names of the migrations this program carries."""
    return {module.name for module in iter_modules([str(_MIGRATIONS)]) if module.name[0].isdigit()}
