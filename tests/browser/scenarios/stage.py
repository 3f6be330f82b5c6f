"""Where a scenario is played: one auditor, a phone, a bad line, and the books at the end."""

import asyncio
import hashlib
import json
import random
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

from PIL import Image
from playwright.async_api import Browser, BrowserContext, FilePayload, Page, expect

from tests.browser.filling import Answer, Plan, add_photo, answer
from tests.browser.scenarios.crowd import BRANCH
from tests.browser.scenarios.held import Held, assignments_of, hash_on_disk, held
from tests.browser.scenarios.proxy import Proxy, Rule
from tests.browser.server import Server
from tests.browser.short import ANSWERS
from tests.browser.world import SHORT, short

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
PATIENCE = 25.0
ITEMS = {item.key: (section, item) for section in short().sections for item in section.items}
PHOTO_ITEM = "door.sign"
MOST_PHOTOS = 4
_CLOCK = """
    window.shift = %d;
    if (!window.shifted) {
      window.shifted = true;
      const Real = Date;
      window.Date = class extends Real {
        constructor(...told) { super(...(told.length ? told : [Real.now() + window.shift])); }
        static now() { return Real.now() + window.shift; }
      };
    }
    0;
"""
_READ_STORE = Path(__file__).with_name("store.js").read_text()


def noise(edge: int = 300) -> bytes:
    """A photo that no other test has; small enough to be sent as it is."""
    picture = Image.frombytes("RGB", (edge, edge), random.randbytes(edge * edge * 3))
    out = BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()


@dataclass
class Stage:
    """One scenario's people, things and expectations."""

    browser: Browser
    server: Server
    proxy: Proxy
    form: Path
    login: str
    tokens: dict[str, str]
    contexts: list[BrowserContext] = field(default_factory=list)
    entered: dict[str, Answer] = field(default_factory=dict)
    photos: list[str] = field(default_factory=list)
    begun: bool = False
    handed_in: bool = False
    refused: int = 0
    quiet: bool = False
    """Nobody tells the phone that the line is back."""
    audited: bool = False
    _page: Page | None = None

    def __post_init__(self) -> None:
        self.assignment = assignments_of(self.server.data, self.login)[BRANCH]

    # — the phone

    @property
    def page(self) -> Page:
        assert self._page, "the scenario has not opened the phone"
        return self._page

    def options(self) -> dict[str, Any]:
        """What a phone's browser is made with."""
        return {"locale": "zh-CN", "base_url": self.proxy.url} | PHONE

    async def context(self, login: str | None = None, **options: Any) -> BrowserContext:
        """A phone of its own, signed in."""
        context = await self.browser.new_context(**self.options() | options)
        context.set_default_timeout(PATIENCE * 1000)
        self.contexts.append(context)
        await self.sign_in_quietly(context, login or self.login)
        return context

    async def sign_in_quietly(self, context: BrowserContext, login: str) -> None:
        """Give the phone a session that was made beforehand."""
        cookie = {"name": "mingcha", "value": self.tokens[login], "url": self.proxy.url}
        await context.add_cookies([cookie])  # type: ignore[list-item]

    async def open(self, context: BrowserContext | None = None, *, kept: bool = False) -> Page:
        """Open the form and wait for the list; `kept`: until it works without network."""
        context = context or (self.contexts[0] if self.contexts else await self.context())
        page = self._page = await context.new_page()
        await page.goto("/m/")
        await expect(page.locator(f'a[href$="{self.assignment}"]')).to_be_visible()
        if kept:
            await self.kept()
        return page

    async def kept(self) -> None:
        """Wait until form and checklist are on the phone."""
        await self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        await self.wait_for(lambda store: bool(store["bundles"]), "the checklist is on the phone")

    async def at(self, path: str) -> None:
        """Go to a page of this visit."""
        await self.page.evaluate(f"location.hash = '#/v/{self.assignment}{path}'")

    async def begin(self, **opening: Any) -> None:
        """Open the form and start the visit."""
        if self._page is None:
            await self.open(**opening)
        await self.at("")
        await self.page.get_by_role("button", name="开始", exact=True).tap()
        self.begun = True
        await expect(self.page.locator("article").first).to_be_visible()

    async def say(self, *keys: str, page: Page | None = None) -> None:
        """Answer items as planned; each is written down at once as having been entered."""
        page = page or self.page
        for key in keys:
            section, item = ITEMS[key]
            await page.evaluate(f"location.hash = '#/v/{self.assignment}/s/{section.key}'")
            await answer(page, item, Plan(ANSWERS, {}))
            self.entered[key] = ANSWERS[key]

    async def take(self, edge: int = 300, *, wait: bool = True) -> bytes:
        """Take a photo of the sign, and wait until the phone holds it."""
        data = noise(edge)
        await self.at("/s/door")
        card = self.page.locator(f'article[data-item="{PHOTO_ITEM}"]')
        file: FilePayload = {"name": "IMG.JPG", "mimeType": "image/jpeg", "buffer": data}
        if wait:
            await add_photo(card, file)
        else:
            await card.locator("input[type=file]").set_input_files(file)
        self.photos.append(hashlib.sha256(data).hexdigest())
        return data

    async def fill(self) -> None:
        """Do whatever of the plan has not been done yet."""
        await self.say(*[key for key in ANSWERS if key not in self.entered])
        if not self.photos:
            await self.take()

    async def hand_in(self) -> None:
        """Go to the last look and submit."""
        await self.at("/check")
        await self.page.get_by_role("button", name="提交", exact=True).tap()
        await expect(self.page.locator(".arrival")).to_be_visible()
        self.handed_in = True

    # — the line

    def spoil(self, request: str, fault: str, times: int = 1, after: int = 0) -> Rule:
        """Do some mischief to the next requests of a kind."""
        rule = Rule(request, fault, times, after)
        self.proxy.rules.append(rule)
        return rule

    async def offline(self, page: Page | None = None) -> None:
        await (page or self.page).context.set_offline(True)

    async def online(self, page: Page | None = None) -> None:
        await (page or self.page).context.set_offline(False)

    async def met(self, rule: Rule, times: int = 1) -> None:
        """Wait until a rule has done its mischief."""
        end = time.monotonic() + PATIENCE
        while rule.met < times:
            assert time.monotonic() < end, f"never met: {rule}"
            await asyncio.sleep(0.02)

    async def nudge(self) -> None:
        """The phone notices that the network is back."""
        await self.page.evaluate("window.dispatchEvent(new Event('online'))")

    async def reload(self) -> None:
        """Load the page anew, without network from what is kept."""
        await self.page.reload()
        await expect(self.page.locator("header h1, .arrival h2").first).to_be_visible()

    async def shift_clock(self, *, days: int, context: BrowserContext | None = None) -> None:
        """Set the phone's clock so many days off, now and after each load."""
        script = _CLOCK % (days * 86_400_000)
        await (context or self.page.context).add_init_script(script)
        if self._page:
            await self.page.evaluate(script)

    async def reopen(self) -> None:
        """Open the form in a new tab, where one left off."""
        self._page = await self.page.context.new_page()
        await self.page.goto("/m/")

    async def resume(self) -> None:
        """Take up on this phone what was begun on another."""
        await self.at("")
        await self.page.get_by_role("button", name="继续填写").tap()
        await expect(self.page.locator("article").first).to_be_visible()

    async def publish_another(self) -> None:
        """Head office publishes a new version of the checklist."""
        document = deepcopy(SHORT)
        extra = {"zh": "还有别的吗？", "en": "Anything else?"}
        item = {"key": f"floor.more-{self.login}", "kind": "text", "wording": extra}
        document["sections"][1]["items"].append(item)
        desk = await self.context("wu")
        told = {"Origin": self.proxy.url}
        form: dict[str, str | float | bool] = {"text": json.dumps(document), "act": "publish"}
        answer = await desk.request.post("/checklists", form=form, headers=told)
        assert answer.ok, await answer.text()

    async def backed_up(self) -> None:
        """Wait until the server has all that was entered so far."""

        def all_there(found: Held) -> bool:
            answers = (found.draft or {}).get("answers", {})
            told = {key for key, given in answers.items() if _says(given)}
            return told == set(self.entered) and len(found.photos) == len(self.photos)

        await self.until(all_there, "the draft is backed up")

    async def backed_up_there(self, key: str) -> None:
        """Wait until the server's draft has one answer."""
        there = lambda one: key in (one.draft or {}).get("answers", {})  # noqa: E731
        await self.until(there, f"{key} is backed up")

    # — the books

    async def store(self, page: Page | None = None) -> dict[str, Any]:
        """What IndexedDB holds, photos by their length."""
        found: str = await (page or self.page).evaluate(_READ_STORE)
        parsed: dict[str, Any] = json.loads(found)
        return parsed

    async def wait_for(
        self, wanted: Callable[[dict[str, Any]], bool], what: str, seconds: float = PATIENCE
    ) -> None:
        """Wait until the phone's store is as wanted."""
        end = time.monotonic() + seconds
        while not wanted(await self.store()):
            assert time.monotonic() < end, f"not so: {what}: {await self.store()}"
            await asyncio.sleep(0.05)

    async def until(self, wanted: Callable[[Held], bool], what: str) -> Held:
        """Wait until the server holds what is wanted."""
        end = time.monotonic() + PATIENCE
        while not wanted(found := self.held()):
            assert time.monotonic() < end, f"not so: {what}: {found}"
            await asyncio.sleep(0.05)
        return found

    def held(self) -> Held:
        return held(self.server.data, self.assignment)

    async def finish(self) -> None:
        """Bring the visit to its end as the auditor would."""
        self.proxy.down = False
        if self.handed_in or self.audited:
            return
        if self._page is None or "/m/" not in self.page.url:
            await self.open()
        if not self.begun:
            await self.begin()
        await self.fill()
        await self.hand_in()

    async def audit(self) -> None:
        """What the auditor entered is what the server has: 0 lost, 0 twice."""
        if not self.quiet:
            await self.online()
            await self.nudge()
        found = await self.until(lambda one: one.complete, "all has arrived")
        assert len(found.visits) == 1
        assert found.refused == self.refused
        last = found.submissions[-1]
        told = {key: given for key, given in last["answers"].items() if _says(given)}
        assert {key: _plain(given) for key, given in told.items()} == self.entered
        listed = {claim["id"]: claim["sha256"] for claim in last["photos"]}
        assert sorted(listed.values()) == sorted(self.photos)
        named = [id for given in last["answers"].values() for id in given.get("photos", [])]
        assert sorted(named) == sorted(listed)
        assert {id: found.photos.get(id) for id in listed} == listed
        assert [hash_on_disk(self.server.data, one) for one in self.photos] == self.photos
        done = lambda store: all(visit["complete"] for visit in store["visits"])  # noqa: E731
        await self.wait_for(done, "the phone knows that all has arrived")

    async def told(self) -> str:
        """What is to be known when a scenario failed: the screen, the line, both stores."""
        shown = await self.page.locator("body").inner_text() if self._page else "no page"
        store = await self.store() if self._page else {}
        asked = "\n".join(self.proxy.seen)
        return f"{shown}\n---\n{asked}\n---\n{store}\n---\n{self.held()}"

    async def close(self) -> None:
        for context in self.contexts:
            await context.close()


def _says(given: Answer) -> bool:
    return "value" in given or "skip" in given


def _plain(given: Answer) -> Answer:
    return {key: given[key] for key in ("value", "skip", "reason", "note") if key in given}


def fresh_id() -> str:
    """An id as a phone makes it."""
    return str(uuid4())
