"""Choosing a password: by the one-time link of an administrator, or with the current one."""

from datetime import timedelta

import pytest

from audit.models import Person, ResetLink
from audit.people import people, resets, sessions
from audit.people.operator import operator
from tests.anna import FIRST, QUICK, SECOND, actions, added, enter, refusal
from tests.conftest import NOON

pytestmark = pytest.mark.asyncio


async def test_without_a_first_password_there_is_a_link(database: None) -> None:
    new = await added(password=None)
    assert new.link
    assert await resets.link_holder(new.link, NOON) == resets.LinkHolder("e7", "安娜")
    await resets.choose_by_link(new.link, SECOND, NOON, passwords=QUICK)
    assert not (await enter("e7", SECOND)).actor.password_due
    assert await actions(new.uuid) == [
        "person_added", "reset_link_created", "password_reset", "signed_in"
    ]  # fmt: skip


async def test_a_link_works_once_and_only_its_hash_is_kept(database: None) -> None:
    new = await added(password=None)
    assert new.link
    assert new.link not in str((await ResetLink.get()).__dict__)
    await resets.choose_by_link(new.link, SECOND, NOON, passwords=QUICK)
    again = resets.choose_by_link(new.link, FIRST, NOON, passwords=QUICK)
    assert (await refusal(again)).code == "not_found"
    assert await resets.link_holder(new.link, NOON) is None
    await enter("e7", SECOND)


async def test_a_refused_password_does_not_use_the_link_up(database: None) -> None:
    new = await added(password=None)
    assert new.link
    weak = resets.choose_by_link(new.link, "password12345", NOON, passwords=QUICK)
    assert (await refusal(weak)).code == "weak_password"
    assert await resets.link_holder(new.link, NOON)


async def test_a_link_ends_after_48_hours_or_by_a_newer_one(database: None) -> None:
    new = await added(password=None)
    first = new.link or ""
    assert await resets.link_holder(first, NOON + timedelta(hours=47, minutes=59))
    assert await resets.link_holder(first, NOON + timedelta(hours=48)) is None
    second = await resets.create_link(operator(NOON), new.uuid, NOON)
    assert await resets.link_holder(first, NOON) is None
    assert await resets.link_holder(second, NOON)


async def test_a_reset_ends_every_session(database: None) -> None:
    new = await added()
    stolen = await enter("e7", FIRST)
    link = await resets.create_link(operator(NOON), new.uuid, NOON)
    assert await sessions.actor_of(stolen.token, NOON)
    await resets.choose_by_link(link, SECOND, NOON, passwords=QUICK)
    assert await sessions.actor_of(stolen.token, NOON) is None


@pytest.mark.parametrize("token", ["", "x", "x" * 10_000, "\ud800", "\0"])
async def test_no_other_token_is_a_link(database: None, token: str) -> None:
    await added(password=None)
    assert await resets.link_holder(token, NOON) is None
    work = resets.choose_by_link(token, SECOND, NOON, passwords=QUICK)
    assert (await refusal(work)).code == "not_found"


# --- choosing a password ------------------------------------------------------------------------


async def test_a_change_of_password_ends_the_other_sessions(database: None) -> None:
    new = await added()
    other, here = await enter("e7", FIRST), await enter("e7", FIRST)
    link = await resets.create_link(operator(NOON), new.uuid, NOON)
    await resets.choose_password(here.actor, FIRST, SECOND, NOON, passwords=QUICK)
    assert await sessions.actor_of(other.token, NOON) is None
    assert await sessions.actor_of(here.token, NOON)
    assert await resets.link_holder(link, NOON) is None


@pytest.mark.parametrize(
    ("current", "new", "code", "issues"),
    [
        ("wrong", SECOND, "wrong_login", []),
        (FIRST, FIRST, "weak_password", ["same"]),
        (FIRST, "short", "weak_password", ["too_short"]),
        (FIRST, "x" * 2000, "weak_password", ["too_long"]),
    ],
)
async def test_a_change_needs_the_current_and_a_good_new_one(
    database: None, current: str, new: str, code: str, issues: list[str]
) -> None:
    await added()
    actor = (await enter("e7", FIRST)).actor
    problem = await refusal(resets.choose_password(actor, current, new, NOON, passwords=QUICK))
    assert (problem.code, [issue.code for issue in problem.issues]) == (code, issues)
    await enter("e7", FIRST)


async def test_a_stolen_session_may_not_try_passwords_on(database: None) -> None:
    await added()
    actor = (await enter("e7", FIRST)).actor
    codes = [
        (await refusal(resets.choose_password(actor, "no", SECOND, NOON, passwords=QUICK))).code
        for _ in range(6)
    ]
    assert codes == ["wrong_login"] * 5 + ["too_many"]
    await enter("e7", FIRST)


async def test_the_language_is_ones_own_choice(database: None) -> None:
    await added()
    actor = (await enter("e7", FIRST)).actor
    await people.set_language(actor, "en")
    assert (await Person.get(login="e7")).language == "en"
    assert (await refusal(people.set_language(actor, "fr"))).code == "invalid"
