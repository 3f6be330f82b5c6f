"""Writing rows read by `audit.operation.rows` into an empty database, all of them or none."""

import json
import sqlite3
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime
from graphlib import TopologicalSorter
from typing import Any, Protocol
from uuid import UUID

import asyncpg
from anyio import to_thread

from audit.db import server_url
from audit.operation.rows import Columns, Kind, Row, open_sqlite, postgres_tables, sqlite_tables
from audit.operation.stores import database_path
from audit.settings import Settings

_MADE_BY_MIGRATIONS = "trail_head"


class Loader(Protocol):
    """A transaction that fills a database. `order` has each table after those it refers to."""

    tables: Mapping[str, Columns]
    order: list[str]

    async def insert(self, table: str, pages: AsyncIterable[list[Row]]) -> None:
        """Add the rows of a whole table as they are, keys included."""


@asynccontextmanager
async def open_loader(settings: Settings) -> AsyncIterator[Loader]:
    """Begin to fill a migrated, empty database; committed when the block ends without an error."""
    path = database_path(settings)
    if path is None:
        async with _open_postgres(server_url(settings.database, "postgres")) as loader:
            yield loader
        return
    connection = await to_thread.run_sync(open_sqlite, str(path))
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("PRAGMA defer_foreign_keys = ON")  # until the commit
        yield SqliteLoader(connection)
        await to_thread.run_sync(connection.commit)
    finally:
        connection.close()


class SqliteLoader:
    """See Loader."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.tables: Mapping[str, Columns] = sqlite_tables(connection)
        self.order = sorted(self.tables)
        connection.execute(f"DELETE FROM {_MADE_BY_MIGRATIONS}")  # noqa: S608

    async def insert(self, table: str, pages: AsyncIterable[list[Row]]) -> None:
        columns = self.tables[table]
        async for rows in pages:
            listed = ", ".join(f'"{name}"' for name in rows[0])
            marks = ", ".join("?" * len(rows[0]))
            statement = f'INSERT INTO "{table}" ({listed}) VALUES ({marks})'  # noqa: S608
            values = [[_for_sqlite(columns[name], row[name]) for name in row] for row in rows]
            await to_thread.run_sync(self._connection.executemany, statement, values)


class PostgresLoader:
    """See Loader."""

    def __init__(
        self,
        connection: "asyncpg.Connection[Any]",
        tables: Mapping[str, Columns],
        order: list[str],
    ) -> None:
        self._connection = connection
        self.tables = tables
        self.order = order

    async def insert(self, table: str, pages: AsyncIterable[list[Row]]) -> None:
        """One COPY per table: what refers to the same table is checked at its end."""
        columns, names = self.tables[table], list(self.tables[table])

        async def records() -> AsyncIterator[tuple[Any, ...]]:
            async for rows in pages:
                for row in rows:
                    yield tuple(_for_postgres(columns[name], row[name]) for name in names)

        await self._connection.copy_records_to_table(table, records=records(), columns=names)


@asynccontextmanager
async def _open_postgres(url: str) -> AsyncIterator[PostgresLoader]:
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute(f"DELETE FROM {_MADE_BY_MIGRATIONS}")  # noqa: S608
            tables = await postgres_tables(connection)
            yield PostgresLoader(connection, tables, await _order(connection, tables))
            for table in tables:
                await connection.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id))"  # noqa: S608
                    f' FROM "{table}" HAVING max(id) IS NOT NULL'
                )
    finally:
        await connection.close()


async def _order(connection: "asyncpg.Connection[Any]", tables: Mapping[str, Columns]) -> list[str]:
    rows = await connection.fetch(
        "SELECT c.relname AS one, f.relname AS other FROM pg_constraint"
        " JOIN pg_class c ON c.oid = conrelid JOIN pg_class f ON f.oid = confrelid"
        " WHERE contype = 'f' AND conrelid <> confrelid"
        " AND connamespace = current_schema()::regnamespace"
    )
    graph: dict[str, set[str]] = {table: set() for table in sorted(tables)}
    for one, other in rows:
        graph.setdefault(one, set()).add(other)
    return [table for table in TopologicalSorter(graph).static_order() if table in tables]


def _for_sqlite(kind: Kind, value: Any) -> Any:
    """Write a value exactly as Tortoise does, so that comparisons of text stay right."""
    if value is None:
        return None
    if kind == "json":
        return json.dumps(value, separators=(",", ":"))
    if kind == "moment":
        return datetime.fromisoformat(value).isoformat(" ")
    return int(value) if isinstance(value, bool) else value


def _for_postgres(kind: Kind, value: Any) -> Any:
    if value is None:
        return None
    if kind == "json":
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    makers: dict[Kind, Any] = {
        "moment": datetime.fromisoformat, "day": date.fromisoformat, "uuid": UUID, "yes_no": bool,
    }  # fmt: skip
    return makers[kind](value) if kind in makers else value
