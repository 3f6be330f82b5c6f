"""All reports of a wave in one file: asked for once, complete, and only for who may read them."""

import csv
import io
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from starlette.applications import Starlette

from audit.jobs.jobs import time_left
from audit.models import Batch, Branch, Person, Report, Visit, Wave
from audit.problems import Problem
from audit.words import load_words
from forms.texts import Text
from reports.batches import CONTENTS, KEPT, ask, batch_failed, sweep, wanted_batches
from reports.bundle import file_name, make_batch
from reports.freeze import freeze_visits, freeze_wave
from tests.conftest import NOON
from tests.http import Browser
from tests.make import actor_of, grant, make_actor, make_branch, make_person, make_region, make_wave
from tests.visiting import NO, YES, a_submitted_visit

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("database")]


async def _a_wave(*branches: Branch) -> Wave:
    """A wave with two released visits of each branch, all frozen."""
    wave = await make_wave()
    for branch in branches:
        for answers in (YES, NO):
            _, visit = await a_submitted_visit(answers, wave=wave, branch=branch)
            await Visit.filter(id=visit.id).update(state="released", released_at=NOON)
    await freeze_visits(await Visit.filter(wave_id=wave.id), NOON)
    await freeze_wave(wave, NOON)
    return wave


async def _drawn(app: Starlette) -> None:
    """As if every wanted report had been drawn."""
    for row in await Report.filter(state="wanted"):
        data = f"%PDF {row.uuid}".encode()
        key = f"reports/test/{row.uuid}.pdf"
        stored = await app.state.services.files.put(key, data)
        await Report.filter(id=row.id).update(
            state="ready", file_key=key, size=stored.size, sha256=stored.sha256, made_at=NOON
        )


async def _made(app: Starlette, uuid: UUID, folder: Path) -> ZipFile:
    files = app.state.services.files
    await make_batch(str(uuid), files=files, scratch=folder, words=load_words(), clock=lambda: NOON)
    batch = await Batch.get(uuid=uuid)
    assert batch.file_key is not None
    return ZipFile(io.BytesIO(await files.read(batch.file_key)))


async def _person(role: str, **scope: Any) -> Person:
    person = await make_person(language="en")
    await grant(person, role, **scope)
    return person


async def test_a_wave_is_asked_for_watched_and_fetched(
    app: Starlette, browser: Browser, tmp_path: Path
) -> None:
    wave = await _a_wave(await make_branch(), await make_branch())
    desk = await browser(await _person("head_office"))
    address = f"/api/v1/waves/{wave.code}/batches"
    first = (await desk.post(address, json={"language": "zh"})).json()
    again = (await desk.post(address, json={"language": "zh"})).json()
    assert first["id"] == again["id"]
    assert (first["state"], first["ready"], first["seconds_left"]) == ("wanted", 0, None)
    assert await wanted_batches(NOON) == []
    assert (await desk.get(f"/api/v1/batches/{first['id']}/zip")).status_code == 404
    await _drawn(app)
    watched = (await desk.get(f"/api/v1/batches/{first['id']}")).json()
    assert watched["ready"] == watched["total"] == first["total"]
    wanted = await wanted_batches(NOON)
    assert [one.key for one in wanted] == [first["id"]]
    assert app.state.services.jobs.asked[-1] == wanted[0]
    archive = await _made(app, UUID(first["id"]), tmp_path)
    assert archive.testzip() is None
    pdfs = [name for name in archive.namelist() if name.endswith(".pdf")]
    assert len(pdfs) == len(set(pdfs)) == first["total"]
    got = await desk.get(f"/api/v1/batches/{first['id']}/zip")
    assert got.headers["content-type"] == "application/zip"
    assert got.content == (await desk.get(f"/batches/{first['id']}.zip")).content


async def test_the_index_names_every_file_and_what_is_missing(
    app: Starlette, tmp_path: Path
) -> None:
    wave = await _a_wave(await make_branch())
    found = await ask(await make_actor("head_office"), wave.code, "zh", NOON)
    failed = await Report.get(uuid=found.reports[0])
    await Report.filter(id=failed.id).update(state="failed")
    await _drawn(app)
    archive = await _made(app, found.batch, tmp_path)
    table = archive.read("index.csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))[1:]
    files = {name for name in archive.namelist() if name.endswith(".pdf")}
    assert {row[0] for row in rows} - files == {"未能生成。"}
    assert len(rows) == len(files) + 1
    assert "index.html" in archive.namelist()
    await Report.filter(id=failed.id).update(state="wanted")
    await _drawn(app)
    await Report.filter(id=failed.id).update(made_at=NOON + KEPT)
    anew = await ask(await make_actor("head_office"), wave.code, "zh", NOON)
    assert (anew.batch, anew.new) == (found.batch, True)
    whole = await _made(app, anew.batch, tmp_path)
    assert len([name for name in whole.namelist() if name.endswith(".pdf")]) == len(rows)


async def test_who_asks_chooses_reports_or_the_branches_action_sheets(
    app: Starlette, tmp_path: Path
) -> None:
    wave, office = await _a_wave(await make_branch(), await make_branch()), "head_office"
    actor = await make_actor(office)
    asked = {one: await ask(actor, wave.code, "zh", NOON, one) for one in CONTENTS}
    assert len({one.batch for one in asked.values()}) == 3
    members = {
        one: set((await Batch.get(uuid=found.batch)).content["reports"])
        for one, found in asked.items()
    }
    assert members["all"] == members["reports"] | members["sheets"]
    assert not members["reports"] & members["sheets"]
    assert len(members["sheets"]) == 2  # visits, regions and the network have none
    await _drawn(app)
    archive = await _made(app, asked["sheets"].batch, tmp_path)
    pdfs = sorted(name for name in archive.namelist() if name.endswith(".pdf"))
    assert [name.rsplit("_", 2)[1] for name in pdfs] == ["action-sheet", "action-sheet"]
    table = archive.read("index.csv").decode("utf-8-sig")
    assert {row[1] for row in list(csv.reader(io.StringIO(table)))[1:]} == {"整改清单"}
    with pytest.raises(Problem, match="invalid"):
        await ask(actor, wave.code, "zh", NOON, "everything")


async def test_the_file_is_the_same_however_often_it_is_made(
    app: Starlette, tmp_path: Path
) -> None:
    wave = await _a_wave(await make_branch())
    found = await ask(await make_actor("head_office"), wave.code, "en", NOON)
    await _drawn(app)
    await _made(app, found.batch, tmp_path)
    first = await Batch.get(uuid=found.batch)
    await Batch.filter(id=first.id).update(state="wanted")
    await _made(app, found.batch, tmp_path)
    assert (await Batch.get(uuid=found.batch)).sha256 == first.sha256


async def test_reports_in_both_languages_are_wanted_only_when_asked_for() -> None:
    wave = await _a_wave(await make_branch())
    assert not await Report.filter(language="both").exists()
    office = await make_actor("head_office")
    found = await ask(office, wave.code, "both", NOON)
    again = await ask(office, wave.code, "both", NOON)
    assert set(found.reports) == set(again.reports)
    assert await Report.filter(language="both", state="wanted").count() == len(found.reports)


async def test_each_gets_what_one_may_read_and_nobody_more(browser: Browser) -> None:
    east, west = await make_region(), await make_region()
    own, foreign = await make_branch(region=east), await make_branch(region=west)
    wave = await _a_wave(own, foreign)
    office = await ask(await make_actor("head_office"), wave.code, "zh", NOON)
    region = await ask(await make_actor("region_manager", region=east), wave.code, "zh", NOON)
    branch = await ask(await make_actor("branch_manager", branch=own), wave.code, "zh", NOON)
    assert region.batch == branch.batch != office.batch
    manager = await _person("branch_manager", branch=own)
    desk = await browser(manager)
    assert (await desk.get(f"/api/v1/batches/{branch.batch}")).status_code == 200
    assert (await desk.get(f"/api/v1/batches/{office.batch}")).status_code == 404
    other = await browser(await _person("branch_manager", branch=await make_branch()))
    assert (await other.get(f"/waves/{wave.code}/reports")).status_code == 404
    asked = await other.post(f"/api/v1/waves/{wave.code}/batches", json={"language": "zh"})
    assert asked.status_code == 404
    page = await desk.get(f"/waves/{wave.code}/reports")
    assert f"/batches/{branch.batch}/state" in page.text
    assert str(office.batch) not in page.text
    assert f"/waves/{wave.code}/reports" in (await desk.get("/reports")).text


async def test_a_failing_batch_is_tried_again_and_can_be_asked_for_anew() -> None:
    wave = await _a_wave(await make_branch())
    office = await make_actor("head_office")
    found = await ask(office, wave.code, "zh", NOON)
    for attempt in range(1, 6):
        await batch_failed(str(found.batch), attempt, "no power", NOON)
        await batch_failed(str(found.batch), attempt, "no power", NOON)
    failed = await Batch.get(uuid=found.batch)
    assert (failed.state, failed.attempt, failed.error) == ("failed", 5, "no power")
    assert (await ask(office, wave.code, "zh", NOON)).new
    assert (await Batch.get(uuid=found.batch)).attempt == 6


async def test_an_old_batch_is_forgotten_with_its_file(app: Starlette, tmp_path: Path) -> None:
    wave = await _a_wave(await make_branch())
    office = await make_person()
    await grant(office, "head_office")
    found = await ask(await actor_of(office), wave.code, "zh", NOON)
    await _drawn(app)
    await _made(app, found.batch, tmp_path)
    key = (await Batch.get(uuid=found.batch)).file_key
    files = app.state.services.files
    assert await sweep(files, NOON + KEPT) == 0
    assert await sweep(files, NOON + KEPT * 2) == 1
    assert not await files.exists(key)


@pytest.mark.parametrize(
    ("kind", "name", "language", "file"),
    [
        ("branch", "看守路店", "zh", "B001_看守路店_W1_zh.pdf"),
        ("visit", "看守路店", "en", "B001_Guard_W1_visit_en.pdf"),
        ("action-sheet", "看守路店", "zh", "B001_看守路店_W1_action-sheet_zh.pdf"),
        ("branch", "../a\\b:c*\u202e", "zh", "B001_a-b-c_W1_zh.pdf"),
        ("branch", "店" * 200, "both", f"B001_{'店' * 60}_W1_both.pdf"),
    ],
)
async def test_file_names_can_be_written_everywhere(
    kind: str, name: str, language: str, file: str
) -> None:
    assert file_name(kind, "B001", Text(zh=name, en="Guard"), "W1", language) == file


async def test_time_left_follows_the_pace_so_far() -> None:
    assert time_left(90, 10, 5.0) == 45
    assert time_left(90, 0, 5.0) is None
    assert time_left(0, 0, 5.0) == 0
