"""Many auditors with one short visit each, so that every scenario has a person of its own.

    MINGCHA_DATA=… python -m tests.browser.scenarios.crowd

Sessions are made beforehand: their tokens are left in the file TOKENS, by login.
"""

import asyncio
import json
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from audit import db
from audit.clock import local_day, system_clock
from audit.models import ChecklistVersion, Person, Session
from audit.operation.running import alone
from audit.people import grants, people
from audit.people.grants import NewGrant
from audit.people.operator import operator
from audit.people.passwords import PASSWORDS
from audit.people.people import Profile
from audit.people.sessions import token_hash
from audit.programme import waves
from audit.programme.waves import AssignmentIn
from audit.settings import Settings
from forms.texts import Text
from tests.browser.world import MINDING, PASSWORD, WAVE, ZONE, make

TOKENS = "tokens.json"
MOST = 150
BRANCH = "SH01"
SECOND = "HZ01"
DESKS = ("zhou", "wu")


def login_of(number: int) -> str:
    """The login of an auditor of the crowd."""
    return f"s{number:03}"


async def fill(settings: Settings, now: datetime) -> None:
    """Make the world, then the crowd in it."""
    await make(settings, now)
    async with db.open_db(settings.database):
        hired = await _hire(now)
        await _plan(hired, now)
        desks = {login: (await Person.get(login=login)).id for login in DESKS}
        tokens = {login: await _session(id, now) for login, (id, _) in hired.items()}
        tokens |= {login: await _session(id, now) for login, id in desks.items()}
    (settings.data / TOKENS).write_text(json.dumps(tokens))


async def _hire(now: datetime) -> dict[str, tuple[int, UUID]]:
    root, hashed = operator(now), await PASSWORDS.hash(PASSWORD)
    found: dict[str, tuple[int, UUID]] = {}
    async with db.transaction():
        for number in range(MOST):
            login = login_of(number)
            person = await people.create(root, Profile(login, f"访员{number}"), now, hashed)
            start = now.date() - timedelta(days=2)
            await grants.give(root, person, NewGrant("auditor", starts_on=start), now)
            found[login] = (person.id, person.uuid)
        await Person.filter(login__startswith="s").update(password_due=False)
    return found


async def _plan(hired: dict[str, tuple[int, UUID]], now: datetime) -> None:
    short = await ChecklistVersion.get(checklist__key="short")
    today = local_day(now, ZONE)
    wanted = [
        AssignmentIn(
            branch=branch,
            auditor=uuid,
            version=short.uuid,
            due_from=today - timedelta(days=10),
            due_to=today + timedelta(days=18),
            kind="mystery",
            scenario=Text(**MINDING),
        )
        for _, uuid in hired.values()
        for branch in (BRANCH, SECOND)
    ]
    await waves.assign(operator(now), WAVE, wanted, now)


async def _session(person: int, now: datetime) -> str:
    token = uuid4().hex * 2
    await Session.create(
        uuid=uuid4(),
        person_id=person,
        token_hash=token_hash(token),
        device="Chrome · Android",
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(days=30),
    )
    return token


if __name__ == "__main__":
    given = Settings()
    with alone(given):
        asyncio.run(fill(given, system_clock()))
