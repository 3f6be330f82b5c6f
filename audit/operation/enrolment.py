"""Adding people and branches from the command line, while no server runs on the data folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from audit import db
from audit.clock import Clock, system_clock
from audit.imports.import_branches import import_branches
from audit.imports.import_people import import_people
from audit.imports.imports import ImportReport
from audit.operation.running import Refused, address, alone
from audit.operation.versions import require_current
from audit.people import people
from audit.people.grants import NewGrant, give_role
from audit.people.operator import operator
from audit.settings import Settings


async def add_user(
    settings: Settings,
    profile: people.Profile,
    roles: Sequence[NewGrant],
    clock: Clock = system_clock,
) -> str:
    """Add a person with roles; return the address where the first password is chosen."""
    with alone(settings):
        await require_current(settings)
        now = clock()
        async with db.open_db(settings.database), db.transaction():
            added = await people.add_person(operator(now, settings.zone), profile, now)
            for role in roles:
                await give_role(operator(now, settings.zone), added.uuid, role, now)
        return reset_address(settings, added.link or "")


def reset_address(settings: Settings, token: str) -> str:
    """Return the address where a one-time link is used."""
    return f"{address(settings).rstrip('/')}/reset/{token}"


async def import_file(
    settings: Settings,
    what: Literal["branches", "people"],
    path: Path,
    *,
    dry_run: bool,
    clock: Clock = system_clock,
) -> ImportReport:
    """Import a CSV file (UTF-8 or GB18030); each bad row is in the report."""
    raw = _read(path)
    with alone(settings):
        await require_current(settings)
        now = clock()
        async with db.open_db(settings.database):
            if what == "branches":
                return await import_branches(
                    operator(now, settings.zone), raw, now, dry_run=dry_run
                )
            return await import_people(
                operator(now, settings.zone), raw, now, dry_run=dry_run, with_links=not dry_run
            )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise Refused(
            "The file {path} can't be read: {why}", path=path, why=problem.strerror
        ) from None
