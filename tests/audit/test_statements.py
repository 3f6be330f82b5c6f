"""Statements by hand: several in one step do what they would do one after another."""

from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from audit.models import Region
from audit.statements import Say, Script, commit, inserted, play

pytestmark = pytest.mark.asyncio
_COLUMNS = ("code", "name_zh", "name_en", "path")


def added(code: str) -> Say:
    return Say(inserted("region", _COLUMNS), [code, f"区{code}", f"Region {code}", f"/{code}/"])


def renamed(code: str, name: str) -> Say:
    return Say("UPDATE region SET name_en = $1 WHERE code = $2 RETURNING name_en", [name, code])


def several(*says: Say) -> Script[list[dict[str, Any]]]:
    rows = yield says
    return [dict(row) for row in rows]


async def test_each_has_its_own_values_and_the_rows_are_those_of_the_last(database: None) -> None:
    await play(several(added("A"), added("B")))
    rows = await play(several(added("C"), renamed("A", "First"), renamed("B", "Second")))
    assert rows == [{"name_en": "Second"}]
    found = await Region.all().order_by("code")
    assert [region.name_en for region in found] == ["First", "Second", "Region C"]


async def test_one_that_fails_takes_the_others_along(database: None) -> None:
    await commit(several(added("A")))
    with pytest.raises(IntegrityError):
        await commit(several(added("B"), added("A")))
    assert [region.code for region in await Region.all().order_by("code")] == ["A"]
