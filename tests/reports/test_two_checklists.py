"""A wave with two checklists: what was asked differently is never set beside each other."""

from typing import Any

import pytest

from audit.access import Scope
from audit.figures.keeping import keep
from audit.models import Branch, ChecklistVersion, Report, Score, Snapshot, Visit, Wave
from audit.programme.checklists import parsed
from reports.branch_home import SIZE
from reports.freeze import freeze_visits, freeze_wave
from reports.queries import SECTION_FIELDS
from reports.rollup.filters import Filter
from reports.rollup.lens import look
from reports.snapshot import BranchSnapshot, VisitSnapshot
from reports.yardstick import yardstick_of
from tests.conftest import NOON
from tests.http import Browser
from tests.make import (
    TODAY,
    grant,
    make_branch,
    make_brand,
    make_person,
    make_region,
    make_version,
    make_wave,
)
from tests.queries import counted
from tests.visiting import NO, YES, a_submitted_visit

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("database")]

HALL: dict[str, Any] = {
    "key": "hall",
    "title": {"zh": "大厅检查表", "en": "Hall checklist"},
    "sections": [
        {
            "key": "floor",
            "title": {"zh": "地面", "en": "Floor"},
            "items": [
                {
                    "key": "floor.clean",
                    "kind": "yes_no",
                    "wording": {"zh": "地面是否干净？", "en": "Was the floor clean?"},
                },
            ],
        },
    ],
}
CLEAN, DIRTY = {"floor.clean": {"value": True}}, {"floor.clean": {"value": False}}


async def _released(answers: dict[str, Any], **columns: Any) -> Visit:
    _, visit = await a_submitted_visit(answers, **columns)
    await Visit.filter(id=visit.id).update(state="released", released_at=NOON)
    await keep([visit.id])
    return await Visit.get(id=visit.id)


async def _two(wave: Wave, branch: Branch) -> tuple[ChecklistVersion, ChecklistVersion]:
    """Two visits by SMALL, all met, and one by HALL, nothing met, published later."""
    small, hall = await make_version(), await make_version(HALL, number_in_checklist=7)
    for version, answers in ((hall, DIRTY), (small, YES), (small, YES)):
        await _released(answers, wave=wave, branch=branch, version=version)
    return small, hall


async def test_the_commonest_checklist_is_compared_alone_and_another_on_request(
    browser: Browser,
) -> None:
    wave, branch = await make_wave(), await make_branch()
    await _two(wave, branch)
    await freeze_visits(await Visit.filter(wave_id=wave.id), NOON)
    person = await make_person(language="en")
    await grant(person, "head_office")
    desk = await browser(person)
    for asked, key, section, score in (
        ("", "small", "greeting", 10000),
        ("&checklist=hall", "hall", "floor", 0),
        ("&checklist=unknown", "small", "greeting", 10000),
    ):
        found = (await desk.get(f"/api/v1/comparison/ranking?wave={wave.code}{asked}")).json()
        assert (found["checklist"], found["mean"]["value"]) == (key, score)
        assert [one["section"]["key"] for one in found["sections"]] == [section]
        assert found["branches"][0]["sections"] == [score]
    page = (await desk.get(f"/ranking?wave={wave.code}&checklist=hall")).text
    assert '<option value="hall" selected>' in page
    own = (await desk.get(f"/branches/{branch.code}?wave={wave.code}&checklist=hall")).text
    assert "Was the floor clean?" in own
    assert "checklist=small" in own


async def test_one_checklist_needs_no_choice(browser: Browser) -> None:
    wave, branch = await make_wave(), await make_branch()
    await _released(YES, wave=wave, branch=branch)
    person = await make_person(language="en")
    await grant(person, "head_office")
    desk = await browser(person)
    assert 'name="checklist"' not in (await desk.get(f"/ranking?wave={wave.code}")).text
    assert "checklist=" not in (await desk.get(f"/branches/{branch.code}")).text


async def test_each_checklist_of_a_branch_has_a_report_of_its_own(browser: Browser) -> None:
    wave, branch = await make_wave(), await make_branch()
    await _two(wave, branch)
    assert len(await freeze_wave(wave, NOON)) == 8  # report and action sheet, two languages each
    first = f"branch:{branch.code}:{wave.code}"
    frozen = {
        row.subject: BranchSnapshot.model_validate(row.content)
        for row in await Snapshot.filter(subject__startswith=first)
    }
    assert {subject: one.checklist.title.en for subject, one in frozen.items()} == {
        first: "Small checklist",
        f"{first}:2": "Hall checklist",
    }
    assert frozen[first].score.final == 10000
    assert [len(one.visits) for one in frozen.values()] == [2, 1]
    assert frozen[f"{first}:2"].number.endswith("-2")
    assert [item.key for item in frozen[f"{first}:2"].items] == ["floor.clean"]
    await freeze_visits(await Visit.filter(wave_id=wave.id), NOON)
    person = await make_person(language="en")
    await grant(person, "branch_manager", branch=branch)
    told = (await (await browser(person)).get(f"/api/v1/branches/{branch.code}/released")).json()
    numbers = {one["number"] for one in told["reports"] if one["kind"] == "branch"}
    assert numbers == {one.number for one in frozen.values()}


async def test_a_late_visit_does_not_swap_the_reports() -> None:
    wave, branch = await make_wave(), await make_branch()
    _, hall = await _two(wave, branch)
    late = [
        (await a_submitted_visit(CLEAN, wave=wave, branch=branch, version=hall))[1]
        for _ in range(2)
    ]
    await freeze_wave(wave, NOON)
    await Visit.filter(id__in=[visit.id for visit in late]).update(state="released")
    await freeze_wave(wave, NOON, branch.id)
    kept = await Snapshot.filter(subject__startswith=f"branch:{branch.code}:").order_by("edition")
    titles = {row.subject: set[str]() for row in kept}
    for row in kept:
        titles[row.subject].add(row.content["checklist"]["title"]["en"])
    assert len(kept) == 3  # the small checklist came out as before: nothing to issue again
    assert [len(found) for found in titles.values()] == [1, 1]


async def test_the_newest_version_gives_the_bands_whatever_order_rows_come_in() -> None:
    wave, branch = await make_wave(), await make_branch()
    old, new = await make_version(), await make_version(number_in_checklist=2)
    await ChecklistVersion.filter(id=old.id).update(published_at=NOON.replace(year=2025))
    for version in (new, old):
        await _released(YES, wave=wave, branch=branch, version=version)
    lens = await look(Filter(waves=(wave.code,)), Scope(everything=True), TODAY)
    assert lens.asked is not None
    assert yardstick_of(lens.asked) == yardstick_of(parsed(new))


async def test_sections_stand_beside_their_peers_and_the_wave_before() -> None:
    version = await make_version()
    before = await make_wave(starts_on=NOON.date().replace(month=10, day=1))
    await Wave.filter(id=before.id).update(ends_on=NOON.date().replace(month=10, day=31))
    wave, own = await make_wave(), await make_branch()
    await _released(NO, wave=before, branch=own, version=version)
    visit = await _released(YES, wave=wave, branch=own, version=version)
    for score in (2000, 4000, 6000, 8000):
        await _peer(wave, version, score)
    other = await _peer(wave, version, 9000, format="flagship")
    assert (await _section(visit)).peer_median is None  # four are too few
    await _peer(wave, version, 9000)
    section = await _section(visit)
    assert (section.peer_median, section.previous) == (6000, 0)
    assert (await _section(other)).peer_median is None
    await freeze_wave(wave, NOON, own.id)
    row = await Snapshot.get(subject=f"branch:{own.code}:{wave.code}")
    assert BranchSnapshot.model_validate(row.content).sections[0].peer_median == 6000


async def _peer(wave: Wave, version: ChecklistVersion, score: int, **facts: Any) -> Visit:
    branch = await make_branch(**facts)
    visit = await _released(YES, wave=wave, branch=branch, version=version)
    await Score.filter(visit_id=visit.id).update(final_score=score, **{SECTION_FIELDS[0]: score})
    await keep([visit.id])
    return visit


async def _section(visit: Visit) -> Any:
    await freeze_visits([visit], NOON)
    row = await Snapshot.filter(subject=f"visit:{visit.uuid}").order_by("-edition").first()
    assert row is not None
    return VisitSnapshot.model_validate(row.content).sections[0]


async def test_the_page_of_a_branch_shows_its_peers(browser: Browser) -> None:
    version, wave = await make_version(), await make_wave()
    own = await make_branch()
    await _released(YES, wave=wave, branch=own, version=version)
    for score in (1000, 3000, 5500, 8000, 9000):
        await _peer(wave, version, score)
    person = await make_person(language="en")
    await grant(person, "head_office")
    page = (await (await browser(person)).get(f"/branches/{own.code}")).text
    assert "Like branches" in page
    assert "55.0" in page


async def test_what_visits_stand_beside_is_read_once_for_all_of_them() -> None:
    version, wave = await make_version(), await make_wave()
    visits = [
        await _released(YES, wave=wave, branch=await make_branch(), version=version)
        for _ in range(3)
    ]
    with counted() as statements:
        assert len(await freeze_visits(visits, NOON)) == 6
    whole_wave = [one for one in statements if '"score"' in one and '"s24"' in one]
    assert len(whole_wave) == 1 + len(visits)  # the wave once, each branch's own history


async def test_a_manager_of_many_branches_reaches_them_page_by_page(browser: Browser) -> None:
    region, brand = await make_region(), await make_brand()
    version, wave = await make_version(), await make_wave()
    branches = [await make_branch(f"PAGE{n:02}", region, brand) for n in range(SIZE + 2)]
    for branch in branches:
        visit = await _released(YES, wave=wave, branch=branch, version=version)
        await freeze_visits([visit], NOON)
    person = await make_person(language="en")
    await grant(person, "region_manager", region=region)
    desk = await browser(person)
    with counted() as statements:
        first = (await desk.get("/mine")).text
    second = (await desk.get("/mine?page=2")).text
    assert len(statements) < 20
    for branch in branches[:SIZE]:
        assert f"/branches/{branch.code}" in first
        assert f"/branches/{branch.code}" not in second
    for branch in branches[SIZE:]:
        assert f"/branches/{branch.code}" in second
    assert "page=2" in first
    assert await Report.all().count() == 2 * len(branches)
