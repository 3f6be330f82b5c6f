"""Signing in: right for the right one, slow for a guesser, over at once when it is to be over."""

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from argon2 import PasswordHasher

from audit.models import Person, Session, TrailEntry
from audit.people import resets, sessions
from audit.people.devices import device_of
from audit.people.passwords import Passwords
from audit.problems import Problem
from audit.settings import Settings
from tests.conftest import NOON, TickingClock
from tests.make import TODAY, grant, make_actor, make_person, make_region
from tests.signing_in import RIGHT, enter, person_with_password, refused

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    "typed", ["e1042", " E1042 ", "ｅ１０４２", "138 1234 5678", "+8613812345678"]
)
async def test_login_or_mobile_number_opens_a_session(
    database: None, clock: TickingClock, typed: str
) -> None:
    person = await person_with_password(mobile="13812345678")
    await grant(person, "reviewer")
    signed_in = await enter(clock, typed)
    assert signed_in.actor.uuid == person.uuid
    found = await sessions.actor_of(signed_in.token, clock())
    assert found is not None
    assert found == signed_in.actor
    assert found.roles == {"reviewer"}


async def test_only_the_hash_of_a_long_random_token_is_kept(
    database: None, clock: TickingClock
) -> None:
    await person_with_password()
    first, second = await enter(clock), await enter(clock)
    assert first.token != second.token
    assert len(first.token) == 43, "256 bits"
    rows = await Session.all()
    hashes = {row.token_hash for row in rows}
    assert hashes == {hashlib.sha256(one.token.encode()).hexdigest() for one in (first, second)}
    told = [str(entry.details) for entry in await TrailEntry.all()]
    assert not any(first.token in text for text in told)


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 10_000, "\ud800", "🥟"])
async def test_no_other_token_is_a_session(database: None, clock: TickingClock, token: str) -> None:
    await person_with_password()
    await enter(clock)
    assert await sessions.actor_of(token, clock()) is None


async def test_unknown_inactive_new_and_wrong_are_refused_alike(
    database: None, clock: TickingClock
) -> None:
    await person_with_password()
    await person_with_password("gone", active=False)
    await make_person("new")
    tries = [("e1042", "wrong"), ("nobody", RIGHT), ("gone", RIGHT), ("new", RIGHT), ("new", ""),
             ("", ""), ("\0", RIGHT), ("\ud800", RIGHT),
             ("x" * 65, RIGHT), ("1" * 30, RIGHT)]  # fmt: skip
    for login, password in tries:
        problem = await refused(clock, login=login, password=password)
        assert (problem.code, problem.issues, problem.details) == ("wrong_login", (), {}), login


async def test_signing_in_makes_an_outdated_hash_anew(database: None, clock: TickingClock) -> None:
    older = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    person = await make_person("e1042", password_hash=await older.hash(RIGHT))
    await enter(clock)
    await person.refresh_from_db()
    assert person.password_hash
    assert "t=1" in person.password_hash
    await enter(clock)


async def test_a_person_made_inactive_or_a_role_taken_acts_at_once(
    database: None, clock: TickingClock
) -> None:
    person = await person_with_password()
    role = await grant(person, "reviewer")
    token = (await enter(clock)).token
    await role.delete()
    actor = await sessions.actor_of(token, clock())
    assert actor
    assert actor.roles == frozenset()
    await Person.filter(id=person.id).update(active=False)
    assert await sessions.actor_of(token, clock()) is None


async def test_roles_hold_from_their_first_to_their_last_day(
    database: None, clock: TickingClock
) -> None:
    person = await person_with_password()
    region = await make_region("north")
    day = timedelta(days=1)
    await grant(person, "reviewer", starts_on=TODAY, ends_on=TODAY, region=region)
    await grant(person, "admin", ends_on=TODAY - day)
    await grant(person, "auditor", starts_on=TODAY + day)
    actor = (await enter(clock)).actor
    assert [(held.role, held.region_path) for held in actor.grants] == [("reviewer", "/north/")]


async def test_a_session_slides_while_used_and_ends_when_not(
    database: None, clock: TickingClock
) -> None:
    await person_with_password()
    token = (await enter(clock, days=2)).token
    for _ in range(4):
        clock.forward(days=1, hours=20)
        assert await sessions.actor_of(token, clock(), days=2)
    clock.forward(days=2, seconds=1)
    assert await sessions.actor_of(token, clock(), days=2) is None


async def test_no_session_outlives_half_a_year(database: None, clock: TickingClock) -> None:
    await person_with_password()
    token = (await enter(clock)).token
    for _ in range(17):
        clock.forward(days=10)
        assert await sessions.actor_of(token, clock())
    clock.forward(days=11)
    assert await sessions.actor_of(token, clock()) is None


async def test_use_is_noted_every_five_minutes(database: None, clock: TickingClock) -> None:
    await person_with_password()
    token = (await enter(clock)).token
    clock.forward(minutes=4)
    await sessions.actor_of(token, clock())
    assert (await Session.get()).seen_at == NOON
    clock.forward(minutes=1)
    await sessions.actor_of(token, clock())
    assert (await Session.get()).seen_at == clock()


async def test_a_token_is_dead_after_signing_out(database: None, clock: TickingClock) -> None:
    await person_with_password()
    signed_in, other = await enter(clock), await enter(clock)
    await sessions.sign_out(signed_in.actor, clock())
    await sessions.sign_out(signed_in.actor, clock())
    assert await sessions.actor_of(signed_in.token, clock()) is None
    assert await sessions.actor_of(other.token, clock())


async def test_sessions_are_listed_and_ended_by_their_owner(
    database: None, clock: TickingClock
) -> None:
    await person_with_password()
    lost, here = await enter(clock), await enter(clock)
    lines = await sessions.sessions_of(here.actor, clock())
    assert {(line.uuid, line.current) for line in lines} == {
        (lost.actor.session, False), (here.actor.session, True)
    }  # fmt: skip
    assert lost.actor.session
    await sessions.revoke(here.actor, lost.actor.session, clock())
    assert await sessions.actor_of(lost.token, clock()) is None
    assert len(await sessions.sessions_of(here.actor, clock())) == 1


async def test_all_but_this_one_are_ended(database: None, clock: TickingClock) -> None:
    await person_with_password()
    others, here = [await enter(clock) for _ in range(3)], await enter(clock)
    assert await sessions.revoke_all(here.actor, clock()) == 3
    assert [await sessions.actor_of(one.token, clock()) for one in others] == [None] * 3
    assert await sessions.actor_of(here.token, clock())


async def test_foreign_sessions_are_not_there_but_for_an_administrator(
    database: None, clock: TickingClock
) -> None:
    person = await person_with_password()
    victim = await enter(clock)
    stranger, admin = await make_actor("head_office"), await make_actor("admin")
    assert victim.actor.session
    answers = []
    for session in (victim.actor.session, uuid4()):
        with pytest.raises(Problem) as caught:
            await sessions.revoke(stranger, session, clock())
        answers.append((caught.value.code, caught.value.details))
    assert answers == [("not_found", {})] * 2
    with pytest.raises(Problem, match="not_allowed"):
        await sessions.sessions_of(stranger, clock(), person.uuid)
    assert len(await sessions.sessions_of(admin, clock(), person.uuid)) == 1
    await sessions.revoke_all(admin, clock(), person.uuid)
    assert await sessions.actor_of(victim.token, clock()) is None
    assert await TrailEntry.filter(action="sessions_revoked", actor=str(admin.uuid)).exists()


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Chrome/120.0 Mobile "
            "Safari/537.36 MicroMessenger/8.0.47",
            "WeChat · Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
            "Version/18.1 Mobile/15E148 Safari/604.1",
            "Safari · iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 "
            "Safari/537.36 Edg/142.0",
            "Edge · Windows",
        ),
        ("curl/8.1", ""),
        ("", ""),
    ],
)
async def test_a_device_is_named_by_browser_and_system(agent: str, device: str) -> None:
    assert device_of(agent) == device


async def test_a_role_begins_with_the_day_of_the_office(
    database: None, clock: TickingClock
) -> None:
    clock.now = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # the 21st, 07:30, in Shanghai
    await grant(await person_with_password(), "reviewer", starts_on=TODAY)
    token = (await enter(clock)).token
    there = await sessions.actor_of(token, clock())
    assert there
    assert there.today == TODAY
    assert there.roles == {"reviewer"}
    elsewhere = await sessions.actor_of(token, clock(), zone="Europe/London")
    assert elsewhere
    assert not elsewhere.roles


async def test_no_server_starts_on_a_zone_that_is_none() -> None:
    assert Settings(zone="Europe/London").zone == "Europe/London"
    with pytest.raises(ValueError, match="no zone 'Mars/Olympus'"):
        Settings(zone="Mars/Olympus")


async def test_sessions_and_links_long_ended_are_forgotten(
    database: None, clock: TickingClock
) -> None:
    person = await person_with_password()
    old, short = await enter(clock), await enter(clock, days=1)
    await resets.create_link(await make_actor("admin"), person.uuid, clock())
    await sessions.sign_out(old.actor, clock())
    clock.forward(days=89)
    assert (await sessions.sweep(clock()), await resets.sweep(clock())) == (0, 0)
    kept = await enter(clock)
    clock.forward(days=4)
    assert (await sessions.sweep(clock()), await resets.sweep(clock())) == (2, 1)
    assert await sessions.actor_of(kept.token, clock())
    assert short.token != kept.token
