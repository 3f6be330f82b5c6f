"""Limits of trying passwords: slow for a guesser, open for whoever knows the right one."""

import pytest

from audit.models import LoginAttempt
from audit.people import attempts, sessions
from audit.problems import Problem
from tests.conftest import NOON, TickingClock
from tests.signing_in import enter, fail, person_with_password, refused

pytestmark = pytest.mark.asyncio


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
