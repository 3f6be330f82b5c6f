"""What keeping figures costs whoever sends and approves visits.

Run: python -m benchmarks.comparison_intake [visits], on the empty installation that MINGCHA_DATA or
MINGCHA_DATABASE_URL name. Visits without photos, which cost least besides, are sent through the API
and approved, where each is released at once; every second one without keeping its figures.
"""

import asyncio
import logging
import statistics
import sys
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from unittest.mock import patch
from uuid import UUID, uuid4

import httpx2
import structlog

from audit.access import Actor
from audit.app import create_app, freezing_of
from audit.clock import system_clock
from audit.db import open_db
from audit.figures.keeping import keep
from audit.models import Person, RoleGrant, Wave
from audit.people.sessions import actor_for
from audit.settings import Settings
from audit.visits import release
from benchmarks.intake_ground import Sending, prepare

_WARM = 10
"""Visits before those that count."""
_KEEPING: list[float] = []


async def main() -> None:
    """Print the milliseconds of sending and approving, with and without figures."""
    visits = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    settings = Settings(workers_inside=False)
    ground = await prepare(settings, visits + _WARM)
    async with open_db(settings.database):
        await Wave.filter(code="open").update(release_policy="at_approval")
    async with _client(settings) as client:
        reviewer = await _reviewer()
        sent: list[float] = []
        approved: dict[bool, list[float]] = {True: [], False: []}
        for number, errand in enumerate(Sending(ground, b"").errands(visits + _WARM, 0)):
            started = time.perf_counter()
            answer = await client.put(
                errand.path,
                content=errand.body,
                headers={"Cookie": f"mingcha={errand.token}"},
            )
            submitted = time.perf_counter()
            assert answer.status_code < 300, answer.text
            await _approve(reviewer, errand.path, settings, kept=number % 2 == 0)
            if number >= _WARM:
                sent.append((submitted - started) * 1000)
                approved[number % 2 == 0].append((time.perf_counter() - submitted) * 1000)
    _tell(sent, approved)


def _tell(sent: list[float], approved: dict[bool, list[float]]) -> None:
    with_figures, without = (statistics.median(approved[kept]) for kept in (True, False))
    whole = statistics.median(sent)
    print(f"a visit sent: {whole:.1f} ms")
    print(f"approved and released: {with_figures:.1f} ms, without figures {without:.1f} ms")
    print(f"of which writing figures {statistics.median(_KEEPING):.1f} ms")
    print(f"figures cost {_share(with_figures, without)} of a release,", end=" ")
    print(f"{_share(whole + with_figures, whole + without)} of a visit sent and released")


def _share(one: float, other: float) -> str:
    return f"{(one / other - 1) * 100:.1f} %"


async def _approve(reviewer: Actor, path: str, settings: Settings, *, kept: bool) -> None:
    visit = UUID(path.split("/")[4])
    with patch.object(release, "keep", _timed if kept else _nothing):
        await release.approve(reviewer, visit, freezing_of(settings), system_clock())


async def _timed(visits: Iterable[int]) -> None:
    started = time.perf_counter()
    await keep(visits)
    _KEEPING.append((time.perf_counter() - started) * 1000)


async def _nothing(_: Iterable[int]) -> None:
    pass


@asynccontextmanager
async def _client(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app),
            base_url="http://mingcha.bench",
            headers={"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"},
        ) as client,
    ):
        yield client


async def _reviewer() -> Actor:
    now = system_clock()
    person = await Person.create(
        uuid=uuid4(), login="benchmark-reviewer", name="Reviewer", pseudonym="benchmark-reviewer",
        password_due=False, active=True, created_at=now,
    )  # fmt: skip
    await RoleGrant.create(person_id=person.id, role="reviewer", starts_on=now.date())
    return await actor_for(person, now)


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    asyncio.run(main())
