"""Installations to be broken: a data folder, a database of its own, files local or on S3.

Migrating takes seconds, so each sort is made once in a process and copied.
"""

import asyncio
import atexit
import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import asyncpg

from audit.settings import Settings
from tests import postgres
from tests.s3_server import s3_server
from tests.soak import forking, seeding

Backend = Literal["sqlite", "postgres"]
Files = Literal["local", "s3"]
SIZE = seeding.Size(auditors=6, visits=200)

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Place:
    """An installation with a world in it; `dsn` names its database on PostgreSQL."""

    folder: Path
    backend: Backend
    dsn: str | None = None
    files: Files = "local"
    files_url: str = ""
    seats: tuple[seeding.Seat, ...] = field(default=(), repr=False)

    @property
    def environment(self) -> dict[str, str]:
        """The variables that its processes are started with."""
        mine = {
            "MINGCHA_DATA": str(self.folder / "data"),
            "MINGCHA_DATABASE_URL": self.dsn or "",
            "MINGCHA_FILES_URL": self.files_url,
            "MINGCHA_WORKERS_INSIDE": "true",
        }
        keys = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
        return mine | keys

    @property
    def settings(self) -> Settings:
        """The settings that its processes read."""
        return Settings(
            data=self.folder / "data",
            database_url=self.dsn or "",
            files_url=self.files_url,
            workers_inside=True,
        )

    @property
    def log(self) -> Path:
        """What its servers said, one after the other."""
        return self.folder / "server.log"

    def __str__(self) -> str:
        return f"{self.backend}, {self.files}"


@asynccontextmanager
async def place(
    backend: Backend,
    files: Files = "local",
    *,
    size: seeding.Size = SIZE,
    server: str | None = None,
    folder: Path | None = None,
) -> AsyncIterator[Place]:
    """Make an installation and its world; everything is removed afterwards.

    `server` is a PostgreSQL server's DSN without a database (default: the tests' own), `folder`
    where the data goes (default: a temporary one).
    """
    with ExitStack() as stack:
        home = folder or Path(tempfile.mkdtemp(prefix="mingcha-soak-"))
        if folder is None:
            stack.callback(shutil.rmtree, home, ignore_errors=True)
        url = stack.enter_context(s3_server()) if files == "s3" else ""
        at = ""
        if backend == "postgres":
            at = server or stack.enter_context(postgres.server())
        is_lasting = not at or at == os.environ.get(postgres.VARIABLE)
        pattern = await (_lasting if is_lasting else _made)(backend, at, size)
        dsn = None
        try:
            dsn = pattern.dsn and await _create(at, like=pattern.dsn)
            shutil.copytree(pattern.folder, home, dirs_exist_ok=True)
            yield Place(home, backend, dsn, files, url, pattern.seats)
        finally:
            if dsn is not None:
                await _drop(dsn)


_patterns: dict[tuple[Backend, str, seeding.Size], Place] = {}


async def _lasting(backend: Backend, server: str, size: seeding.Size) -> Place:
    """Return a place to be copied, the same each time until the process ends."""
    key = backend, server, size
    if key not in _patterns:
        made = _patterns[key] = await _made(backend, server, size)
        if made.dsn is not None:
            dsn = made.dsn
            atexit.register(lambda: asyncio.run(_drop(dsn)))
    return _patterns[key]


async def _made(backend: Backend, server: str, size: seeding.Size) -> Place:
    home = Path(tempfile.mkdtemp(prefix="mingcha-soak-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    dsn = await _create(server) if server else None
    bare = Place(home, backend, dsn)
    seats = await forking.call(bare.environment, seeding.seed, size)
    return Place(home, backend, dsn, seats=seats)


async def _create(server: str, like: str = "") -> str:
    name = f"mingcha_soak_{os.getpid()}_{next(_numbers)}"
    pattern = f' TEMPLATE "{like.rpartition("/")[2]}"' if like else ""
    await _tell(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await _tell(server, f'CREATE DATABASE "{name}"{pattern}')
    return f"{server.rstrip('/')}/{name}"


async def _drop(dsn: str) -> None:
    server, _, name = dsn.rpartition("/")
    await _tell(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


async def _tell(server: str, statement: str) -> None:
    admin = await asyncpg.connect(f"{server.rstrip('/')}/postgres")
    try:
        await admin.execute(statement)
    finally:
        await admin.close()
