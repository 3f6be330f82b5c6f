"""Rows for tests: one maker per table, each usable without arguments.

What is not given is made (`make_visit()` makes its branch, wave, auditor…). Codes are numbered, so
that two calls never collide. `actor_of(person)` reads the person's grants as signing in does.
"""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from audit.access import Actor, Grant
from audit.clock import daypart, local_day
from audit.documents import digest
from audit.models import (
    Assignment,
    Branch,
    BranchFacts,
    Brand,
    Checklist,
    ChecklistSection,
    ChecklistVersion,
    Person,
    Region,
    RoleGrant,
    Score,
    Visit,
    Wave,
)
from tests.conftest import NOON

TODAY = NOON.date()
LONG_AGO = date(2020, 1, 1)
SHANGHAI = "Asia/Shanghai"
_numbers = count(1)

SMALL: dict[str, Any] = {
    "key": "small",
    "title": {"zh": "小检查表", "en": "Small checklist"},
    "sections": [
        {
            "key": "greeting",
            "title": {"zh": "问候", "en": "Greeting"},
            "items": [
                {
                    "key": "greeting.smile",
                    "kind": "yes_no",
                    "wording": {"zh": "店员是否微笑？", "en": "Did the clerk smile?"},
                },
            ],
        },
    ],
}


def number() -> int:
    """A number not used before in this run."""
    return next(_numbers)


async def make_region(
    code: str = "", parent: Region | None = None, *, zh: str = "", en: str = ""
) -> Region:
    """A region below `parent`, or a root."""
    code = code or f"R{number()}"
    path = f"{parent.path if parent else '/'}{code}/"
    return await Region.create(
        code=code, parent=parent, path=path, name_zh=zh or f"{code} 区", name_en=en or code
    )


async def make_brand(code: str = "", *, zh: str = "", en: str = "") -> Brand:
    """A brand."""
    code = code or f"B{number()}"
    return await Brand.create(code=code, name_zh=zh or f"{code} 品牌", name_en=en or code)


async def make_branch(
    code: str = "",
    region: Region | None = None,
    brand: Brand | None = None,
    *,
    opened_on: date = LONG_AGO,
    closed_on: date | None = None,
    **facts: Any,
) -> Branch:
    """A branch with its facts since it opened; `facts` are columns of BranchFacts."""
    code = code or f"S{number()}"
    branch = await Branch.create(code=code, opened_on=opened_on, closed_on=closed_on)
    columns: dict[str, Any] = {
        "valid_from": opened_on,
        "name_zh": f"{code} 店",
        "name_en": f"Branch {code}",
        "format": "standard",
        "tags": [],
        "zone": SHANGHAI,
    }
    await BranchFacts.create(
        branch=branch,
        region=region or await make_region(),
        brand=brand or await make_brand(),
        **columns | facts,
    )
    return branch


async def make_person(login: str = "", **columns: Any) -> Person:
    """A person without roles and without a password."""
    n = number()
    usual: dict[str, Any] = {
        "uuid": uuid4(),
        "name": f"Person {n}",
        "pseudonym": f"made-{n}",
        "password_due": False,
        "created_at": NOON,
    }
    return await Person.create(login=login or f"person{n}", **usual | columns)


async def grant(
    person: Person,
    role: str,
    *,
    region: Region | None = None,
    brand: Brand | None = None,
    branch: Branch | None = None,
    starts_on: date = LONG_AGO,
    ends_on: date | None = None,
) -> RoleGrant:
    """A role of a person; without a scope it reaches everywhere."""
    return await RoleGrant.create(
        person=person,
        role=role,
        region=region,
        brand=brand,
        branch=branch,
        starts_on=starts_on,
        ends_on=ends_on,
    )


async def actor_of(person: Person, today: date = TODAY) -> Actor:
    """The person as an actor, with the roles that the tables give on `today`."""
    rows = await RoleGrant.filter(person_id=person.id, starts_on__lte=today).select_related(
        "region"
    )
    grants = tuple(
        Grant(row.role, row.region.path if row.region else None, row.brand_id, row.branch_id)
        for row in rows
        if row.ends_on is None or row.ends_on >= today
    )
    return Actor(
        person_id=person.id,
        uuid=person.uuid,
        name=person.name,
        pseudonym=person.pseudonym,
        language="zh",
        grants=grants,
        today=today,
        password_due=person.password_due,
    )


async def make_actor(*roles: str, **scope: Any) -> Actor:
    """A new person holding `roles`, each with the same scope (region, brand, branch)."""
    person = await make_person()
    for role in roles:
        await grant(person, role, **scope)
    return await actor_of(person)


async def make_version(
    definition: dict[str, Any] | None = None, *, number_in_checklist: int = 1
) -> ChecklistVersion:
    """A published version, its checklist and section columns made on first use."""
    definition = SMALL if definition is None else definition
    checklist, _ = await Checklist.get_or_create(
        key=definition["key"],
        defaults={"title_zh": definition["title"]["zh"], "title_en": definition["title"]["en"]},
    )
    for column, section in enumerate(definition["sections"], start=1):
        title = section["title"]
        await ChecklistSection.get_or_create(
            checklist=checklist,
            key=section["key"],
            defaults={"column": column, "title_zh": title["zh"], "title_en": title["en"]},
        )
    found = await ChecklistVersion.get_or_none(checklist=checklist, number=number_in_checklist)
    return found or await ChecklistVersion.create(
        uuid=uuid4(),
        checklist=checklist,
        number=number_in_checklist,
        definition=definition,
        digest=digest([number_in_checklist, definition]),
        scored_digest=digest([number_in_checklist, definition]),
        published_at=NOON,
    )


async def make_wave(code: str = "", **columns: Any) -> Wave:
    """An open wave of the month of NOON."""
    code = code or f"W{number()}"
    usual: dict[str, Any] = {
        "name_zh": f"{code} 期",
        "name_en": f"Wave {code}",
        "starts_on": TODAY.replace(day=1),
        "ends_on": TODAY.replace(day=30),
        "release_policy": "at_approval",
    }
    return await Wave.create(code=code, **usual | columns)


async def make_assignment(
    auditor: Person | None = None,
    branch: Branch | None = None,
    wave: Wave | None = None,
    version: ChecklistVersion | None = None,
    **columns: Any,
) -> Assignment:
    """A visit that is to be made in the wave's days."""
    wave = wave or await make_wave()
    if auditor is None:
        auditor = await make_person()
        await grant(auditor, "auditor")
    usual: dict[str, Any] = {
        "uuid": uuid4(),
        "kind": "mystery",
        "channel": "on_site",
        "due_from": wave.starts_on,
        "due_to": wave.ends_on,
    }
    return await Assignment.create(
        wave=wave,
        branch=branch or await make_branch(),
        auditor=auditor,
        version=version or await make_version(),
        **usual | columns,
    )


async def make_visit(
    assignment: Assignment | None = None,
    *,
    state: str = "submitted",
    started_at: datetime = NOON - timedelta(hours=1),
    **columns: Any,
) -> Visit:
    """A visit of an assignment, in any state, with the branch's facts of its day."""
    assignment = assignment or await make_assignment()
    facts = await BranchFacts.get(branch_id=assignment.branch_id, valid_to__isnull=True)
    sent = state != "draft"
    usual: dict[str, Any] = {
        "uuid": uuid4(),
        "kind": assignment.kind,
        "channel": assignment.channel,
        "local_day": local_day(started_at, facts.zone),
        "daypart": daypart(started_at, facts.zone),
        "submission_number": 1 if sent else 0,
        "complete": sent,
        "submitted_at": NOON if sent else None,
        "approved_at": NOON if state in ("approved", "released") else None,
        "released_at": NOON if state == "released" else None,
    }
    return await Visit.create(
        assignment_id=assignment.id,
        wave_id=assignment.wave_id,
        branch_id=assignment.branch_id,
        version_id=assignment.version_id,
        auditor_id=assignment.auditor_id,
        facts_id=facts.id,
        state=state,
        started_at=started_at,
        **usual | columns,
    )


async def make_score(visit: Visit, final: int | None = 8000, **columns: Any) -> Score:
    """The current score of a visit, in hundredths."""
    usual: dict[str, Any] = {
        "revision": 1,
        "current": True,
        "submission_number": max(visit.submission_number, 1),
        "digest": f"{number():064x}",
        "scored_at": NOON,
        "raw_score": final,
        "final_score": final,
        "outcome": "not_evaluable" if final is None else "pass",
        "triggers": [],
    }
    return await Score.create(visit_id=visit.id, **usual | columns)
