"""Where an installation's database is, and what it raises when it is away."""

import sqlite3
from pathlib import Path

import asyncpg
from tortoise.exceptions import BaseORMException

from audit.settings import Settings

UNREACHABLE = (BaseORMException, OSError, asyncpg.PostgresError, sqlite3.Error)


def database_path(settings: Settings) -> Path | None:
    """Return the file of an embedded database, None on PostgreSQL."""
    if not settings.embedded:
        return None
    return Path(settings.database.removeprefix("sqlite://").split("?")[0])
