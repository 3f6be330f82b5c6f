"""A lost phone is told to erase at its next contact, and nobody else is."""

from datetime import timedelta
from uuid import UUID

import httpx2
import pytest

from audit.models import Session, TrailEntry
from audit.people import sessions
from audit.web.session import SESSION_HEADER
from tests.conftest import TickingClock
from tests.http import Browser
from tests.make import grant, make_person

pytestmark = pytest.mark.asyncio


async def me(client: httpx2.AsyncClient, **headers: str) -> httpx2.Response:
    return await client.get("/api/v1/me", headers=headers)


async def session_of(client: httpx2.AsyncClient) -> str:
    told: str = (await me(client)).json()["session"]
    return told


async def test_a_lost_phone_hears_it_and_only_that_one(browser: Browser) -> None:
    person = await make_person("lin")
    phone, desk = await browser(person), await browser(person)
    lost = await session_of(phone)
    answer = await desk.post(f"/api/v1/sessions/{lost}/lost")
    assert answer.status_code == 204
    assert (await me(phone)).json()["code"] == "device_revoked"
    assert (await phone.get("/api/v1/assignments")).json()["code"] == "device_revoked"
    assert (await me(desk)).status_code == 200
    nobody = await browser()
    assert (await me(nobody)).json()["code"] == "signed_out"
    without_cookie = await me(nobody, **{SESSION_HEADER: lost})
    assert without_cookie.json()["code"] == "device_revoked"
    assert (await me(nobody, **{SESSION_HEADER: "no id"})).json()["code"] == "signed_out"


async def test_signing_out_or_a_new_password_erases_nothing(browser: Browser) -> None:
    person = await make_person("lin")
    phone, desk = await browser(person), await browser(person)
    await desk.delete(f"/api/v1/sessions/{await session_of(phone)}")
    assert (await me(phone)).json()["code"] == "signed_out"


async def test_only_its_owner_and_an_administrator_report_a_device(browser: Browser) -> None:
    owner, other, admin = [await make_person(login) for login in ("lin", "he", "wu")]
    await grant(admin, "admin")
    lost = await session_of(await browser(owner))
    assert (await (await browser(other)).post(f"/api/v1/sessions/{lost}/lost")).status_code == 404
    desk = await browser(admin)
    assert (await desk.post(f"/api/v1/sessions/{lost}/lost")).status_code == 204
    told = await TrailEntry.filter(action="device_lost")
    assert [entry.details["session"] for entry in told] == [lost]


async def test_the_phone_says_once_that_it_has_erased(browser: Browser) -> None:
    person = await make_person("lin")
    phone, desk = await browser(person), await browser(person)
    lost = await session_of(phone)
    assert (await phone.post("/api/v1/session/erased")).status_code == 204
    assert (await Session.get(uuid=UUID(lost))).erased_at is None, "it was not lost"
    await desk.post(f"/api/v1/sessions/{lost}/lost")
    for _ in range(2):
        assert (await phone.post("/api/v1/session/erased")).status_code == 204
    assert (await Session.get(uuid=UUID(lost))).erased_at is not None
    assert await TrailEntry.filter(action="device_erased").count() == 1


async def test_a_lost_phone_is_remembered_until_it_has_heard(
    browser: Browser, clock: TickingClock
) -> None:
    person = await make_person("lin")
    phones = [await browser(person) for _ in range(2)]
    desk = await browser(person)
    for phone in phones:
        await desk.post(f"/api/v1/sessions/{await session_of(phone)}/lost")
    await phones[0].post("/api/v1/session/erased")
    late = clock() + timedelta(days=400)
    await sessions.sweep(late)
    assert (await me(phones[0])).json()["code"] == "signed_out"
    assert (await me(phones[1])).json()["code"] == "device_revoked"
