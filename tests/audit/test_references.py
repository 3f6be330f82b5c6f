"""Reference photos: kept once with their version, seen by those who use it."""

from pathlib import Path
from typing import Any

import pytest

from audit.models import ChecklistVersion
from forms.exchange import to_toml
from forms.parse import parse_document
from tests.audit.installation import Installation
from tests.http import Browser
from tests.make import SMALL, grant, make_assignment, make_person, make_version
from tests.photos import CANARIES, jpeg_photo

SECTION = SMALL["sections"][0]
ITEM = SECTION["items"][0] | {"photo": {"when": "optional", "reference": "smile"}}
SHOWN = SMALL | {"key": "shown", "sections": [SECTION | {"items": [ITEM]}]}


def address(version: ChecklistVersion, name: str = "smile") -> str:
    return f"/api/v1/checklist-versions/{version.uuid}/references/{name}"


async def a_desk(browser: Browser, role: str) -> Any:
    person = await make_person()
    await grant(person, role)
    return await browser(person)


@pytest.mark.asyncio
async def test_it_works(browser: Browser) -> None:
    version = await make_version(SHOWN)
    office = await a_desk(browser, "head_office")
    assert (await office.get(address(version))).status_code == 404
    assert (await office.put(address(version), content=jpeg_photo())).status_code == 204
    assignment = await make_assignment(version=version)
    await assignment.fetch_related("auditor")
    await grant(assignment.auditor, "auditor")
    seen = await (await browser(assignment.auditor)).get(address(version))
    assert seen.headers["content-type"] == "image/jpeg"
    assert seen.content.startswith(b"\xff\xd8")
    assert not [one for one in CANARIES.values() if one.encode() in seen.content]
    stranger = await a_desk(browser, "auditor")
    assert (await stranger.get(address(version))).status_code == 404
    manager = await a_desk(browser, "branch_manager")
    assert (await manager.get(address(version))).status_code == 403


@pytest.mark.asyncio
async def test_what_is_there_stays_and_what_is_no_picture_is_refused(browser: Browser) -> None:
    version = await make_version(SHOWN)
    office = await a_desk(browser, "admin")
    refused = await office.put(address(version), content=b"not a picture")
    assert (refused.status_code, refused.json()["code"]) == (422, "image_refused")
    assert (await office.put(address(version, "other"), content=jpeg_photo())).status_code == 404
    assert (await office.put(address(version), content=jpeg_photo())).status_code == 204
    assert (await office.put(address(version), content=jpeg_photo())).status_code == 409
    auditor = await a_desk(browser, "auditor")
    assert (await auditor.put(address(version), content=jpeg_photo())).status_code == 403


@pytest.mark.fault
def test_published_by_command_with_its_photos(tmp_path: Path) -> None:
    installed = Installation(tmp_path / "data")
    assert installed.run("migrate").code == 0
    checklist = parse_document(SHOWN).checklist
    assert checklist is not None
    definition, folder = tmp_path / "shown.toml", tmp_path / "photos"
    definition.write_text(to_toml(checklist), "utf-8")
    folder.mkdir()
    alone = installed.run("checklist", "publish", definition)
    assert alone.code == 0
    assert "not there yet: smile" in alone.said
    lacking = installed.run("checklist", "publish", definition, "--photos", folder)
    assert lacking.code == 1
    assert "reference photo smile" in lacking.said
    (folder / "smile.jpg").write_bytes(jpeg_photo())
    assert installed.run("checklist", "publish", definition, "--photos", folder).code == 0
    (kept,) = (tmp_path / "data").rglob("smile.jpg")
    assert kept.parent.parent.name == "references"
    assert "have no row" not in installed.run("doctor").said
