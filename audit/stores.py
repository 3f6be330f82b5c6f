"""Where an installation's database is, and what it raises when it is away."""

import sqlite3
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import asyncpg
from tortoise.exceptions import BaseORMException

from audit.settings import Settings

UNREACHABLE = (BaseORMException, OSError, asyncpg.PostgresError, sqlite3.Error)


def database_path(settings: Settings) -> Path | None:
    """Return the file of an embedded database, None on PostgreSQL."""
    if not settings.embedded:
        return None
    return Path(settings.database.removeprefix("sqlite://").split("?")[0])


def server_url(url: str, scheme: str = "postgresql") -> str:
    """Return a PostgreSQL URL without Tortoise's own parameters, `ssl` in libpq's words."""
    parts = urlsplit(url)
    wants_tls = parse_qs(parts.query).get("ssl", [""])[0].lower() in {"true", "1", "require"}
    query = urlencode({"sslmode": "require"}) if wants_tls else ""
    return parts._replace(scheme=scheme, query=query).geturl()
