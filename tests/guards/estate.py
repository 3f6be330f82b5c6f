"""Two sides of a company for the access matrix: what is one's own, and what is someone else's.

Every role of the matrix reaches the own side only (administrators reach everything by nature).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from starlette.applications import Starlette

from audit.models import (
    ApiToken,
    Assignment,
    Batch,
    Branch,
    ChecklistVersion,
    Person,
    Photo,
    Region,
    Report,
    SavedView,
    ScoreTarget,
    Session,
    Upload,
    Visit,
    Wave,
)
from audit.people.grants import NewGrant, give_role
from audit.people.resets import create_link
from audit.people.sessions import token_hash
from audit.photos.photos import Size, copy_key
from audit.visits import visits
from reports.batches import ask
from tests.conftest import NOON
from tests.guards.history import a_browser
from tests.http import session_token
from tests.make import (
    actor_of,
    grant,
    make_actor,
    make_assignment,
    make_branch,
    make_brand,
    make_person,
    make_region,
    make_version,
    make_wave,
)
from tests.visiting import claim, sent_for

ROLES = ("auditor", "reviewer", "branch_manager", "region_manager", "head_office", "admin")
STATES = ("draft", "submitted", "excluded", "released")
SHA = "ab" * 32


@dataclass
class Side:
    """One branch with a visit in each state, and what hangs on it."""

    region: Region
    branch: Branch
    auditor: Person
    visits: dict[str, Visit]
    draft: Assignment
    free: Assignment
    photo: UUID
    upload: UUID
    reports: dict[str, UUID]
    batch: UUID


@dataclass
class Estate:
    """Both sides, one person for each role, and what belongs to nobody in particular."""

    own: Side
    foreign: Side
    wave: Wave
    version: ChecklistVersion
    people: dict[str, Person]
    someone: Person
    role_key: str
    link: str
    sessions: dict[str, str]
    second: dict[str, UUID]
    tokens: dict[str, UUID]
    views: dict[str, UUID]
    target: UUID

    def side(self, case: str) -> Side | None:
        return {"own": self.own, "foreign": self.foreign}.get(case)


async def make_estate(app: Starlette) -> Estate:
    """Make everything."""
    version = await make_version()
    wave = await make_wave("GUARD-W")
    everywhere = await make_person("guard-everywhere")
    await grant(everywhere, "reviewer")
    own = await _side(app, "OWN", wave, version, everywhere)
    foreign = await _side(app, "FAR", wave, version, everywhere)
    people = {"auditor": own.auditor}
    for role in ROLES[1:]:
        people[role] = await make_person(f"guard-{role}")
        scope = {"branch": own.branch} if role == "branch_manager" else {"region": own.region}
        await grant(people[role], role, **({} if role == "admin" else scope))
    admin = await actor_of(people["admin"])
    someone = await make_person("guard-someone")
    line = await give_role(admin, someone.uuid, NewGrant("reviewer"), NOON)
    return Estate(
        own=own,
        foreign=foreign,
        wave=wave,
        version=version,
        people=people,
        someone=someone,
        role_key=line.key,
        link=await create_link(admin, someone.uuid, NOON),
        sessions={role: await session_token(person) for role, person in people.items()},
        second={role: await _session(person) for role, person in people.items()},
        tokens={role: await _token(person) for role, person in people.items()},
        views={role: await _view(person) for role, person in people.items()},
        target=await _target(version),
    )


async def _side(
    app: Starlette, code: str, wave: Wave, version: ChecklistVersion, reviewer: Person
) -> Side:
    region, brand = await make_region(f"{code}-R"), await make_brand(f"{code}-B")
    branch = await make_branch(f"{code}1", region, brand)
    auditor = await make_person(f"guard-auditor-{code.lower()}")
    await grant(auditor, "auditor")
    given: dict[str, Any] = {
        "auditor": auditor,
        "branch": branch,
        "wave": wave,
        "version": version,
    }
    found = {
        state: await _submitted(app, **given) for state in ("submitted", "excluded", "released")
    }
    await Visit.filter(id=found["excluded"].id).update(state="excluded")
    async with a_browser(app, reviewer) as desk:
        step = f"/api/v1/reviews/{found['released'].uuid}/approve"
        made = (await desk.post(step)).json()
        assert made["state"] == "released", made
    draft = await make_assignment(**given)
    draft.version = version
    found["draft"] = Visit(uuid=uuid4())
    await visits.save_draft(await actor_of(auditor), found["draft"].uuid, 1, sent_for(draft), NOON)
    return Side(
        region=region,
        branch=branch,
        auditor=auditor,
        visits=found,
        draft=draft,
        free=await make_assignment(**given),
        photo=(await Photo.get(visit_uuid=found["submitted"].uuid)).uuid,
        upload=await _upload(auditor),
        reports=await _reports(app, [UUID(report) for report in made["reports"]]),
        batch=await _batch(app, branch, given["wave"]),
    )


async def _submitted(app: Starlette, **given: Any) -> Visit:
    """A visit that waits for its reviewer, with a photo that has its copies."""
    assignment = await make_assignment(**given)
    assignment.version = given["version"]
    actor, uuid = await actor_of(given["auditor"]), uuid4()
    photo = claim(SHA)
    sizes: tuple[Size, ...] = ("large", "small")
    for size in sizes:
        await app.state.services.files.put(copy_key(SHA, size), b"jpg")
    await visits.submit(actor, uuid, 1, sent_for(assignment, photos=[photo]), NOON)
    await Photo.create(
        uuid=UUID(photo["id"]), visit_uuid=uuid, person_id=given["auditor"].id, state="ready",
        sha256=SHA, size=3, media_type="image/jpeg", received_at=NOON,
    )  # fmt: skip
    return await Visit.get(uuid=uuid)


async def _upload(person: Person) -> UUID:
    uuid = uuid4()
    await Upload.create(
        photo_uuid=uuid, visit_uuid=uuid4(), person_id=person.id, length=3, sha256=SHA,
        media_type="image/jpeg", created_at=NOON, expires_at=NOON + timedelta(days=7),
    )  # fmt: skip
    return uuid


async def _reports(app: Starlette, wanted: list[UUID]) -> dict[str, UUID]:
    ready, failed = wanted
    await app.state.services.files.put("reports/guard.pdf", b"%PDF-guard")
    await Report.filter(uuid=ready).update(state="ready", file_key="reports/guard.pdf", size=10)
    await Report.filter(uuid=failed).update(state="failed")
    return {"ready": ready, "failed": failed}


async def _batch(app: Starlette, branch: Branch, wave: Wave) -> UUID:
    """All reports of the wave that the branch's manager may read, put together."""
    asked = await ask(await make_actor("branch_manager", branch=branch), wave.code, "zh", NOON)
    await app.state.services.files.put("batches/guard.zip", b"PK")
    await Batch.filter(uuid=asked.batch).update(state="ready", file_key="batches/guard.zip", size=2)
    return asked.batch


async def _session(person: Person) -> UUID:
    token = await session_token(person)
    return (await Session.get(token_hash=token_hash(token))).uuid


async def _token(person: Person) -> UUID:
    uuid = uuid4()
    await ApiToken.create(
        uuid=uuid, person_id=person.id, name="guard", token_hash=token_hash(str(uuid)),
        created_at=NOON,
    )  # fmt: skip
    return uuid


async def _view(person: Person) -> UUID:
    uuid = uuid4()
    await SavedView.create(
        uuid=uuid, person_id=person.id, name="guard", path="/ranking", query="", created_at=NOON
    )
    return uuid


async def _target(version: ChecklistVersion) -> UUID:
    uuid = uuid4()
    await ScoreTarget.create(uuid=uuid, checklist_id=version.checklist_id, target=9000, set_at=NOON)
    return uuid
