"""A worker is killed in the middle of a batch: every report is there at the end, none twice.

And in the middle of closing a wave: every branch is frozen at the end, none twice. BRANCHES of
them; MINGCHA_TEST_BATCH=200 makes the batch that the product is judged by.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from io import BytesIO
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import pytest
import pytest_asyncio

from audit import db, trail
from audit.files.files import open_files
from audit.models import Batch, Closing, Report, Snapshot, Visit, Wave
from tests.conftest import make_database

pytestmark = [pytest.mark.fault, pytest.mark.asyncio]
PROGRAM = Path(__file__).with_name("report_process.py")
BRANCHES = int(os.environ.get("MINGCHA_TEST_BATCH", "6"))
PATIENCE = 120.0 + 3.0 * BRANCHES  # seconds, on a loaded machine
Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest_asyncio.fixture(loop_scope="session")
async def installation(tmp_path: Path) -> Mapping[str, str]:
    url = await make_database(f"mingcha_batch_{os.getpid()}", tmp_path)
    return os.environ | {
        "MINGCHA_DATA": str(tmp_path / "data"),
        "MINGCHA_DATABASE_URL": url,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


@pytest_asyncio.fixture(loop_scope="session")
async def start(installation: Mapping[str, str]) -> AsyncIterator[Start]:
    started: list[subprocess.Popen[bytes]] = []

    def begin() -> "subprocess.Popen[bytes]":
        process = subprocess.Popen([sys.executable, PROGRAM, "work"], env=installation)
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()


def _drawn(folder: Path) -> int:
    return len(list((folder / "data" / "files" / "reports").rglob("*.pdf")))


async def _until(condition: Callable[[], object]) -> None:
    since = time.monotonic()
    while not condition():
        assert time.monotonic() - since < PATIENCE, "waited too long"
        await asyncio.sleep(0.05)


async def test_all_reports_are_there_after_a_kill_and_none_twice(
    tmp_path: Path, installation: Mapping[str, str], start: Start
) -> None:
    made = await _filled("make", installation)
    first = start()
    await _until(lambda: _drawn(tmp_path) > BRANCHES)
    first.kill()
    first.wait()
    start()
    zips = tmp_path / "data" / "files" / "batches"
    await _until(lambda: list(zips.rglob("*.zip")))
    async with db.open_db(installation["MINGCHA_DATABASE_URL"]):
        await _is_whole(UUID(made.decode()), tmp_path)


async def test_every_branch_is_frozen_after_a_kill_and_none_twice(
    installation: Mapping[str, str], start: Start
) -> None:
    key = UUID((await _filled("close", installation)).decode())
    first = start()
    async with db.open_db(installation["MINGCHA_DATABASE_URL"]):
        await _closing(key, lambda row: row.done > 0)
        first.kill()
        first.wait()
        start()
        row = await _closing(key, lambda row: row.state == "ready")
        assert row.done == row.total == BRANCHES
        wave = await Wave.get(id=row.wave_id)
        assert (wave.closed_at, wave.edition) == (row.made_at, 1)
        assert await Visit.filter(state="released").count() == BRANCHES
        for kind in ("branch", "visit"):
            frozen = await Snapshot.filter(kind=kind)
            assert [one.edition for one in frozen] == [1] * BRANCHES
            assert len({one.subject for one in frozen}) == BRANCHES
        assert await trail.verify() is None


async def _closing(key: UUID, reached: Callable[[Closing], bool]) -> Closing:
    since = time.monotonic()
    while not reached(row := await Closing.get(uuid=key)):
        assert time.monotonic() - since < PATIENCE, "waited too long"
        await asyncio.sleep(0.02)
    return row


async def _filled(how: str, installation: Mapping[str, str]) -> bytes:
    command = [sys.executable, str(PROGRAM), how, str(BRANCHES)]
    return await asyncio.to_thread(lambda: subprocess.check_output(command, env=installation))


async def _is_whole(key: UUID, folder: Path) -> None:
    since = time.monotonic()
    while (batch := await Batch.get(uuid=key)).state != "ready":
        assert time.monotonic() - since < PATIENCE, "waited too long"
        await asyncio.sleep(0.1)
    reports = await Report.filter(id__in=batch.content["reports"])
    assert {row.state for row in reports} == {"ready"}
    assert len({(row.snapshot_id, row.language, row.form) for row in reports}) == len(reports)
    files = open_files("", folder / "data")
    assert batch.file_key is not None
    archive = ZipFile(BytesIO(await files.read(batch.file_key)))
    assert archive.testzip() is None
    pdfs = [name for name in archive.namelist() if name.endswith(".pdf")]
    assert len(pdfs) == len(set(pdfs)) == len(reports) >= BRANCHES
    for row in reports:
        assert row.file_key is not None
        assert await files.size(row.file_key) == row.size
