"""Whether a copy is genuine: told to anyone who holds it, and nothing else to anyone."""

import hashlib
from uuid import UUID

import pytest
from starlette.applications import Starlette

from audit.models import Report, Snapshot, Visit
from reports.freeze import freeze_visits, freeze_wave
from tests.conftest import NOON, TickingClock
from tests.http import Browser
from tests.make import make_branch, make_wave
from tests.visiting import NO, YES, a_submitted_visit

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("database")]
ADDRESS = "https://check.example"


async def _two_editions() -> tuple[Snapshot, Snapshot]:
    """A branch's report, and the edition that a late visit made of it."""
    wave, branch = await make_wave(), await make_branch()
    for answers in (YES, NO):
        _, visit = await a_submitted_visit(answers, wave=wave, branch=branch)
        await Visit.filter(id=visit.id).update(state="released")
        await freeze_wave(wave, NOON, address=ADDRESS)
    first, second = await Snapshot.filter(kind="branch").order_by("edition")
    return first, second


def _asked(snapshot: Snapshot, digits: int = 16) -> str:
    address = str(snapshot.content["verify_url"])
    return f"{address.removeprefix(ADDRESS)}?d={snapshot.digest[:digits]}"


async def test_a_code_says_current_or_superseded_and_no_score(browser: Browser) -> None:
    first, second = await _two_editions()
    anyone = await browser(lang="en")
    old = (await anyone.get(_asked(first))).text
    assert "superseded by edition 2" in old
    new = await anyone.get(_asked(second))
    assert new.status_code == 200
    assert "Genuine, and the current edition" in new.text
    assert second.content["number"] in new.text
    assert second.content["branch"]["name"]["zh"] not in new.text
    assert second.content["score"]["final"] == 5000
    assert "50.0" not in new.text


@pytest.mark.parametrize("digits", [0, 8, 15])
async def test_a_number_is_no_question_without_enough_of_the_fingerprint(
    browser: Browser, digits: int
) -> None:
    first, _ = await _two_editions()
    got = await (await browser(lang="en")).get(_asked(first, digits))
    assert "Genuine" not in got.text


async def test_a_wrong_number_or_fingerprint_is_unknown(browser: Browser) -> None:
    first, second = await _two_editions()
    anyone = await browser(lang="en")
    for address in (
        f"/verify/B-other?d={first.digest}",
        f"/verify/{first.content['number']}?d={'0' * 64}",
        f"/verify/{first.content['number']}?d={first.digest[:16]}zz",
        f"/verify/{first.content['number']}?d={first.digest}00",
        f"/verify?file={'0' * 64}",
    ):
        got = await anyone.get(address)
        assert got.status_code == 404, address
        assert "Unknown" in got.text, address
    assert second.edition == 2


async def test_a_file_is_known_by_its_own_hash(browser: Browser) -> None:
    _, visit = await a_submitted_visit(YES, wave=await make_wave())
    await Visit.filter(id=visit.id).update(state="released")
    wanted = await freeze_visits([await Visit.get(id=visit.id)], NOON)
    digest = hashlib.sha256(b"%PDF").hexdigest()
    await Report.filter(uuid=UUID(str(wanted[0]))).update(state="ready", sha256=digest)
    anyone = await browser(lang="en")
    typed = " ".join([digest[:32].upper(), digest[32:]])
    assert "Genuine" in (await anyone.get("/verify", params={"file": typed})).text


async def test_guessing_is_slowed_down_and_scanning_is_not(
    app: Starlette, browser: Browser, clock: TickingClock
) -> None:
    _, second = await _two_editions()
    anyone = await browser(lang="en")
    for _ in range(12):
        assert (await anyone.get(_asked(second))).status_code == 200
    wrong = f"/verify/B-W1-X?d={'a' * 16}"
    answers = [(await anyone.get(wrong)).status_code for _ in range(8)]
    assert answers[:5] == [404] * 5
    assert answers[5:] == [429] * 3
    clock.forward(minutes=2)
    assert (await anyone.get(_asked(second))).status_code == 200


async def test_an_edition_says_what_changed() -> None:
    first, second = await _two_editions()
    assert first.content["changes"] == []
    said = [one["en"] for one in second.content["changes"]]
    assert "Score: 100.0 → 50.0" in said
    assert "Visits: 1 → 2" in said
    assert second.content["replaces"] == f"{first.content['number']} · 1"
