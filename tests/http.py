"""The application over HTTP, in this process: real routes, files and database, recorded jobs.

`await browser(person)` is a signed-in browser; `await browser()` one that nobody has signed in.
"""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import anyio
import httpx2
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from audit.app import create_app
from audit.files.files import open_files
from audit.jobs.jobs import RecordingJobs
from audit.models import Person, Session
from audit.operation.metrics import Metrics
from audit.people.sessions import token_hash
from audit.photos.images import Decoding
from audit.photos.receiving import Receiving
from audit.settings import Settings
from audit.visits.release import Freezing
from audit.web.readiness import failing_parts
from audit.web.routes import NAV
from audit.web.services import Services
from audit.web.templating import make_templates
from audit.words import load_words
from reports import routes as report_routes
from reports.freeze import freeze_visits, freeze_wave
from reports.pdf.fonts import FILES, FONTS
from tests.conftest import NOON, TickingClock

Browser = Callable[..., Awaitable[httpx2.AsyncClient]]
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def settings(data: Path) -> Settings:
    return Settings(data=data)


@pytest.fixture
def app(settings: Settings, clock: TickingClock) -> Starlette:
    """The application on files of this test and the test's database."""
    return make_app(settings, clock)


def make_app(settings: Settings, clock: TickingClock) -> Starlette:
    """Return the application without its lifespan, on the database that is open."""
    app = create_app(settings, clock=clock)
    files = open_files(settings.files, settings.data)

    async def ready() -> list[str]:
        return await failing_parts(files, settings.data)

    app.state.services = Services(
        settings=settings,
        clock=clock,
        files=files,
        decoding=Decoding(anyio.CapacityLimiter(2), FONTS / FILES["bold"]),
        receiving=Receiving(settings.data / "uploads"),
        jobs=RecordingJobs(),
        words=load_words(),
        templates=make_templates([report_routes.TEMPLATES]),
        nav=(*report_routes.NAV, *NAV),
        freezing=Freezing(freeze_visits, freeze_wave),
        ready=ready,
        metrics=Metrics().text,
    )
    return app


@pytest_asyncio.fixture(loop_scope="session")
async def browser(app: Starlette, database: None) -> AsyncIterator[Browser]:
    opened: list[httpx2.AsyncClient] = []

    async def open_browser(person: Person | None = None, lang: str = "zh") -> httpx2.AsyncClient:
        client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app, raise_app_exceptions=False),
            base_url="http://mingcha.test",
            headers=SAME_SITE | {"Accept-Language": lang},
        )
        opened.append(client)
        if person is not None:
            client.cookies.set("mingcha", await session_token(person), domain="mingcha.test")
        return client

    yield open_browser
    for client in opened:
        await client.aclose()


async def session_token(person: Person) -> str:
    """Open a session of a person without a password; return its token."""
    token = secrets.token_urlsafe(32)
    await Session.create(
        uuid=uuid4(),
        person_id=person.id,
        token_hash=token_hash(token),
        device="test",
        created_at=NOON,
        seen_at=NOON,
        expires_at=NOON + timedelta(days=30),
    )
    return token
