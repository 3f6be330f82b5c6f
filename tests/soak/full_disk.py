"""The disk fills up at each stage of a visit's way; room is made; nothing is restarted."""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from uuid import UUID

import httpx2

from audit import db
from audit.models import Photo, Report
from audit.settings import Settings
from tests.http import SAME_SITE
from tests.make import grant, make_person
from tests.soak import forking, seeding
from tests.soak.benches import Bench, is_refusal
from tests.soak.counting import Counted
from tests.soak.faulty import faulty
from tests.soak.judging import judge
from tests.soak.phones import API, Phone, PhotoTried, picture
from tests.soak.places import Place
from tests.soak.seeding import ITEMS
from tests.soak.serving import serving
from tests.soak.small_disk import SmallDisk, small_disk

MEGABYTES = 48
PATIENCE = 60.0
JOBS_SECONDS = 240.0
PHOTO = 300_000
FULL = ((507, "disk_full"), (503, "unavailable"))


@dataclass
class Work:
    """What the stages work with."""

    place: Place
    disk: SmallDisk
    at: Bench
    reviewer: httpx2.AsyncClient
    random: Random
    broken: Path
    wrong: list[str] = field(default_factory=list)
    refusals: int = 0

    def judge_refusal(self, stage: str, answer: httpx2.Response) -> None:
        """Note an answer that is neither success nor a refusal that says what to do."""
        if answer.is_success:
            return
        self.refusals += 1
        if not any(is_refusal(answer, *kind) for kind in FULL):
            self.wrong.append(f"{stage}: {answer.status_code} {answer.text[:100]}")

    async def reads(self, stage: str) -> None:
        """Reading goes on, whatever can't be written."""
        for path in (f"{API}/me", f"{API}/assignments", "/healthz"):
            answer = await self.at.ask("GET", path)
            if answer.status_code != 200:
                self.wrong.append(f"{stage}: GET {path} was answered {answer.status_code}")

    async def a_photo(self, visit: UUID) -> tuple[PhotoTried, bytes]:
        """Announce a photo and send its first half."""
        data = picture(self.random, PHOTO)
        photo = self.at.phone.photo_of(visit, data)
        (await self.at.phone._announce(photo)).raise_for_status()
        half = await self.at.patch(photo, data[: len(data) // 2], 0)
        self.at.phone._reached(photo, int(half.raise_for_status().headers["Upload-Offset"]))
        return photo, data


async def part_of_a_photo(work: Work) -> None:
    """Bytes that find no room are not promised, those before them are kept."""
    assignment, visit = work.at.begin()
    photo, data = await work.a_photo(visit)
    work.disk.fill(leave=work.random.choice([0, 0, 20_000, 60_000]))
    work.judge_refusal("part", await work.at.patch(photo, data, photo.safe))
    await work.reads("part")
    work.disk.empty()
    await work.at.phone.send_photo(photo, data)
    await work.at.phone.submit(visit, assignment, _answers(), [photo])


async def end_of_a_photo(work: Work) -> None:
    """The last bytes find room, the row does not."""
    assignment, visit = work.at.begin()
    photo, data = await work.a_photo(visit)
    work.disk.fill(leave=len(data) - photo.safe + work.random.randrange(40_000))
    work.judge_refusal("end", await work.at.patch(photo, data[photo.safe :], photo.safe))
    work.disk.fill()
    await work.reads("end")
    work.disk.empty()
    await work.at.phone.send_photo(photo, data)
    await work.at.phone.submit(visit, assignment, _answers(), [photo])


async def draft(work: Work) -> None:
    """Drafts until one is refused: the journal has some room of its own."""
    begun = [work.at.begin() for _ in range(3)]
    work.disk.fill()
    for assignment, visit in begun:
        for _ in range(4):
            work.judge_refusal("draft", await work.at.draft(assignment, visit, _answers()))
    await work.reads("draft")
    work.disk.empty()
    for assignment, visit in begun:
        await work.at.phone.draft(visit, assignment, 2, _answers(), [])


async def submission(work: Work) -> None:
    """A submission is whole or not there, and has one receipt."""
    assignment, visit = work.at.begin()
    await work.at.phone.draft(visit, assignment, 1, _answers(), [])
    work.disk.fill(leave=work.random.choice([0, 0, 4096, 16_384]))
    sending = asyncio.create_task(work.at.phone.submit(visit, assignment, _answers(), []))
    await asyncio.sleep(work.random.uniform(0.3, 1.5))
    await work.reads("submission")
    work.disk.empty()
    await sending


async def release(work: Work) -> None:
    """Approved, released and frozen at once, or not at all."""
    visit = await _submitted(work)
    work.disk.fill(leave=work.random.choice([0, 0, 16_384]))
    work.judge_refusal("release", await _step(work, visit, "take"))
    work.judge_refusal("release", await _step(work, visit, "approve"))
    await work.reads("release")
    work.disk.empty()
    await _approve(work, visit)


async def copies(work: Work) -> None:
    """Copies of a photo that has just arrived find no room, and are made later."""
    assignment, visit = work.at.begin()
    photo, data = await work.a_photo(visit)
    await work.at.phone.send_photo(photo, data)
    work.disk.fill()
    await asyncio.sleep(work.random.uniform(0.5, 2.0))
    await work.reads("copies")
    work.disk.empty()
    await work.at.phone.submit(visit, assignment, _answers(), [photo])


async def report(work: Work) -> None:
    """A report that is being drawn finds no room, and is kept later."""
    visit = await _submitted(work)
    await _approve(work, visit)
    work.disk.fill()
    await asyncio.sleep(work.random.uniform(0.5, 2.0))
    await work.reads("report")
    work.disk.empty()


async def backup(work: Work) -> None:
    """A backup that finds no room says so, and is not taken for one."""
    target = work.disk.folder / f"backup-{len(work.at.left)}"
    work.disk.fill(leave=work.random.randrange(40_000))
    if await _command(work.place, "backup", target) == 0:
        work.wrong.append("backup: there was room for it")
    if await _command(work.place, "restore", "--check", target) == 0:
        work.wrong.append("backup: half of one was taken for a whole")
    await work.reads("backup")
    work.disk.empty()
    if await _command(work.place, "backup", Path(f"{target}-again")) != 0:
        work.wrong.append("backup: none although there is room")
    for folder in (target, Path(f"{target}-again")):
        shutil.rmtree(folder, ignore_errors=True)


async def failing_disk(work: Work) -> None:
    """Writes and syncs of files fail now and then; what was not synced is not believed."""
    assignment, visit = work.at.begin()
    data = picture(work.random, PHOTO)
    photo = work.at.phone.photo_of(visit, data)
    work.at.phone.piece = len(data) // 6 + 1
    work.broken.touch()
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(3):
                await work.at.phone.send_photo(photo, data)
        await work.reads("failing")
    finally:
        work.broken.unlink()
    await work.at.phone.send_photo(photo, data)
    await work.at.phone.submit(visit, assignment, _answers(), [photo])


STAGES: tuple[Callable[[Work], Awaitable[None]], ...] = (
    part_of_a_photo, end_of_a_photo, draft, submission, release, copies, report, backup,
    failing_disk,
)  # fmt: skip


async def run(count: int, place: Place) -> Counted:
    """Go through the stages, `count` in all, and judge what is there."""
    began = time.monotonic()
    data = place.settings.data
    token = await forking.call(place.environment, _add_reviewer)
    broken = place.folder / "broken"
    with small_disk(data, MEGABYTES) as disk:
        async with serving(place, first=partial(faulty, broken)) as server:
            phone = Phone(server.url, place.seats[0], count)
            cookie = {"Cookie": f"mingcha={token}"}
            async with httpx2.AsyncClient(
                base_url=server.url, headers=SAME_SITE | cookie, timeout=PATIENCE
            ) as reviewer:
                at = Bench(server, phone, PATIENCE)
                work = Work(place, disk, at, reviewer, Random(count), broken)
                for number in range(count):
                    await STAGES[number % len(STAGES)](work)
                left = await _settled(place)
            await phone.close()
            judged = await judge(place, [phone.ledger])
    faults = len(work.wrong) + phone.ledger.answers["500"] + left
    remarks = "; ".join([*work.wrong[:3], judged.said])
    refused = work.refusals + phone.ledger.answers["507"] + phone.ledger.answers["503"]
    return Counted(
        f"disk full at {len(STAGES)} stages ({place})",
        count,
        judged.lost,
        judged.doubled,
        judged.corrupt + faults,
        time.monotonic() - began,
        f"{phone.ledger.acknowledged} acknowledged, {refused} refused,"
        f" {left} jobs left undone. {remarks}",
    )


def _answers() -> dict[str, dict[str, bool]]:
    return {key: {"value": True} for key in ITEMS}


async def _submitted(work: Work) -> UUID:
    assignment, visit = work.at.begin()
    await work.at.phone.submit(visit, assignment, _answers(), [])
    return visit


async def _step(work: Work, visit: UUID, step: str) -> httpx2.Response:
    return await work.reviewer.post(f"{API}/reviews/{visit}/{step}")


async def _approve(work: Work, visit: UUID) -> None:
    """Take and approve, unless that was done by a request that was answered otherwise."""
    for step in ("take", "approve"):
        answer = await _step(work, visit, step)
        if not answer.is_success and answer.json()["code"] != "wrong_state":
            work.wrong.append(f"{step}: {answer.status_code} {answer.text[:100]}")


async def _command(place: Place, *arguments: str | Path) -> int:
    environment = os.environ | place.environment
    command = [sys.executable, "-m", "audit", *map(str, arguments)]
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return await process.wait()


async def _settled(place: Place) -> int:
    """Wait until every job is done; return how many are not after minutes."""
    until = time.monotonic() + JOBS_SECONDS
    while left := await forking.call(place.environment, _undone, place.settings):
        if time.monotonic() > until:
            return left
        await asyncio.sleep(1)
    return 0


def _undone(settings: Settings) -> int:
    async def look() -> int:
        async with db.open_db(settings.database):
            photos = await Photo.exclude(state="ready").count()
            return photos + await Report.exclude(state="ready").count()

    return asyncio.run(look())


def _add_reviewer() -> str:
    async def add() -> str:
        async with db.open_db(Settings().database), db.transaction():
            person = await make_person("reviewer")
            await grant(person, "reviewer")
            return await seeding._session(person)

    return asyncio.run(add())
