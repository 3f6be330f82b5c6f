"""One mystery visit lived through over HTTP, by a shopper with something secret in every field.

From the first draft to rendered PDFs: sign-in, draft, photos, submission, sent back with internal
words, submitted again, approved, wave closed. A second visit of the wave has no photos.
"""

import base64
import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from typing import Any
from uuid import UUID, uuid5

import httpx2
from argon2 import PasswordHasher
from PIL import Image
from starlette.applications import Starlette
from starlette.types import ASGIApp

from audit.jobs.rendering import Renderers
from audit.models import Batch, Branch, ChecklistVersion, Person, Photo, Region, Report, Visit
from audit.photos.photos import make_copies
from forms.standards import load
from reports.batches import ask
from reports.build import make_report
from reports.bundle import make_batch
from tests.closing import finish_closing
from tests.conftest import NOON, TickingClock
from tests.guards.canaries import Secret
from tests.http import SAME_SITE, session_token
from tests.make import (
    actor_of,
    grant,
    make_assignment,
    make_branch,
    make_brand,
    make_person,
    make_region,
    make_version,
    make_wave,
)
from tests.photos import CANARIES, exif_block, heic_photo, jpeg_photo, png_photo, scene

STARTED = datetime(2026, 11, 3, 5, 47, 29, tzinfo=UTC)
SENT = datetime(2026, 11, 3, 6, 26, 41, tzinfo=UTC)
PASSWORD = "canary pass phrase 8841"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
SPACE = UUID("5b0e6a52-7e6d-4a3c-9c5d-0d7a4b7c1e11")


@dataclass(frozen=True)
class Shopper:
    """Who shopped. Everything of it is secret."""

    mark: str
    person_id: int
    ip: str

    @property
    def uuid(self) -> UUID:
        return uuid5(SPACE, self.mark)

    @property
    def columns(self) -> dict[str, Any]:
        return {
            "id": self.person_id,
            "uuid": self.uuid,
            "login": f"canlogin{self.mark}",
            "name": f"金丝雀姓名 {self.mark} Canname",
            "mobile": f"+86139{self.person_id}"[:14],
            "email": f"canmail.{self.mark}@shopper.example",
            "pseudonym": f"CANPSEUDO-{self.mark}",
        }

    @property
    def agent(self) -> str:
        device = f"CanaryPhone{self.mark}"
        return f"Mozilla/5.0 (Linux; Android 15; {device} Build/XQ9) Chrome/149 Mobile"

    def photo_id(self, number: int) -> str:
        return str(uuid5(SPACE, f"{self.mark} photo {number}"))

    def exif(self) -> bytes:
        """EXIF of this shopper's own camera."""
        exif = Image.Exif()
        exif.load(exif_block())
        exif[0x013B] = f"canary-artist-{self.mark}"
        exif[0x0110] = f"canary-model-{self.mark}"
        exif.get_ifd(0x8769)[0xA431] = f"canary-serial-{self.mark}"
        return exif.tobytes()

    def secrets(self) -> dict[str, Secret]:
        """Everything that the branch side must not find."""
        known: dict[str, Secret] = {f"person {key}": v for key, v in self.columns.items()}
        known |= {f"photo {name}": value for name, value in CANARIES.items()}
        known |= {f"photo id {n}": UUID(self.photo_id(n)) for n in range(1, 4)}
        return known | {
            "device": f"CanaryPhone{self.mark}",
            "camera": f"canary-artist-{self.mark}",
            "model": f"canary-model-{self.mark}",
            "serial": f"canary-serial-{self.mark}",
            "address": IPv4Address(self.ip),
            "latitude": "31.2304",
            "longitude": "121.4737",
            "file name": f"canary-file-{self.mark}",
            "media type": f"x-canary-{self.mark}",
            "password": PASSWORD,
            "session": "mingcha_canary",
            "started": STARTED,
            "sent": SENT,
            "day": STARTED.date(),
            "answered": STARTED + timedelta(minutes=11, seconds=3),
            "waited": STARTED + timedelta(minutes=17, seconds=5),
            "internal note": "canary-internal-note 请补拍",
            "internal remark": "canary-internal-remark",
            "reviewer": "canary-reviewer-name",
        }


ADA = Shopper("ada", 918273645, "203.0.113.77")
BEN = Shopper("ben", 827364519, "198.51.100.23")


@dataclass
class World:
    """A released wave of one branch, and who looks at it."""

    app: Starlette
    clock: TickingClock
    shopper: Shopper
    region: Region
    branch: Branch
    wave: str
    people: dict[str, Person]
    photos: list[bytes] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)

    @property
    def codes(self) -> list[str]:
        return [self.branch.code, self.wave, self.region.code, "retail-service"]

    def secrets(self) -> dict[str, Secret]:
        """The shopper's secrets, with those that only the server knows."""
        hashes = {
            f"original {n}": hashlib.sha256(photo).hexdigest()
            for n, photo in enumerate(self.photos)
        }
        return self.shopper.secrets() | hashes


@asynccontextmanager
async def a_browser(
    app: ASGIApp, person: Person | None = None, *, lang: str = "zh", **client: Any
) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser of its own address and name; `client`: ip, agent, base_url."""
    base = client.get("base_url", "http://mingcha.test")
    transport = httpx2.ASGITransport(
        app=app, raise_app_exceptions=False, client=(client.get("ip", "192.0.2.1"), 40404)
    )
    headers = SAME_SITE | {"Accept-Language": lang, "User-Agent": client.get("agent", "test")}
    async with httpx2.AsyncClient(transport=transport, base_url=base, headers=headers) as opened:
        if person is not None:
            name = "__Host-mingcha" if base.startswith("https") else "mingcha"
            opened.cookies.set(name, await session_token(person), domain="mingcha.test")
        yield opened


async def live_through(
    app: Starlette, clock: TickingClock, shopper: Shopper = ADA, camera: Shopper | None = None
) -> World:
    """Make the world and let its two visits go the whole way; the photos are of `camera`."""
    world = await _prepare(app, clock, shopper)
    exif = (camera or shopper).exif()
    world.photos = [
        jpeg_photo(scene(), exif=exif),
        png_photo(scene(320, 240), exif=exif),
        heic_photo(scene(320, 240)),
    ]
    async with AsyncExitStack() as stack:
        phone = await stack.enter_async_context(a_browser(app, ip=shopper.ip, agent=shopper.agent))
        desk = await stack.enter_async_context(a_browser(app, world.people["reviewer"]))
        office = await stack.enter_async_context(a_browser(app, world.people["head_office"]))
        clock.now = STARTED
        login = {"login": shopper.columns["login"], "password": PASSWORD}
        _done(await phone.post("/api/v1/session", json=login))
        for visit, photos in zip(world.visits, (world.photos, []), strict=True):
            await _visit(world, phone, desk, visit, photos)
        clock.now = NOON
        asked = _done(await office.post(f"/api/v1/waves/{world.wave}/close")).json()
        assert (asked["state"], asked["total"]) == ("wanted", 1)
        assert await finish_closing(world.wave) == 8
    await _render(world)
    return world


async def _prepare(app: Starlette, clock: TickingClock, shopper: Shopper) -> World:
    region = await make_region("GUARD-EAST")
    branch = await make_branch("GUARD1", region, await make_brand("GUARD"), name_zh="看守路店")
    wave = await make_wave("GUARD-2026-11", release_policy="at_close")
    auditor = await make_person(**shopper.columns, password_hash=CHEAP.hash(PASSWORD))
    await grant(auditor, "auditor")
    people: dict[str, Person] = {}
    for role, scope in (
        ("reviewer", {}),
        ("head_office", {}),
        ("branch_manager", {"branch": branch}),
        ("region_manager", {"region": region}),
    ):
        name = "canary-reviewer-name" if role == "reviewer" else f"Name of {role}"
        people[role] = await make_person(
            f"guard-{role}", uuid=uuid5(SPACE, role), name=name, pseudonym=f"p-{role}"
        )
        await grant(people[role], role, **scope)
    version = await make_version(load("retail-service").model_dump(mode="json"))
    assignments = [await make_assignment(auditor, branch, wave, version) for _ in range(2)]
    world = World(app, clock, shopper, region, branch, wave.code, people)
    world.visits = [
        Visit(uuid=UUID(int=uuid5(SPACE, f"visit {n}").int, version=4), assignment_id=one.id)
        for n, one in enumerate(assignments)
    ]
    for visit, one in zip(world.visits, assignments, strict=True):
        visit.assignment = one
        one.version = version
    return world


async def _visit(
    world: World, phone: Any, desk: Any, visit: Visit, photos: Sequence[bytes]
) -> None:
    address = f"/api/v1/visits/{visit.uuid}"
    assignment = visit.assignment
    claims = [_claim(world.shopper, n, photo) for n, photo in enumerate(photos, start=1)]
    sent = {
        "assignment": str(assignment.uuid),
        "checklist_version": str(assignment.version.uuid),
        "started_at": STARTED.isoformat(),
        "device_time": world.clock.now.isoformat(),
        "answers": _answers(assignment.version, claims),
        "photos": claims,
    }
    _done(await phone.put(f"{address}/draft", json=sent | {"revision": 1}))
    for claim, photo in zip(claims, photos, strict=True):
        await _upload(world, phone, visit, claim, photo)
    world.clock.now = SENT
    whole = sent | {"finished_at": SENT.isoformat(), "device_time": SENT.isoformat()}
    _done(await phone.put(f"{address}/submissions/1", json=whole))
    world.clock.now = NOON - timedelta(days=2)
    step = f"/api/v1/reviews/{visit.uuid}"
    _done(await desk.post(f"{step}/take"))
    item = next(iter(whole["answers"]))
    back = {
        "note": "canary-internal-note 请补拍",
        "items": [{"item": item, "text": "canary-internal-remark"}],
    }
    _done(await desk.post(f"{step}/send-back", json=back))
    world.clock.now = NOON - timedelta(days=1)
    again = whole | {"device_time": world.clock.now.isoformat()}
    _done(await phone.put(f"{address}/submissions/2", json=again))
    _done(await desk.post(f"{step}/take"))
    _done(await desk.post(f"{step}/approve"))


def _claim(shopper: Shopper, number: int, photo: bytes) -> dict[str, Any]:
    return {
        "id": shopper.photo_id(number),
        "item": "dress.badge",
        "sha256": hashlib.sha256(photo).hexdigest(),
        "bytes": len(photo),
        "type": f"x-canary-{shopper.mark}",
        "taken_at": (STARTED + timedelta(minutes=11, seconds=3)).isoformat(),
        "latitude": 31.2304,
        "longitude": 121.4737,
        "accuracy_m": 7.5,
        "width": 640,
        "height": 480,
    }


def _answers(version: ChecklistVersion, claims: Sequence[dict[str, Any]]) -> dict[str, Any]:
    answered = (STARTED + timedelta(minutes=11, seconds=3)).isoformat()
    items = [item for section in version.definition["sections"] for item in section["items"]]
    answers: dict[str, Any] = {
        item["key"]: {"value": number % 4 != 1, "at": answered}
        for number, item in enumerate(items)
        if item["kind"] == "yes_no"
    }
    answers["dress.badge"] |= {"value": False, "note": "一位店员没有胸卡"}
    answers["dress.badge"]["photos"] = [claim["id"] for claim in claims]
    answers["waits.greeting"] = {
        "value": {
            "seconds": 95,
            "method": "stopwatch",
            "queue": 3,
            "started_at": (STARTED + timedelta(minutes=17, seconds=5)).isoformat(),
            "stopped_at": (STARTED + timedelta(minutes=18, seconds=40)).isoformat(),
        },
        "at": answered,
    }
    return answers


async def _upload(
    world: World, phone: Any, visit: Visit, claim: dict[str, Any], photo: bytes
) -> None:
    told = {
        "photo": claim["id"],
        "visit": str(visit.uuid),
        "sha256": claim["sha256"],
        "type": claim["type"],
        "filename": f"canary-file-{world.shopper.mark}.jpg",
    }
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(len(photo)),
        "Upload-Metadata": ",".join(
            f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in told.items()
        ),
        "Content-Type": "application/offset+octet-stream",
    }
    _done(await phone.post("/api/v1/uploads", content=photo, headers=headers))
    services = world.app.state.services
    await make_copies(
        claim["id"], files=services.files, decoding=services.decoding, now=world.clock.now
    )
    made = await Photo.get(uuid=UUID(claim["id"]))
    assert (made.state, made.refusal) == ("ready", None)


async def _render(world: World) -> None:
    renderers = Renderers(1)
    try:
        for report in await Report.filter(state="wanted").order_by("id"):
            await make_report(
                str(report.uuid),
                files=world.app.state.services.files,
                renderers=renderers,
                clock=world.clock,
            )
    finally:
        renderers.close()
    assert await Report.filter(state="ready").count() == 8
    await _put_together(world)


async def _put_together(world: World) -> None:
    """Let the branch side have all reports of the wave in one file."""
    services = world.app.state.services
    for role in ("branch_manager", "region_manager"):
        actor = await actor_of(world.people[role])
        asked = await ask(actor, world.wave, "zh", world.clock.now)
        await make_batch(
            str(asked.batch),
            files=services.files,
            scratch=services.settings.data / "scratch",
            words=services.words,
            clock=world.clock,
        )
    assert await Batch.filter(state="ready").count() == 1  # both may read the same reports


def _done(answer: Any) -> Any:
    assert answer.status_code < 300, f"{answer.request.url} {answer.status_code}: {answer.text}"
    return answer
