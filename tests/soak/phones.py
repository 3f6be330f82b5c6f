"""Phones over HTTP, as the form behaves: send, and repeat what was not acknowledged.

A phone never gives up by itself: a cut, a refusal that passes and a dead server are waited out.
"""

import asyncio
import hashlib
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from io import BytesIO
from random import Random
from typing import Any
from uuid import UUID, uuid4

import httpx2
from PIL import Image

from audit.clock import system_clock
from tests.http import SAME_SITE
from tests.soak.seeding import ITEMS, Seat

API = "/api/v1"
TUS = {"Tus-Resumable": "1.0.0"}
PART = "application/offset+octet-stream"
PIECE = 256 * 1024
PASSING = frozenset({401, 408, 409, 410, 423, 429, 460, 500, 502, 503, 504, 507})


class Refused(Exception):
    """An answer that no repeating mends."""


@dataclass
class PhotoTried:
    """A photo that was sent, and how much of it was promised to be safe."""

    id: UUID
    visit: UUID
    sha256: str
    size: int
    item: str
    safe: int = 0
    is_ending: bool = False
    """Its last part was sent and not answered: the file may be in its place, its row not made."""
    acknowledged: bool = False


@dataclass
class Submitted:
    """A submission that was sent; `digest` is that of the receipt."""

    visit: UUID
    number: int
    answers: dict[str, Any]
    photos: list[dict[str, Any]]
    events: list[dict[str, Any]]
    digest: str | None = None
    complete: bool = False


@dataclass
class Drafted:
    """The newest draft that was acknowledged."""

    visit: UUID
    revision: int
    answers: dict[str, Any]


@dataclass
class Ledger:
    """What one phone tried and what it was promised."""

    person: UUID
    visits: dict[UUID, UUID] = field(default_factory=dict)
    """The visit of each assignment that was begun."""
    photos: dict[UUID, PhotoTried] = field(default_factory=dict)
    drafts: dict[UUID, Drafted] = field(default_factory=dict)
    submissions: dict[tuple[UUID, int], Submitted] = field(default_factory=dict)
    taken_back: list[str] = field(default_factory=list)
    """Promises that a later answer of the server itself denied."""
    begun_again: int = 0
    """Photos that were sent anew because the server died between their file and their row."""
    answers: Counter[str] = field(default_factory=Counter)
    """How often each status, and `cut` for none, was seen."""
    bytes_sent: int = 0

    @property
    def acknowledged(self) -> int:
        """How many photos, drafts and submissions were."""
        photos = sum(photo.acknowledged for photo in self.photos.values())
        submissions = sum(one.digest is not None for one in self.submissions.values())
        return photos + len(self.drafts) + submissions


class Phone:
    """One auditor's phone. `url` may be changed while it works, to go through something."""

    def __init__(self, url: str, seat: Seat, seed: int = 0, *, pause: float = 0.05) -> None:
        self.url = url
        self.seat = seat
        self.ledger = Ledger(seat.person)
        self.random = Random(seed)
        self.pause = pause
        """Seconds before something is tried again."""
        self.piece = PIECE
        self.client = httpx2.AsyncClient(
            headers=SAME_SITE | {"Cookie": f"mingcha={seat.token}"}, timeout=30.0
        )

    async def close(self) -> None:
        await self.client.aclose()

    # --- the day ---

    async def work(self, is_over: Callable[[], bool], photos: tuple[int, int] = (1, 4)) -> None:
        """Make one visit after the other; the one begun is ended even when it is over."""
        await self.sign_in()
        for assignment in await self.assignments():
            if is_over():
                return
            await self.make_visit(assignment, self.random.randint(*photos))

    async def make_visit(self, assignment: UUID, photos: int) -> UUID:
        """Make a visit from its first draft to the receipt that says that all is there."""
        visit = self.ledger.visits.setdefault(assignment, uuid4())
        answers = {key: {"value": self.random.random() < 0.8} for key in ITEMS}
        pictures = [picture(self.random) for _ in range(photos)]
        tried = [self.photo_of(visit, data) for data in pictures]
        await self.draft(visit, assignment, 1, dict(list(answers.items())[:3]), [])
        await self.draft(visit, assignment, 2, answers, tried)
        if self.random.random() < 0.5:  # words first: they are small
            await self.submit(visit, assignment, answers, tried)
        for photo, data in zip(tried, pictures, strict=True):
            await self.send_photo(photo, data)
        receipt = await self.submit(visit, assignment, answers, tried)
        if not receipt["complete"]:
            self.ledger.taken_back.append(f"visit {visit}: photos were there and are missing")
        return visit

    # --- what can be asked ---

    async def sign_in(self) -> None:
        """Find out that the session is still open."""
        await self.ask("GET", "/me")

    async def assignments(self) -> list[UUID]:
        """Return what is still to be done."""
        found = (await self.ask("GET", "/assignments")).json()["assignments"]
        return [UUID(card["id"]) for card in found]

    async def draft(
        self,
        visit: UUID,
        assignment: UUID,
        revision: int,
        answers: dict[str, Any],
        photos: list[PhotoTried],
    ) -> None:
        """Save a draft."""
        body = self._body(assignment, answers, photos) | {"revision": revision}
        await self.ask("PUT", f"/visits/{visit}/draft", json=body)
        self.ledger.drafts[visit] = Drafted(visit, revision, answers)

    async def submit(
        self,
        visit: UUID,
        assignment: UUID,
        answers: dict[str, Any],
        photos: list[PhotoTried],
        number: int = 1,
    ) -> dict[str, Any]:
        """Submit a visit; return the receipt. The same again is the same submission."""
        known = self.ledger.submissions.get((visit, number))
        if known is None:
            known = Submitted(visit, number, answers, [claim(one) for one in photos], events())
            self.ledger.submissions[visit, number] = known
        body = self._body(assignment, answers, photos) | {
            "photos": known.photos,
            "events": known.events,
            "finished_at": self._started(assignment, minutes=20),
        }
        receipt = (await self.ask("PUT", f"/visits/{visit}/submissions/{number}", json=body)).json()
        if known.digest not in {None, receipt["digest"]}:
            self.ledger.taken_back.append(f"visit {visit}: another receipt for the same")
        known.digest = receipt["digest"]
        known.complete = known.complete or receipt["complete"]
        result: dict[str, Any] = receipt
        return result

    def photo_of(self, visit: UUID, data: bytes) -> PhotoTried:
        """Note a photo that is to be sent."""
        sha256 = hashlib.sha256(data).hexdigest()
        photo = PhotoTried(uuid4(), visit, sha256, len(data), self.random.choice(ITEMS))
        self.ledger.photos[photo.id] = photo
        return photo

    async def send_photo(self, photo: PhotoTried, data: bytes) -> None:
        """Carry a photo up by tus, from where the server says it is, until it is safe."""
        offset: int | None = None  # what the server has; None: it is to be asked
        while not photo.acknowledged:
            try:
                offset = await self._step(photo, data, offset)
            except httpx2.TransportError:
                self.ledger.answers["cut"] += 1
                offset = None
                await asyncio.sleep(self.pause)

    async def _step(self, photo: PhotoTried, data: bytes, offset: int | None) -> int | None:
        if offset is None:
            answer = await self._where(photo)
        else:
            answer = await self._patch(photo, data, offset)
        self._note(answer)
        if answer.status_code == 404:
            self._reached(photo, 0)
            answer = await self._announce(photo, data if self.random.random() < 0.5 else b"")
            self._note(answer)
        if answer.is_success:
            return self._reached(photo, int(answer.headers["Upload-Offset"]))
        await self._wait(answer)
        return None

    def _reached(self, photo: PhotoTried, offset: int) -> int:
        """Note an offset that was told: those bytes are the server's."""
        if offset == 0 and photo.is_ending:
            self.ledger.begun_again += 1
        elif offset < photo.safe:
            self.ledger.taken_back.append(f"photo {photo.id}: {photo.safe} bytes, then {offset}")
        photo.safe, photo.is_ending = offset, False
        photo.acknowledged = offset == photo.size
        return offset

    async def _where(self, photo: PhotoTried) -> httpx2.Response:
        return await self.client.head(f"{self.url}{API}/uploads/{photo.id}", headers=TUS)

    async def _announce(self, photo: PhotoTried, data: bytes = b"") -> httpx2.Response:
        """Begin an upload, with its first bytes when they are given."""
        told = {
            "photo": str(photo.id),
            "visit": str(photo.visit),
            "sha256": photo.sha256,
            "type": "image/jpeg",
        }
        pairs = (f"{name} {b64encode(value.encode()).decode()}" for name, value in told.items())
        headers = TUS | {"Upload-Length": str(photo.size), "Upload-Metadata": ",".join(pairs)}
        part = data[: self.piece]
        if part:
            headers |= self._sending(photo, part, 0)
        return await self.client.post(f"{self.url}{API}/uploads", headers=headers, content=part)

    async def _patch(self, photo: PhotoTried, data: bytes, offset: int) -> httpx2.Response:
        part = data[offset : offset + self.piece]
        headers = TUS | {"Upload-Offset": str(offset)} | self._sending(photo, part, offset)
        url = f"{self.url}{API}/uploads/{photo.id}"
        return await self.client.patch(url, headers=headers, content=part)

    def _sending(self, photo: PhotoTried, part: bytes, offset: int) -> dict[str, str]:
        photo.is_ending = offset + len(part) == photo.size
        self.ledger.bytes_sent += len(part)
        checksum = b64encode(hashlib.sha256(part).digest()).decode()
        return {"Content-Type": PART, "Upload-Checksum": f"sha256 {checksum}"}

    # --- how it is asked ---

    async def ask(self, method: str, path: str, **content: Any) -> httpx2.Response:
        """Ask until there is an answer that stands; raises Refused for one that always will."""
        while True:
            try:
                answer = await self.client.request(method, f"{self.url}{API}{path}", **content)
            except httpx2.TransportError:
                self.ledger.answers["cut"] += 1
                await asyncio.sleep(self.pause)
                continue
            self._note(answer)
            if answer.is_success:
                return answer
            if answer.status_code == 409:
                raise Refused(f"{method} {path}: {answer.text}")
            await self._wait(answer)

    def _note(self, answer: httpx2.Response) -> None:
        self.ledger.answers[str(answer.status_code)] += 1

    async def _wait(self, answer: httpx2.Response) -> None:
        if answer.status_code not in PASSING:
            raise Refused(f"{answer.request.method} {answer.url}: {answer.text}")
        await asyncio.sleep(self.pause)

    def _body(
        self, assignment: UUID, answers: dict[str, Any], photos: list[PhotoTried]
    ) -> dict[str, Any]:
        return {
            "assignment": str(assignment),
            "checklist_version": str(self.seat.version),
            "started_at": self._started(assignment),
            "device_time": system_clock().isoformat(),
            "answers": answers,
            "photos": [claim(one) for one in photos],
        }

    def _started(self, assignment: UUID, minutes: int = 0) -> str:
        """Return a time that is the same whenever it is asked for."""
        day = system_clock().replace(hour=0, minute=0, second=0, microsecond=0)
        begun = day - timedelta(days=2) + timedelta(seconds=assignment.int % 40_000)
        return (begun + timedelta(minutes=minutes)).isoformat()


def claim(photo: PhotoTried) -> dict[str, Any]:
    """Return a photo as a draft or submission lists it."""
    return {
        "id": str(photo.id),
        "item": photo.item,
        "sha256": photo.sha256,
        "bytes": photo.size,
        "type": "image/jpeg",
    }


def events() -> list[dict[str, Any]]:
    """Return stamps of going in and out, each with an id of its own."""
    now = system_clock()
    return [
        {"id": str(uuid4()), "kind": kind, "at": now.isoformat()} for kind in ("entered", "left")
    ]


def picture(random: Random, most: int = 400_000) -> bytes:
    """Return a JPEG that no other is equal to: a scene, and noise behind its end."""
    return _scene(random.randrange(4)) + random.randbytes(random.randint(1, most))


@cache
def _scene(number: int) -> bytes:
    data = BytesIO()
    Image.effect_noise((240 + number, 180), 60).convert("RGB").save(data, "JPEG", quality=80)
    return data.getvalue()
