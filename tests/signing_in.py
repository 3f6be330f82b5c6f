"""Signing in, as tests of sessions, limits and tokens do it: with a cheap hash."""

from typing import Any

import pytest
from argon2 import PasswordHasher

from audit.models import Person
from audit.people import sessions
from audit.people.passwords import Passwords
from audit.problems import Problem
from tests.conftest import TickingClock
from tests.make import make_person

QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
RIGHT = "three yellow brooms"


async def person_with_password(login: str = "e1042", **columns: Any) -> Person:
    return await make_person(login, password_hash=await QUICK.hash(RIGHT), **columns)


async def enter(
    clock: TickingClock,
    login: str = "e1042",
    password: str = RIGHT,
    network: str = "192.0.2.7",
    days: int = 30,
) -> sessions.SignedIn:
    return await sessions.sign_in(
        login, password, network=network, device="Chrome", now=clock(), days=days, passwords=QUICK
    )


async def refused(clock: TickingClock, **given: str) -> Problem:
    with pytest.raises(Problem) as caught:
        await enter(clock, **given)  # type: ignore[arg-type]
    return caught.value


async def fail(clock: TickingClock, times: int, **given: str) -> None:
    for _ in range(times):
        assert (await refused(clock, password="wrong", **given)).code == "wrong_login"
