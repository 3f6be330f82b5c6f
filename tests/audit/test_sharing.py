"""Transactions that share a commit: each stands or falls by itself, and none is told too early."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from tortoise.exceptions import OperationalError

from audit.engines import sqlite as engine
from audit.engines.sharing import MOST, run_all
from audit.engines.sqlite import OneConnection
from audit.statements import Say, Script, commit, play
from tests.make import make_person

pytestmark = pytest.mark.asyncio


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "shared.sqlite3"


@pytest_asyncio.fixture(loop_scope="session")
async def client(path: Path, open_database: None) -> AsyncIterator[OneConnection]:
    opened = OneConnection(str(path), connection_name="default")
    await opened.create_connection(with_db=True)
    await opened.execute_script("CREATE TABLE kept (n INTEGER PRIMARY KEY)")
    yield opened
    await opened.close()


def add(number: int) -> Callable[[sqlite3.Connection], int]:
    def work(own: sqlite3.Connection) -> int:
        own.execute("INSERT INTO kept VALUES (?)", [number])
        if number % 10 == 3:
            raise ValueError(number)
        return number

    return work


def kept(path: Path) -> list[int]:
    with sqlite3.connect(path) as other:
        return [n for (n,) in other.execute("SELECT n FROM kept ORDER BY n")]


async def test_many_share_few_commits_and_one_that_fails_undoes_itself_only(
    client: OneConnection, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches: list[int] = []

    def counted(own: sqlite3.Connection, works: list[Any]) -> Any:
        batches.append(len(works))
        return run_all(own, works)

    monkeypatch.setattr(engine, "run_all", counted)
    every = range(200)
    done = await asyncio.gather(*(client.commit(add(n)) for n in every), return_exceptions=True)
    failed = [n for n in every if n % 10 == 3]
    assert [n for n in every if isinstance(done[n], ValueError)] == failed
    assert kept(path) == [n for n in every if n not in failed]
    assert len(batches) == -(-200 // MOST)


async def test_what_is_told_is_there(client: OneConnection, path: Path) -> None:
    async def one(number: int) -> None:
        await client.commit(add(number))
        assert number in kept(path)

    await asyncio.gather(*(one(n * 10) for n in range(30)))


async def test_others_have_their_turn(client: OneConnection) -> None:
    async def busy() -> None:
        for number in range(100, 400, 10):
            await client.commit(add(number))

    working = asyncio.create_task(busy())
    async with client._in_transaction() as inside:
        await inside.execute_query("INSERT INTO kept VALUES (1)")
    assert not working.done()
    await working
    assert (await client.execute_query_dict("SELECT count(*) AS n FROM kept"))[0]["n"] == 31


async def test_a_lock_is_waited_for_and_not_for_ever(
    client: OneConnection, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(client.commit(add(1)))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    assert await client.execute_query_dict("SELECT n FROM kept") == [], "reads pass meanwhile"
    other.execute("COMMIT")
    assert await waiting == 1
    monkeypatch.setattr(engine, "LOCK_SECONDS", 0.1)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"):
        await client.commit(add(2))
    other.execute("ROLLBACK")
    other.close()
    assert await client.commit(add(4)) == 4


async def test_one_that_is_cancelled_before_its_turn_is_left_out(
    client: OneConnection, path: Path
) -> None:
    async with client._in_transaction():
        first, second = (asyncio.create_task(client.commit(add(n))) for n in (1, 2))
        await asyncio.sleep(0.01)
        first.cancel()
    assert await second == 2
    assert kept(path) == [2]


async def test_a_full_disk_fails_all_that_share_and_leaves_nothing(
    client: OneConnection, path: Path
) -> None:
    def much(own: sqlite3.Connection) -> None:
        own.executemany("INSERT INTO kept VALUES (?)", ((n,) for n in range(1000, 90_000)))

    pages = (await client.execute_query_dict("PRAGMA page_count"))[0]["page_count"]
    await client.execute_query_dict(f"PRAGMA max_page_count = {pages + 2}")
    done = await asyncio.gather(
        client.commit(add(1)), client.commit(much), client.commit(add(2)), return_exceptions=True
    )
    assert isinstance(done[1], sqlite3.OperationalError | OperationalError)
    for number, outcome in ((1, done[0]), (2, done[2])):
        assert (outcome == number) == (number in kept(path))
    assert await client.commit(add(5)) == 5


def naming(name: str) -> Script[str]:
    yield Say("UPDATE person SET name = $1", [name])
    [row] = yield Say("SELECT name FROM person")
    if name == "nobody":
        raise ValueError(name)
    return str(row["name"])


async def test_a_script_is_a_transaction(database: None) -> None:
    """On both databases."""
    await make_person()
    assert await commit(naming("Anna")) == "Anna"
    with pytest.raises(ValueError, match="nobody"):
        await commit(naming("nobody"))
    assert await play(names()) == ["Anna"]


def names() -> Script[list[str]]:
    return [row["name"] for row in (yield Say("SELECT name FROM person"))]
