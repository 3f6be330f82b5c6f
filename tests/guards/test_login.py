"""Signing in gives nothing away: the same work and words for known and unknown, and few tries."""

import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette

from audit.people.attempts import PER_MINUTE
from audit.people.passwords import Passwords, Verdict
from audit.people.people import Profile, add_person, set_active
from audit.people.sessions import sign_in
from audit.problems import Problem
from audit.settings import Settings
from tests.conftest import NOON, TickingClock
from tests.guards.history import a_browser
from tests.http import make_app
from tests.make import make_actor, make_person

pytestmark = pytest.mark.asyncio
GOOD = "四季春茶 gone fishing"


class Counting(PasswordHasher):
    """argon2 at its cheapest, counting how often it is really run."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verified = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]
        self.verified += 1
        return super().verify(hash, password)


async def test_the_same_work_is_done_for_everybody(database: None) -> None:
    hasher = Counting()
    passwords = Passwords(hasher)
    admin = await make_actor("admin")
    for login in ("known", "shut-out"):
        profile = Profile(login, "测试", None, None, "zh")
        added = await add_person(admin, profile, NOON, password=GOOD, passwords=passwords)
        if login == "shut-out":
            await set_active(admin, added.uuid, False, NOON)
    await make_person("no-password-yet")
    cases = [
        ("known", "wrong"), ("shut-out", GOOD), ("no-password-yet", GOOD), ("nobody", GOOD),
        ("nobody", ""), ("nobody", "x" * 2000), ("nob\0dy", GOOD), ("", ""), ("nobody", "a\0b"),
        ("known", "x" * 2000), ("known", "\ud800"),
    ]  # fmt: skip
    for number, (login, password) in enumerate(cases):
        before = hasher.verified
        with pytest.raises(Problem) as refused:
            await sign_in(
                login, password, network=f"192.0.2.{number}", device="", now=NOON,
                passwords=passwords,
            )  # fmt: skip
        assert refused.value.code == "wrong_login", login
        assert hasher.verified - before == 1, (login, password)


async def test_the_limit_outlives_the_process(
    database: None, settings: Settings, clock: TickingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def quick(_: Passwords, __: str | None, ___: str) -> Verdict:
        return Verdict(right=False)

    monkeypatch.setattr(Passwords, "verify", quick)
    told = []
    for _ in range(PER_MINUTE + 2):  # each time a new application, as after a restart
        async with a_browser(make_app(settings, clock)) as client:
            told.append(await client.post("/api/v1/session", json={"login": "e1", "password": "x"}))
    assert [answer.status_code for answer in told] == [401] * PER_MINUTE + [429] * 2
    refused = told[-1]
    assert refused.json()["code"] == "too_many"
    assert 0 < int(refused.headers["retry-after"]) <= 60
    async with a_browser(make_app(settings, clock)) as client:
        page = await client.post("/login", data={"login": "E1", "password": "x"})
        assert (page.status_code, page.headers["retry-after"]) == (429, "60")
        clock.forward(seconds=61)
        again = await client.post("/api/v1/session", json={"login": "e1", "password": "x"})
        assert again.status_code == 401


async def test_known_and_unknown_are_told_the_same(app: Starlette, database: None) -> None:
    profile = Profile("e2001", "测试", None, None, "zh")
    await add_person(await make_actor("admin"), profile, NOON, password=GOOD)
    told = []
    async with a_browser(app) as client:
        for login in ("e2001", "e2002"):
            sent = {"login": login, "password": "wrong one"}
            answer = await client.post("/api/v1/session", json=sent)
            headers = {k: v for k, v in answer.headers.items() if k != "x-request-id"}
            told.append((answer.status_code, headers, answer.content))
    assert told[0] == told[1]
