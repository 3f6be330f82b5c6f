"""The world of a soak: auditors with much to do, straight into the place's database."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from audit import db
from audit.clock import system_clock
from audit.models import Assignment, Branch, ChecklistVersion, Person, Session, Wave
from audit.operation.versions import migrate_both
from audit.people.sessions import token_hash
from audit.settings import Settings
from tests.make import grant, make_branch, make_brand, make_person, make_region, make_version

DAYS = timedelta(days=30)


@dataclass(frozen=True)
class Size:
    """How many auditors there are, and how many visits each is to make."""

    auditors: int
    visits: int


@dataclass(frozen=True)
class Seat:
    """An auditor, the token of a session that is open, and what is to be done."""

    person: UUID
    login: str
    token: str
    assignments: tuple[UUID, ...]
    version: UUID


def _item(key: str, kind: str = "yes_no", **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "wording": {"zh": key, "en": key}, **more}


CHECKLIST: dict[str, Any] = {
    "key": "soak",
    "title": {"zh": "门店检查", "en": "Branch check"},
    "sections": [
        {
            "key": name,
            "title": {"zh": name, "en": name},
            "items": [_item(f"{name}.{item}") for item in ("first", "second", "third")],
        }
        for name in ("outside", "inside", "counter")
    ],
}
ITEMS = tuple(item["key"] for section in CHECKLIST["sections"] for item in section["items"])


def seed(size: Size) -> tuple[Seat, ...]:
    """Migrate the installation that the environment names and fill it."""
    settings = Settings()
    settings.data.mkdir(parents=True, exist_ok=True)
    return asyncio.run(_seed(settings, size))


async def _seed(settings: Settings, size: Size) -> tuple[Seat, ...]:
    await migrate_both(settings)
    async with db.open_db(settings.database), db.transaction():
        wave = await _wave(system_clock())
        version = await make_version(CHECKLIST)
        region, brand = await make_region(), await make_brand()
        branches = [await make_branch(region=region, brand=brand) for _ in range(20)]
        people = [await make_person() for _ in range(size.auditors)]
        return tuple(
            [await _seat(person, wave, version, branches, size.visits) for person in people]
        )


async def _wave(now: datetime) -> Wave:
    return await Wave.create(
        code="SOAK",
        name_zh="本期",
        name_en="This wave",
        starts_on=(now - DAYS).date(),
        ends_on=(now + DAYS).date(),
        release_policy="at_approval",
    )


async def _seat(
    person: Person, wave: Wave, version: ChecklistVersion, branches: list[Branch], visits: int
) -> Seat:
    await grant(person, "auditor")
    rows = [
        Assignment(
            uuid=uuid4(),
            wave_id=wave.id,
            branch_id=branches[number % len(branches)].id,
            auditor_id=person.id,
            version_id=version.id,
            kind="mystery",
            channel="on_site",
            due_from=wave.starts_on,
            due_to=wave.ends_on,
        )
        for number in range(visits)
    ]
    await Assignment.bulk_create(rows)
    token = await _session(person)
    wanted = tuple(row.uuid for row in rows)
    return Seat(person.uuid, person.login, token, wanted, version.uuid)


async def _session(person: Person) -> str:
    """Open a session without the cost of a password."""
    token, now = secrets.token_urlsafe(32), system_clock()
    await Session.create(
        uuid=uuid4(),
        person_id=person.id,
        token_hash=token_hash(token),
        device="soak",
        created_at=now,
        seen_at=now,
        expires_at=now + DAYS,
    )
    return token
