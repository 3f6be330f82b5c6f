"""A saved view is an address under a name, and its person's alone."""

import re
from uuid import uuid4

import pytest

from audit.models import SavedView
from reports.saved.keeping import MOST
from tests.conftest import NOON
from tests.http import Browser
from tests.make import grant, make_person

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("database")]
ADDRESS = "/ranking?wave=M1&region=N"


async def test_a_view_is_kept_opened_renamed_and_deleted(browser: Browser) -> None:
    person = await make_person(language="en")
    await grant(person, "head_office")
    desk = await browser(person)
    offered = await desk.get("/views", params={"address": ADDRESS})
    assert "wave=M1&amp;region=N" in offered.text
    kept = await desk.post("/views", data={"name": "North", "address": ADDRESS})
    assert (kept.status_code, kept.headers["location"]) == (303, ADDRESS)
    page = (await desk.get("/views")).text
    address = re.findall(r'href="(/views/[^"]+)"[^>]*>North<', page)[0]
    assert (await desk.get(address)).headers["location"] == ADDRESS
    assert (await desk.post(f"{address}/rename", data={"name": " "})).status_code == 422
    assert (await desk.post(f"{address}/rename", data={"name": "Far north"})).status_code == 303
    assert "Far north" in (await desk.get("/views")).text
    assert (await desk.post(f"{address}/delete")).status_code == 303
    assert (await desk.get(address)).status_code == 404


async def test_only_pages_of_comparison_and_a_fair_number_are_kept(browser: Browser) -> None:
    person = await make_person(language="en")
    await grant(person, "region_manager")
    desk = await browser(person)
    for address in ("https://example.com/ranking", "//example.com/ranking", "/account", ""):
        given = {"name": "x", "address": address}
        assert (await desk.post("/views", data=given)).status_code == 404
    for _ in range(MOST):
        await SavedView.create(
            uuid=uuid4(), person_id=person.id, name="x", path="/ranking",
            query="", created_at=NOON,
        )  # fmt: skip
    full = await desk.post("/views", data={"name": "x", "address": ADDRESS})
    assert full.status_code == 422
