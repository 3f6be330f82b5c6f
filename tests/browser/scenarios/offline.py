"""No network, for a moment or for days: everything opens, everything waits, everything goes on."""

from playwright.async_api import expect

from tests.browser.scenarios.proxy import HANGS
from tests.browser.scenarios.stage import Stage
from tests.browser.scenarios.table import Play, Row, scenario

PATCH = "PATCH /api/v1/uploads"


@scenario("whole-visit-offline", "One look online, then a whole visit without network", Row.NO_SYNC)
async def whole_visit(stage: Stage) -> None:
    await stage.open(kept=True)
    await stage.offline()
    await stage.reload()
    await stage.begin()
    await stage.fill()
    await stage.reload()
    await stage.hand_in()
    await stage.reload()


@scenario("offline-half-way", "The network goes in the middle and comes back", Row.NO_SYNC)
async def half_way(stage: Stage) -> None:
    await stage.begin()
    await stage.say("door.open")
    await stage.offline()
    await stage.say("door.sign")
    await stage.take()
    await stage.online()


@scenario("sent-by-start", "Handed in offline, closed; the next start sends it", Row.NO_SYNC)
async def by_start(stage: Stage) -> None:
    await stage.begin(kept=True)
    await stage.offline()
    await stage.fill()
    await stage.hand_in()
    context = stage.page.context
    await stage.page.close()
    await context.set_offline(False)
    stage.quiet = True
    await stage.reopen()


@scenario("sent-by-timer", "Nobody says that the line is back: the timer finds out", Row.NO_SYNC)
async def by_timer(stage: Stage) -> None:
    await stage.begin()
    await stage.fill()
    stage.proxy.go_down()
    await stage.hand_in()
    await stage.page.wait_for_timeout(300)
    stage.proxy.down = False
    stage.quiet = True


@scenario("sent-by-look", "Looking at the page again sends what waits", Row.NO_SYNC)
async def by_look(stage: Stage) -> None:
    await stage.begin()
    await stage.fill()
    stage.proxy.go_down()
    await stage.hand_in()
    await stage.page.wait_for_timeout(300)
    stage.proxy.down = False
    stage.quiet = True
    await stage.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@scenario("sent-by-hand", "The queue is looked at, and one entry is tried by hand", Row.DROPPED)
async def by_hand(stage: Stage) -> None:
    await stage.begin()
    await stage.fill()
    stage.proxy.go_down()
    await stage.hand_in()
    await stage.page.evaluate("location.hash = '#/queue'")
    await expect(stage.page.get_by_role("heading", name="发送队列")).to_be_visible()
    stage.quiet = True
    stage.proxy.down = False
    await stage.page.get_by_role("button", name="全部重试").tap()


@scenario(
    "server-down-for-days", "The server is away for four days; it is said, and sent", Row.ERASED
)
async def for_days(stage: Stage) -> None:
    await stage.begin()
    await stage.fill()
    stage.proxy.go_down()
    await stage.hand_in()
    await stage.shift_clock(days=4)
    await stage.page.evaluate("location.hash = '#/'")
    await expect(stage.page.get_by_text("等了 4 天")).to_be_visible()


@scenario(
    "n-of-m", "One of three photos does not come through: it says 2 of 3, not success", Row.HALF
)
async def n_of_m(stage: Stage) -> None:
    await stage.begin()
    for _ in range(2):
        await stage.take()
    await stage.until(lambda one: len(one.photos) == 2, "two photos are there")
    stage.spoil(PATCH, "busy", times=2)
    await stage.take()
    await stage.fill()
    await stage.hand_in()
    await stage.until(lambda one: bool(one.submissions), "the words are there")
    assert not stage.held().complete
    await expect(stage.page.get_by_text("3 张照片已到 2 张")).to_be_visible()


def _middle(at: int) -> Play:
    async def play(stage: Stage) -> None:
        await stage.begin()
        await stage.until(lambda one: bool(one.visits), "the visit is known")
        rule = stage.spoil(PATCH, "cut", after=at)
        await stage.take(edge=760)
        await stage.met(rule)
        await stage.nudge()
        await stage.until(lambda one: len(one.photos) == 1, "the photo is whole")
        assert stage.proxy.count(PATCH) >= 2

    return play


for _at in (1_000, 70_000, 200_000):
    scenario(f"photo-cut-at-{_at}", f"A photo is cut off after {_at} bytes and resumed", Row.HALF)(
        _middle(_at)
    )


@scenario("photo-cut-thrice", "A photo is cut off three times and resumed each time", Row.HALF)
async def thrice(stage: Stage) -> None:
    await stage.begin()
    await stage.until(lambda one: bool(one.visits), "the visit is known")
    rule = stage.spoil(PATCH, "cut", times=3, after=40_000)
    await stage.take(edge=760)
    for n in range(1, 4):
        await stage.met(rule, n)
        await stage.nudge()


@scenario("down-between-words-and-photos", "The words arrive, then the server goes", Row.TOO_EARLY)
async def between(stage: Stage) -> None:
    await stage.begin()
    stage.spoil("POST /api/v1/uploads", "busy", times=2)
    await stage.fill()
    await stage.hand_in()
    await stage.until(lambda one: bool(one.submissions), "the words are there")
    stage.proxy.go_down()
    await stage.reload()
    assert (await stage.store())["bytes"], "nothing goes before the receipt is whole"


def _hanging(request: str) -> Play:
    async def play(stage: Stage) -> None:
        await stage.begin()
        await stage.until(lambda one: bool(one.visits), "the visit is known")
        rule = stage.spoil(request, HANGS)
        await stage.fill()
        await stage.hand_in()
        await stage.met(rule)
        await stage.page.wait_for_timeout(3_100)
        await stage.nudge()

    return play


for _what, _request in (
    ("photo", PATCH),
    ("submission", "PUT /api/v1/visits/[0-9a-f-]+/submissions"),
):
    scenario(
        f"hangs-at-{_what}", f"The {_what} hangs on a dead line; another network comes", Row.HALF
    )(_hanging(_request))
