"""Page, tab and browser end at any moment; what was tapped is there a second later."""

import asyncio
import os
import shutil
import signal
import tempfile
from contextlib import suppress
from pathlib import Path

from playwright.async_api import async_playwright, expect

from tests.browser.chromium import FLAGS, find
from tests.browser.scenarios.stage import MOST_PHOTOS, Stage
from tests.browser.scenarios.table import Play, Row, scenario
from tests.browser.short import ANSWERS


def _reload(key: str) -> Play:
    async def play(stage: Stage) -> None:
        await stage.begin()
        await stage.say(key)
        await stage.page.wait_for_timeout(1_000)
        await stage.reload()
        found = (await stage.store())["visits"][0]["answers"]
        assert found[key]["value"] == ANSWERS[key]["value"]

    return play


for _key in ANSWERS:
    scenario(f"reload-after-{_key}", f"The page is reloaded a second after {_key}", Row.AUTOSAVE)(
        _reload(_key)
    )


@scenario("tab-crashes", "The tab crashes right after a photo was taken", Row.AUTOSAVE)
async def crash(stage: Stage) -> None:
    await stage.begin()
    await stage.say("door.open", "door.sign")
    await stage.take()
    cdp = await stage.page.context.new_cdp_session(stage.page)
    crashed = asyncio.Event()
    stage.page.on("crash", lambda _: crashed.set())
    asking = asyncio.ensure_future(cdp.send("Page.crash"))
    await crashed.wait()
    asking.cancel()
    await stage.page.close()
    await stage.reopen()


@scenario("tab-closed-while-typing", "The tab is closed a second after the last key", Row.AUTOSAVE)
async def typing(stage: Stage) -> None:
    await stage.begin()
    await stage.say("floor.moment")
    await stage.page.wait_for_timeout(1_000)
    await stage.page.close(run_before_unload=False)
    await stage.reopen()


@scenario("closed-at-submit", "The tab is closed at once after handing in", Row.DROPPED)
async def at_submit(stage: Stage) -> None:
    await stage.begin()
    await stage.fill()
    stage.spoil("PUT /api/v1/visits/[0-9a-f-]+/submissions", "slow")
    await stage.hand_in()
    await stage.page.close(run_before_unload=False)
    await stage.reopen()


@scenario("reload-while-sending", "The page is reloaded while a photo goes up", Row.BYTES)
async def while_sending(stage: Stage) -> None:
    await stage.begin()
    await stage.until(lambda one: bool(one.visits), "the visit is known")
    rule = stage.spoil("PATCH /api/v1/uploads", "slow")
    await stage.take(edge=760)
    await stage.met(rule)
    await stage.reload()


def _main_process(profile: Path) -> int:
    """The id of the browser that was started on a profile."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            line = path.read_bytes()
            if str(profile).encode() in line and b"--type=" not in line and b"chrom" in line:
                return int(path.parent.name)
    raise AssertionError("no browser on this profile")


def _killed(photo: bool) -> Play:
    async def play(stage: Stage) -> None:
        profile = Path(tempfile.mkdtemp())
        async with async_playwright() as playwright:
            for run in range(2):
                context = await playwright.chromium.launch_persistent_context(
                    profile, executable_path=find(), args=FLAGS, **stage.options()
                )
                stage.contexts = [context]
                # A cookie may not have reached the disk yet; that is not what is tried here.
                await stage.sign_in_quietly(context, stage.login)
                if run == 0:
                    await stage.begin(context=context, kept=True)
                    await stage.offline()
                    await stage.say("door.open", "floor.clean")
                    if photo:
                        await stage.take()
                    await stage.page.wait_for_timeout(300)
                    os.kill(_main_process(profile), signal.SIGKILL)
                else:
                    await stage.open(context)
            await stage.finish()
            await stage.audit()
            stage.audited = True
            await context.close()
            stage.contexts = []
        shutil.rmtree(profile, ignore_errors=True)

    return play


scenario("browser-killed", "The browser is killed (-9) after two answers", Row.AUTOSAVE)(
    _killed(False)
)
scenario("browser-killed-photo", "The browser is killed (-9) after a photo", Row.BYTES)(
    _killed(True)
)


@scenario("two-photos-at-once", "Several photos are chosen at once, then the page goes", Row.BYTES)
async def several(stage: Stage) -> None:
    await stage.begin()
    for _ in range(MOST_PHOTOS):
        await stage.take()
    await stage.reload()
    await stage.at("/s/door")
    strip = stage.page.locator(".strip button")
    await expect(strip).to_have_count(MOST_PHOTOS)
