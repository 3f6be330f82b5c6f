"""The administrator's pages about branches and imports."""

from datetime import date

import httpx2
import pytest

from audit.models import Branch, BranchFacts, Person
from tests.http import Browser
from tests.make import grant, make_branch, make_brand, make_person, make_region

pytestmark = pytest.mark.asyncio

FORM = {
    "code": "T1", "opened_on": "2026-01-01", "closed_on": "", "valid_from": "2026-11-21",
    "name_zh": "茶馆", "name_en": "Tea house", "region": "north", "brand": "tea",
    "format": "standard", "tags": "临街，24h", "zone": "Asia/Shanghai", "address": "",
    "latitude": "31.2", "longitude": "121.5", "datum": "gcj02",
}  # fmt: skip
CSV = "code,name,region,brand,format\nT1,茶馆,north,tea,kiosk\nT2,茶馆,none,tea,kiosk\n"


async def desk(browser: Browser) -> httpx2.AsyncClient:
    person = await make_person()
    await grant(person, "admin")
    await make_region("north")
    await make_region("south")
    await make_brand("tea")
    return await browser(person)


async def test_a_branch_is_added_and_changed_from_a_day_on(browser: Browser) -> None:
    client = await desk(browser)
    assert (await client.get("/admin/branches/new")).status_code == 200
    added = await client.post("/admin/branches/new", data=FORM)
    assert (added.status_code, added.headers["location"]) == (303, "/admin/branches/T1")
    first = await BranchFacts.get()
    assert (sorted(first.tags), first.latitude, first.valid_from) == (
        ["24h", "临街"], 31.2, date(2026, 1, 1)
    )  # fmt: skip
    shown = (await client.get("/admin/branches/T1")).text
    assert "茶馆" in shown
    change = FORM | {"region": "south", "valid_from": "2026-06-01", "closed_on": "2026-12-01"}
    assert (await client.post("/admin/branches/T1", data=change)).status_code == 303
    assert await BranchFacts.all().count() == 2
    assert (await Branch.get()).closed_on == date(2026, 12, 1)
    again = change | {"closed_on": ""}
    assert (await client.post("/admin/branches/T1", data=again)).status_code == 303
    assert (await Branch.get()).closed_on is None
    assert await BranchFacts.all().count() == 2


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"code": "a b"}, "编号最多 32 位"),
        ({"code": "old"}, "这个编号已被使用。"),
        ({"name_zh": "", "name_en": ""}, "缺少此项。"),
        ({"name_zh": "\x00", "name_en": ""}, "缺少此项。"),
        ({"region": "nowhere"}, "没有这个编号。"),
        ({"zone": "Mars/Base"}, "没有这个时区。"),
        ({"latitude": "ninety"}, "不是数字。"),
        ({"latitude": ""}, "纬度和经度须同时填写。"),
        ({"opened_on": ""}, "缺少此项。"),
        ({"opened_on": "neulich"}, "不是有效日期"),
        ({"closed_on": "2025-01-01"}, "最后一天早于第一天。"),
    ],
)
async def test_faults_stand_beside_the_field(
    browser: Browser, changes: dict[str, str], told: str
) -> None:
    client = await desk(browser)
    await make_branch("OLD")
    answer = await client.post("/admin/branches/new", data=FORM | changes)
    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="Asia/Shanghai"' in answer.text or "Mars" in answer.text
    assert await Branch.all().count() == 1


async def test_branches_are_found(browser: Browser) -> None:
    client = await desk(browser)
    await client.post("/admin/branches/new", data=FORM)
    assert "茶馆" in (await client.get("/admin/branches?region=north&state=active&search=t1")).text
    assert "茶馆" not in (await client.get("/admin/branches?region=south")).text
    strange = await client.get("/admin/branches?region=nowhere&brand=%F0&state=x&page=99999")
    assert strange.status_code == 200
    assert (await client.get("/admin/branches/none")).status_code == 404


async def test_pasted_rows_are_checked_and_then_imported(browser: Browser) -> None:
    client = await desk(browser)
    checked = await client.post("/admin/import", data={"text": CSV, "act": "check"})
    assert "没有这个编号。" in checked.text
    assert "none" in checked.text
    assert not await Branch.exists()
    await client.post("/admin/import", data={"text": CSV, "act": "import"})
    assert [branch.code for branch in await Branch.all()] == ["T1"]
    pasted = "工号\t姓名\nE1\t安娜\n"
    await client.post("/admin/import/people", data={"text": pasted, "act": "import"})
    assert await Person.filter(login="e1").exists()


async def test_a_file_is_checked_and_laid_into_the_form(browser: Browser) -> None:
    client = await desk(browser)
    raw, kind = CSV.encode("gb18030"), {"Content-Type": "text/csv"}
    answer = await client.post("/admin/import/file", content=raw, headers=kind)
    assert answer.status_code == 200
    assert "T1,茶馆,north,tea,kiosk" in answer.text
    assert "gb18030" in answer.text
    assert not await Branch.exists()
    broken = await client.post("/admin/import/people/file", content=b"\x00\xff", headers=kind)
    assert "文件既不是 UTF-8 文本" in broken.text
    assert (await client.post("/admin/import/file", data={"x": "y"})).status_code == 415


async def test_the_empty_table_has_every_column(browser: Browser) -> None:
    client = await desk(browser)
    answer = await client.get("/admin/import/people.csv")
    assert answer.content.decode("utf-8-sig").startswith("login,name,mobile,")
    checked = await client.post("/admin/import/people", data={"text": answer.text, "act": "check"})
    assert checked.status_code == 200
    assert (await client.get("/admin/import/secrets.csv")).status_code == 404
