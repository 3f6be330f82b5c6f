"""Every row of every table as JSON, alike on both databases, from one unchanging view.

The tables are those of the database's own catalogue, not of this program's models: a backup is
made before an upgrade too. On SQLite a read transaction on a connection of its own gives the
view, so the server goes on writing meanwhile; on PostgreSQL a repeatable read does.
"""

import json
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any, Literal, Protocol

import asyncpg
from anyio import to_thread

from audit.db import server_url
from audit.operation.stores import database_path
from audit.settings import Settings

Kind = Literal["whole", "real", "yes_no", "text", "day", "moment", "uuid", "json"]
Columns = Mapping[str, Kind]
Row = dict[str, Any]

PAGE = 1_000
# Workers and unfinished uploads mean nothing elsewhere; migrations are in the manifest; figures
# are made again from the scores.
LEFT_OUT = frozenset(
    {"worker", "upload", "tortoise_migrations", "sqlite_sequence"}
    | {"visit_figures", "wave_figures"}
)

_KINDS: dict[str, Kind] = {
    "int": "whole", "integer": "whole", "bigint": "whole", "smallint": "whole",
    "real": "real", "double precision": "real", "boolean": "yes_no", "bool": "yes_no",
    "varchar": "text", "character varying": "text", "text": "text", "date": "day",
    "timestamp": "moment", "timestamp with time zone": "moment",
    "char": "uuid", "uuid": "uuid", "json": "json", "jsonb": "json",
}  # fmt: skip


class Reader(Protocol):
    """A view of a database that does not change while it is read."""

    tables: Mapping[str, Columns]
    migrations: list[str]

    def pages(self, table: str) -> AsyncIterator[list[Row]]:
        """Yield the rows of a table in the order of their keys, at most PAGE at once."""


@asynccontextmanager
async def open_reader(settings: Settings) -> AsyncIterator[Reader]:
    """Open a view of the database as it is now. Safe while the server runs."""
    path = database_path(settings)
    if path is None:
        async with _open_postgres(server_url(settings.database, "postgres")) as reader:
            yield reader
        return
    connection = await to_thread.run_sync(open_sqlite, str(path))
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("BEGIN")
        yield SqliteReader(connection)
    finally:
        connection.close()


def open_sqlite(path: str) -> sqlite3.Connection:
    """Open an existing database file; transactions are begun by hand."""
    return sqlite3.connect(
        f"file:{path}?mode=rw", uri=True, check_same_thread=False, isolation_level=None, timeout=30
    )


def kind_of(declared: str) -> Kind:
    """Return how values of a declared column type are written."""
    return _KINDS[declared.lower().split("(")[0].strip()]


def written(kind: Kind, value: Any) -> Any:
    """Return a value of either database as JSON has it; moments are UTC to the microsecond."""
    if value is None:
        return None
    if kind == "moment":
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC).isoformat(timespec="microseconds")
    if kind == "json":
        return json.loads(value) if isinstance(value, str) else value
    if kind == "day":
        return value.isoformat() if isinstance(value, date) else value
    return str(value) if kind == "uuid" else value


class SqliteReader:
    """See Reader."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.tables: Mapping[str, Columns] = sqlite_tables(connection)
        listed = "SELECT name FROM sqlite_master WHERE name = 'tortoise_migrations'"
        known = connection.execute(listed).fetchone()
        names = connection.execute("SELECT name FROM tortoise_migrations") if known else []
        self.migrations = sorted(name for (name,) in names)

    async def pages(self, table: str) -> AsyncIterator[list[Row]]:
        columns = self.tables[table]
        listed = ", ".join(f'"{name}"' for name in columns)
        cursor = self._connection.execute(f'SELECT {listed} FROM "{table}" ORDER BY id')  # noqa: S608
        while rows := await to_thread.run_sync(cursor.fetchmany, PAGE):
            yield [_row(columns, row) for row in rows]


def sqlite_tables(connection: sqlite3.Connection) -> dict[str, Columns]:
    """Return the tables of a SQLite database with the kinds of their columns."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    names = [name for (name,) in found if name not in LEFT_OUT]
    return {
        name: {
            column: kind_of(declared)
            for _, column, declared, *_ in connection.execute(f'PRAGMA table_info("{name}")')
        }
        for name in names
    }


class PostgresReader:
    """See Reader."""

    def __init__(
        self,
        connection: "asyncpg.Connection[Any]",
        tables: Mapping[str, Columns],
        migrations: list[str],
    ) -> None:
        self._connection = connection
        self.tables = tables
        self.migrations = migrations

    async def pages(self, table: str) -> AsyncIterator[list[Row]]:
        columns = self.tables[table]
        listed = ", ".join(f'"{name}"' for name in columns)
        cursor = await self._connection.cursor(f'SELECT {listed} FROM "{table}" ORDER BY id')  # noqa: S608
        while rows := await cursor.fetch(PAGE):
            yield [_row(columns, row) for row in rows]


@asynccontextmanager
async def _open_postgres(url: str) -> AsyncIterator[PostgresReader]:
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            known = await connection.fetchval("SELECT to_regclass('tortoise_migrations')")
            names = "SELECT name FROM tortoise_migrations"
            found = await connection.fetch(names) if known else []
            migrations = sorted(row["name"] for row in found)
            yield PostgresReader(connection, await postgres_tables(connection), migrations)
    finally:
        await connection.close()


async def postgres_tables(connection: "asyncpg.Connection[Any]") -> dict[str, Columns]:
    """Return the tables of a PostgreSQL database with the kinds of their columns."""
    rows = await connection.fetch(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position"
    )
    tables: dict[str, dict[str, Kind]] = {}
    for table, column, declared in rows:
        if table not in LEFT_OUT:
            tables.setdefault(table, {})[column] = kind_of(declared)
    return dict(tables)


def _row(columns: Columns, values: Any) -> Row:
    return {
        name: written(kind, value)
        for (name, kind), value in zip(columns.items(), values, strict=True)
    }
