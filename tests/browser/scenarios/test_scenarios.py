"""Every scenario of the table, and at the end of each the same audit."""

import json
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from subprocess import run
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser
from playwright.async_api import Error as PlaywrightError

from tests.browser.scenarios import clocks, kills, network, offline, owners, phones, storing, tabs
from tests.browser.scenarios.crowd import TOKENS, login_of
from tests.browser.scenarios.proxy import Proxy
from tests.browser.scenarios.stage import Stage
from tests.browser.scenarios.table import SCENARIOS, Row, Scenario
from tests.browser.server import ROOT, Server, environment

pytestmark = [pytest.mark.browser, pytest.mark.scenario]
FAMILIES = (network, offline, kills, tabs, storing, clocks, owners, phones)
FORM = ROOT / "forms/mobile/dist"


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built form, in a folder that a scenario may change."""
    return shutil.copytree(FORM, tmp_path_factory.mktemp("form") / "dist")


@pytest.fixture(scope="module")
def crowded(form: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server with an auditor for each scenario."""
    data = tmp_path_factory.mktemp("crowd") / "data"
    seed = [sys.executable, "-m", "tests.browser.scenarios.crowd"]
    run(seed, cwd=ROOT, env=environment(data), check=True, timeout=120)
    program = (sys.executable, "-m", "tests.browser.scenarios.serving", form)
    server = Server(data, program=program)
    server.start()
    yield server
    server.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def line(crowded: Server) -> AsyncIterator[Proxy]:
    """The line between phones and server."""
    proxy = Proxy(crowded.port)
    await proxy.start()
    yield proxy
    await proxy.stop()


@pytest.mark.asyncio
@pytest.mark.parametrize("number", range(len(SCENARIOS)), ids=[one.id for one in SCENARIOS])
async def test_nothing_is_lost_and_nothing_twice(
    number: int, chromium: Browser, crowded: Server, line: Proxy, form: Path
) -> None:
    tokens = json.loads((crowded.data / TOKENS).read_text())
    line.calm()
    stage = Stage(chromium, crowded, line, form, login_of(number), tokens)
    try:
        await SCENARIOS[number].play(stage)
        await stage.finish()
        if not stage.audited:
            await stage.audit()
    except (AssertionError, PlaywrightError) as error:
        error.add_note(await stage.told())
        raise
    finally:
        await stage.close()


def test_there_are_enough_and_each_danger_has_one() -> None:
    told = [(one.id, one.happens) for one in SCENARIOS]
    assert len(SCENARIOS) >= 60
    assert {one.row for one in SCENARIOS} == set(Row)
    assert len(dict(told)) == len(SCENARIOS)
    assert all(isinstance(one, Scenario) for one in SCENARIOS)
