"""Make a small demo in the installation named by MINGCHA_*, look at it as its people do, and print
what was found as JSON. A process of its own, as one process holds one database.
"""

import asyncio
import json
import sys
import time
from datetime import datetime
from typing import Any

from audit import db
from audit.access import scope
from audit.clock import system_clock
from audit.demo.seed import Extent, Login, seed
from audit.files.files import open_files
from audit.models import Photo, Report, Score, TrailEntry, Visit, Wave
from audit.operation.running import Refused
from audit.operation.soundness import examine
from audit.people.sessions import sign_in
from audit.settings import Settings
from audit.visits.phone import assignments_of
from audit.visits.review_queue import queue
from reports.figures.league import league
from reports.figures.sets import competitors
from reports.rollup import lens as lenses
from reports.rollup.branches import named
from reports.rollup.filters import Filter
from tests.make import make_person

EXTENT = Extent(branches=4, waves=2, reports=1)


async def main(settings: Settings, now: datetime) -> dict[str, Any]:
    said: list[str] = []
    await db.migrate(settings.database)
    refusal = await refused(settings, now)
    logins = await seed(settings, now, lambda sentence, **_: said.append(sentence), EXTENT)
    began = time.monotonic()
    again = await seed(settings, now, lambda sentence, **_: said.append(sentence), EXTENT)
    took = time.monotonic() - began
    found = {"again": again == logins, "seconds": took, "said": len(said), "refusal": refusal}
    async with db.open_db(settings.database):
        return found | await look(settings, logins, now)


async def refused(settings: Settings, now: datetime) -> str:
    """Try to make a demo where somebody works already; return what is said to that."""
    async with db.open_db(settings.database):
        person = await make_person()
    try:
        await seed(settings, now, lambda sentence, **_: None, EXTENT)
    except Refused as refusal:
        async with db.open_db(settings.database):
            await person.delete()
            left = await TrailEntry.all().count() + await Wave.all().count()
        return f"{left} rows: {refusal}"
    return ""


async def look(settings: Settings, logins: list[Login], now: datetime) -> dict[str, Any]:
    actors = {
        role: (await sign_in(login, password, network="n", device="d", now=now)).actor
        for role, login, password in logins
    }
    todo = await assignments_of(actors["auditor"])
    today = now.date()
    waiting, _ = await queue(actors["reviewer"], ("submitted", "in_review"))
    return {
        "roles": {role: sorted(actor.roles) for role, actor in actors.items()},
        "due": [
            {"kind": one.kind, "scenario": one.scenario is not None}
            for one in todo
            if one.visit is None and one.due_from <= today <= one.due_to
        ],
        "returned": [
            len(one.visit.returned.items) for one in todo if one.visit and one.visit.returned
        ],
        "waiting": [(line.complete, line.arrived, line.expected) for line in waiting],
        "ranking": await ranking(actors["head_office"]),
        "rivals": await rivals(actors["head_office"]),
        "findings": [
            (one.level, one.what, one.params)
            for one in await examine(open_files(settings.files, settings.data), now, None)
        ],
        "photos": await Photo.all().count(),
        "different": len(set(await Photo.all().values_list("sha256", flat=True))),
        "reports": {
            state: await Report.filter(state=state).count() for state in ("ready", "wanted")
        },
        "waves": await Wave.all().count(),
        "open_waves": await Wave.filter(closed_at__isnull=True).count(),
        "unscored": await Visit.exclude(state="draft").count()
        - await Score.filter(current=True).count(),
    }


async def ranking(office: Any) -> list[tuple[str, int, int | None, str | None]]:
    """The branches of the last closed wave as the ranking page has them."""
    reach = await scope(office, ("head_office",))
    closed = await Wave.filter(closed_at__isnull=False).order_by("-starts_on").first()
    lens = await lenses.look(Filter(waves=(closed.code,) if closed else ()), reach, office.today)
    lines = (await league(lens)).lines()
    names = await named([line.facts for line in lines])
    return [(names[one.facts].code, one.visits, one.mean.value, one.rank) for one in lines]


async def rivals(office: Any) -> list[tuple[int, int, str]]:
    """Visits and verdict of ours beside the competitor, wave by wave, the newest first."""
    reach = await scope(office, ("head_office",))
    found: list[tuple[int, int, str]] = []
    for wave in await Wave.all().order_by("-starts_on"):
        both = await competitors(
            await lenses.look(Filter(waves=(wave.code,)), reach, office.today), reach
        )
        found.append((both.one.visits, both.other.visits, both.moved.verdict))
    return found


if __name__ == "__main__":
    given = Settings()
    given.data.mkdir(parents=True, exist_ok=True)
    json.dump(asyncio.run(main(given, system_clock())), sys.stdout, default=str)
