"""A small chain for the browser tests, made with the use cases in a process of its own.

    MINGCHA_DATA=… python -m tests.browser.world

One wave is open and releases a visit when it is approved. Everyone's password is PASSWORD.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from anyio import CapacityLimiter

from audit import db
from audit.access import Actor
from audit.clock import local_day, system_clock
from audit.files.files import open_files
from audit.models import Person
from audit.network import network
from audit.operation.running import alone
from audit.operation.versions import migrate_both
from audit.people import grants, people
from audit.people.grants import NewGrant
from audit.people.operator import operator
from audit.people.passwords import PASSWORDS
from audit.people.people import Profile
from audit.programme import checklists, references, waves
from audit.programme.waves import AssignmentIn, WaveIn
from audit.settings import Settings
from forms.checklist import Checklist
from forms.parse import parse_document
from forms.standards import load
from forms.texts import Text
from tests.photos import jpeg_photo, scene

PASSWORD = "correct horse battery"
ZONE = "Asia/Shanghai"
WAVE = "2026-11"


@dataclass(frozen=True)
class Who:
    """A login with one role; `place` is the code of a region or a branch."""

    login: str
    name: str
    role: str
    place: str | None = None


PEOPLE = (
    Who("lin", "林晓雯", "auditor"),
    Who("he", "何静怡", "auditor"),
    Who("ma", "马骏", "auditor"),
    Who("zhou", "周敏", "reviewer"),
    Who("chen", "陈立", "branch_manager", "SH01"),
    Who("shi", "石斌", "branch_manager", "BJ01"),
    Who("fang", "方蕾", "branch_manager", "HZ01"),
    Who("zhao", "赵一帆", "region_manager", "EAST"),
    Who("sun", "孙悦", "head_office"),
    Who("wu", "吴凡", "admin"),
)
LINK = "one-time-link"
OTHERS = ("高航", "新同事")
NEWCOMER = "xin"
"""Has not chosen a password yet."""

BRANCHES = {
    "SH01": (Text(zh="南京东路旗舰店", en="Nanjing Road flagship"), "EAST", "318 Nanjing Road"),
    "HZ01": (Text(zh="湖滨旗舰店", en="Hubin flagship"), "EAST", "245 Yan’an Road"),
    "BJ01": (Text(zh="王府井店", en="Wangfujing branch"), "NORTH", "176 Wangfujing Street"),
}
MINDING = {"zh": "按情景卡提一个小问题。", "en": "Raise the small problem on the card."}


def _item(key: str, kind: str, zh: str, en: str, **more: Any) -> dict[str, Any]:
    coaching = {"zh": f"做法：{zh}请每班自查一次。", "en": f"How: {en} Check it each shift."}
    return {"key": key, "kind": kind, "wording": {"zh": zh, "en": en}, "coaching": coaching} | more


SHORT: dict[str, Any] = {
    "key": "short",
    "title": {"zh": "门店速查", "en": "Quick look"},
    "policy": {"pass_mark": 60, "target": 90, "places": 1},
    "sections": [
        {
            "key": "door",
            "title": {"zh": "门口", "en": "At the door"},
            "items": [
                _item("door.open", "yes_no", "门店是否开着？", "Was the branch open?"),
                _item(
                    "door.sign",
                    "yes_no",
                    "招牌是否亮着？",
                    "Was the sign lit?",
                    photo={"when": "required", "min": 1, "max": 4},
                ),
            ],
        },
        {
            "key": "floor",
            "title": {"zh": "店内", "en": "Inside"},
            "items": [
                _item("floor.clean", "yes_no", "地面是否干净？", "Was the floor clean?"),
                _item("floor.moment", "text", "记得最清楚的一刻？", "The clearest moment?"),
            ],
        },
    ],
}


async def make(settings: Settings, now: datetime) -> None:
    """Fill an empty installation; a one-time link is left in the file LINK beside it."""
    await migrate_both(settings)
    async with db.open_db(settings.database):
        root = operator(now)
        await _network(root, now)
        hired = await _people(root, now)
        added = await people.add_person(root, Profile("gao", OTHERS[0]), now)
        (settings.data / LINK).write_text(added.link or "")
        standard = load("retail-service")
        versions = {
            "retail-service": await checklists.publish(root, standard, now),
            "short": await checklists.publish(root, short(), now),
        }
        await _references(settings, root, versions["retail-service"], standard)
        await _plan(root, hired, versions, now)


async def _references(settings: Settings, root: Actor, version: UUID, standard: Checklist) -> None:
    """Keep a picture for each that the standard names, as a phone would ask for it in vain."""
    files, limiter = open_files(settings.files, settings.data), CapacityLimiter(1)
    picture = jpeg_photo(scene(400, 300))
    for name in references.names_of(standard):
        await references.keep(root, version, name, picture, files=files, limiter=limiter)


def short() -> Checklist:
    """The checklist of four questions."""
    parsed = parse_document(SHORT)
    assert parsed.checklist, parsed.issues
    return parsed.checklist


async def _network(root: Actor, now: datetime) -> None:
    await network.add_region(root, "CN", Text(zh="全国", en="China"), None, now)
    await network.add_region(root, "EAST", Text(zh="华东区", en="East"), "CN", now)
    await network.add_region(root, "NORTH", Text(zh="华北区", en="North"), "CN", now)
    await network.add_brand(root, "HEJIAN", Text(zh="禾间生活", en="Hejian Living"), now)
    opened = now.date() - timedelta(days=400)
    for code, (name, region, address) in BRANCHES.items():
        facts = network.Facts(
            name=name,
            region=region,
            brand="HEJIAN",
            format="flagship",
            zone=ZONE,
            address=address,
            latitude=31.2304,
            longitude=121.4737,
        )
        await network.add_branch(root, code, facts, opened, now)


async def _people(root: Actor, now: datetime) -> dict[str, UUID]:
    hashed = await PASSWORDS.hash(PASSWORD)
    found = {}
    for one in PEOPLE:
        person = await people.create(root, Profile(one.login, one.name), now, hashed)
        await Person.filter(id=person.id).update(password_due=False)
        await grants.give(root, person, _grant(one, now), now)
        found[one.login] = person.uuid
    newcomer = await people.create(root, Profile(NEWCOMER, OTHERS[1]), now, hashed)
    await grants.give(root, newcomer, NewGrant("auditor"), now)
    return found


def _grant(one: Who, now: datetime) -> NewGrant:
    return NewGrant(
        one.role,
        region=one.place if one.role == "region_manager" else None,
        branch=one.place if one.role == "branch_manager" else None,
        starts_on=now.date() - timedelta(days=2),
    )


async def _plan(
    root: Actor, hired: dict[str, UUID], versions: dict[str, UUID], now: datetime
) -> None:
    today = local_day(now, ZONE)
    first, last = today - timedelta(days=10), today + timedelta(days=18)
    name = Text(zh="2026年11月", en="November 2026")
    await waves.add_wave(root, WaveIn(WAVE, name, first, last, "at_approval"), now)

    def visit(branch: str, auditor: str, checklist: str, kind: str = "mystery") -> AssignmentIn:
        return AssignmentIn(
            branch=branch,
            auditor=hired[auditor],
            version=versions[checklist],
            due_from=first,
            due_to=last,
            kind=kind,
            scenario=Text(**MINDING),
        )

    wanted = [
        visit("SH01", "lin", "retail-service"),
        visit("SH01", "he", "short"),
        visit("HZ01", "ma", "retail-service"),
        visit("HZ01", "ma", "short", "open"),
        visit("BJ01", "ma", "short"),
        visit("BJ01", "ma", "retail-service"),
        visit("BJ01", "ma", "retail-service"),
    ]
    await waves.assign(root, WAVE, wanted, now)


if __name__ == "__main__":
    given = Settings()
    with alone(given):
        asyncio.run(make(given, system_clock()))
