"""How long scoring takes: one visit of 60 items, and 10,000 visits scored again and stored.

Run: python -m benchmarks.scoring [--visits 10000] [--store]

Without `--store` only the arithmetic is timed, on one core. With it, visits are submitted into an
empty SQLite installation in a folder of its own and scored again under a corrected version, as
`mingcha checklist rescore` does it, progress included.
"""

import argparse
import asyncio
import tempfile
import time
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from audit.app import freezing_of
from audit.clock import system_clock
from audit.db import open_db, transaction
from audit.models import (
    Assignment,
    Branch,
    BranchFacts,
    Brand,
    ChecklistVersion,
    Person,
    Region,
    Submission,
    Visit,
    Wave,
)
from audit.operation.versions import migrate_both
from audit.people.operator import operator
from audit.programme.checklists import publish
from audit.settings import Settings
from audit.visits import rescoring
from forms.answers import parse_answers
from forms.checklist import Checklist
from forms.fixes import best_values, smallest_fixes
from forms.items import Item
from forms.parse import parse_document
from forms.scoring import score
from forms.standards import load
from forms.trace import trace
from forms.values import Waited
from forms.versions import document

STANDARD = "restaurant-service"


def answered(checklist: Checklist, spoilt: int) -> dict[str, Any]:
    """Good answers to everything that is scored, each `spoilt`-th item left out as unseen."""
    told = {
        item.key: {"skip": "unseen", "reason": "x"} if place % spoilt == 0 else good(item)
        for place, item in enumerate(checklist.every_item(), start=1)
    }
    return {key: value for key, value in told.items() if value}


def good(item: Item) -> dict[str, Any]:
    values = best_values(item)
    if not values:
        return {}
    value: Any = values[0]
    if isinstance(value, Waited):
        value = {"seconds": value.seconds, "method": "typed"}
    if isinstance(value, Decimal):
        value = float(value)
    return {"value": list(value) if isinstance(value, tuple) else value}


def arithmetic(visits: int) -> None:
    """Time parsing, scoring, tracing and the fewest fixes of one visit."""
    checklist = load(STANDARD)
    raw = answered(checklist, 7)
    answers, _ = parse_answers(checklist, raw)
    score(checklist, answers)
    for name, act, times in (
        ("parse answers", lambda: parse_answers(checklist, raw), visits),
        ("score", lambda: score(checklist, answers), visits),
        ("trace", lambda: trace(checklist, answers), visits // 10),
        ("fewest fixes", lambda: smallest_fixes(checklist, answers), 3),
    ):
        begun = time.perf_counter()
        for _ in range(times):
            act()
        spent = (time.perf_counter() - begun) / times
        print(f"{name:14} {spent * 1000:8.3f} ms  ({len(checklist.by_key)} items)")


async def stored(visits: int, folder: Path) -> None:
    """Time scoring stored visits again under a corrected version."""
    settings = Settings(data=folder)
    await migrate_both(settings)
    async with open_db(settings.database):
        actor, now = operator(system_clock()), system_clock()
        old = load(STANDARD)
        changed = document(old)
        changed["sections"][0]["weight"] = "12"
        new = parse_document(changed).checklist
        assert new is not None
        keys = [await publish(actor, one, now) for one in (old, new)]
        await _fill(visits, keys[0], answered(old, 7), now)
        begun = time.perf_counter()
        row = await rescoring.ask(actor, keys[0], keys[1], "benchmark", now)
        await rescoring.rescore(
            str(row), freezing=freezing_of(settings), clock=system_clock, tell=_tell
        )
        spent = time.perf_counter() - begun
        print(f"{visits} visits scored again in {spent:.1f} s, {spent / visits * 1000:.2f} ms each")


def _tell(done: int, total: int) -> None:
    print(f"\r{done} of {total}", end="\n" if done == total else "", flush=True)


async def _fill(visits: int, version: UUID, answers: dict[str, Any], now: datetime) -> None:
    """Visits as they are after their submission, all of one branch in one wave."""
    day = now.date()
    region = await Region.create(code="R", path="/R/", name_zh="R", name_en="R")
    brand = await Brand.create(code="B", name_zh="B", name_en="B")
    branch = await Branch.create(code="S", opened_on=day)
    facts = await BranchFacts.create(
        branch=branch, region=region, brand=brand, valid_from=day, name_zh="S", name_en="S",
        format="standard", tags=[], zone="Asia/Shanghai",
    )  # fmt: skip
    person = await Person.create(uuid=uuid4(), login="p", name="p", pseudonym="p", created_at=now)
    wave = await Wave.create(code="W", name_zh="W", name_en="W", starts_on=day, ends_on=day)
    used = await ChecklistVersion.get(uuid=version)
    common: dict[str, Any] = {
        "wave_id": wave.id, "branch_id": branch.id, "version_id": used.id, "auditor_id": person.id,
    }  # fmt: skip
    async with transaction():
        await Assignment.bulk_create(
            Assignment(uuid=uuid4(), due_from=day, due_to=day, **common) for _ in range(visits)
        )
        assignments = [one.id for one in await Assignment.all().only("id")]
        await Visit.bulk_create(
            Visit(
                uuid=uuid4(), assignment_id=one, facts_id=facts.id, kind="mystery",
                channel="on_site", state="submitted", local_day=day, daypart="midday",
                started_at=now, submission_number=1, complete=True, submitted_at=now, **common,
            )
            for one in assignments
        )  # fmt: skip
        content = {"answers": answers, "photos": []}
        made = [one.id for one in await Visit.all().only("id")]
        await Submission.bulk_create(
            Submission(
                visit_id=one, number=1, digest="", content=content, received_at=now,
                device_time=now, complete_at=now,
            )
            for one in made
        )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--visits", type=int, default=10_000)
    parser.add_argument("--store", action="store_true")
    given = parser.parse_args()
    arithmetic(min(given.visits, 1000))
    if given.store:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(stored(given.visits, Path(folder)))


if __name__ == "__main__":
    main()
