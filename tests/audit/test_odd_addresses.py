"""Addresses and fields that make no sense are answered like wrong ones, never with a fault."""

import pytest

from audit.web.numbers import MOST
from tests.http import Browser
from tests.make import grant as give
from tests.make import make_person
from tests.visiting import an_assignment

pytestmark = pytest.mark.asyncio
LONG = "W" * 33


@pytest.mark.parametrize("path", ["/language", "/theme"])
async def test_the_way_back_from_half_an_address_is_the_start(browser: Browser, path: str) -> None:
    client = await browser()
    answer = await client.post(path, data={"next": "http://[", "lang": "en"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize("name", ["wave", "region", "brand", "format"])
async def test_a_code_too_long_for_any_table_is_not_found(browser: Browser, name: str) -> None:
    person = await make_person()
    for role in ("head_office", "reviewer"):
        await give(person, role)
    client = await browser(person)
    paths = ["/ranking", "/heatmap", "/comparison/ranking.csv"]
    paths += ["/review"] if name == "wave" else []
    for path in paths:
        answer = await client.get(path, params={name: LONG})
        assert answer.status_code == 404, path
    answer = await client.get("/api/v1/comparison/ranking", params={name: LONG})
    assert answer.status_code == 422


@pytest.mark.parametrize("number", [str(MOST + 1), str(2**63), "9" * 5000])
async def test_a_number_too_large_for_any_table_is_not_found(browser: Browser, number: str) -> None:
    client = await browser()
    path = f"/api/v1/visits/{'0' * 8}-0000-4000-8000-{'0' * 12}/submissions/{number}"
    assert (await client.put(path, json={})).status_code == 404
    assert (await client.put(path.replace(number, str(MOST)), json={})).status_code == 401


async def test_a_draft_of_the_last_minute_of_time_is_kept(browser: Browser) -> None:
    assignment, _ = await an_assignment()
    client = await browser(assignment.auditor)
    for moment in ("9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00"):
        body = {
            "revision": 1, "assignment": str(assignment.uuid), "answers": {}, "photos": [],
            "checklist_version": str(assignment.version.uuid),
            "started_at": moment, "device_time": moment, "finished_at": moment,
        }  # fmt: skip
        visit = f"/api/v1/visits/0b0e1e3e-0000-4000-8000-{'1' * 12}"
        draft = {name: body[name] for name in body if name != "finished_at"}
        assert (await client.put(f"{visit}/draft", json=draft)).status_code in (200, 409)
        sent = {name: body[name] for name in body if name != "revision"}
        answer = await client.put(f"{visit}/submissions/1", json=sent)
        assert answer.status_code in (201, 409), answer.text
