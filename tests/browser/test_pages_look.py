"""No page scrolls sideways, breaks, fetches from elsewhere, or speaks the other language."""

import re

import pytest
from playwright.async_api import Page

from tests.browser.conftest import LOCALES, Opener
from tests.browser.places import REFUSED, by_login
from tests.browser.world import OTHERS, PEOPLE

pytestmark = [pytest.mark.browser, pytest.mark.asyncio]
LOGINS = dict(by_login())
WIDTHS = (360, 768, 1440)
SIDEWAYS = """() => {
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide <= 0) return null;
  const out = [...document.querySelectorAll("body *")].find(
    (one) => one.getBoundingClientRect().right > window.innerWidth + 1);
  return `${wide} px: ${out?.outerHTML.slice(0, 120)}`;
}"""
# What is written in a language of its own says so, and names stay as they are.
WORDS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const own = document.documentElement.lang.slice(0, 2);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const place = node.parentElement;
    if (place.closest("script, style, code, pre, .code, [translate=no]")) continue;
    if (place.closest("[lang]").lang.slice(0, 2) === own) found.push(node.textContent.trim());
  }
  for (const name of ["alt", "title", "aria-label", "placeholder"])
    for (const place of document.querySelectorAll(`[${name}]`))
      if (place.closest("[lang]").lang.slice(0, 2) === own) found.push(place.getAttribute(name));
  return found.filter(Boolean);
}"""
ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
# People, and languages in their own words.
NAMES = re.compile("|".join([*(who.name for who in PEOPLE), *OTHERS, "中文"]))
CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")


@pytest.mark.parametrize("lang", LOCALES)
@pytest.mark.parametrize("login", LOGINS, ids=str)
async def test_pages(login: str | None, lang: str, opener: Opener, lived: dict[str, str]) -> None:
    page = await opener.in_language(lang, login)
    opener.watches[-1].expected |= REFUSED
    found = []
    for path in LOGINS[login]:
        await page.goto(path.format_map(lived))
        found += [
            f"{page.url} {one}" for one in [*await sideways(page), *await foreign(page, lang)]
        ]
    assert not found, "\n".join(found)


async def sideways(page: Page) -> list[str]:
    """At which widths the page scrolls to the side, and what sticks out."""
    found = []
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        if out := await page.evaluate(SIDEWAYS):
            found.append(f"at {width}: {out}")
    return found


async def foreign(page: Page, lang: str) -> list[str]:
    """Words of the interface that are in the other language."""
    other = ENGLISH if lang == "zh" else CHINESE
    found = [NAMES.sub("", text) for text in await page.evaluate(WORDS)]
    return [text for text in found if other.search(text)]
