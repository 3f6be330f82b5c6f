"""Both databases' connections come back in order, whatever breaks off on them."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import pytest_asyncio
from tortoise.exceptions import DBConnectionError, IntegrityError

from audit.engines import postgres, sqlite
from audit.engines.postgres import PatientPool
from audit.engines.sqlite import OneConnection
from tests.conftest import BACKEND, make_database

pytestmark = pytest.mark.asyncio
REFERRING = (
    "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
    "CREATE TABLE child (parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)",
)

CUTS = (*range(12), *range(12, 60, 4), *range(60, 600, 30))
"""Turns of the loop: each step on the way to the first statement, and some of those behind."""


@pytest_asyncio.fixture(loop_scope="session")
async def client(tmp_path: Path, open_database: None) -> AsyncIterator[Any]:
    """A client with one connection, beside the one that the program uses."""
    url = await make_database(f"mingcha_engine_{os.getpid()}_{uuid4().hex[:8]}", tmp_path)
    named: dict[str, Any] = {"connection_name": "default"}
    opened: OneConnection | PatientPool
    if BACKEND == "sqlite":
        opened = OneConnection(url.removeprefix("sqlite://"), **named)
    else:
        parts = urlsplit(url)
        opened = PatientPool(
            parts.username, parts.password, parts.path[1:], parts.hostname, parts.port or 5432,
            minsize=1, maxsize=1, **named,
        )  # fmt: skip
    await opened.create_connection(with_db=True)
    for statement in REFERRING:
        await opened.execute_script(statement)
    yield opened
    await opened.close()


async def count(client: Any) -> int:
    rows = await client.execute_query_dict("SELECT count(*) AS n FROM child")
    return int(rows[0]["n"])


async def add(client: Any, *, cut_after: int) -> None:
    """Add a parent and a child, and be cancelled after some turns of the loop."""

    async def work() -> None:
        async with client._in_transaction() as inside:
            await inside.execute_query("INSERT INTO parent (id) VALUES (1)")
            await inside.execute_query("INSERT INTO child (parent) VALUES (1)")

    task = asyncio.create_task(work())
    for _ in range(cut_after):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    if not task.cancelled():
        task.result()


async def test_a_transaction_cancelled_anywhere_gives_its_turn_and_connection_back(
    client: Any,
) -> None:
    for after in CUTS:
        await add(client, cut_after=after)
        async with asyncio.timeout(30), client._in_transaction() as inside:
            assert await count(inside) in {0, 1}
            await inside.execute_query("DELETE FROM child")
            await inside.execute_query("DELETE FROM parent")


async def test_what_a_failed_commit_leaves_is_undone(client: Any) -> None:
    for _ in range(2):
        with pytest.raises(IntegrityError):
            async with client._in_transaction() as inside:
                await inside.execute_query("INSERT INTO child (parent) VALUES (7)")
        assert await count(client) == 0, "who reads next does not see it"
    async with asyncio.timeout(30), client._in_transaction() as inside:
        await inside.execute_query("INSERT INTO parent (id) VALUES (1)")
        await inside.execute_query("INSERT INTO child (parent) VALUES (1)")
    assert await count(client) == 1


async def test_a_turn_or_connection_is_waited_for_with_an_end(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "TURN_SECONDS", 0.2)
    monkeypatch.setattr(postgres, "POOL_SECONDS", 0.2)
    async with asyncio.timeout(30), client._in_transaction():
        for ask in (count, add_none):
            with pytest.raises((TimeoutError, DBConnectionError)):
                await asyncio.create_task(ask(client))
    assert await count(client) == 0


async def add_none(client: Any) -> None:
    async with client._in_transaction():
        pass
