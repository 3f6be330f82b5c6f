"""Every page of comparison as head office gets it: through routes, session, templates and all."""

import secrets
import statistics
import time
from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import httpx2
import numpy as np
from starlette.applications import Starlette

from audit.clock import system_clock
from audit.models import Person, RoleGrant, Session
from audit.people.sessions import token_hash
from benchmarks.releasing import releases
from reports.comparison.frame import TABS

PAGES = (*(f"/{name}" for name, _ in TABS), "/raters", "/behind", "/branches/B00001")
FILTERS = (
    "",
    "wave=2026-04",
    "region=R3&organised=today&daypart=midday",
    "tag=night&format=kiosk",
    "since=2025-11-01",
)
_LOGIN = "benchmark-office"
ByFilter = dict[str, list[float]]
Times = dict[str, ByFilter]


async def page_table(app: Starlette, rounds: int, coming: list[int]) -> None:
    """Print p50 and p95 of every page over all filters, at rest and while visits come in."""
    spent: list[float] = []
    work: Times = {path: {asked: [] for asked in FILTERS} for path in PAGES}
    async with await _signed_in(app) as client:
        await _asked(client, 1)
        quiet = await _asked(client, rounds, work)
        async with releases(coming, spent):
            busy = await _asked(client, rounds)
    head = "   ".join(f"{name:>15}" for name in ("processor time", "at rest", "visits coming in"))
    print(f"\n{'pages, ms':20} {head}")
    print(
        f"{'':20} " + "   ".join([f"{'p50':>7} {'p95':>7}"] * 3) + "  most work: filter and its p50"
    )
    for path in PAGES:
        print(_line(path, work[path], quiet[path], busy[path]))
    shown = "   ".join(_of(_flat(_joined(found))) for found in (work, quiet, busy))
    print(f"  {'all pages':18} {shown}")
    print(
        f"{len(spent)} releases meanwhile; each took {statistics.median(spent or [0]):.1f} ms (p50)"
    )


def _line(path: str, work: ByFilter, quiet: ByFilter, busy: ByFilter) -> str:
    slowest = max(work, key=lambda asked: statistics.median(work[asked]))
    own = statistics.median(work[slowest])
    shown = "   ".join(_of(_flat(found)) for found in (work, quiet, busy))
    return f"  {path:18} {shown}  {slowest or 'none'}: {own:.0f}"


def _joined(found: Times) -> ByFilter:
    return {asked: [t for one in found.values() for t in one[asked]] for asked in FILTERS}


def _flat(found: ByFilter) -> list[float]:
    return [time for times in found.values() for time in times]


def _of(times: Sequence[float]) -> str:
    return f"{statistics.median(times):7.0f} {np.percentile(times, 95):7.0f}"


async def _asked(client: httpx2.AsyncClient, rounds: int, work: Times | None = None) -> Times:
    """Ask for each page with each filter, by turns, so that no page is asked for twice in a row.

    The time that processors worked for this process, however busy the machine is, goes into `work`.
    """
    found: Times = {path: {asked: [] for asked in FILTERS} for path in PAGES}
    for _ in range(rounds):
        for asked in FILTERS:
            for path in PAGES:
                started, worked = time.perf_counter(), time.process_time()
                answer = await client.get(f"{path}?{asked}")
                found[path][asked].append((time.perf_counter() - started) * 1000)
                if work is not None:
                    work[path][asked].append((time.process_time() - worked) * 1000)
                assert answer.status_code == 200, (path, asked, answer.status_code)
    return found


async def _signed_in(app: Starlette) -> httpx2.AsyncClient:
    """Return a browser of someone from head office, who is made for this."""
    now = system_clock()
    person = await Person.get_or_none(login=_LOGIN)
    if person is None:
        person = await Person.create(
            uuid=uuid4(), login=_LOGIN, name="Benchmark", pseudonym=_LOGIN, password_due=False,
            active=True, created_at=now,
        )  # fmt: skip
        await RoleGrant.create(person_id=person.id, role="head_office", starts_on=now.date())
    token = secrets.token_urlsafe(32)
    await Session.create(
        uuid=uuid4(), person_id=person.id, token_hash=token_hash(token), device="benchmark",
        created_at=now, seen_at=now, expires_at=now + timedelta(days=1),
    )  # fmt: skip
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app),
        base_url="http://mingcha.bench",
        headers={"Sec-Fetch-Site": "same-origin", "Accept-Language": "zh"},
        cookies={"mingcha": token},
    )
