"""Operators check figures, make them again, and get them back with a backup."""

import asyncio
import sqlite3
from pathlib import Path

import asyncpg
import pytest

from tests.audit.installation import Installation, install
from tests.conftest import BACKEND

pytestmark = pytest.mark.fault


async def _damage(installation: Installation, statement: str) -> None:
    if BACKEND != "sqlite":
        server = await asyncpg.connect(installation.url)
        await server.execute(statement)
        await server.close()
        return
    with sqlite3.connect(installation.data / "mingcha.sqlite3") as connection:
        connection.execute(statement)
    connection.close()


def test_figures_are_checked_made_again_and_restored(tmp_path: Path) -> None:
    installed = asyncio.run(install(tmp_path / "a", "figures"))
    installed.fill()
    assert installed.run("figures", "check", "--all").code == 0
    asyncio.run(_damage(installed, "UPDATE visit_figures SET final = 1"))
    wrong = installed.run("figures", "check")
    assert wrong.code == 1
    assert "Run: mingcha figures rebuild" in wrong.said
    assert "Run: mingcha figures rebuild" in installed.run("doctor").said
    made = installed.run("figures", "rebuild")
    assert made.code == 0, made.said
    assert "The figures of 1 visits were made again." in made.said
    right = installed.run("figures", "check", "--all")
    assert right.code == 0, right.said
    assert "1 were scored again" in right.said
    assert installed.run("backup", tmp_path / "kept").code == 0
    other = asyncio.run(install(tmp_path / "b", "figures_again"))
    assert other.run("restore", tmp_path / "kept").code == 0
    again = other.run("figures", "check", "--all")
    assert again.code == 0, again.said
    assert "The figures of 1 visits hold" in again.said
