"""Signing in and out over HTTP, first password, one-time link."""

from typing import Any

import pytest

from audit.access import Actor
from audit.models import Person, Session
from audit.people.people import Profile, add_person
from audit.people.resets import create_link
from tests.conftest import NOON, TickingClock
from tests.http import Browser
from tests.make import grant, make_actor, make_person

pytestmark = pytest.mark.asyncio
GOOD = "四季春茶 gone fishing"


async def with_password(login: str = "e1001") -> Person:
    """A person who chose a password by a link, as the first one is chosen."""
    admin: Actor = await make_actor("admin")
    added = await add_person(admin, Profile(login, "测试", None, None, "zh"), NOON)
    person = await Person.get(uuid=added.uuid)
    await grant(person, "reviewer")
    return person


async def chosen(browser: Browser, login: str = "e1001") -> tuple[Person, Any]:
    person = await with_password(login)
    link = await create_link(await make_actor("admin"), person.uuid, NOON)
    client = await browser()
    answer = await client.post(f"/reset/{link}", data={"new": GOOD, "again": GOOD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    return person, client


async def test_it_works(browser: Browser) -> None:
    await chosen(browser)
    client = await browser()
    form = {"login": "E1001", "password": GOOD, "next": "/review?state=approved"}
    answer = await client.post("/login", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/review?state=approved")
    cookie = answer.headers["set-cookie"]
    for mark in ("mingcha=", "HttpOnly", "SameSite=lax", "Path=/"):
        assert mark.lower() in cookie.lower()
    assert (await client.get("/review")).status_code == 200
    account = await client.get("/account")
    assert "e1001" in account.text
    assert "全部范围" in account.text
    await client.post("/logout", data={})
    assert (await client.get("/review")).status_code == 303


async def test_a_wrong_password_and_an_unknown_person_look_the_same(browser: Browser) -> None:
    await chosen(browser)
    client = await browser()
    told = []
    for login in ("e1001", "nobody"):
        answer = await client.post("/login", data={"login": login, "password": "wrong wrong"})
        assert answer.status_code == 401
        told.append(answer.text.replace(f'value="{login}"', ""))
    assert told[0] == told[1]


async def test_no_open_redirect_after_sign_in(browser: Browser) -> None:
    await chosen(browser)
    for following in ("//evil.test", "https://evil.test", "/\\evil.test", "javascript:alert(1)"):
        client = await browser()
        form = {"login": "e1001", "password": GOOD, "next": following}
        assert (await client.post("/login", data=form)).headers["location"] == "/"


async def test_a_used_link_no_longer_works(browser: Browser) -> None:
    person = await with_password()
    link = await create_link(await make_actor("admin"), person.uuid, NOON)
    client = await browser()
    weak = await client.post(f"/reset/{link}", data={"new": "12345", "again": "12345"})
    assert weak.status_code == 422
    await client.post(f"/reset/{link}", data={"new": GOOD, "again": GOOD})
    again = await client.post(f"/reset/{link}", data={"new": GOOD, "again": GOOD})
    assert again.status_code == 404


async def test_the_first_password_must_be_changed_before_anything_else(browser: Browser) -> None:
    person = await make_person(password_due=True)
    await grant(person, "reviewer")
    client = await browser(person)
    assert (await client.get("/review")).headers["location"] == "/password"
    refused = await client.get("/api/v1/reviews")
    assert (refused.status_code, refused.json()["code"]) == (403, "password_due")
    assert (await client.get("/api/v1/me")).json()["must_change_password"] is True


async def test_the_api_signs_in_and_out(browser: Browser) -> None:
    await chosen(browser)
    client = await browser()
    answer = await client.post("/api/v1/session", json={"login": "e1001", "password": GOOD})
    assert answer.json()["must_change_password"] is False
    assert (await client.get("/api/v1/me")).json()["roles"] == ["reviewer"]
    assert (await client.delete("/api/v1/session")).status_code == 204
    refused = await client.get("/api/v1/me")
    assert (refused.status_code, refused.headers["content-type"]) == (
        401,
        "application/problem+json",
    )


async def test_a_session_ends_when_unused(browser: Browser, clock: TickingClock) -> None:
    _, client = await chosen(browser)
    clock.forward(days=29)
    assert (await client.get("/review")).status_code == 200
    clock.forward(days=31)
    assert (await client.get("/review")).status_code == 303
    assert await Session.all().count() >= 1
