"""What browser tests can ask for: Chromium, a served chain, signed-in pages that are watched.

`phone("lin")` is a page of 360 × 740 with touch, `desk("zhou")` one of 1440 × 900, both in Chinese
and signed in; without a login nobody is. Any console error, failed request or request to another
host fails the test that opened the page.
"""

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    async_playwright,
)

from audit.web.call import LANGUAGE_COOKIE
from tests.browser.chromium import FLAGS, find
from tests.browser.lived import live
from tests.browser.server import ROOT, Server, seed
from tests.browser.watch import Watch, watch
from tests.browser.world import PASSWORD

PHONE = {"width": 360, "height": 740}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
DESK = {"width": 1440, "height": 900}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The machine's Chromium, without a window."""
    path = find()
    if path is None:
        pytest.fail("browser tests need Chromium: sudo apt-get install chromium", pytrace=False)
    if not (ROOT / "forms/mobile/dist/index.html").exists():
        pytest.fail("the phone form is not built: run scripts/setup", pytrace=False)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the chain; never served itself, only copied."""
    data = tmp_path_factory.mktemp("seeded") / "data"
    seed(data)
    return data


@pytest.fixture(scope="session")
def served(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server that all tests share which only read, or write what no other test reads."""
    server = Server(shutil.copytree(seeded, tmp_path_factory.mktemp("served") / "data"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def own_server(seeded: Path, tmp_path: Path) -> Any:
    """A server of one test, which may be killed."""
    server = Server(shutil.copytree(seeded, tmp_path / "data"))
    server.start()
    yield server
    server.stop()


class Opener:
    """Opens pages on a server and keeps watch over all of them."""

    def __init__(self, browser: Browser, server: Server, stack: AsyncExitStack) -> None:
        self.browser, self.server, self.stack = browser, server, stack
        self.watches: list[Watch] = []

    async def context(self, login: str | None = None, **options: Any) -> BrowserContext:
        """A browser of its own, signed in by the API."""
        given: dict[str, Any] = {
            "locale": "zh-CN",
            "base_url": self.server.url,
            "accept_downloads": True,
        }
        context = await self.browser.new_context(**given | options)
        context.set_default_timeout(15_000)
        self.stack.push_async_callback(context.close)
        self.watches.append(watch(context, self.server.url))
        if login:
            told = {"login": login, "password": PASSWORD}
            answer = await context.request.post("/api/v1/session", data=told)
            assert answer.ok, await answer.text()
        return context

    async def phone(self, login: str | None = None, **options: Any) -> Page:
        """A page of the size of a small phone, with touch."""
        touch: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
        return await (await self.context(login, **touch | options)).new_page()

    async def desk(self, login: str | None = None, **options: Any) -> Page:
        """A page of the size of a desk's screen."""
        return await (await self.context(login, **{"viewport": DESK} | options)).new_page()

    async def in_language(self, lang: str, login: str | None, **options: Any) -> Page:
        """A desk page in "zh" or "en"; the cookie is what the page's own button sets."""
        page = await self.desk(login, locale=LOCALES[lang], **options)
        await page.context.add_cookies(
            [{"name": LANGUAGE_COOKIE, "value": lang, "url": self.server.url}]
        )
        return page

    def troubles(self) -> list[str]:
        """What went wrong on any of the pages."""
        return [trouble for one in self.watches for trouble in one.troubles]


@pytest_asyncio.fixture(loop_scope="session")
async def opener(chromium: Browser, served: Server) -> AsyncIterator[Opener]:
    """Opens pages on the shared server."""
    async with AsyncExitStack() as stack:
        opener = Opener(chromium, served, stack)
        yield opener
        assert opener.troubles() == []


@pytest_asyncio.fixture(loop_scope="session")
async def own_opener(chromium: Browser, own_server: Server) -> AsyncIterator[Opener]:
    """Opens pages on the test's own server; requests that die with it are no trouble."""
    async with AsyncExitStack() as stack:
        yield Opener(chromium, own_server, stack)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def lived(served: Server) -> dict[str, str]:
    """Visits in every state on the shared server, and what the addresses of pages name."""
    return await live(served)
