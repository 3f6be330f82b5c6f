"""Two roles of one person do not add up: what one may read inside, the other does not widen."""

import pytest
from starlette.applications import Starlette

from audit.models import Visit
from tests.guards.estate import make_estate
from tests.guards.history import a_browser
from tests.make import grant, make_person

pytestmark = pytest.mark.asyncio


async def test_who_reviews_elsewhere_learns_no_more_of_the_own_branch(
    app: Starlette, database: None
) -> None:
    estate = await make_estate(app)
    own, foreign = estate.own, estate.foreign
    both = await make_person()
    await grant(both, "branch_manager", branch=own.branch)
    await grant(both, "reviewer", region=foreign.region)
    await grant(both, "auditor")
    released, waiting = own.visits["released"].uuid, own.visits["submitted"].uuid
    async with a_browser(app, both) as client:
        page = await client.get(f"/branches/{own.branch.code}")
        assert page.status_code == 200
        assert str(released) in page.text
        assert str(waiting) not in page.text
        assert "/review/" not in page.text
        for address in (
            f"/review/{released}",
            f"/api/v1/reviews/{released}",
            f"/api/v1/reviews/{released}/trace",
            f"/photos/{own.photo}/small.jpg",
        ):
            assert (await client.get(address)).status_code == 404, address
        for state in ("released", "waiting", "excluded"):
            queue = await client.get(f"/review?state={state}")
            assert own.branch.code not in queue.text
            assert own.auditor.pseudonym not in queue.text
        queue = await client.get("/review?state=released")
        assert foreign.branch.code in queue.text
        step = await client.post(f"/api/v1/reviews/{released}/take")
        assert step.status_code == 404


async def test_an_auditor_who_reviews_never_reads_the_score_of_a_visit_of_their_own(
    app: Starlette, database: None
) -> None:
    estate = await make_estate(app)
    side = estate.own
    await grant(side.auditor, "reviewer", region=side.region)
    visit = await Visit.get(uuid=side.visits["submitted"].uuid)
    async with a_browser(app, side.auditor) as client:
        for address in (f"/api/v1/reviews/{visit.uuid}", f"/api/v1/reviews/{visit.uuid}/trace"):
            assert (await client.get(address)).status_code in (403, 404), address
        queue = await client.get("/api/v1/reviews")
        assert str(visit.uuid) not in queue.text
