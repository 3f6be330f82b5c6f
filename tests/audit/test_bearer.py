"""API tokens: shown once, kept as a hash, ended at once."""

from datetime import date
from uuid import UUID

import pytest

from audit.access import Actor
from audit.models import ApiToken, Person
from audit.people import sessions, tokens
from audit.problems import Problem
from tests.conftest import TickingClock
from tests.make import grant, make_actor
from tests.signing_in import enter, person_with_password

pytestmark = pytest.mark.asyncio


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
