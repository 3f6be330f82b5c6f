"""Figures are there with the release, equal to the answers, and made again the same."""

import json
from typing import Any

import pytest

from audit.db import connection
from audit.figures.checking import check
from audit.figures.keeping import keep, keep_missing, rebuild
from audit.models import Branch, Score, Visit, VisitFigures, Wave, WaveFigures
from audit.visits import release
from audit.visits.release import Freezing
from reports.freeze import freeze_visits, freeze_wave
from tests.closing import close_wave
from tests.conftest import NOON
from tests.make import make_actor, make_branch, make_version, make_wave
from tests.visiting import a_submitted_visit

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("database")]
FREEZING = Freezing(freeze_visits, freeze_wave)


def _text(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def _item(key: str, kind: str = "yes_no", **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "wording": _text(key), **more}


COUNTER: dict[str, Any] = {
    "key": "counter",
    "title": _text("Counter"),
    "sections": [
        {
            "key": "hello",
            "title": _text("Hello"),
            "items": [
                _item("hello.smile", axis="personal"),
                _item("hello.queue", "wait", bands=[{"within": 180, "points": 1}]),
                _item("hello.note", "text"),
            ],
        },
        {
            "key": "end",
            "title": _text("End"),
            "items": [
                _item(
                    "end.receipt",
                    critical={"effect": "zero_visit", "definition": _text("No receipt")},
                )
            ],
        },
    ],
}
GOOD: dict[str, Any] = {
    "hello.smile": {"value": True},
    "hello.queue": {"value": {"seconds": 95}},
    "end.receipt": {"value": True},
}
BAD: dict[str, Any] = {
    "hello.smile": {"skip": "unseen"},
    "hello.note": {"value": "Slow"},
    "end.receipt": {"value": False},
}


async def approved(answers: dict[str, Any], wave: Wave, branch: Branch) -> Visit:
    """A visit by COUNTER, approved and, where the wave lets it out then, released."""
    version = await make_version(COUNTER)
    _, visit = await a_submitted_visit(answers, wave=wave, branch=branch, version=version)
    judge = await make_actor("reviewer")
    await release.approve(judge, visit.uuid, FREEZING, NOON)
    return await Visit.get(id=visit.id)


async def _rows() -> list[dict[str, Any]]:
    rows = await VisitFigures.all().order_by("visit_id").values()
    return [{k: v for k, v in row.items() if k not in ("id", "stamp")} for row in rows]


async def test_a_released_visit_has_its_figures_at_once() -> None:
    wave, branch = await make_wave(release_policy="at_approval"), await make_branch()
    good, bad = await approved(GOOD, wave, branch), await approved(BAD, wave, branch)
    first = await VisitFigures.get(visit_id=good.id)
    assert (first.items, json.loads(first.waits), first.final) == ("mmem", [95], 10000)
    second = await VisitFigures.get(visit_id=bad.id)
    assert (second.items, json.loads(second.waits)) == ("ueif", [None])
    assert (second.final, second.critical, second.s01, second.s02) == (0, 1, None, 0)
    assert (await check(None)).sound


async def test_nothing_is_kept_of_a_visit_that_is_not_released() -> None:
    await approved(GOOD, await make_wave(release_policy="at_close"), await make_branch())
    assert not await VisitFigures.exists()
    assert (await check(None)).visits == 0


async def test_closing_a_wave_keeps_the_figures_of_all_its_visits() -> None:
    wave, branches = (
        await make_wave(release_policy="at_close"),
        [await make_branch(), await make_branch()],
    )
    for branch in branches:
        await approved(GOOD, wave, branch)
    await close_wave(await make_actor("head_office"), wave.code)
    assert await VisitFigures.filter(wave_id=wave.id).count() == 2
    assert (await check(None)).sound


async def test_rebuilding_gives_the_same_rows_and_so_does_keeping_twice() -> None:
    wave, branch = await make_wave(release_policy="at_approval"), await make_branch()
    visits = [await approved(answers, wave, branch) for answers in (GOOD, BAD)]
    before = await _rows()
    assert [n async for n in rebuild() if n] == [2]
    assert await _rows() == before
    await keep(visit.id for visit in visits)
    assert await _rows() == before
    assert await keep_missing() == 0
    await VisitFigures.filter(visit_id=visits[0].id).delete()
    assert await keep_missing() == 1
    assert await _rows() == before


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE visit_figures SET final = final + 1 WHERE final IS NOT NULL",
        "UPDATE visit_figures SET items = 'ffff'",
        "UPDATE visit_figures SET daypart = 'night'",
        "DELETE FROM visit_figures",
        "UPDATE visit SET state = 'approved'",
    ],
)
async def test_each_damage_is_found_and_mended(damage: str) -> None:
    wave, branch = await make_wave(release_policy="at_approval"), await make_branch()
    await approved(GOOD, wave, branch)
    await connection().execute_query(damage)
    assert not (await check(None)).sound
    assert [n async for n in rebuild()]
    assert (await check(None)).sound


async def test_figures_are_held_to_the_answers_and_not_only_to_the_stored_score() -> None:
    wave, branch = await make_wave(release_policy="at_approval"), await make_branch()
    visit = await approved(GOOD, wave, branch)
    await Score.filter(visit_id=visit.id).update(final_score=5000)
    await keep([visit.id])
    assert (await check(None)).wrong == {visit.id}


async def test_each_change_of_a_wave_gives_it_another_stamp() -> None:
    wave, branch = await make_wave(release_policy="at_approval"), await make_branch()
    visits = [await approved(GOOD, wave, branch)]
    first = await WaveFigures.get(wave_id=wave.id)
    visits.append(await approved(BAD, wave, branch))
    second = await WaveFigures.get(wave_id=wave.id)
    await keep([visits[0].id])
    third = await WaveFigures.get(wave_id=wave.id)
    assert len({first.stamp, second.stamp, third.stamp}) == 3
    await Visit.filter(wave_id=wave.id).update(state="approved")
    assert [n async for n in rebuild()] == [0]
    assert not await WaveFigures.exists()
