"""The line fails at each moment of a visit, in each way that a line can fail."""

from tests.browser.scenarios.proxy import FAULTS
from tests.browser.scenarios.stage import Stage
from tests.browser.scenarios.table import Play, Row, scenario

VISIT = "/api/v1/visits/[0-9a-f-]+"
MOMENTS = {
    "list": ("GET /api/v1/assignments", "the list is fetched"),
    "checklist": ("GET /api/v1/checklist-versions", "the checklist is fetched"),
    "draft": (f"PUT {VISIT}/draft", "the draft goes up"),
    "announce": ("POST /api/v1/uploads", "a photo is announced"),
    "photo": ("PATCH /api/v1/uploads", "a photo goes up"),
    "submission": (f"PUT {VISIT}/submissions", "the submission goes up"),
}
WAYS = {
    "refuse": "the connection is reset before anything arrives",
    "cut": "the connection breaks in the middle of the request",
    "lose_reply": "the server has it, its answer is lost",
    "half_reply": "the answer breaks off in the middle",
    "twice": "the line repeats the request",
    "slow": "the answer takes its time",
    "portal": "the sign-in page of a shop's network answers",
    "busy": "the server is busy and says when to come back",
    "gateway": "a gateway answers for a server that is away",
    "limited": "too many requests, says the server",
    "empty": "an empty success comes back",
}
assert set(WAYS) == set(FAULTS)

FOR_READING = ("refuse", "half_reply", "portal", "busy")
"""Reading changes nothing: what is left are the ways in which it may fail."""
LIKE_A_PHOTO = ("limited", "gateway", "empty")
"""An announcement is answered as its photo is."""


def _is_told_apart(moment: str, fault: str) -> bool:
    if moment in ("list", "checklist"):
        return fault in FOR_READING
    return not (moment == "announce" and fault in LIKE_A_PHOTO)


def _play(request: str, fault: str) -> Play:
    async def play(stage: Stage) -> None:
        rule = stage.spoil(request, fault)
        if "assignments" in request or "checklist" in request:
            await _begin_though(stage)
        else:
            await stage.begin()
        await stage.fill()
        await stage.hand_in()
        for _ in range(100):
            if rule.met:
                break
            await stage.page.wait_for_timeout(50)
        assert rule.met
        if fault not in ("busy", "limited"):
            await stage.nudge()

    return play


async def _begin_though(stage: Stage) -> None:
    """The first look fails; the auditor looks again."""
    context = await stage.context()
    page = stage._page = await context.new_page()
    await page.goto("/m/")
    await page.wait_for_timeout(300)
    await page.reload()
    await stage.begin()


for _moment, (_request, _when) in MOMENTS.items():
    for _fault, _how in WAYS.items():
        if _is_told_apart(_moment, _fault):
            _row = Row.TWICE if _fault in ("twice", "lose_reply") else Row.DROPPED
            scenario(f"{_moment}-{_fault}", f"While {_when}: {_how}", _row)(_play(_request, _fault))
