"""Regions, brands and branches over the API."""

from typing import Any

import httpx2
import pytest

from audit.models import BranchFacts
from tests.http import Browser
from tests.make import grant, make_branch, make_person

pytestmark = pytest.mark.asyncio

NAME = {"zh": "茶馆", "en": "Tea house"}
FACTS = {"name": NAME, "region": "north", "brand": "tea", "format": "standard"}


async def admin(browser: Browser) -> httpx2.AsyncClient:
    person = await make_person()
    await grant(person, "admin")
    client = await browser(person)
    for code, parent in (("hq", None), ("north", "hq"), ("south", "hq")):
        body = {"code": code, "name": NAME, "parent": parent}
        assert (await client.post("/api/v1/regions", json=body)).status_code == 204
    answer = await client.post("/api/v1/brands", json={"code": "tea", "name": NAME})
    assert answer.status_code == 204
    return client


async def add(client: httpx2.AsyncClient, code: str = "T1", **facts: Any) -> httpx2.Response:
    body = {"code": code, "opened_on": "2026-01-01", "facts": FACTS | facts}
    return await client.post("/api/v1/branches", json=body)


async def test_a_branch_is_added_changed_closed_and_read_as_of_a_day(browser: Browser) -> None:
    desk = await admin(browser)
    assert (await add(desk, latitude=31.2, longitude=121, tags=["b", "a"])).status_code == 204
    change = {"from_day": "2026-06-01", "facts": FACTS | {"region": "south"}}
    path = "/api/v1/branches/T1"
    assert (await desk.put(f"{path}/facts", json=change)).status_code == 204
    days = {"2026-05-31": "north", "2026-06-01": "south"}
    for day, region in days.items():
        assert (await desk.get(path, params={"day": day})).json()["facts"]["region"] == region
    assert (await desk.get(path, params={"day": "2025-12-31"})).status_code == 404
    history = (await desk.get(f"{path}/history")).json()["history"]
    assert [row["valid_to"] for row in history] == ["2026-06-01", None]
    assert history[0]["facts"]["tags"] == ["a", "b"]
    assert (await desk.post(f"{path}/close", json={"closed_on": "2026-11-01"})).status_code == 204
    assert (await desk.get("/api/v1/branches?open=true")).json()["total"] == 0
    assert (await desk.post(f"{path}/reopen")).status_code == 204
    listed = (await desk.get("/api/v1/branches?open=true&region=hq&search=tea")).json()
    assert [line["code"] for line in listed["branches"]] == ["T1"]


async def test_regions_and_brands_are_listed_and_renamed(browser: Browser) -> None:
    desk = await admin(browser)
    other = {"zh": "北方", "en": "The North"}
    assert (await desk.put("/api/v1/regions/north/name", json=other)).status_code == 204
    assert (await desk.put("/api/v1/brands/tea/name", json=other)).status_code == 204
    regions = (await desk.get("/api/v1/regions")).json()["regions"]
    assert [(one["code"], one["parent"]) for one in regions] == [
        ("hq", None), ("north", "hq"), ("south", "hq")
    ]  # fmt: skip
    assert regions[1]["name"] == other
    assert (await desk.get("/api/v1/brands")).json()["brands"] == [{"code": "tea", "name": other}]
    assert (await desk.put("/api/v1/brands/none/name", json=other)).status_code == 404


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        ({"region": "nowhere"}, "region"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"latitude": 1}, "latitude"),
        ({"latitude": 91, "longitude": 0}, "facts.latitude"),
        ({"name": {"zh": "\u202ex", "en": "x"}}, "name.zh"),
        ({"unknown": 1}, "facts.unknown"),
        ({"tags": "a"}, "facts.tags"),
    ],
)
async def test_each_fault_is_named(browser: Browser, facts: dict[str, Any], path: str) -> None:
    answer = await add(await admin(browser), **facts)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert path in [issue["path"] for issue in answer.json()["issues"]]
    assert not await BranchFacts.exists()


async def test_codes_are_taken_once(browser: Browser) -> None:
    desk = await admin(browser)
    await add(desk)
    assert (await add(desk, "t1")).json()["code"] == "already_exists"


async def test_a_foreign_branch_and_none_are_the_same_bytes(browser: Browser) -> None:
    desk = await admin(browser)
    await add(desk)
    manager = await make_person()
    await grant(manager, "branch_manager", branch=await make_branch("OWN"))
    client = await browser(manager)
    assert (await client.get("/api/v1/branches/OWN")).status_code == 200
    listed = (await client.get("/api/v1/branches")).json()
    assert [line["code"] for line in listed["branches"]] == ["OWN"]
    for tail in ("", "/history", "?day=2026-11-01"):
        foreign = await client.get(f"/api/v1/branches/T1{tail}")
        unknown = await client.get(f"/api/v1/branches/T9{tail}")
        assert foreign.status_code == unknown.status_code == 404
        assert foreign.content.replace(b"T1", b"T9") == unknown.content
    assert (await client.put("/api/v1/branches/OWN/facts", json={})).status_code == 403


async def test_branches_are_imported(browser: Browser) -> None:
    desk = await admin(browser)
    text = "code,name,region,brand,format\nT1,茶馆,north,tea,kiosk\nT2,茶馆,none,tea,kiosk\n"
    csv = {"Content-Type": "text/csv; charset=utf-8"}
    address = "/api/v1/imports/branches?from_day=2026-03-01&dry_run="
    for dry_run in ("true", "false"):
        answer = await desk.post(address + dry_run, content=text.encode(), headers=csv)
        report = answer.json()
        assert (report["added"], [row["row"] for row in report["bad"]]) == (1, [3])
    line = (await desk.get("/api/v1/branches/T1")).json()
    assert line["opened_on"] == "2026-03-01"
    bad = await desk.post(address + "true", content=b"\x00", headers=csv)
    assert (bad.status_code, bad.json()["issues"][0]["path"]) == (422, "file")
