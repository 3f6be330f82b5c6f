"""Signing in runs out, people change, a phone is lost: work stays with its owner."""

from playwright.async_api import Page, expect

from tests.browser.scenarios.crowd import login_of
from tests.browser.scenarios.stage import Stage
from tests.browser.scenarios.table import Row, scenario
from tests.browser.world import PASSWORD

ERASED = "这台设备已报失"


async def _sign_out_there(stage: Stage) -> None:
    """The session ends on the server; the phone does not know."""
    cookies = await stage.page.context.cookies()
    other = await stage.browser.new_context(base_url=stage.proxy.url)
    stage.contexts.append(other)
    await other.add_cookies(cookies)  # type: ignore[arg-type]
    answer = await other.request.delete("/api/v1/session", headers={"Origin": stage.proxy.url})
    assert answer.ok, await answer.text()


async def _sign_in(page: Page, login: str) -> None:
    await page.get_by_label("工号或手机号").fill(login)
    await page.get_by_label("密码", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="登录", exact=True).tap()
    await expect(page.locator("h2").first).to_be_visible()


async def _again(stage: Stage) -> None:
    """The phone says that the sign-in ran out; the auditor signs in once more."""
    await stage.page.get_by_role("link", name="重新登录").tap()
    await _sign_in(stage.page, stage.login)


@scenario("expired-offline", "The sign-in runs out while the phone is offline", Row.EXPIRED)
async def expired_offline(stage: Stage) -> None:
    await stage.begin(kept=True)
    await stage.offline()
    await stage.fill()
    await stage.hand_in()
    await _sign_out_there(stage)
    await stage.online()
    await _again(stage)


@scenario("expired-then-reload", "It has run out, and the page is loaded anew", Row.EXPIRED)
async def expired_then_reload(stage: Stage) -> None:
    await stage.begin()
    await stage.say("door.open", "floor.moment")
    await stage.take()
    await _sign_out_there(stage)
    await stage.reload()
    await _again(stage)


@scenario("expired-at-submit", "It runs out between the last answer and handing in", Row.EXPIRED)
async def expired_at_submit(stage: Stage) -> None:
    await stage.begin()
    await stage.fill()
    await _sign_out_there(stage)
    await stage.hand_in()
    await _again(stage)


@scenario("other-person", "Somebody else signs in on the phone in between", Row.EXPIRED)
async def other_person(stage: Stage) -> None:
    await stage.begin(kept=True)
    await stage.offline()
    await stage.fill()
    await stage.hand_in()
    page = stage.page
    await page.evaluate("location.hash = '#/settings'")
    await page.get_by_role("button", name="退出登录").tap()
    await expect(page.get_by_label("工号或手机号")).to_be_visible()
    await stage.online()
    await _sign_in(page, login_of(int(stage.login[1:]) - 1 or 2))
    await page.wait_for_timeout(600)
    assert not stage.held().submissions, "nothing is sent in another's name"
    await page.evaluate("location.hash = '#/settings'")
    await page.get_by_role("button", name="退出登录").tap()
    await _sign_in(page, stage.login)


@scenario("other-person-other-tab", "Somebody else signs in in another tab", Row.EXPIRED)
async def other_tab(stage: Stage) -> None:
    await stage.begin()
    await stage.say("door.open", "door.sign")
    await stage.take()
    other = login_of(int(stage.login[1:]) - 1 or 2)
    second = await stage.page.context.new_page()
    await second.goto("/m/#/signin")
    await _sign_in(second, other)
    await expect(stage.page.get_by_text("访员" + str(int(other[1:])))).to_have_count(0)
    await second.evaluate("location.hash = '#/signin'")
    await _sign_in(second, stage.login)
    stage._page = second


@scenario(
    "signed-out-clears", "Signing out leaves only what was not sent on the phone", Row.LOST_PHONE
)
async def signed_out_clears(stage: Stage) -> None:
    await stage.begin()
    await stage.fill()
    await stage.hand_in()
    await stage.audit()
    await stage.page.evaluate("location.hash = '#/settings'")
    await stage.page.get_by_role("button", name="退出登录").tap()
    await expect(stage.page.get_by_label("工号或手机号")).to_be_visible()
    gone = ("visits", "photos", "bytes", "thumbs", "assignments", "there", "bundles")
    empty = lambda store: not any(store[name] for name in gone)  # noqa: E731
    await stage.wait_for(empty, "nothing is left")
    stage.audited = True


@scenario("list-hides-all", "Under the list no page shows, wherever one goes back to", Row.AUTOSAVE)
async def list_hides(stage: Stage) -> None:
    await stage.begin()
    await stage.say("door.open")
    await stage.page.get_by_role("button", name="遮住屏幕").tap()
    for path in ("#/signin", "#/settings", "#/%E0%A4%A"):
        await stage.page.evaluate("(path) => { location.hash = path }", path)
        await expect(stage.page.locator(".cover")).to_be_visible()
    await stage.page.reload()
    for _ in range(3):
        await stage.page.locator(".cover-title").tap()
    await expect(stage.page.locator(".cover")).to_have_count(0)
    await stage.at("/s/door")


async def _report_lost(stage: Stage) -> None:
    """The auditor reports the phone from elsewhere: an administrator does it for them."""
    phone = stage.page.context.request
    session = (await (await phone.get("/api/v1/me")).json())["session"]
    desk = await stage.context("wu")
    told = {"Origin": stage.proxy.url}
    answer = await desk.request.post(f"/api/v1/sessions/{session}/lost", headers=told)
    assert answer.ok, await answer.text()


async def _go_on_elsewhere(stage: Stage) -> None:
    """Sign in on another phone and take up what had been backed up."""
    context = await stage.browser.new_context(**stage.options())
    stage.contexts.append(context)
    page = stage._page = await context.new_page()
    await page.goto("/m/")
    await _sign_in(page, stage.login)
    await stage.resume()


@scenario(
    "phone-lost", "A phone is reported lost: erased at contact, gone on elsewhere", Row.LOST_PHONE
)
async def phone_lost(stage: Stage) -> None:
    await stage.begin()
    await stage.say("door.open", "floor.clean")
    await stage.take()
    await stage.backed_up()
    await _report_lost(stage)
    lost = stage.page
    await lost.reload()
    await expect(lost.get_by_text(ERASED)).to_be_visible()
    left = await stage.store()
    assert not any(left[name] for name in ("visits", "photos", "bytes", "thumbs", "assignments"))
    await _go_on_elsewhere(stage)


@scenario(
    "phone-lost-no-cookie",
    "The lost phone's cookie has gone: it is known all the same",
    Row.LOST_PHONE,
)
async def phone_lost_no_cookie(stage: Stage) -> None:
    await stage.begin()
    await stage.say("door.open")
    await stage.backed_up()
    await _report_lost(stage)
    await stage.page.context.clear_cookies()
    await stage.page.reload()
    await expect(stage.page.get_by_text(ERASED)).to_be_visible()
    await _go_on_elsewhere(stage)


@scenario("signed-out-is-not-lost", "Signed out from afar: nothing is erased", Row.TOO_EARLY)
async def signed_out(stage: Stage) -> None:
    await stage.begin()
    await stage.say("door.open")
    await stage.take()
    await _sign_out_there(stage)
    await stage.reload()
    assert (await stage.store())["bytes"]
    await _again(stage)
