"""The same visit in two tabs: one writes, the other may take over, nothing is there twice."""

from playwright.async_api import Page, expect

from tests.browser.scenarios.stage import Stage
from tests.browser.scenarios.table import Row, scenario

NO_LOCKS = "Object.defineProperty(navigator, 'locks', { value: undefined })"


async def _second(stage: Stage) -> Page:
    page = await stage.page.context.new_page()
    await page.goto(f"/m/#/v/{stage.assignment}/s/door")
    await expect(page.locator("article").first).to_be_visible()
    return page


@scenario("second-tab-takes-over", "A second tab reads, takes over and goes on", Row.TWICE)
async def take_over(stage: Stage) -> None:
    await stage.begin()
    await stage.say("door.open")
    second = await _second(stage)
    await second.get_by_role("button", name="改在这里填写").tap()
    await expect(second.get_by_role("button", name="改在这里填写")).to_be_hidden()
    await expect(stage.page.get_by_role("button", name="改在这里填写")).to_be_visible()
    stage._page = second


@scenario(
    "typing-then-taken-over", "What is being typed is kept when another tab takes over", Row.TWICE
)
async def typed_then_taken(stage: Stage) -> None:
    await stage.begin()
    second = await _second(stage)
    await stage.page.bring_to_front()
    await stage.say("floor.moment")
    await second.get_by_role("button", name="改在这里填写").tap()
    await expect(second.get_by_role("button", name="改在这里填写")).to_be_hidden()
    stage._page = second


@scenario("first-tab-closes", "The first tab is closed: the second may write by itself", Row.TWICE)
async def first_closes(stage: Stage) -> None:
    await stage.begin()
    await stage.say("door.open")
    second = await _second(stage)
    await expect(second.get_by_role("button", name="改在这里填写")).to_be_visible()
    await stage.page.close()
    await expect(second.get_by_role("button", name="改在这里填写")).to_be_hidden()
    stage._page = second


@scenario(
    "frozen-tab", "The writing tab is frozen by the system: the other takes the pen", Row.TWICE
)
async def frozen(stage: Stage) -> None:
    await stage.begin()
    await stage.say("door.open")
    second = await _second(stage)
    cdp = await stage.page.context.new_cdp_session(stage.page)
    await cdp.send("Page.setWebLifecycleState", {"state": "frozen"})
    await second.get_by_role("button", name="改在这里填写").tap()
    await expect(second.get_by_role("button", name="改在这里填写")).to_be_hidden()
    stage._page = second


@scenario("no-locks", "A browser without locks: two tabs answer by turns", Row.TWICE)
async def no_locks(stage: Stage) -> None:
    context = await stage.context()
    await context.add_init_script(NO_LOCKS)
    await stage.begin()
    second = await _second(stage)
    await stage.say("door.open")
    await stage.say("door.sign", page=second)
    await stage.say("floor.clean")
    await second.close()


@scenario("two-tabs-send", "Two tabs wake up at once and both want to send", Row.TWICE)
async def both_send(stage: Stage) -> None:
    await stage.begin()
    await stage.fill()
    second = await stage.page.context.new_page()
    await second.goto("/m/")
    stage.proxy.go_down()
    await stage.hand_in()
    stage.proxy.down = False
    for page in (stage.page, second):
        await page.evaluate("window.dispatchEvent(new Event('online'))")


@scenario("double-tap", "Submit is tapped twice in a row", Row.TWICE)
async def double_tap(stage: Stage) -> None:
    await stage.begin()
    await stage.fill()
    await stage.at("/check")
    submit = stage.page.get_by_role("button", name="提交", exact=True)
    await submit.evaluate("button => { button.click(); button.click(); }")
    await expect(stage.page.locator(".arrival")).to_be_visible()
    stage.handed_in = True
