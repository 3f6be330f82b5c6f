"""The trail: nothing is taken out of it, changed in it or put between, without being found."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from tortoise.exceptions import BaseORMException

from audit import trail
from audit.db import connection, is_sqlite, transaction
from audit.models import TrailEntry, TrailHead
from tests.conftest import NOON, TickingClock, make_database
from tests.make import make_actor, make_region

pytestmark = pytest.mark.asyncio

ROOT = Path(__file__).parents[2]
WRITER = "tests.audit.trail_process"


async def write(count: int) -> None:
    actor = await make_actor("admin")
    for number in range(count):
        told: dict[str, Any] = {"number": number, "name": "茶馆 🍵", "deep": {"a": [1, None]}}
        await trail.record(actor, "tested", f"branch:T{number}", NOON, **told)


async def unlock() -> None:
    """Take the guard away, as whoever tampers with the file itself would."""
    if is_sqlite(connection()):
        for verb in ("UPDATE", "DELETE"):
            await connection().execute_query(f"DROP TRIGGER trail_entry_keep_{verb}")
    else:
        await connection().execute_query("ALTER TABLE trail_entry DISABLE TRIGGER ALL")


async def test_an_empty_trail_holds(database: None) -> None:
    assert await trail.verify() is None


async def test_each_link_holds_the_one_before(database: None) -> None:
    await write(3)
    entries = await TrailEntry.all().order_by("number")
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert entries[0].previous == "0" * 64
    assert [entry.previous for entry in entries[1:]] == [entry.hash for entry in entries[:2]]
    head = await TrailHead.get()
    assert (head.number, head.hash) == (3, entries[2].hash)
    assert await trail.verify() is None


async def test_a_trail_longer_than_a_page_holds(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "_PAGE", 2)
    await write(5)
    assert await trail.verify() is None


async def test_an_entry_falls_with_the_change_it_tells_of(database: None) -> None:
    async def fail() -> None:
        async with transaction():
            await write(2)
            raise KeyError

    with pytest.raises(KeyError):
        await fail()
    assert not await TrailEntry.exists()
    assert (await TrailHead.get()).number == 0


async def test_who_acts_is_told(database: None) -> None:
    actor = await make_actor("admin")
    await trail.record(actor, "tested", "branch:T", NOON)
    await trail.record(None, "tested", "branch:T", NOON)
    entries = await TrailEntry.all().order_by("number")
    assert [entry.actor for entry in entries] == [str(actor.uuid), "system"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail_entry SET action = 'x' WHERE number = 2",
        "DELETE FROM trail_entry WHERE number = 2",
        "DELETE FROM trail_entry",
    ],
)
async def test_the_database_itself_refuses_changes(database: None, statement: str) -> None:
    await write(3)
    with pytest.raises((BaseORMException, asyncpg.RaiseError), match="append-only"):
        async with transaction():
            await connection().execute_query(statement)
    assert await TrailEntry.all().count() == 3
    assert await trail.verify() is None


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE trail_entry SET action = 'x' WHERE number = 2", (2, "changed")),
        ("UPDATE trail_entry SET actor = 'system' WHERE number = 1", (1, "changed")),
        ("UPDATE trail_entry SET subject = 'branch:T9' WHERE number = 3", (3, "changed")),
        ("UPDATE trail_entry SET details = '{}' WHERE number = 2", (2, "changed")),
        ("UPDATE trail_entry SET at = '2020-01-01 00:00:00+00:00' WHERE number = 4",
         (4, "changed")),
        ("UPDATE trail_entry SET previous = hash WHERE number = 2", (2, "changed")),
        ("DELETE FROM trail_entry WHERE number = 2", (2, "missing")),
        ("DELETE FROM trail_entry WHERE number = 1", (1, "missing")),
        ("DELETE FROM trail_entry WHERE number = 4", (3, "cut off")),
        ("DELETE FROM trail_entry", (0, "cut off")),
        ("UPDATE trail_head SET number = 3", (3, "cut off")),
    ],
)  # fmt: skip
async def test_tampering_is_found(database: None, statement: str, found: tuple[int, str]) -> None:
    await write(4)
    await unlock()
    await connection().execute_query(statement)
    broken = await trail.verify()
    assert broken is not None
    assert (broken.number, broken.why) == found


async def test_a_link_rewritten_with_its_own_hash_breaks_at_the_next(database: None) -> None:
    await write(3)
    await unlock()
    entry = await TrailEntry.get(number=2)
    entry.action = "forged"
    await TrailEntry.filter(number=2).update(action="forged", hash=trail.link_hash(entry))
    assert await trail.verify() == trail.Break(3, "changed")


async def test_moments_are_told_in_utc(database: None, clock: TickingClock) -> None:
    await write(1)
    entry = await TrailEntry.get()
    assert entry.at == NOON
    assert trail.link_hash(entry) == entry.hash


async def test_the_trail_and_other_rows_share_a_transaction(database: None) -> None:
    async with transaction():
        await make_region("north")
        await write(1)
    assert await trail.verify() is None


async def test_many_writers_at_once_make_one_chain(tmp_path: Path) -> None:
    url = await make_database("mingcha_trail", tmp_path)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", WRITER, url, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    assert told.decode().split() == ["200", "None"]
