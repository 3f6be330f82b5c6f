"""Each part of the soak, a few times: nothing acknowledged is lost, doubled or corrupt."""

from typing import Literal

import pytest

from tests.conftest import BACKEND
from tests.soak.parts import PARTS, Part
from tests.soak.places import Files, place

pytestmark = [pytest.mark.fault, pytest.mark.asyncio]
HERE: Literal["sqlite", "postgres"] = "sqlite" if BACKEND == "sqlite" else "postgres"
MINE = [part for part in PARTS if HERE in part.backends]
PLACES = [pytest.param("local"), pytest.param("s3", marks=pytest.mark.s3)]


@pytest.mark.parametrize("files", PLACES)
@pytest.mark.parametrize("part", MINE, ids=lambda part: part.name)
async def test_nothing_is_lost(part: Part, files: Files) -> None:
    async with place(HERE, files) as made:
        counted = await part.run(part.few, made)
    assert counted.sound, str(counted)
