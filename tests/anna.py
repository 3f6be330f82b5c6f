"""One person to be added, signed in and refused, as the tests of people and of resets need it."""

from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher

from audit.access import Actor
from audit.models import TrailEntry
from audit.people import people, sessions
from audit.people.operator import operator
from audit.people.passwords import Passwords
from audit.people.people import Profile
from audit.problems import Problem
from tests.conftest import NOON

QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
FIRST, SECOND = "three yellow brooms", "four green kettles"
ANNA = Profile("E7", "安娜", "138 1234 5678", "anna@example.com", "zh")
DAY = timedelta(days=1)


async def actions(subject: object) -> list[str]:
    rows = await TrailEntry.filter(subject=f"person:{subject}").order_by("number")
    return [row.action for row in rows]


async def added(
    profile: Profile = ANNA, password: str | None = FIRST, actor: Actor | None = None
) -> people.Added:
    actor = actor or operator(NOON)
    return await people.add_person(actor, profile, NOON, password=password, passwords=QUICK)


async def refusal(work: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        await work
    return caught.value


async def enter(login: str, password: str) -> sessions.SignedIn:
    return await sessions.sign_in(
        login, password, network="192.0.2.1", device="", now=NOON, passwords=QUICK
    )
