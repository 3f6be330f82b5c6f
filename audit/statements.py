"""Statements by hand for where requests are many, written once for both databases.

A script is a generator that yields one statement after another, is sent the rows of each, and
returns what it is for. On SQLite all of it runs in the connection's own thread, in one trip, where
each statement by itself would cost a trip there and back.
"""

import json
import re
import sqlite3
from collections.abc import Generator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from tortoise.exceptions import IntegrityError, OperationalError

from audit.db import connection, is_sqlite, transaction
from audit.engines.sqlite import OneConnection

T = TypeVar("T")
Rows = Sequence[Mapping[str, Any]]


class Say(NamedTuple):
    """One statement with $1, $2… and `FOR UPDATE` as PostgreSQL has them; SQLite locks anyway."""

    sql: str
    values: Sequence[Any] = ()


Script = Generator[Say, Any, T]


async def play(script: Script[T]) -> T:
    """Run a script on the connection in force; raises what it raises, and Tortoise's errors."""
    client = connection()
    if is_sqlite(client):
        async with client.acquire_connection() as own:
            done: T = await own._execute(_play, own._conn, script)
            return done
    try:
        say = next(script)
        while True:
            say = script.send(await client.execute_query_dict(say.sql, list(say.values)))
    except StopIteration as end:
        result: T = end.value
        return result


async def commit(script: Script[T]) -> T:
    """Run a script in a transaction of its own; what it wrote is safe when this returns.

    On SQLite scripts that wait at the same moment share one commit, see `audit.engines.sharing`.
    Inside a transaction it is a step of that one, which fails or stands by itself.
    """
    client = connection()
    if isinstance(client, OneConnection):
        return await client.commit(lambda own: _play(own, script))
    async with transaction():
        return await play(script)


def _play(database: sqlite3.Connection, script: Script[T]) -> T:
    try:
        say = next(script)
        while True:
            values = [_for_sqlite(value) for value in say.values]
            say = script.send(database.execute(_sqlite(say.sql), values).fetchall())
    except StopIteration as end:
        # A future can't be given a StopIteration, so it may not leave this thread.
        result: T = end.value
        return result
    except sqlite3.IntegrityError as failure:
        raise IntegrityError(failure) from failure
    except sqlite3.OperationalError as failure:
        raise OperationalError(failure) from failure


def inserted(table: str, columns: Sequence[str], rows: int = 1) -> str:
    """Return the statement that adds so many rows, their values one after another."""
    return _insert(table, tuple(columns), rows)


@lru_cache(maxsize=1024)
def _insert(table: str, columns: tuple[str, ...], rows: int) -> str:
    width = len(columns)
    places = (
        ", ".join(f"${row * width + place + 1}" for place in range(width)) for row in range(rows)
    )
    values = ", ".join(f"({one})" for one in places)
    return f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES {values}'  # noqa: S608


@lru_cache(maxsize=1024)
def _sqlite(sql: str) -> str:
    return re.sub(r" FOR UPDATE( OF \w+)?", "", sql).replace("$", "?")


def _for_sqlite(value: Any) -> Any:
    """Return a value as Tortoise writes it."""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return str(value) if isinstance(value, UUID | date) else value


def json_text(value: Any) -> str:
    """Return a value as it is written to a JSON column."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def read_json(value: Any) -> Any:
    """Return the value of a JSON column."""
    return json.loads(value) if isinstance(value, str) else value


def read_uuid(value: Any) -> UUID:
    """Return the value of a uuid column."""
    return UUID(value) if isinstance(value, str) else value


def read_day(value: Any) -> date | None:
    """Return the value of a date column."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def read_moment(value: Any) -> datetime:
    """Return the value of a moment's column that is not empty."""
    moment: datetime = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment
