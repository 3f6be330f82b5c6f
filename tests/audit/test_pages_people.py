"""The administrator's pages about people and tokens."""

import re

import httpx2
import pytest

from audit.models import ApiToken, Person, RoleGrant, Session
from tests.http import Browser
from tests.make import TODAY, grant, make_branch, make_brand, make_person, make_region

pytestmark = pytest.mark.asyncio

GOOD = "three yellow brooms"
ANNA = {"name": "安娜", "login": "E7", "mobile": "138 1234 5678", "email": "", "language": "zh"}


async def desk(browser: Browser, *roles: str) -> httpx2.AsyncClient:
    person = await make_person("boss", name="老板")
    for role in roles or ("admin",):
        await grant(person, role)
    return await browser(person)


def the_link(html: str) -> str:
    found = re.search(r'value="http://mingcha.test(/reset/[\w-]+)"', html)
    assert found
    return found[1]


async def test_from_the_form_to_the_first_sign_in(browser: Browser) -> None:
    client = await desk(browser)
    await make_branch("N1", name_zh="静安寺店")
    assert (await client.get("/admin/people/new")).status_code == 200
    form = ANNA | {"role": "branch_manager", "scope": "N1"}
    made = await client.post("/admin/people/new", data=form)
    assert made.status_code == 200, made.text
    assert "<svg" in made.text
    person = await Person.get(login="e7")
    assert person.pseudonym not in made.text
    again = await client.get(f"/admin/people/{person.uuid}")
    assert "/reset/" not in again.text, "the link is shown only once"
    assert "静安寺店" in again.text
    phone = await browser()
    chosen = await phone.post(the_link(made.text), data={"new": GOOD, "again": GOOD})
    assert chosen.status_code == 303
    assert (await phone.get("/api/v1/me")).json()["roles"] == ["branch_manager"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"login": "boss"}, "已有其他人使用。"),
        ({"login": "a b"}, "登录名为"),
        ({"name": ""}, "缺少此项。"),
        ({"scope": "nowhere"}, "没有这个编号。"),
        ({"scope": "tea"}, "有多个对象使用这个编号"),
        ({"scope": "", "role": "branch_manager"}, "该角色须指定门店、区域或品牌。"),
        ({"role": "king"}, "取值必须是以下之一"),
    ],
)
async def test_faults_stand_beside_the_field_and_nothing_is_half_done(
    browser: Browser, changes: dict[str, str], told: str
) -> None:
    client = await desk(browser)
    await make_region("tea")
    await make_brand("tea")
    answer = await client.post(
        "/admin/people/new", data=ANNA | {"role": "reviewer", "scope": ""} | changes
    )
    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="138 1234 5678"' in answer.text, "what was typed stays"
    assert await Person.all().count() == 1


async def test_roles_are_given_and_ended(browser: Browser) -> None:
    client, person = await desk(browser), await make_person()
    await make_region("tea")
    await make_brand("tea")
    path = f"/admin/people/{person.uuid}"
    form = {"role": "reviewer", "scope": "brand:tea", "starts_on": "2026-01-05", "ends_on": ""}
    assert (await client.post(f"{path}/roles", data=form)).status_code == 303
    held = await RoleGrant.get(person_id=person.id)
    assert (held.region_id, held.brand_id is not None) == (None, True)
    html = (await client.get(path)).text
    end = re.search(r'action="(/admin/people/[^"]+/roles/\w+/end)"', html)
    assert end
    assert (await client.post(end[1])).status_code == 303
    await held.refresh_from_db()
    assert held.ends_on
    assert held.ends_on < TODAY
    bad = await client.post(f"{path}/roles", data=form | {"starts_on": "gestern"})
    assert (bad.status_code, "不是有效日期" in bad.text) == (422, True)


async def test_details_are_changed(browser: Browser) -> None:
    client, person = await desk(browser), await make_person("e7")
    path = f"/admin/people/{person.uuid}/edit"
    assert 'value="e7"' in (await client.get(path)).text
    assert (await client.post(path, data=ANNA | {"login": "e8"})).status_code == 303
    assert (await Person.get(id=person.id)).login == "e8"
    taken = await client.post(path, data=ANNA | {"login": "boss"})
    assert taken.status_code == 422


async def test_a_person_is_shut_out_and_let_in(browser: Browser) -> None:
    client, person = await desk(browser), await make_person()
    phone = await browser(person)
    assert (await phone.get("/api/v1/me")).status_code == 200
    path = f"/admin/people/{person.uuid}"
    assert (await client.post(f"{path}/inactive")).status_code == 303
    assert (await phone.get("/api/v1/me")).status_code == 401
    assert (await client.post(f"{path}/active")).status_code == 303
    assert (await Person.get(id=person.id)).active
    assert (await client.post(f"{path}/elsewhere")).status_code == 404


async def test_a_device_is_signed_out(browser: Browser) -> None:
    client, person = await desk(browser), await make_person()
    phone = await browser(person)
    session = await Session.get(person_id=person.id)
    path = f"/admin/people/{person.uuid}/sessions/{session.uuid}/revoke"
    assert (await client.post(path)).status_code == 303
    assert (await phone.get("/api/v1/me")).status_code == 401


async def test_people_are_found_and_leafed_through(browser: Browser) -> None:
    client = await desk(browser)
    for number in range(55):
        await make_person(f"z{number:02}", name=f"员工{number:02}号", active=number != 7)
    first = (await client.get("/admin/people?search=z")).text
    assert "员工00号" in first
    assert "员工54号" not in first
    assert "员工54号" in (await client.get("/admin/people?search=z&page=2")).text
    off = (await client.get("/admin/people?state=inactive&role=&page=x")).text
    assert "员工07号" in off
    assert "员工08号" not in off
    strange = await client.get("/admin/people?search=%20&role=king&state=%F0&page=-1")
    assert strange.status_code == 200


async def test_tokens_are_made_shown_once_and_revoked(browser: Browser) -> None:
    client = await desk(browser, "head_office")
    made = await client.post("/tokens", data={"name": "收银系统", "expires_on": "2027-01-01"})
    secret = re.search(r'value="(mingcha_[\w-]+)"', made.text)
    assert secret
    assert secret[1] not in (await client.get("/tokens")).text
    bearer = {"Authorization": f"Bearer {secret[1]}"}
    program = await browser()
    assert (await program.get("/api/v1/me", headers=bearer)).status_code == 200
    token = await ApiToken.get()
    assert (await client.post(f"/tokens/{token.uuid}/revoke")).status_code == 303
    assert (await program.get("/api/v1/me", headers=bearer)).status_code == 401
    for form in ({"name": ""}, {"name": "x", "expires_on": "2026-11-21"}, {"expires_on": "?"}):
        assert (await client.post("/tokens", data=form)).status_code == 422


@pytest.mark.parametrize(
    "role", ["auditor", "reviewer", "branch_manager", "region_manager", "head_office"]
)
async def test_the_pages_are_the_administrators(browser: Browser, role: str) -> None:
    client, other = await desk(browser, role), await make_person()
    path = f"/admin/people/{other.uuid}"
    gets = ["/admin/people", "/admin/people/new", path, f"{path}/edit", "/admin/branches",
            "/admin/branches/new", "/admin/import", "/admin/import/people"]  # fmt: skip
    posts = ["/admin/people/new", f"{path}/edit", f"{path}/roles", f"{path}/link",
             f"{path}/inactive", f"{path}/roles/x/end", "/admin/branches/new", "/admin/import",
             "/admin/import/people", "/admin/import/file"]  # fmt: skip
    codes = {(await client.get(one)).status_code for one in gets}
    codes |= {(await client.post(one, data=ANNA)).status_code for one in posts}
    assert codes == {403}
    assert (await Person.get(id=other.id)).active


async def test_pages_are_said_in_english_too(browser: Browser) -> None:
    person = await make_person("boss", language="en")
    await grant(person, "admin")
    client = await browser(person, "en")
    for path in (
        "/admin/people",
        f"/admin/people/{person.uuid}",
        "/admin/people/new",
        "/tokens",
        "/admin/branches",
        "/admin/branches/new",
        "/admin/import",
        "/admin/import/people",
    ):
        answer = await client.get(path)
        assert answer.status_code == 200
        assert 'lang="en"' in answer.text
