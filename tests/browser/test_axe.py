"""axe finds nothing on any page, for any role, in both languages, light and dark."""

import asyncio
from typing import Any, Literal

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.conftest import LOCALES, Opener
from tests.browser.filling import add_photo, heic
from tests.browser.lived import REMARK
from tests.browser.places import NOT_PAGES, PLACES, REFUSED, by_login, route_names
from tests.browser.server import ROOT
from tests.browser.world import NEWCOMER

pytestmark = [pytest.mark.browser, pytest.mark.asyncio]
AXE = ROOT / "forms/mobile/node_modules/axe-core/axe.min.js"
# A change of colour takes its time; what pulses until a picture is there never ends.
# Colours are the only thing that dark changes, so nothing else is looked at twice.
RUN = """async (scheme) => {
  const still = document.getAnimations().map((one) => one.finished);
  const soon = new Promise((done) => setTimeout(done, 500));
  await Promise.race([Promise.allSettled(still), soon]);
  const options = scheme === "dark" ? {runOnly: ["color-contrast"]} : {};
  const found = await axe.run(document, {resultTypes: ["violations"], ...options});
  return found.violations.flatMap(({id, nodes}) => nodes.map(
    (node) => `${id}: ${node.html} | ${[...node.any, ...node.all].map((one) => one.message)}`));
}"""
LOGINS = dict(by_login())


async def test_no_page_is_left_out() -> None:
    assert set(PLACES) | NOT_PAGES == route_names()


@pytest.mark.parametrize("lang", LOCALES)
@pytest.mark.parametrize("login", LOGINS, ids=str)
async def test_pages(login: str | None, lang: str, opener: Opener, lived: dict[str, str]) -> None:
    page = await opener.in_language(lang, login, bypass_csp=True)
    opener.watches[-1].expected |= REFUSED
    await bring_axe(page.context)
    found = []
    for path in LOGINS[login]:
        await page.goto(path.format_map(lived))
        found += await examine(page)
    assert not found, "\n".join(found)


async def bring_axe(context: BrowserContext) -> None:
    """Put axe into every page of a context."""
    if not AXE.exists():
        pytest.fail("axe-core is not installed: run scripts/setup --dev", pytrace=False)
    await context.add_init_script(path=AXE)


async def examine(page: Page) -> list[str]:
    """What axe finds on a page as it stands, in light and in dark."""
    found = []
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        await page.emulate_media(color_scheme=scheme)
        async with asyncio.timeout(60):
            told = await page.evaluate(RUN, scheme)
        found += [f"{scheme} {page.url}: {one}" for one in told]
    return found


@pytest.mark.parametrize("lang", LOCALES)
async def test_the_phone_before_signing_in(lang: str, opener: Opener) -> None:
    page = await phone(opener, None, lang)
    await page.goto("/m/")
    await expect(page.locator("form")).to_be_visible()
    assert await examine(page) == []
    page = await phone(opener, NEWCOMER, lang)
    await page.goto("/m/")
    await expect(page.locator('[autocomplete="new-password"]')).to_be_visible()
    assert await examine(page) == []


async def phone(opener: Opener, login: str | None, lang: str) -> Page:
    """A phone's page with axe in it."""
    options: dict[str, Any] = {"locale": LOCALES[lang], "bypass_csp": True}
    page = await opener.phone(login, **options)
    await bring_axe(page.context)
    return page


@pytest.mark.parametrize("lang", LOCALES)
async def test_the_phone(lang: str, opener: Opener, lived: dict[str, str]) -> None:
    page = await phone(opener, "ma", lang)
    await page.goto("/m/")
    await expect(page.locator("a.row").nth(1)).to_be_visible()
    found = await examine(page)
    rows = page.locator("a.row")
    returned, to_do = [await rows.nth(n).get_attribute("href") for n in range(2)]
    await page.goto(f"/m/{returned}")
    await expect(page.locator(".remark-card")).to_be_visible()
    found += await examine(page)
    await page.locator("footer .primary").tap()
    await expect(page.get_by_text(REMARK)).to_be_visible()
    found += await examine(page)
    await page.goto(f"/m/{to_do}")
    await page.locator("footer .primary").tap()
    found += await sections(page)
    await page.goto(f"/m/{to_do}")
    await expect(page.locator("a.row").first).to_be_visible()
    found += await examine(page)
    found += await handed_in(page, f"/m/{to_do}/check")
    await page.goto("/m/#/settings")
    found += await examine(page)
    assert not found, "\n".join(found)


async def handed_in(page: Page, check: str) -> list[str]:
    """The last look with its gaps, and the page after it."""
    await page.goto(check)
    await expect(page.locator("a.row").first).to_be_visible()
    found = await examine(page)
    await page.locator("footer .primary").tap()
    await expect(page.locator(".receipt")).to_be_visible()
    return found + await examine(page)


async def sections(page: Page) -> list[str]:
    """The sections with every kind of question, with a photo, a note and an open stopwatch."""
    found = []
    address = page.url.rsplit("/s/", 1)[0]
    for key in ("surroundings", "waits", "knowledge", "farewell"):
        await page.goto(f"{address}/s/{key}")
        first = page.locator("article").first
        await expect(first).to_be_visible()
        await open_up(page, key)
        found += await examine(page)
    return found


async def open_up(page: Page, key: str) -> None:
    """Use what is folded away until it is used."""
    if key == "surroundings":
        card = page.locator('article[data-item="surroundings.front"]')
        if not await card.locator(".strip button").count():
            await add_photo(card, heic())
        await card.locator(".strip button").tap()
        await page.locator("article button.extra.end").first.tap()
    if key == "waits":
        start = page.locator('article[data-item="waits.greeting"] .segments .strong')
        await start.tap()
        await page.locator('article[data-item="waits.queue"] button[aria-expanded]').first.tap()
    if key == "knowledge":
        await page.locator("article .pale").last.tap()
