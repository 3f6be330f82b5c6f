"""Closing a wave is a job: nothing counts anew meanwhile, nothing shows before its end."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from audit.models import Closing, Report, Snapshot, TrailEntry, Visit, VisitFigures, Wave
from audit.problems import Problem
from audit.programme import waves
from audit.visits import closing, release, rescoring, review
from audit.visits.release import Freezing
from reports.build import wanted_reports
from reports.closing import WholeWave, whole_wave
from reports.freeze import freeze_visits, freeze_wave
from reports.verify import by_file, by_fingerprint
from tests.closing import close_wave, finish_closing
from tests.conftest import NOON
from tests.http import Browser
from tests.make import grant, make_actor, make_branch, make_person, make_region, make_version
from tests.make import make_wave as _make_wave
from tests.queries import counted
from tests.visiting import NO, YES, a_submitted_visit

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("database")]
FREEZING = Freezing(freeze_visits, freeze_wave)


class Cut(Exception):
    """The process ends here."""


class Failing:
    """A wave that is worked out until a step at which the process ends: a branch, or an area."""

    def __init__(self, whole: WholeWave, branches: int, areas: int) -> None:
        self._whole, self._branches, self._areas = whole, branches, areas

    async def branch(self, branch_id: int) -> closing.Keeping:
        self._branches -= 1
        if self._branches < 0:
            raise Cut
        return await self._whole.branch(branch_id)

    async def areas(self) -> AsyncIterator[closing.Keeping]:
        async for area in self._whole.areas():
            self._areas -= 1
            if self._areas < 0:
                raise Cut
            yield area


async def cut_off(wave: Wave, *, branches: int = 99, areas: int = 99) -> None:
    """Do the closing of a wave until so many branches or areas are frozen."""

    async def read(wave: Wave, row: Closing) -> closing.Whole:
        return Failing(await whole_wave(wave, row), branches, areas)

    row = await Closing.get(wave_id=wave.id)
    with pytest.raises(Cut):
        await closing.close(str(row.uuid), read_whole=read, clock=lambda: NOON)


async def make_wave(**columns: Any) -> Wave:
    return await _make_wave(release_policy="at_close", **columns)


async def approved_visit(wave: Wave, **columns: Any) -> Visit:
    _, visit = await a_submitted_visit(wave=wave, **columns)
    await release.approve(await make_actor("reviewer"), visit.uuid, FREEZING, NOON)
    return visit


async def approved_wave(branches: int = 6, **columns: Any) -> Wave:
    """A wave with two approved visits of each branch, of one region."""
    wave, version, region = await make_wave(**columns), await make_version(), await make_region()
    for number in range(branches):
        branch = await make_branch(f"CLOSE{number}", region)
        for answers in (YES, NO if number % 2 else YES):
            _, visit = await a_submitted_visit(answers, wave=wave, branch=branch, version=version)
            await Visit.filter(id=visit.id).update(state="approved", approved_at=NOON)
    return wave


async def ask(wave: Wave) -> None:
    await closing.ask(await make_actor("head_office"), wave.code, NOON)


async def shown(browser: Browser, branch: str) -> list[dict[str, Any]]:
    """The reports that the manager of a branch is told of."""
    manager = await make_person()
    await grant(manager, "branch_manager", branch=await branch_of(branch))
    desk = await browser(manager)
    answer = await desk.get(f"/api/v1/branches/{branch}/released")
    return list(answer.json()["reports"])


async def branch_of(code: str) -> Any:
    visit = await Visit.filter(branch__code=code).select_related("branch").first()
    assert visit is not None
    return visit.branch


async def test_closing_releases_freezes_and_shows_everything_at_once(browser: Browser) -> None:
    wave = await approved_wave()
    await ask(wave)
    await cut_off(wave, branches=5)
    assert await Snapshot.filter(kind="branch").count() == 5
    assert await shown(browser, "CLOSE0") == []
    assert await Visit.filter(state="released").count() == 0
    await cut_off(wave, areas=0)
    assert await Visit.filter(state="released").count() == 12
    assert await shown(browser, "CLOSE0") == []
    await finish_closing(wave.code)
    assert {one["kind"] for one in await shown(browser, "CLOSE0")} == {"branch", "visit"}
    await wave.refresh_from_db()
    assert (wave.closed_at, wave.edition) == (NOON, 1)
    assert await VisitFigures.filter(wave_id=wave.id).count() == 12
    assert {row.released_at for row in await Visit.filter(wave_id=wave.id)} == {NOON}
    assert await Snapshot.filter(kind="network").count() == 1
    closed = await TrailEntry.get(action="wave_closed")
    assert closed.details == {"released": 12}


async def test_what_is_hidden_is_found_by_no_number_and_in_no_batch(browser: Browser) -> None:
    wave = await approved_wave(2)
    await ask(wave)
    await cut_off(wave, branches=1)
    hidden = await Snapshot.get(kind="branch")
    report = (await Report.filter(snapshot_id=hidden.id))[0]
    await Report.filter(id=report.id).update(state="ready", sha256="a" * 64, file_key="x")
    office = await make_person()
    await grant(office, "head_office")
    desk = await browser(office)
    assert (await desk.get(f"/reports/{report.uuid}.pdf")).status_code == 404
    asked = await desk.post(f"/api/v1/waves/{wave.code}/batches", json={"language": "zh"})
    assert asked.status_code == 404
    number = hidden.content["number"]
    assert await by_fingerprint(number, hidden.digest) is None
    assert await by_file("a" * 64) is None


async def test_what_was_cut_off_goes_on_and_gives_the_same_figures() -> None:
    """Whenever it is cut off, branches stand beside each other as if it had run in one go."""
    wave = await approved_wave()
    await ask(wave)
    for branches in (1, 0, 3):
        await cut_off(wave, branches=branches)
    await cut_off(wave, areas=0)
    await finish_closing(wave.code)
    frozen = await Snapshot.filter(kind="branch").order_by("subject")
    assert [one.edition for one in frozen] == [1] * 6
    assert await Snapshot.filter(kind="visit").count() == 12
    medians = {one.subject: one.content["score"]["peers"]["median"] for one in frozen}
    again = await freeze_wave(await Wave.get(id=wave.id), NOON)
    assert again == []  # frozen now, of the closed wave in one go, nothing says anything new
    assert set(medians.values()) <= {5000, 10000, 7500}


async def test_asked_twice_it_is_one_job_and_a_closed_wave_is_closed() -> None:
    wave = await approved_wave(1)
    office = await make_actor("head_office")
    first = await closing.ask(office, wave.code, NOON)
    assert await closing.ask(office, wave.code, NOON) == first
    assert [one.key for one in await closing.wanted_closings(NOON)] == [str(first)]
    await finish_closing(wave.code)
    await finish_closing(wave.code)
    assert await closing.wanted_closings(NOON) == []
    assert (await Wave.get(id=wave.id)).edition == 1
    with pytest.raises(Problem, match="wave_closed"):
        await closing.ask(office, wave.code, NOON)


async def test_nothing_changes_what_counts_while_a_wave_is_being_closed() -> None:
    wave = await make_wave()
    old = await make_version()
    visit = await approved_visit(wave, version=old)
    _, late = await a_submitted_visit(wave=wave)
    await ask(wave)
    judge, office = await make_actor("reviewer"), await make_actor("head_office")
    for refused in (
        release.approve(judge, late.uuid, FREEZING, NOON),
        review.send_back(judge, visit.uuid, "look again", [], NOON),
        review.exclude(judge, visit.uuid, "made in vain", NOON),
        waves.assign(office, wave.code, [], NOON),
    ):
        with pytest.raises(Problem, match="wave_closing"):
            await refused
    new = await make_version(number_in_checklist=2)
    key = await rescoring.ask(office, old.uuid, new.uuid, "why", NOON)
    with pytest.raises(Problem, match="wave_closing"):
        await rescoring.rescore(str(key), freezing=FREEZING, clock=lambda: NOON)
    await finish_closing(wave.code)
    await release.approve(judge, late.uuid, FREEZING, NOON)
    await rescoring.rescore(str(key), freezing=FREEZING, clock=lambda: NOON + timedelta(hours=1))
    assert (await Wave.get(id=wave.id)).edition == 3


async def test_waves_are_closed_one_after_the_other_and_tried_again() -> None:
    first, second = await approved_wave(1), await make_wave()
    await ask(first)
    await ask(second)
    row = await Closing.get(wave_id=first.id)
    for attempt in range(1, 6):
        assert [one.attempt for one in await closing.wanted_closings(NOON)] == [attempt]
        for _ in range(2):
            await closing.closing_failed(str(row.uuid), attempt, "no power", clock=lambda: NOON)
        await Closing.filter(id=row.id).update(retry_at=None)
    found = await closing.progress(first, NOON)
    assert found is not None
    assert (found.state, found.error) == ("failed", "no power")
    assert [one.key for one in await closing.wanted_closings(NOON)] != [str(row.uuid)]
    await ask(first)
    await row.refresh_from_db()
    assert (row.state, row.attempt, row.error) == ("wanted", 6, "")


async def test_only_head_office_of_everything_closes_and_planners_look_on(browser: Browser) -> None:
    wave = await approved_wave(2)
    part = await make_actor("head_office", region=await make_region())
    with pytest.raises(Problem, match="not_allowed"):
        await closing.ask(part, wave.code, NOON)
    office = await make_person(language="en")
    await grant(office, "head_office")
    desk = await browser(office)
    address = f"/api/v1/waves/{wave.code}"
    assert (await desk.get(f"{address}/closing")).status_code == 404
    asked = (await desk.post(f"{address}/close")).json()
    assert (asked["state"], asked["done"], asked["total"]) == ("wanted", 0, 2)
    await cut_off(wave, branches=1)
    assert (await desk.get(f"{address}/closing")).json()["done"] == 1
    page = (await desk.get(f"/waves/{wave.code}")).text
    assert "The wave is being closed" in page
    assert "1 / 2" in page


async def test_a_branch_is_frozen_in_a_transaction_of_its_own() -> None:
    wave = await approved_wave(4)
    await ask(wave)
    with counted() as statements:
        await finish_closing(wave.code)
    # Nothing is read or worked out while the rows of a branch are written.
    begun = [place for place, one in enumerate(statements) if 'UPDATE "closing" SET "done"' in one]
    assert len(begun) == 4
    for place in begun:
        assert not any('FROM "item_result"' in one for one in statements[place : place + 6])


async def test_reports_are_wanted_by_themselves_and_anew_only_where_something_changed() -> None:
    wave, branch, other = await make_wave(), await make_branch(), await make_branch()
    await approved_visit(wave, branch=branch)
    await approved_visit(wave, branch=other)
    _, late = await a_submitted_visit(NO, wave=wave, branch=branch)
    brought = await close_wave(await make_actor("head_office"), wave.code)
    wanted = await wanted_reports(NOON)
    assert len(wanted) == brought == 2 * 2 + 2 * 4 + 2
    before = {row.id for row in await Report.all()}
    await release.approve(await make_actor("reviewer"), late.uuid, FREEZING, NOON)
    made = await Report.exclude(id__in=before).select_related("snapshot")
    subjects = {row.snapshot.subject for row in made}
    assert f"branch:{branch.code}:{wave.code}" in subjects
    assert f"branch:{other.code}:{wave.code}" not in subjects
