"""Approving and releasing are one step; a closed wave is restated, never left behind."""

import pytest

from audit.access import Actor
from audit.models import Report, Snapshot, Visit, Wave
from audit.problems import Problem
from audit.visits import release, review
from audit.visits.release import Freezing
from reports.freeze import freeze_visits, freeze_wave
from tests.closing import close_wave
from tests.conftest import NOON
from tests.http import Browser
from tests.make import actor_of, grant, make_actor, make_branch, make_person, make_region, make_wave
from tests.visiting import a_submitted_visit

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("database")]
FREEZING = Freezing(freeze_visits, freeze_wave)


async def _reviewer() -> Actor:
    return await make_actor("reviewer")


async def test_at_approval_the_visit_and_its_reports_are_there_at_once() -> None:
    _, visit = await a_submitted_visit(wave=await make_wave(release_policy="at_approval"))
    released = await release.approve(await _reviewer(), visit.uuid, FREEZING, NOON)
    assert released.visits == (visit.uuid,)
    assert await Report.filter(uuid__in=released.reports, state="wanted").count() == 2


async def test_when_freezing_fails_nothing_is_approved() -> None:
    """No visit is left approved that nothing would ever release."""
    _, visit = await a_submitted_visit(wave=await make_wave(release_policy="at_approval"))

    async def fails(*_: object) -> list[object]:
        raise RuntimeError("no power")

    broken = Freezing(fails, fails)  # type: ignore[arg-type]
    with pytest.raises(RuntimeError):
        await release.approve(await _reviewer(), visit.uuid, broken, NOON)
    assert (await Visit.get(id=visit.id)).state == "submitted"


async def test_a_batch_is_released_together() -> None:
    wave = await make_wave(release_policy="in_batches", batch_size=2)
    visits = [(await a_submitted_visit(wave=wave))[1] for _ in range(2)]
    judge = await _reviewer()
    assert await release.approve(judge, visits[0].uuid, FREEZING, NOON) == release.NOTHING
    released = await release.approve(judge, visits[1].uuid, FREEZING, NOON)
    assert set(released.visits) == {visit.uuid for visit in visits}


async def test_a_late_visit_restates_its_branch() -> None:
    wave = await make_wave(release_policy="at_close")
    branch = await make_branch()
    _, first = await a_submitted_visit(wave=wave, branch=branch)
    _, late = await a_submitted_visit(wave=wave, branch=branch)
    judge, office = await _reviewer(), await make_actor("head_office")
    await release.approve(judge, first.uuid, FREEZING, NOON)
    await close_wave(office, wave.code)
    await release.approve(judge, late.uuid, FREEZING, NOON)
    assert (await Wave.get(id=wave.id)).edition == 2
    subject = f"branch:{branch.code}:{wave.code}"
    editions = await Snapshot.filter(subject=subject).order_by("edition")
    assert [len(one.content["visits"]) for one in editions] == [1, 2]


async def test_a_reviewer_elsewhere_learns_nothing_of_the_branch_one_manages(
    browser: Browser,
) -> None:
    """Only the scope of the reviewing role counts, not that of the manager's."""
    east, west = await make_region(), await make_region()
    own = await make_branch(region=west)
    assignment, visit = await a_submitted_visit(branch=own)
    await release.approve(await _reviewer(), visit.uuid, FREEZING, NOON)
    person = await make_person()
    await grant(person, "reviewer", region=east)
    await grant(person, "branch_manager", branch=own)
    desk = await browser(person)
    assert assignment.auditor.pseudonym not in (await desk.get("/review?state=released")).text
    assert (await desk.get(f"/review/{visit.uuid}")).status_code == 404
    assert (await desk.get(f"/api/v1/reviews/{visit.uuid}/trace")).status_code == 404
    assert (await desk.get(f"/released/{visit.uuid}")).status_code == 200
    with pytest.raises(Problem, match="not_found"):
        await review.take(await actor_of(person), visit.uuid, NOON)
