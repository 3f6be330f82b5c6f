"""Writing many rows fast into a migrated installation: COPY, or executemany on SQLite."""

import json
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

import asyncpg

from audit.db import server_url
from audit.operation.rows import open_sqlite
from audit.operation.stores import database_path
from audit.settings import Settings


class Writer(Protocol):
    """Where rows go."""

    async def write(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        """Add rows; JSON columns are given as text, other values as Python has them."""


@asynccontextmanager
async def open_writer(settings: Settings) -> AsyncIterator[Writer]:
    """Open a writer; everything is committed at the end, and statistics are gathered."""
    path = database_path(settings)
    if path is None:
        async with _open_postgres(server_url(settings.database, "postgres")) as writer:
            yield writer
        return
    connection = open_sqlite(str(path))
    try:
        for pragma in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -400000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        yield SqliteWriter(connection)
        connection.execute("COMMIT")
        connection.execute("ANALYZE")
    finally:
        connection.close()


class SqliteWriter:
    """See Writer."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def write(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        marks = ", ".join("?" * len(columns))
        statement = f'INSERT INTO "{table}" ({_listed(columns)}) VALUES ({marks})'
        self._connection.executemany(statement, rows)


class PostgresWriter:
    """See Writer."""

    def __init__(self, connection: "asyncpg.Connection[Any]") -> None:
        self._connection = connection

    async def write(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        await self._connection.copy_records_to_table(
            table, records=rows, columns=list(columns), timeout=600
        )


@asynccontextmanager
async def _open_postgres(url: str) -> AsyncIterator[PostgresWriter]:
    connection = await asyncpg.connect(url)
    try:
        # What is written is right by construction; checking 14 million references is not measured.
        await connection.execute("SET session_replication_role = replica")
        yield PostgresWriter(connection)
        tables = await connection.fetch(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'id'"
            " AND table_schema = current_schema() AND column_default LIKE 'nextval%'"
        )
        for (table,) in tables:
            await connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id))"
                f' FROM "{table}" HAVING max(id) IS NOT NULL'
            )
        await connection.execute("VACUUM ANALYZE", timeout=600)
    finally:
        await connection.close()


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def adapt() -> None:
    """Let SQLite take dates, moments and uuids as Tortoise writes them."""
    sqlite3.register_adapter(datetime, lambda moment: moment.isoformat(" "))
    sqlite3.register_adapter(date, lambda day: day.isoformat())
    sqlite3.register_adapter(UUID, str)


def as_json(value: Any) -> str:
    """Return a value as JSON columns hold it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
