"""A large made-up installation: branches × monthly waves × visits × 40 items, all released.

Run: python -m benchmarks.dataset [--branches 5000] [--waves 24] [--visits 3] [--documents]

Fills the empty installation that MINGCHA_DATA or MINGCHA_DATABASE_URL name, through the real
schema, the same each time for the same numbers. Branches, regions, auditors, season and trend have
effects of their own; half way a new version breaks comparability and some branches change their
region and format; 2 % of the branches are a competitor's. `--documents` also writes what phones
would have sent, so that every figure can be proved from the answers.
"""

import argparse
import asyncio
import time
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from audit.clock import system_clock
from audit.db import open_db
from audit.figures.keeping import rebuild
from audit.models import ChecklistVersion, Person
from audit.operation.versions import migrate_both
from audit.programme.checklists import publish
from audit.settings import Settings
from benchmarks import wave_rows as rows
from benchmarks.bulk import Writer, adapt, as_json, open_writer
from benchmarks.made_answers import (
    answer,
    checklist,
    item_keys,
)
from benchmarks.wave_rows import Wave
from forms.checklist import Checklist
from forms.parse import parse_document

FORMATS = ("flagship", "standard", "kiosk")
_OLD = date(2015, 1, 1)
_MADE = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Extent:
    """How much is made."""

    branches: int = 5000
    waves: int = 24
    visits: int = 3
    documents: bool = False
    seed: int = 20_261

    @property
    def regions(self) -> int:
        return 8

    @property
    def cities(self) -> int:
        return max(self.regions, self.branches // 60)

    @property
    def auditors(self) -> int:
        return max(4, self.branches * self.visits // 40)

    @property
    def competitors(self) -> int:
        return max(1, self.branches // 50)


@dataclass(frozen=True)
class Network:
    """Effects of branches and auditors, and each branch's facts before and after the change."""

    effect: NDArray[np.float64]
    severity: NDArray[np.float64]
    facts: NDArray[np.int64]
    later: NDArray[np.int64]
    competitor: NDArray[np.bool_]


def first_day(extent: Extent, wave: int) -> date:
    """Return the first day of a wave (0 is the oldest); the newest is October 2026."""
    months = 2026 * 12 + 9 - (extent.waves - 1 - wave)
    return date(months // 12, months % 12 + 1, 1)


async def make(settings: Settings, extent: Extent) -> None:
    """Fill an empty installation."""
    adapt()
    settings.data.mkdir(parents=True, exist_ok=True)
    await migrate_both(settings)
    async with open_db(settings.database):
        if await Person.exists():
            raise SystemExit("The installation is not empty.")
        versions = [
            await ChecklistVersion.get(uuid=await publish(None, _definition(n), _MADE))
            for n in (1, 2)
        ]
    rng = np.random.default_rng(extent.seed)
    async with open_writer(settings) as writer:
        network = await _network(writer, extent, rng)
        for wave in range(extent.waves):
            await _wave(writer, extent, network, wave, versions)
    async with open_db(settings.database):
        started = time.perf_counter()
        visits = sum([done async for done in rebuild()])
        spent = time.perf_counter() - started
        print(f"figures of {visits} visits in {spent:.0f} s, {spent / visits * 1000:.2f} ms each")
    async with open_writer(settings):
        pass  # gathers statistics of the figures too


def _definition(number: int) -> Checklist:
    parsed = parse_document(checklist(number))
    assert parsed.checklist is not None, parsed.issues
    return parsed.checklist


async def _network(writer: Writer, extent: Extent, rng: np.random.Generator) -> Network:
    regions, cities = extent.regions, extent.cities
    await writer.write("region", ("id", "code", "parent_id", "path", "name_zh", "name_en"), [
        (1, "ALL", None, "/ALL/", "全国", "All"),
        *((2 + r, f"R{r}", 1, f"/ALL/R{r}/", f"大区{r}", f"Region {r}") for r in range(regions)),
        *(
            (100 + c, f"C{c}", 2 + c % regions, f"/ALL/R{c % regions}/C{c}/", f"市{c}", f"C {c}")
            for c in range(cities)
        ),
    ])  # fmt: skip
    await writer.write("brand", ("id", "code", "name_zh", "name_en"), [
        (1, "OWN", "明察", "Mingcha"), (2, "SUB", "小明察", "Little"),
        (3, "RIVAL", "对手", "Rival"),
    ])  # fmt: skip
    count = extent.branches
    city = rng.integers(0, cities, count)
    competitor = np.arange(count) >= count - extent.competitors
    moved = rng.random(count) < 0.05
    await _branches(writer, extent, city, moved, competitor)
    await _people(writer, extent.auditors)
    effect = (
        rng.normal(1.6, 0.35, count)
        + rng.normal(0, 0.2, regions)[city % regions]
        + rng.normal(0, 0.15, cities)[city]
    )
    first = 2 * np.arange(count) + 1
    return Network(
        effect=effect,
        severity=rng.normal(0, 0.15, extent.auditors),
        facts=first,
        later=np.where(moved, first + 1, first),
        competitor=competitor,
    )


async def _branches(
    writer: Writer,
    extent: Extent,
    city: NDArray[np.int64],
    moved: NDArray[np.bool_],
    competitor: NDArray[np.bool_],
) -> None:
    change = first_day(extent, extent.waves // 2)
    rows = range(extent.branches)
    columns = ("id", "code", "opened_on", "closed_on")
    await writer.write("branch", columns, ((b + 1, f"B{b:05}", _OLD, None) for b in rows))
    facts = []
    for b in rows:
        tags = as_json([t for t, every in (("airport", 20), ("night", 10)) if b % every == 0])
        brand = 3 if competitor[b] else 1 + (b % 4 == 0)
        named = (f"门店{b:05}", f"Branch {b:05}")
        spans = [(_OLD, change), (change, None)] if moved[b] else [(_OLD, None)]
        for n, (begin, end) in enumerate(spans):
            place = 100 + int(city[b] + n * 7) % extent.cities
            form = FORMATS[(b + n) % 3]
            facts.append(
                (
                    2 * b + 1 + n,
                    b + 1,
                    begin,
                    end,
                    *named,
                    place,
                    brand,
                    form,
                    tags,
                    "Asia/Shanghai",
                )
            )
    await writer.write(
        "branch_facts",
        ("id", "branch_id", "valid_from", "valid_to", "name_zh", "name_en", "region_id",
         "brand_id", "format", "tags", "zone"),
        facts,
    )  # fmt: skip


async def _people(writer: Writer, auditors: int) -> None:
    columns = ("id", "uuid", "login", "name", "pseudonym", "password_due", "active", "created_at")
    people = [
        (p + 1, UUID(int=(4 << 76) | (8 << 60) | p + 1), f"a{p:05}", f"Auditor {p}", f"made-{p}",
         False, True, _MADE)
        for p in range(auditors)
    ]  # fmt: skip
    await writer.write("person", columns, people)
    grants = ((p + 1, p + 1, "auditor", _OLD) for p in range(auditors))
    await writer.write("role_grant", ("id", "person_id", "role", "starts_on"), grants)


async def _wave(
    writer: Writer, extent: Extent, network: Network, number: int, versions: list[ChecklistVersion]
) -> None:
    started = time.perf_counter()
    wave = _made(extent, network, number, versions)
    first = wave.first
    last = first.replace(day=monthrange(first.year, first.month)[1])
    code = f"{first:%Y-%m}"
    closed = datetime(last.year, last.month, last.day, 12, tzinfo=UTC)
    await writer.write(
        "wave",
        ("id", "code", "name_zh", "name_en", "starts_on", "ends_on", "release_policy", "closed_at",
         "edition"),
        [(number + 1, code, f"{first:%Y年%m月}", f"{first:%B %Y}", first, last, "at_close", closed,
          1)],
    )  # fmt: skip
    await writer.write("assignment", rows.ASSIGNMENT, rows.assignments(wave, first, last))
    await writer.write("visit", rows.VISIT, rows.visits(wave, closed))
    await writer.write("score", rows.SCORE, rows.scores(wave, closed))
    await writer.write("item_result", rows.ITEM, rows.items(wave))
    if extent.documents:
        await writer.write("submission", rows.SUBMISSION, rows.submissions(wave))
    print(
        f"wave {code}: {len(wave.ids)} visits in {time.perf_counter() - started:.1f} s", flush=True
    )


def _made(extent: Extent, network: Network, number: int, versions: list[ChecklistVersion]) -> Wave:
    rng = np.random.default_rng([extent.seed, number])
    count = extent.branches * extent.visits
    later = number >= extent.waves // 2
    branch = np.repeat(np.arange(extent.branches), extent.visits)
    auditor = rng.integers(0, extent.auditors, count)
    daypart = rng.integers(0, 4, count)
    season = 0.12 * np.sin(2 * np.pi * first_day(extent, number).month / 12)
    skill = (
        network.effect[branch]
        + network.severity[auditor]
        + season
        + 0.01 * number
        - 0.1 * (daypart == 1)
    )
    channel = rng.choice(["on_site", "phone", "online"], count, p=[0.9, 0.05, 0.05])
    return Wave(
        number=number,
        version=versions[later],
        keys=item_keys(1 + later),
        ids=number * count + np.arange(count) + 1,
        branch=branch,
        facts=(network.later if later else network.facts)[branch],
        auditor=auditor,
        daypart=daypart,
        channel=np.where(network.competitor[branch], "competitor", channel),
        kind=np.where(rng.random(count) < 0.85, "mystery", "open"),
        day=rng.integers(0, 28, count),
        first=first_day(extent, number),
        scored=answer(skill, rng),
    )


def main() -> None:
    """Read the options and fill the installation."""
    options = argparse.ArgumentParser(description=__doc__)
    for name in ("branches", "waves", "visits"):
        options.add_argument(f"--{name}", type=int, default=getattr(Extent(), name))
    options.add_argument("--documents", action="store_true")
    given = options.parse_args()
    started = system_clock()
    asyncio.run(
        make(Settings(), Extent(given.branches, given.waves, given.visits, given.documents))
    )
    print(f"made in {(system_clock() - started).total_seconds():.0f} s")


if __name__ == "__main__":
    main()
