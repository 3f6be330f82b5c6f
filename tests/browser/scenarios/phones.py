"""Two phones, a new form, a new checklist, a store cleared by hand, a file for the reviewer."""

import asyncio
import re
from pathlib import Path

from playwright.async_api import expect

from tests.browser.scenarios.stage import Stage
from tests.browser.scenarios.table import Row, scenario

NEW = "有新版本"
OFFER = """
    const event = new Event("beforeinstallprompt");
    event.prompt = async () => { window.prompted = true; };
    window.dispatchEvent(event);
"""
LOOK = "navigator.serviceWorker.getRegistration('/m/').then((one) => one.update())"
NO_NETWORK = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
BINARY = {"Content-Type": "application/octet-stream"}


@scenario("second-phone", "Begun on one phone, finished on another", Row.CLEARED)
async def second_phone(stage: Stage) -> None:
    await stage.begin()
    await stage.say("door.open", "floor.moment")
    await stage.take()
    await stage.backed_up()
    await stage.page.context.close()
    stage.contexts.clear()
    await stage.open(await stage.context())
    await stage.resume()
    await stage.at("/s/door")
    await expect(stage.page.locator(".strip button")).to_have_count(1)


@scenario("second-phone-offline", "Taken up on another phone without network", Row.CLEARED)
async def second_phone_offline(stage: Stage) -> None:
    await stage.begin()
    await stage.say("door.open", "floor.clean")
    await stage.take()
    await stage.backed_up()
    await stage.page.context.close()
    stage.contexts.clear()
    await stage.open(await stage.context(), kept=True)
    await stage.wait_for(lambda store: bool(store["there"]), "the draft is on the phone")
    await stage.offline()
    await stage.resume()
    await stage.fill()


@scenario("two-phones-offline", "Two phones of one auditor, both without network", Row.TWICE)
async def two_phones(stage: Stage) -> None:
    await stage.begin(kept=True)
    await stage.say("door.open")
    await stage.backed_up()
    first = stage.page
    await stage.offline()
    await stage.say("door.sign")
    await stage.open(await stage.context(), kept=True)
    await stage.wait_for(lambda store: bool(store["there"]), "the draft is on the phone")
    await stage.resume()
    await stage.say("floor.clean")
    await stage.backed_up_there("floor.clean")
    await stage.online(first)
    await first.evaluate("window.dispatchEvent(new Event('online'))")
    stage._page = first
    await stage.backed_up()


@scenario("two-phones-begin", "Two phones begin the same visit without network", Row.TWICE)
async def two_begin(stage: Stage) -> None:
    await stage.open(kept=True)
    first = stage.page
    await stage.open(await stage.context(), kept=True)
    await stage.offline()
    await stage.offline(first)
    await stage.begin()
    await stage.say("floor.clean", "floor.moment")
    second = stage.page
    stage._page = first
    await stage.begin()
    await stage.say("door.open", "door.sign")
    await stage.take()
    await stage.online()
    await stage.nudge()
    await stage.until(
        lambda one: bool(one.draft and one.draft["answers"]), "the first is backed up"
    )
    stage._page = second
    await stage.online()
    await stage.nudge()
    await stage.backed_up()


ALONE = "delete window.BroadcastChannel"  # this tab does not hear what others do


@scenario(
    "renamed-while-tapping",
    "Another tab learns the visit's other id while one answers and takes a photo",
    Row.TWICE,
)
async def renamed(stage: Stage) -> None:
    context = await stage.context()
    await context.add_init_script(ALONE)
    await stage.open(context, kept=True)
    first = stage.page
    await stage.offline()
    await stage.begin()
    await stage.say("door.open")
    mine = (await stage.store())["visits"][0]["id"]
    await stage.open(await stage.context())
    await stage.begin()
    await stage.say("floor.clean")
    await stage.backed_up_there("floor.clean")
    # The first tab alone stays without network; another one of that phone meets the server.
    cdp = await context.new_cdp_session(first)
    await cdp.send("Network.enable")
    await cdp.send("Network.emulateNetworkConditions", NO_NETWORK)
    await context.set_offline(False)
    await cdp.send("Network.emulateNetworkConditions", NO_NETWORK)
    other = await context.new_page()
    await other.goto("/m/")
    stage._page = other
    joined = lambda store: store["visits"][0]["id"] != mine  # noqa: E731
    await stage.wait_for(joined, "the visit has the other phone's id")
    stage._page = first
    await stage.say("door.sign")
    await stage.take()
    await other.close()
    await cdp.send("Network.emulateNetworkConditions", NO_NETWORK | {"offline": False})


@scenario("store-cleared", "The browser's data are cleared by hand after the backup", Row.CLEARED)
async def cleared(stage: Stage) -> None:
    await stage.begin()
    await stage.say("door.open", "door.sign", "floor.clean")
    await stage.take()
    await stage.backed_up()
    cdp = await stage.page.context.new_cdp_session(stage.page)
    told = {"origin": stage.proxy.url, "storageTypes": "indexeddb"}
    await cdp.send("Storage.clearDataForOrigin", told)
    await stage.page.reload()
    await expect(
        stage.page.get_by_text("在别的手机上开始").or_(stage.page.locator("h1"))
    ).to_be_visible()
    await stage.resume()


@scenario(
    "saved-to-a-file",
    "Nothing gets through: a file goes to the reviewer, then the line is back",
    Row.CLEARED,
)
async def to_a_file(stage: Stage) -> None:
    await stage.begin(kept=True)
    await stage.wait_for(lambda store: len(store["facts"]) > 3, "the key is on the phone")
    stage.proxy.go_down()
    await stage.fill()
    await stage.hand_in()
    page = stage.page
    await page.evaluate("location.hash = '#/queue'")
    async with page.expect_download() as download:
        await page.get_by_role("button", name="存成文件").tap()
    data = await asyncio.to_thread((await (await download.value).path()).read_bytes)
    assert "有人为我开门".encode() not in data
    stage.proxy.down = False
    desk = await stage.context("zhou")
    told = BINARY | {"Origin": stage.proxy.url}
    for _ in range(2):
        answer = await desk.request.post("/api/v1/rescue", data=data, headers=told)
        assert answer.ok, await answer.text()
        assert await answer.json() == {"visits": 1, "photos": 1, "apart": []}
    assert stage.held().complete


@scenario(
    "update-waits",
    "A new form is there under a draft: it waits, and may be left waiting",
    Row.UPDATE,
)
async def update_waits(stage: Stage) -> None:
    await stage.begin(kept=True)
    await stage.reload()
    await stage.say("door.open")
    _deploy(stage.form, "waits")
    await stage.page.evaluate(LOOK)
    await stage.page.evaluate("location.hash = '#/'")
    await expect(stage.page.get_by_text(NEW)).to_be_visible()
    await stage.reload()
    await expect(stage.page.get_by_text(NEW)).to_be_visible()


@scenario("update-taken", "The new form is taken between two answers", Row.UPDATE)
async def update_taken(stage: Stage) -> None:
    await stage.begin(kept=True)
    await stage.reload()
    await stage.say("door.open", "floor.moment")
    _deploy(stage.form, "taken")
    await stage.page.evaluate(LOOK)
    await stage.page.evaluate("location.hash = '#/'")
    await expect(stage.page.get_by_text(NEW)).to_be_visible()
    await stage.page.wait_for_timeout(400)
    async with stage.page.expect_navigation():
        await stage.page.get_by_role("button", name="换上新版本").tap()
    await expect(stage.page.get_by_text(NEW)).to_be_hidden()


@scenario(
    "update-refused-while-writing", "Another tab writes: the new form is not taken", Row.UPDATE
)
async def update_refused(stage: Stage) -> None:
    await stage.begin(kept=True)
    await stage.reload()
    await stage.say("door.open")
    second = await stage.page.context.new_page()
    await second.goto("/m/")
    _deploy(stage.form, "refused")
    await second.evaluate(LOOK)
    await second.get_by_role("button", name="换上新版本").tap()
    await expect(second.get_by_text("填完后再换")).to_be_visible()
    await second.close()
    await stage.page.bring_to_front()


def _deploy(form: Path, mark: str) -> None:
    """Put a new version where the server serves it: another worker, another page."""
    worker, page = form / "sw.js", form / "index.html"
    page.write_text(page.read_text() + f"<!-- {mark} -->")
    known = re.search(r'"url":"index.html","revision":"([0-9a-f]+)"', worker.read_text())
    assert known
    fresh = mark.encode().hex()[:16].ljust(len(known[1]), "0")
    worker.write_text(worker.read_text().replace(known[1], fresh))


@scenario("old-files-gone", "A new form is served and the old one's files are gone", Row.UPDATE)
async def old_files_gone(stage: Stage) -> None:
    await stage.begin(kept=True)
    await stage.reload()
    hidden = stage.form / "assets"
    aside = hidden.rename(stage.form / "assets-aside")
    try:
        await stage.reload()
        await stage.fill()
    finally:
        aside.rename(hidden)


@scenario("home-screen", "The form offers itself for the home screen", Row.ERASED)
async def home_screen(stage: Stage) -> None:
    await stage.open()
    await stage.page.evaluate(OFFER)
    await stage.page.get_by_role("button", name="添加", exact=True).tap()
    assert await stage.page.evaluate("window.prompted")


@scenario("new-checklist", "A new version of the checklist is published under a draft", Row.VERSION)
async def new_checklist(stage: Stage) -> None:
    await stage.begin(kept=True)
    await stage.say("door.open")
    await stage.publish_another()
    await stage.reload()
    await stage.fill()
    await stage.hand_in()
    version = (await stage.store())["visits"][0]["checklist_version"]
    found = await stage.until(lambda one: bool(one.submissions), "it has come")
    assert found.submissions[0]["version"] == version


@scenario("new-checklist-second-phone", "… and the draft goes on on another phone", Row.VERSION)
async def new_checklist_elsewhere(stage: Stage) -> None:
    await stage.begin()
    await stage.say("door.open", "door.sign")
    await stage.backed_up()
    first = (await stage.store())["visits"][0]["checklist_version"]
    await stage.publish_another()
    await stage.open(await stage.context())
    await stage.resume()
    assert (await stage.store())["visits"][0]["checklist_version"] == first
