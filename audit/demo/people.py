"""Who works in the demo: one login for each role, and colleagues."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from audit.access import Actor
from audit.models import Person
from audit.people import grants, people
from audit.people.grants import NewGrant
from audit.people.passwords import PASSWORDS
from audit.people.people import Profile

PASSWORD = "mingcha-demo"  # noqa: S105 printed for everyone who starts the demo
_LONG_BEFORE = timedelta(days=30)


@dataclass(frozen=True)
class Colleague:
    """A person with one role; `place` is a region's or a branch's code, None everywhere."""

    login: str
    name: str
    role: str
    place: str | None = None
    language: str = "zh"


LOGINS = (
    Colleague("auditor", "林晓雯", "auditor"),
    Colleague("reviewer", "周敏", "reviewer"),
    Colleague("manager", "陈立", "branch_manager", "SH01"),
    Colleague("region", "赵一帆", "region_manager", "EAST"),
    Colleague("office", "孙悦", "head_office"),
    Colleague("admin", "吴凡", "admin"),
)
"""One for each role, in the order in which they are printed."""

AUDITORS = {
    "EAST": ("auditor", "jingyi"),
    "NORTH": ("majun", "luoxin"),
    "SOUTH": ("emma", "yutong"),
    "WEST": ("gaohang",),
}
ENGLISH = frozenset({"emma"})
_OTHERS = (
    Colleague("jingyi", "何静怡", "auditor"),
    Colleague("majun", "马骏", "auditor"),
    Colleague("luoxin", "罗欣", "auditor"),
    Colleague("emma", "Emma Clarke", "auditor", language="en"),
    Colleague("yutong", "谢雨桐", "auditor"),
    Colleague("gaohang", "高航", "auditor"),
    Colleague("tangning", "唐宁", "reviewer"),
    Colleague("xuwei", "许伟", "region_manager", "NORTH"),
    Colleague("zhongyi", "钟毅", "region_manager", "SOUTH"),
    Colleague("dingjie", "丁洁", "region_manager", "WEST"),
    Colleague("fanglei", "方蕾", "branch_manager", "HZ01"),
    Colleague("shibin", "石斌", "branch_manager", "TJ02"),
    Colleague("pengyu", "彭宇", "branch_manager", "GZ01"),
    Colleague("weijia", "韦佳", "branch_manager", "CD02"),
)


async def hire(admin: Actor, branches: frozenset[str], first: date, now: datetime) -> None:
    """Add everyone whose branch is there, with a role since before the first wave."""
    hashed = await PASSWORDS.hash(PASSWORD)
    for one in (*LOGINS, *_OTHERS):
        if one.role == "branch_manager" and one.place not in branches:
            continue
        profile = Profile(one.login, one.name, language=one.language)
        person = await people.create(admin, profile, now, hashed)
        await Person.filter(id=person.id).update(password_due=False)
        await grants.give(admin, person, _grant(one, first - _LONG_BEFORE), now)


def _grant(one: Colleague, since: date) -> NewGrant:
    region = one.place if one.role == "region_manager" else None
    branch = one.place if one.role == "branch_manager" else None
    return NewGrant(one.role, region=region, branch=branch, starts_on=since)
