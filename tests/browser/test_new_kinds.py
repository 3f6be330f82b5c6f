"""Signature, place, moment, ranking, reasons, a condition and a reference picture, end to end."""

import json
import re
from io import BytesIO
from typing import Any

import pytest
from playwright.async_api import APIRequestContext, Locator, Page, expect
from pypdf import PdfReader

from audit.demo.references import reference_picture
from audit.words import load_words
from tests.browser.conftest import Opener
from tests.browser.filling import add_photo, jpeg
from tests.browser.short import all_arrived
from tests.browser.world import WAVE

pytestmark = [pytest.mark.browser, pytest.mark.asyncio]
t = load_words()["zh"]
TITLE, BRANCH = "新题型", "王府井店"
SIGNER = "canary-刘工"
PLACE = {"latitude": 31.24046, "longitude": 121.47379, "accuracy": 15}
DIGITS = ("31.24046", "121.47379")
PICTURE = "staff-badge"


def text(zh: str) -> dict[str, str]:
    return {"zh": zh, "en": f"en {zh}"}


def item(key: str, kind: str, zh: str, **more: Any) -> dict[str, Any]:
    return {"key": f"k.{key}", "kind": kind, "wording": text(zh)} | more


ITEMS = [
    item(
        "badge",
        "yes_no",
        "工牌戴好了吗？",
        photo={"when": "on_fail", "reference": PICTURE},
        reasons=[
            {"key": "none", "text": text("没有戴")},
            {"key": "hidden", "text": text("被外套遮住"), "credit": 50},
        ],
    ),
    item("who", "text", "他当时在做什么？", show_if={"item": "k.badge", "is": False}),
    item("where", "location", "收银台在哪里？"),
    item("when", "moment", "何时有人招呼您？"),
    item(
        "order",
        "ranking",
        "什么最打动您？",
        most=2,
        options=[
            {"key": "staff", "text": text("员工热情")},
            {"key": "price", "text": text("价格公道")},
            {"key": "goods", "text": text("货品齐全")},
        ],
    ),
    item("sign", "signature", "请签名确认您本人到店。"),
]
SOURCE = {
    "key": "kinds",
    "title": text(TITLE),
    "policy": {"pass_mark": 60, "target": 90},
    "sections": [{"key": "k", "title": text("新题型部分"), "items": ITEMS}],
}


async def test_new_kinds_from_the_phone_to_the_report(own_opener: Opener) -> None:
    given: dict[str, Any] = {"geolocation": PLACE, "permissions": ["geolocation"]}
    phone = await own_opener.phone("he", **given)
    office = await own_opener.desk("sun", extra_http_headers={"Origin": own_opener.server.url})
    await plan(office, phone)
    await fill_in(phone)
    desk = await own_opener.desk("zhou")
    await review(desk)
    await read_the_report(await own_opener.desk("shi"))


async def plan(office: Page, phone: Page) -> None:
    """Publish the checklist with its picture and assign it to whom the phone belongs."""
    api = office.context.request
    told = {"syntax": "json", "source": json.dumps(SOURCE)}
    version = (await posted(api, "/api/v1/checklist-versions", told))["id"]
    kept = await api.put(
        f"/api/v1/checklist-versions/{version}/references/{PICTURE}",
        data=reference_picture(PICTURE),
        headers={"Content-Type": "image/jpeg"},
    )
    assert kept.status == 204, await kept.text()
    me = await (await phone.context.request.get("/api/v1/me")).json()
    waves = await (await api.get("/api/v1/waves")).json()
    wave = next(one for one in waves["waves"] if one["code"] == WAVE)
    days = {"due_from": wave["starts_on"], "due_to": wave["ends_on"]}
    asked = {"branch": "BJ01", "auditor": me["person"]["id"], "checklist_version": version} | days
    await posted(api, f"/api/v1/waves/{WAVE}/assignments", {"assignments": [asked]})


async def posted(api: APIRequestContext, address: str, told: dict[str, Any]) -> Any:
    answer = await api.post(address, data=told)
    assert answer.ok, await answer.text()
    return await answer.json()


async def fill_in(page: Page) -> None:
    await page.goto("/m/")
    await page.get_by_text(BRANCH).tap()
    await page.locator("footer .primary").tap()
    badge, who = card(page, "badge"), card(page, "who")
    await expect(badge.locator(".field, .options, button").first).to_be_visible()
    await expect(who).to_have_count(0)
    await badge.get_by_role("button", name="否", exact=True).tap()
    await badge.get_by_role("button", name="被外套遮住").tap()
    await expect(badge.locator(".reference img")).to_be_visible()
    await add_photo(badge, jpeg())
    await who.locator("textarea").first.fill("在理货。")
    await card(page, "where").get_by_role("button", name="记下现在的位置").tap()
    await expect(card(page, "where").get_by_text(DIGITS[0])).to_be_visible()
    await card(page, "when").locator("input").first.fill("2026-11-12T14:37")
    for words in ("货品齐全", "员工热情"):
        await card(page, "order").get_by_role("button", name=words).tap()
    await sign(card(page, "sign"))
    await page.locator("footer .primary").tap()
    await page.get_by_role("button", name="提交", exact=True).tap()
    await all_arrived(page, 1)


def card(page: Page, key: str) -> Locator:
    return page.locator(f'article[data-item="k.{key}"]')


async def sign(where: Locator) -> None:
    """Draw two strokes with the finger and write the name."""
    pad = where.get_by_role("img")
    await pad.scroll_into_view_if_needed()
    box = await pad.bounding_box()
    assert box
    mouse = where.page.mouse
    for start, end in (((0.2, 0.3), (0.5, 0.7)), ((0.5, 0.3), (0.2, 0.7))):
        await mouse.move(box["x"] + start[0] * box["width"], box["y"] + start[1] * box["height"])
        await mouse.down()
        await mouse.move(
            box["x"] + end[0] * box["width"], box["y"] + end[1] * box["height"], steps=4
        )
        await mouse.up()
    await expect(pad.locator("path")).to_have_count(3)
    await where.locator("input:not([type=file])").first.fill(SIGNER)


async def review(desk: Page) -> None:
    """See each answer with its value, then approve."""
    await desk.goto("/review")
    row = desk.get_by_role("row", name=BRANCH).filter(has_text=TITLE)
    await row.get_by_role("link").click()
    page = desk.locator("main")
    for words in (
        "被外套遮住", "在理货。", DIGITS[0], DIGITS[1], "2026-11-12", "14:37", "货品齐全、员工热情",
        SIGNER,
    ):  # fmt: skip
        await expect(page).to_contain_text(words)
    await expect(desk.locator("svg.signature path")).to_have_count(2)
    await desk.get_by_role("button", name=t("Start the review")).click()
    await desk.get_by_role("button", name=t("Approve")).click()
    await expect(desk.get_by_text(t("Released"), exact=True).first).to_be_visible()


async def read_the_report(manager: Page) -> None:
    """The PDF says what a branch may know, and nothing of who was there, where and when."""
    await manager.goto("/")
    link = manager.locator('a[href$=".pdf"]').filter(has_text="中文").first
    await expect(link).to_be_visible(timeout=60_000)  # the English one may be made first
    answer = await manager.context.request.get(await link.get_attribute("href") or "")
    said = squeezed(await answer.body())
    assert TITLE in said
    for words in ("被外套遮住", "50%", "在理货。", "位置已记录", "下午", "1.货品齐全", "已签名"):
        assert words in said, words
    for secret in (*DIGITS, "31.24", "121.47", SIGNER, "canary", "14:37", "2026-11-12"):
        assert secret not in said, secret


def squeezed(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))
