"""Waves are read ahead, read by one for all who ask at once, and again only where one changed."""

import asyncio

import pytest

from audit.access import Scope
from audit.db import transaction
from audit.figures.keeping import keep
from reports.rollup.filters import Filter
from reports.rollup.items import item_league
from reports.rollup.lens import look
from reports.rollup.sheets import warm
from reports.rollup.waves import trend
from tests.make import TODAY
from tests.queries import counted
from tests.reports.rollup_world import World, make_world

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("database")]


async def _ask() -> None:
    lens = await look(Filter(), Scope(everything=True), TODAY)
    await trend(lens)
    await item_league(lens)


async def _release_again(world: World) -> None:
    async with transaction():
        await keep([world.seen[0].visit.id])


def _read(statements: list[str]) -> int:
    return sum("FROM visit_figures" in one for one in statements)


async def test_what_was_read_ahead_is_not_read_when_asked_for() -> None:
    await make_world()
    await warm()
    with counted() as statements:
        await _ask()
    assert _read(statements) == 0


async def test_after_a_release_one_reads_what_is_new_for_all() -> None:
    world = await make_world()
    await warm()
    await _release_again(world)
    with counted() as statements:
        await asyncio.gather(*(_ask() for _ in range(5)))
    assert _read(statements) == 1


async def test_reading_ahead_takes_up_what_is_new() -> None:
    world = await make_world()
    await warm()
    await _release_again(world)
    with counted() as statements:
        await warm()
    assert _read(statements) == 1
