"""Signing in: right for the right one, slow for a guesser, over at once when it is to be over."""

import hashlib
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from argon2 import PasswordHasher

from audit import attempts, sessions, tokens
from audit.access import Actor
from audit.devices import device_of
from audit.models import ApiToken, LoginAttempt, Person, Session, TrailEntry
from audit.passwords import Passwords
from audit.problems import Problem
from tests.conftest import NOON, TickingClock
from tests.make import TODAY, grant, make_actor, make_person, make_region

pytestmark = pytest.mark.asyncio

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
             ("", ""), ("\0", RIGHT), ("\ud800", RIGHT)]  # fmt: skip
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


# --- limits -------------------------------------------------------------------------------------


async def test_five_tries_a_minute_then_wait_for_the_time_given(
    database: None, clock: TickingClock
) -> None:
    await person_with_password()
    await fail(clock, 3)
    clock.forward(seconds=20)
    await fail(clock, 2)
    problem = await refused(clock)
    assert (problem.code, problem.headers) == ("too_many", {"Retry-After": "40"})
    clock.forward(seconds=39)
    assert (await refused(clock)).code == "too_many"
    clock.forward(seconds=1)
    await enter(clock)


async def test_the_limit_counts_the_account_by_whatever_name(
    database: None, clock: TickingClock
) -> None:
    await person_with_password(mobile="13812345678")
    await fail(clock, 3, login="e1042")
    await fail(clock, 2, login="13812345678")
    assert (await refused(clock, login="E1042")).code == "too_many"


async def test_unknown_logins_are_limited_alike(database: None, clock: TickingClock) -> None:
    await fail(clock, 5, login="nobody")
    problem = await refused(clock, login="nobody")
    assert (problem.code, problem.headers) == ("too_many", {"Retry-After": "60"})


async def test_a_right_password_forgets_the_failures(database: None, clock: TickingClock) -> None:
    await person_with_password()
    await fail(clock, 4)
    await enter(clock)
    assert not await LoginAttempt.exists()
    await fail(clock, 5)


async def test_a_hundred_at_once_get_no_more_tries_than_five(
    database: None, clock: TickingClock
) -> None:
    waiting = [await attempts.begin("e1042", "192.0.2.7", clock()) for _ in range(5)]
    for _ in range(95):
        with pytest.raises(Problem, match="too_many"):
            await attempts.begin("e1042", "192.0.2.7", clock())
    assert await LoginAttempt.all().count() == len(waiting)


async def test_fifty_an_hour_slow_guessers_down_and_lock_nobody_out(
    database: None, clock: TickingClock
) -> None:
    await person_with_password()
    for number in range(10):
        await fail(clock, 5, network=f"198.51.100.{number}")
    clock.forward(minutes=2)
    problem = await refused(clock, network="198.51.100.3")
    assert (problem.code, problem.headers) == ("too_many", {"Retry-After": "480"})
    signed_in = await enter(clock, network="192.0.2.7")
    assert await sessions.actor_of(signed_in.token, clock())
    await fail(clock, 1, network="203.0.113.9")
    assert (await refused(clock, network="203.0.113.9")).code == "too_many"
    clock.forward(minutes=10)
    await enter(clock, network="203.0.113.9")


async def test_one_network_may_not_try_account_after_account(
    database: None, clock: TickingClock
) -> None:
    await person_with_password()
    rows = [
        LoginAttempt(
            account=attempts._hash(f"e{number}"), network=attempts._hash("192.0.2.7"), at=NOON
        )
        for number in range(attempts.PER_NETWORK_HOUR)
    ]
    await LoginAttempt.bulk_create(rows)
    clock.forward(minutes=30)
    problem = await refused(clock)
    assert (problem.code, problem.headers) == ("too_many", {"Retry-After": "1800"})
    await enter(clock, network="192.0.2.8")


async def test_a_network_of_ipv6_is_its_first_64_bits(database: None, clock: TickingClock) -> None:
    await person_with_password()
    for number in range(5):
        await fail(clock, 1, network=f"2001:db8:1:2:{number:x}::{number:x}")
    assert (await refused(clock, network="2001:db8:1:2:ffff::1")).code == "too_many"
    await enter(clock, network="2001:db8:1:3::1")
    await fail(clock, 5, network="::ffff:192.0.2.7")
    assert (await refused(clock, network="192.0.2.7")).code == "too_many"


async def test_attempts_hold_no_login_and_no_address(database: None, clock: TickingClock) -> None:
    await fail(clock, 1, login="e1042", network="192.0.2.7")
    row = await LoginAttempt.get()
    assert "e1042" not in row.account
    assert "192" not in row.network
    assert (len(row.account), len(row.network)) == (64, 64)


async def test_attempts_are_forgotten_after_a_day(database: None, clock: TickingClock) -> None:
    await fail(clock, 2)
    clock.forward(hours=23)
    assert await attempts.sweep(clock()) == 0
    clock.forward(hours=2)
    assert await attempts.sweep(clock()) == 2


# --- tokens for programs ------------------------------------------------------------------------


async def signed_in_admin(clock: TickingClock) -> Actor:
    person = await person_with_password()
    await grant(person, "admin")
    return (await enter(clock)).actor


async def test_a_token_acts_as_its_owner_until_it_is_revoked(
    database: None, clock: TickingClock
) -> None:
    actor = await signed_in_admin(clock)
    new = await tokens.create_token(actor, "Till system", None, clock())
    found = await sessions.actor_of_bearer(new.token, clock())
    assert found
    assert (found.uuid, found.grants, found.session) == (actor.uuid, actor.grants, None)
    assert await tokens.tokens_of(actor, clock()) == (new.line,)
    assert new.token not in str((await ApiToken.get()).__dict__)
    await tokens.revoke_token(actor, new.line.uuid, clock())
    assert await sessions.actor_of_bearer(new.token, clock()) is None
    assert await tokens.tokens_of(actor, clock()) == ()


async def test_a_token_ends_in_time_and_with_its_owner(database: None, clock: TickingClock) -> None:
    actor = await signed_in_admin(clock)
    short = await tokens.create_token(actor, "short", 1, clock())
    long = await tokens.create_token(actor, "long", 365, clock())
    clock.forward(days=1)
    assert await sessions.actor_of_bearer(short.token, clock()) is None
    assert await sessions.actor_of_bearer(long.token, clock())
    await Person.filter(uuid=actor.uuid).update(active=False)
    assert await sessions.actor_of_bearer(long.token, clock()) is None


async def test_a_token_makes_no_token_and_a_session_is_no_token(
    database: None, clock: TickingClock
) -> None:
    actor = await signed_in_admin(clock)
    new = await tokens.create_token(actor, "one", None, clock())
    bearer = await sessions.actor_of_bearer(new.token, clock())
    assert bearer
    with pytest.raises(Problem, match="not_allowed"):
        await tokens.create_token(bearer, "two", None, clock())
    assert await sessions.actor_of(new.token, clock()) is None
    assert await sessions.actor_of_bearer((await enter(clock)).token, clock()) is None


@pytest.mark.parametrize(
    ("name", "days", "path"), [("", 1, "name"), ("a\nb", 1, "name"), ("ok", 0, "days")]
)
async def test_a_token_needs_a_name_and_a_span(
    database: None, clock: TickingClock, name: str, days: int, path: str
) -> None:
    actor = await signed_in_admin(clock)
    with pytest.raises(Problem) as caught:
        await tokens.create_token(actor, name, days, clock())
    assert [issue.path for issue in caught.value.issues] == [path]


async def test_foreign_tokens_are_not_there(database: None, clock: TickingClock) -> None:
    new = await tokens.create_token(await signed_in_admin(clock), "one", None, clock())
    stranger = await make_actor("head_office")
    for uuid in (new.line.uuid, UUID(int=0)):
        with pytest.raises(Problem, match="not_found"):
            await tokens.revoke_token(stranger, uuid, clock())


async def test_an_auditor_makes_no_tokens(database: None, clock: TickingClock) -> None:
    person = await person_with_password()
    await grant(person, "auditor", starts_on=date(2026, 1, 1))
    with pytest.raises(Problem, match="not_allowed"):
        await tokens.create_token((await enter(clock)).actor, "one", None, clock())


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
