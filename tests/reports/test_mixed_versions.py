"""Visits of one wave by versions that score differently: never one mean, and the report says so."""

from typing import Any

import pytest

from audit.figures.keeping import keep
from audit.models import Branch, ChecklistVersion, Snapshot, Visit, Wave
from audit.visits import closing
from audit.words import load_words
from reports.freeze import freeze_visits, freeze_wave
from reports.pdf.branch_report import branch_blocks
from reports.pdf.style import Kit
from reports.snapshot import BranchSnapshot
from reports.speak import speaker
from tests.conftest import NOON
from tests.http import Browser
from tests.make import SMALL, grant, make_branch, make_person, make_version, make_wave
from tests.visiting import NO, YES, a_submitted_visit

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("database")]


async def versions() -> tuple[ChecklistVersion, ChecklistVersion]:
    """A version, and a later one in which “no” meets the standard."""
    section = SMALL["sections"][0]
    turned = SMALL | {"sections": [section | {"items": [section["items"][0] | {"good": False}]}]}
    old, new = await make_version(), await make_version(turned, number_in_checklist=2)
    assert old.scored_digest != new.scored_digest
    return old, new


async def visited(
    wave: Wave, branch: Branch, *by: tuple[ChecklistVersion, dict[str, Any]]
) -> list[Visit]:
    found = []
    for version, answers in by:
        _, visit = await a_submitted_visit(answers, wave=wave, branch=branch, version=version)
        await Visit.filter(id=visit.id).update(state="released", released_at=NOON)
        await keep([visit.id])
        found.append(await Visit.get(id=visit.id))
    return found


async def frozen(branch: Branch, wave: Wave) -> BranchSnapshot:
    row = await Snapshot.get(subject=f"branch:{branch.code}:{wave.code}")
    return BranchSnapshot.model_validate(row.content)


async def test_only_visits_that_compare_make_the_figures_of_a_branch() -> None:
    (old, new), wave = await versions(), await make_wave()
    branch, other = await make_branch(), await make_branch()
    await visited(wave, branch, (old, YES), (new, YES), (new, NO))
    await visited(wave, other, (old, YES))
    await freeze_wave(wave, NOON)
    one = await frozen(branch, wave)
    assert (one.score.final, len(one.visits), one.apart) == (5000, 2, 1)
    assert one.checklist.version == "2"
    assert one.sections[0].score == 5000
    two = await frozen(other, wave)
    assert (two.score.final, len(two.visits), two.apart) == (10000, 1, 0)


async def test_what_most_of_the_wave_was_scored_by_decides_and_of_two_the_newer() -> None:
    (old, new), wave = await versions(), await make_wave()
    branch, even = await make_branch(), await make_branch()
    await visited(wave, branch, (old, YES), (new, YES))
    await visited(wave, even, (old, YES))
    await freeze_wave(wave, NOON)
    assert (await frozen(branch, wave)).checklist.version == "1"
    again = await make_wave()
    await visited(again, branch, (old, YES), (new, YES))
    await freeze_wave(again, NOON)
    assert (await frozen(branch, again)).checklist.version == "2"


async def test_peers_are_those_whose_scores_compare() -> None:
    (old, new), wave = await versions(), await make_wave()
    own = await make_branch()
    [visit] = await visited(wave, own, (old, YES))
    for number in range(5):
        await visited(wave, await make_branch(), (old, YES if number else NO), (new, YES))
    for _ in range(6):
        await visited(wave, await make_branch(), (new, YES))
    await freeze_visits([visit], NOON)
    row = await Snapshot.get(subject=f"visit:{visit.uuid}")
    assert row.content["score"]["peers"] == {
        **row.content["score"]["peers"],
        "branches": 5,
        "median": 10000,
    }
    assert {len(dots["finals"]) for dots in row.content["peer_dots"]} == {5}


async def test_the_report_says_so_in_both_languages_and_others_keep_their_bytes() -> None:
    (old, new), wave, branch = await versions(), await make_wave(), await make_branch()
    await visited(wave, branch, (new, YES), (old, YES))
    await freeze_wave(wave, NOON)
    one = await frozen(branch, wave)
    for lang, said in (("en", "scored by another version"), ("zh", "计分方式不同的检查表版本")):
        kit = Kit(speaker(lang, load_words(), 1))
        assert said in str(branch_blocks(one, kit))
    assert "apart" not in one.model_copy(update={"apart": 0}).model_dump()


async def test_head_office_is_told_before_it_closes_the_wave(browser: Browser) -> None:
    (old, new), wave, branch = await versions(), await make_wave(), await make_branch()
    await visited(wave, branch, (old, YES))
    assert not await closing.mixed(wave)
    office = await make_person(language="en")
    await grant(office, "head_office")
    desk = await browser(office)
    said = "score differently"
    assert said not in (await desk.get(f"/waves/{wave.code}")).text
    await visited(wave, branch, (new, YES))
    assert said in (await desk.get(f"/waves/{wave.code}")).text
