"""Visits scored again under a corrected version: new revisions, old ones kept, figures restated."""

from datetime import timedelta
from typing import Any

import pytest

from audit.models import ChecklistVersion, Rescoring, Score, Snapshot, TrailEntry, Visit, Wave
from audit.problems import Problem
from audit.visits import release, rescoring
from audit.visits.release import Freezing
from reports.freeze import freeze_visits, freeze_wave
from tests.closing import close_wave
from tests.conftest import NOON
from tests.make import SMALL, make_actor, make_region, make_version, make_wave
from tests.visiting import a_submitted_visit

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("database")]
FREEZING = Freezing(freeze_visits, freeze_wave)
LATER = NOON + timedelta(hours=1)
WHY = "“No” was the right answer"


def later() -> Any:
    return LATER


def turned(**item: Any) -> dict[str, Any]:
    """The small checklist with its only item changed."""
    section = SMALL["sections"][0]
    return SMALL | {"sections": [section | {"items": [section["items"][0] | item]}]}


async def versions() -> tuple[ChecklistVersion, ChecklistVersion]:
    """A version, and one in which “no” meets the standard."""
    return await make_version(), await make_version(turned(good=False), number_in_checklist=2)


async def run(key: Any, **more: Any) -> None:
    await rescoring.rescore(str(key), freezing=FREEZING, clock=later, **more)


async def test_it_works() -> None:
    old, new = await versions()
    _, visit = await a_submitted_visit(version=old)
    office = await make_actor("head_office")
    told: list[tuple[int, int]] = []
    key = await rescoring.ask(office, old.uuid, new.uuid, WHY, NOON)
    await run(key, tell=lambda done, total: told.append((done, total)))
    first, second = await Score.filter(visit_id=visit.id).order_by("revision")
    assert (first.final_score, first.current, first.version_id) == (10_000, False, old.id)
    assert (second.final_score, second.current, second.version_id) == (0, True, new.id)
    assert (second.revision, second.reason) == (2, WHY)
    row = await Rescoring.get(uuid=key)
    assert (row.state, row.total, row.done, row.changed) == ("ready", 1, 1, 1)
    assert told == [(1, 1)]
    assert await TrailEntry.filter(action="visit_rescored").count() == 1
    await run(key)
    assert await Score.filter(visit_id=visit.id).count() == 2


async def test_a_closed_wave_is_restated_and_the_old_edition_stays() -> None:
    old, new = await versions()
    wave = await make_wave(release_policy="at_close")
    _, visit = await a_submitted_visit(version=old, wave=wave)
    await release.approve(await make_actor("reviewer"), visit.uuid, FREEZING, NOON)
    office = await make_actor("head_office")
    await close_wave(office, wave.code)
    await run(await rescoring.ask(office, old.uuid, new.uuid, WHY, NOON))
    editions = await Snapshot.filter(subject=f"visit:{visit.uuid}").order_by("edition")
    assert [one.content["score"]["final"] for one in editions] == [10_000, 0]
    assert (await Wave.get(id=wave.id)).edition == 2
    branches = await Snapshot.filter(kind="branch").order_by("edition")
    assert [one.content["score"]["final"] for one in branches] == [10_000, 0]


async def test_what_was_cut_off_goes_on_where_it_was() -> None:
    old, new = await versions()
    wave = await make_wave(release_policy="at_approval")
    for _ in range(3):
        _, visit = await a_submitted_visit(version=old, wave=wave)
        await release.approve(await make_actor("reviewer"), visit.uuid, FREEZING, NOON)
    key = await rescoring.ask(await make_actor("admin"), old.uuid, new.uuid, WHY, NOON)

    async def fails(*_: object) -> list[Any]:
        raise RuntimeError("no power")

    broken = Freezing(fails, fails)
    with pytest.raises(RuntimeError):
        await rescoring.rescore(str(key), freezing=broken, clock=later)
    assert await Visit.filter(version_id=new.id).count() == 3
    await run(key)
    assert await Snapshot.filter(kind="visit").count() == 6
    assert await Score.filter(reason=WHY).count() == 3


async def test_what_does_not_fit_is_refused() -> None:
    old = await make_version()
    office = await make_actor("head_office")
    item = SMALL["sections"][0]["items"][0] | {"key": "greeting.new"}
    section = SMALL["sections"][0]
    asked_more = SMALL | {"sections": [section | {"items": [*section["items"], item]}]}
    other = await make_version(SMALL | {"key": "other"})
    more = await make_version(asked_more, number_in_checklist=3)
    for new, code in ((more, "not_asked_then"), (other, "other_checklist")):
        with pytest.raises(Problem) as refused:
            await rescoring.ask(office, old.uuid, new.uuid, WHY, NOON)
        assert [one.code for one in refused.value.issues] == [code]
    fit = await make_version(turned(good=False), number_in_checklist=2)
    for new, reason in ((old, WHY), (fit, "  ")):
        with pytest.raises(Problem):
            await rescoring.ask(office, old.uuid, new.uuid, reason, NOON)


async def test_one_at_a_time_and_not_for_a_part_of_the_network() -> None:
    old, new = await versions()
    office = await make_actor("head_office")
    await rescoring.ask(office, old.uuid, new.uuid, WHY, NOON)
    with pytest.raises(Problem, match="wrong_state"):
        await rescoring.ask(office, old.uuid, new.uuid, WHY, NOON)
    partial = await make_actor("head_office", region=await make_region())
    for actor in (partial, await make_actor("reviewer")):
        with pytest.raises(Problem, match="not_allowed"):
            await rescoring.ask(actor, new.uuid, old.uuid, WHY, NOON)


async def test_a_failed_attempt_is_followed_by_the_next() -> None:
    old, new = await versions()
    key = await rescoring.ask(await make_actor("admin"), old.uuid, new.uuid, WHY, NOON)
    assert [one.attempt for one in await rescoring.wanted_rescorings(NOON)] == [1]
    for attempt in range(1, 6):
        await rescoring.rescoring_failed(str(key), attempt, "why", clock=later)
    row = await Rescoring.get(uuid=key)
    assert (row.state, row.error) == ("failed", "why")
    assert await rescoring.wanted_rescorings(LATER) == []
