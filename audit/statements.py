"""Statements by hand for where requests are many, written once for both databases.

A script is a generator that yields one statement after another, is sent the rows of each, and
returns what it is for. What costs is not the statements but the trips. On SQLite all of a script
runs in the connection's own thread, in one. On PostgreSQL each step is one; so statements that do
not need each other are yielded together.
"""

import json
import re
import sqlite3
from collections.abc import Generator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import asyncpg
from tortoise.exceptions import IntegrityError, OperationalError

from audit.db import connection, is_sqlite, transaction
from audit.engines.sqlite import OneConnection

T = TypeVar("T")
Rows = Sequence[Mapping[str, Any]]


class Say(NamedTuple):
    """One statement with $1, $2… and `FOR UPDATE` as PostgreSQL has them; SQLite locks anyway."""

    sql: str
    values: Sequence[Any] = ()


Step = Say | tuple[Say, ...]
"""One statement, or several of which none sees or touches what another writes, in one trip: what
is sent are the rows of the last."""
Script = Generator[Step, Any, T]


async def play(script: Script[T]) -> T:
    """Run a script on the connection in force; raises what it raises, and Tortoise's errors."""
    client = connection()
    if is_sqlite(client):
        async with client.acquire_connection() as own:
            done: T = await own._execute(_play, own._conn, script)
            return done
    async with client.acquire_connection() as own:
        return await _ask(own, script)


async def _ask(database: asyncpg.Connection, script: Script[T]) -> T:
    try:
        step = next(script)
        while True:
            say = step if isinstance(step, Say) else _joined(step)
            step = script.send(await database.fetch(say.sql, *say.values))
    except StopIteration as end:
        result: T = end.value
        return result
    except asyncpg.IntegrityConstraintViolationError as failure:
        raise IntegrityError(failure) from failure
    except (asyncpg.SyntaxOrAccessError, asyncpg.DataError) as failure:
        raise OperationalError(failure) from failure


def _joined(says: Sequence[Say]) -> Say:
    values = [value for say in says for value in say.values]
    return Say(_join(tuple((say.sql, len(say.values)) for say in says)), values)


@lru_cache(maxsize=1024)
def _join(statements: tuple[tuple[str, int], ...]) -> str:
    """Return one statement of several, given the number of values of each."""
    moved, before = [], 0
    for sql, count in statements:
        moved.append(_moved(sql, before))
        before += count
    *first, last = moved
    told = ", ".join(f"step{n} AS ({sql})" for n, sql in enumerate(first))
    return f"WITH {told} {last}" if told else last


def _moved(sql: str, by: int) -> str:
    """Return a statement whose values begin so many places later."""
    return re.sub(r"\$(\d+)", lambda place: f"${int(place[1]) + by}", sql)


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
        step = next(script)
        while True:
            for say in (step,) if isinstance(step, Say) else step:
                values = [_for_sqlite(value) for value in say.values]
                rows = database.execute(_sqlite(say.sql), values).fetchall()
            step = script.send(rows)
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
