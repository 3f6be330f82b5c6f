"""What every test can ask for: a migrated database in a transaction, a settable clock, files.

The backend is chosen by MINGCHA_TEST_BACKEND (sqlite, the default, or postgres with its DSN in
MINGCHA_TEST_POSTGRES); one process never speaks to both.
"""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from hypothesis import settings
from PIL import Image

from audit import db

BACKEND = os.environ.get("MINGCHA_TEST_BACKEND", "sqlite")
settings.register_profile("steady", deadline=None)  # a busy machine is not a wrong answer
settings.load_profile("steady")
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai


class TickingClock:
    """A clock that stands still until told to move."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> TickingClock:
    return TickingClock()


async def make_database(name: str, folder: Path) -> str:
    """Create an empty database of the backend under test; return its URL."""
    if BACKEND == "sqlite":
        return f"sqlite://{folder}/{name}.sqlite3"
    server = os.environ["MINGCHA_TEST_POSTGRES"].rstrip("/")
    admin = await asyncpg.connect(f"{server}/postgres")
    try:
        await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await admin.execute(f'CREATE DATABASE "{name}"')
    finally:
        await admin.close()
    return f"{server}/{name}"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def database_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A migrated database, made once per run."""
    url = await make_database(f"mingcha_{os.getpid()}", tmp_path_factory.mktemp("db"))
    await db.migrate(url)
    return url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def open_database(database_url: str) -> AsyncIterator[None]:
    async with db.open_db(database_url):
        yield


class _Rollback(Exception):
    pass


@pytest_asyncio.fixture(loop_scope="session")
async def database(open_database: None) -> AsyncIterator[None]:
    """The database inside a transaction that is rolled back after the test."""
    try:
        async with db.transaction():
            yield
            raise _Rollback
    except _Rollback:
        pass


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An empty data folder."""
    return tmp_path / "data"


pytest_plugins = ["tests.http"]


@pytest.fixture(scope="session")
def jpeg() -> bytes:
    """A small photo."""
    data = BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").save(data, "JPEG", quality=80)
    return data.getvalue()
