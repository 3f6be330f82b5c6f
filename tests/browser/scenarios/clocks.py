"""The phone's clock is wrong, or is set in the middle of a visit."""

from tests.browser.scenarios.stage import Stage
from tests.browser.scenarios.table import Play, Row, scenario


def _off(days: int) -> Play:
    async def play(stage: Stage) -> None:
        context = await stage.context()
        await stage.shift_clock(days=days, context=context)
        await stage.begin()

    return play


for _days in (400, -400):
    scenario(f"clock-off-{_days}", f"The clock is {_days} days off all along", Row.CLOCK)(
        _off(_days)
    )


def _jump(days: int) -> Play:
    async def play(stage: Stage) -> None:
        await stage.begin()
        await stage.say("door.open", "floor.moment")
        await stage.shift_clock(days=days)
        await stage.say("door.sign")
        await stage.take()
        await stage.until(lambda one: bool(one.draft and one.photos), "the draft is backed up")

    return play


for _days in (2, -2):
    scenario(f"clock-jumps-{_days}", f"The clock jumps by {_days} days mid-visit", Row.CLOCK)(
        _jump(_days)
    )


@scenario("clock-back-while-waiting", "The clock is set back while something waits", Row.CLOCK)
async def back_while_waiting(stage: Stage) -> None:
    await stage.begin()
    await stage.fill()
    stage.proxy.go_down()
    await stage.hand_in()
    await stage.page.wait_for_timeout(300)
    await stage.shift_clock(days=-30)
    stage.proxy.down = False
