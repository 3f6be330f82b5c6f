"""Who shopped stays unknown to the branch side, whatever it fetches and however it reads it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from starlette.types import ASGIApp

from audit import db
from audit.settings import Settings
from tests.conftest import TickingClock
from tests.guards.canaries import Haystack, Hit
from tests.guards.crawl import Answer, Crawl
from tests.guards.history import World, a_browser, live_through
from tests.guards.planting import PLANTS, SECRETS, Planting
from tests.http import make_app

pytestmark = pytest.mark.asyncio


class _Rollback(Exception):
    pass


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(
    open_database: None, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """A wave lived through once for all tests here, which only read."""
    clock = TickingClock()
    app = make_app(Settings(data=tmp_path_factory.mktemp("guards")), clock)
    try:
        async with db.transaction():
            yield await live_through(app, clock)
            raise _Rollback
    except _Rollback:
        pass


@pytest.fixture(scope="module")
def haystack(world: World) -> Haystack:
    """The shopper's secrets; what one test has searched, another need not."""
    return Haystack(world.secrets())


async def crawl(world: World, app: ASGIApp, role: str, lang: str) -> list[Answer]:
    async with a_browser(app, world.people[role], lang=lang) as client:
        return await Crawl(client, world.app, world.codes).run()


def hits(answers: list[Answer], haystack: Haystack) -> list[Hit]:
    return [
        hit
        for answer in answers
        for channel, data in answer.channels()
        for hit in haystack.hits(f"{answer.method} {answer.address}", channel, data)
    ]


@pytest.mark.parametrize(("role", "lang"), [("branch_manager", "zh"), ("region_manager", "en")])
async def test_nothing_the_branch_side_fetches_tells_who_shopped(
    world: World, haystack: Haystack, role: str, lang: str
) -> None:
    answers = await crawl(world, world.app, role, lang)
    assert hits(answers, haystack) == []
    assert [a.address for a in answers if a.status >= 500] == []
    reached = {a.kind.partition(";")[0] for a in answers if a.status == 200}
    assert {"text/html", "application/json", "application/pdf", "image/jpeg"} <= reached
    pdfs = {a.address for a in answers if a.kind == "application/pdf"}
    photos = {a.address for a in answers if a.kind == "image/jpeg"}
    assert (len(pdfs), len(photos)) == (16, 6)  # eight files, by page and by API
    assert "application/zip" in reached
    found = hits(answers, Haystack({"name": "看守路店", "note": "一位店员没有胸卡"}))
    told = {(hit.secret, hit.channel) for hit in found}  # what may be told: no blind search
    assert {("note", "body"), ("name", "pdf text"), ("note", "pdf text")} <= told


async def test_every_planted_leak_is_found(world: World) -> None:
    answers = await crawl(world, Planting(world.app), "branch_manager", "zh")
    found = hits(answers, Haystack(SECRETS))
    assert {hit.secret for hit in found} == set(PLANTS)
    for channel in PLANTS:
        if channel.startswith(("header", "image", "pdf")):
            assert channel in {hit.channel for hit in found if hit.secret == channel}
