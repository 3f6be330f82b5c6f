"""What a journey is played with: the application, opened in this process, phones and photos."""

import asyncio
import hashlib
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from starlette.applications import Starlette

from audit import db
from audit.clock import system_clock
from audit.models import Assignment
from audit.photos.receiving import Receiving
from audit.settings import Settings
from tests.conftest import TickingClock
from tests.http import make_app
from tests.make import grant, make_person
from tests.soak import seeding
from tests.soak.asking import Answer, Request, ask
from tests.soak.seeding import Seat


class World:
    """The application on a database, and how it is opened anew."""

    def __init__(self, settings: Settings, seat: Seat, runner: asyncio.Runner) -> None:
        self.settings, self.seat, self.runner = settings, seat, runner
        self.steps = 0
        self._open = AsyncExitStack()
        self._app: Starlette | None = None
        self.reviewer = ""

    def reopen(self) -> None:
        """Let go of everything the process holds, and begin again with what is on the disk."""
        self.runner.run(self._reopen())

    async def _reopen(self) -> None:
        await self._open.aclose()
        await self._open.enter_async_context(db.open_db(self.settings.database))
        if self._app is None:
            self._app = make_app(self.settings, TickingClock(system_clock()))
        receiving = Receiving(self.settings.data / "uploads")
        self._app.state.services = replace(self._app.state.services, receiving=receiving)

    def close(self) -> None:
        self.runner.run(self._open.aclose())

    def ask(self, request: Request, token: str, cut_at: int | None = None) -> Answer:
        """Send a request as whoever holds the session."""
        assert self._app is not None
        self.steps += 1
        told = (("Cookie", f"mingcha={token}"), ("Sec-Fetch-Site", "same-origin"))
        whole = Request(request.method, request.path, request.headers + told, request.body)
        return self.runner.run(ask(self._app, whole, cut_at))

    async def assignment(self) -> UUID:
        """Give the auditor something new to do."""
        like = await Assignment.get(uuid=self.seat.assignments[0])
        like.id, like.uuid = None, uuid4()  # type: ignore[assignment]  # a row of its own
        like._saved_in_db = False
        await like.save(force_create=True)
        return like.uuid

    async def hire(self) -> None:
        """Add a reviewer."""
        async with db.transaction():
            person = await make_person(f"reviewer-{uuid4().hex[:8]}")
            await grant(person, "reviewer")
            self.reviewer = await seeding._session(person)


@dataclass
class Picture:
    """A photo of a phone, and how much of it was promised to be kept."""

    id: UUID
    data: bytes
    item: str
    safe: int = 0
    begun: bool = False
    kept: bool = False

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def claim(self) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "item": self.item,
            "sha256": self.sha256,
            "bytes": len(self.data),
            "type": "image/jpeg",
        }


@dataclass
class Form:
    """What one phone holds."""

    visit: UUID
    revision: int = 0
    answers: dict[str, Any] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)
