"""People, sessions and tokens over the API."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest

from audit.models import Person, TrailEntry
from tests.http import Browser
from tests.make import grant, make_branch, make_person

pytestmark = pytest.mark.asyncio

ANNA = {"login": "E7", "name": "安娜", "mobile": "138 1234 5678"}
GOOD = "three yellow brooms"


async def admin(browser: Browser, lang: str = "zh") -> httpx2.AsyncClient:
    person = await make_person(f"admin-{uuid4().hex[:6]}", language=lang)
    await grant(person, "admin")
    return await browser(person, lang)


async def added(client: httpx2.AsyncClient, **more: Any) -> dict[str, Any]:
    answer = await client.post("/api/v1/people", json=ANNA | more)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_from_being_added_to_signing_in(browser: Browser) -> None:
    desk = await admin(browser)
    new = await added(desk)
    role = await desk.post(f"/api/v1/people/{new['id']}/roles", json={"role": "head_office"})
    assert role.status_code == 201
    phone = await browser()
    path = new["reset_link"].removeprefix("http://mingcha.test")
    chosen = await phone.post(path, data={"new": GOOD, "again": GOOD})
    assert chosen.status_code == 303
    me = (await phone.get("/api/v1/me")).json()
    assert (me["roles"], me["must_change_password"]) == (["head_office"], False)
    listed = (await desk.get(f"/api/v1/people/{new['id']}/sessions")).json()["sessions"]
    assert len(listed) == 1
    assert (await desk.delete(f"/api/v1/people/{new['id']}/sessions")).status_code == 204
    assert (await phone.get("/api/v1/me")).status_code == 401


async def test_people_are_listed_changed_and_shut_out(browser: Browser) -> None:
    desk = await admin(browser)
    uuid = (await added(desk))["id"]
    found = (await desk.get("/api/v1/people", params={"search": "安娜"})).json()
    assert [one["login"] for one in found["people"]] == ["e7"]
    assert "pseudonym" not in str(found)
    changed = await desk.put(f"/api/v1/people/{uuid}", json={"login": "e8", "name": "Anna"})
    assert (changed.json()["login"], changed.json()["mobile"]) == ("e8", None)
    assert (await desk.post(f"/api/v1/people/{uuid}/deactivate")).status_code == 204
    assert (await desk.get(f"/api/v1/people/{uuid}")).json()["active"] is False
    assert (await desk.post(f"/api/v1/people/{uuid}/activate")).status_code == 204
    assert (await desk.get("/api/v1/people?active=true&role=admin&page=9")).json()["total"] == 1


async def test_a_role_is_given_and_ended_by_its_key(browser: Browser) -> None:
    desk = await admin(browser)
    uuid = (await added(desk))["id"]
    await make_branch("N1")
    wanted = {"role": "branch_manager", "branch": "N1", "starts_on": "2026-01-01"}
    given = (await desk.post(f"/api/v1/people/{uuid}/roles", json=wanted)).json()
    assert (given["branch"], given["starts_on"], len(given["key"])) == ("N1", "2026-01-01", 16)
    path = f"/api/v1/people/{uuid}/roles/{given['key']}"
    assert (await desk.delete(path)).status_code == 204
    roles = (await desk.get(f"/api/v1/people/{uuid}")).json()["roles"]
    assert [role["ends_on"] for role in roles] == ["2026-11-20"]
    assert (await desk.delete(path.replace(given["key"], "0" * 16))).status_code == 404


async def test_refusals_name_the_fields_in_the_readers_language(browser: Browser) -> None:
    desk, english = await admin(browser), await admin(browser, "en")
    await added(desk)
    taken = await desk.post("/api/v1/people", json=ANNA)
    assert (taken.status_code, taken.json()["code"]) == (409, "already_exists")
    assert {issue["path"] for issue in taken.json()["issues"]} == {"login", "mobile"}
    weak = {"login": "e9", "name": "Ben", "password": "password123"}
    answers = [await client.post("/api/v1/people", json=weak) for client in (desk, english)]
    assert [answer.json()["code"] for answer in answers] == ["weak_password"] * 2
    told = [answer.json()["issues"][0] for answer in answers]
    assert told[0] != told[1]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"login": "e9"},
        {"login": "e9", "name": 7},
        ANNA | {"more": 1},
        ANNA | {"active": True},
        ANNA | {"login": "a b"},
        ANNA | {"name": "x\u0000"},
        ANNA | {"language": "fr"},
    ],
)
async def test_bad_bodies_are_told(browser: Browser, body: dict[str, Any]) -> None:
    answer = await (await admin(browser)).post("/api/v1/people", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["issues"]


async def test_the_last_administrator_stays(browser: Browser) -> None:
    desk = await admin(browser)
    me = (await desk.get("/api/v1/me")).json()["person"]["id"]
    answer = await desk.post(f"/api/v1/people/{me}/deactivate")
    assert (answer.status_code, answer.json()["code"]) == (409, "last_admin")


async def test_ones_own_sessions_language_and_tokens(browser: Browser) -> None:
    desk = await admin(browser)
    here = (await desk.get("/api/v1/me/sessions")).json()["sessions"]
    assert [one["current"] for one in here] == [True]
    assert (await desk.delete("/api/v1/me/sessions")).status_code == 204
    assert (await desk.put("/api/v1/me/language", json={"language": "en"})).status_code == 204
    made = (await desk.post("/api/v1/me/tokens", json={"name": "Till", "days": 30})).json()
    listed = (await desk.get("/api/v1/me/tokens")).json()["tokens"]
    assert [one["name"] for one in listed] == ["Till"]
    assert "token" not in listed[0]
    program = await browser()
    bearer = {"Authorization": f"Bearer {made['token']}", "Sec-Fetch-Site": "cross-site"}
    assert (await program.get("/api/v1/me", headers=bearer)).json()["roles"] == ["admin"]
    again = await program.post("/api/v1/me/tokens", json={"name": "x"}, headers=bearer)
    assert again.status_code == 403
    assert (await desk.delete(f"/api/v1/tokens/{made['id']}")).status_code == 204
    assert (await program.get("/api/v1/me", headers=bearer)).status_code == 401
    assert (await desk.delete(f"/api/v1/sessions/{here[0]['id']}")).status_code == 204
    assert (await desk.get("/api/v1/me")).status_code == 401


@pytest.mark.parametrize(
    "role", ["auditor", "reviewer", "branch_manager", "region_manager", "head_office"]
)
async def test_nobody_else_administers(browser: Browser, role: str) -> None:
    person, other = await make_person(), await make_person()
    await grant(person, role)
    client = await browser(person)
    own = f"/api/v1/people/{other.uuid}"
    answers = [
        await client.get("/api/v1/people"),
        await client.post("/api/v1/people", json=ANNA),
        await client.get(own),
        await client.put(own, json=ANNA),
        await client.post(f"{own}/deactivate"),
        await client.post(f"{own}/activate"),
        await client.post(f"{own}/roles", json={"role": "admin"}),
        await client.delete(f"{own}/roles/x"),
        await client.post(f"{own}/reset-link"),
        await client.get(f"{own}/sessions"),
        await client.delete(f"{own}/sessions"),
        await client.post(
            "/api/v1/imports/people?dry_run=true", headers={"Content-Type": "text/csv"}
        ),
    ]
    assert [answer.status_code for answer in answers] == [403] * len(answers)
    assert await Person.filter(active=True).count() == 2
    assert not await TrailEntry.exists()


async def test_an_import_reports_and_makes_links(browser: Browser) -> None:
    desk = await admin(browser)
    text = "工号,姓名,角色\nE1,安娜,神秘顾客\nE2,,总部\n".encode("gb18030")
    csv = {"Content-Type": "text/csv"}
    address = "/api/v1/imports/people?with_links=true&dry_run="
    dry = (await desk.post(f"{address}true", content=text, headers=csv)).json()
    assert (dry["added"], dry["links"], dry["encoding"]) == (1, [], "gb18030")
    assert dry["bad"] == [
        {"row": 3, "faults": [{"column": "name", "code": "missing", "detail": "缺少此项。"}]}
    ]
    real = (await desk.post(f"{address}false", content=text, headers=csv)).json()
    assert [line["login"] for line in real["links"]] == ["e1"]
    assert (await desk.post(f"{address}true", json={})).status_code == 415
    assert (await desk.post("/api/v1/imports/people", content=text, headers=csv)).status_code == 422
    big = await desk.post(f"{address}true", content=b"x" * 5_000_001, headers=csv)
    assert (big.status_code, big.json()["code"]) == (413, "too_large")
