"""Signing in and out over the API, who one is, one's own password."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from audit.people import resets, sessions
from audit.web.api import Model, operation
from audit.web.call import Call, Plain
from audit.web.respond import json_response
from audit.web.session import drop_cookie, open_session

Secret = Annotated[str, Field(min_length=1, max_length=1024)]


class SignInIn(Model):
    """Employee or mobile number, and password."""

    login: Annotated[str, Field(min_length=1, max_length=200)]
    password: Secret


class PasswordIn(Model):
    """The present password and the one chosen."""

    current: Secret
    new: Secret


class PersonOut(Model):
    """Who is signed in."""

    id: UUID
    name: str
    language: str
    pseudonym: str


class SignedInOut(Model):
    """The session is in the cookie."""

    person: PersonOut
    must_change_password: bool


class MeOut(Model):
    """Who is signed in, with which roles; `session` is what a phone names itself by."""

    person: PersonOut
    session: UUID | None
    roles: list[str]
    must_change_password: bool
    server_time: datetime


@operation(
    "POST",
    "/session",
    tag="session",
    body=SignInIn,
    returns=SignedInOut,
    public=True,
    problems=("wrong_login", "too_many"),
)
async def post_session(call: Call[SignInIn, None]) -> Response:
    """Sign in."""
    signed_in = await open_session(call, call.body.login, call.body.password)
    actor = signed_in.actor
    person = PersonOut(
        id=actor.uuid, name=actor.name, language=actor.language, pseudonym=actor.pseudonym
    )
    body = SignedInOut(person=person, must_change_password=actor.password_due)
    return signed_in.give_to(json_response(body))


@operation("DELETE", "/session", tag="session", statuses=(204,), due_allowed=True)
async def delete_session(call: Plain) -> Response:
    """Sign out."""
    await sessions.sign_out(call.actor, call.now)
    response = Response(status_code=204)
    drop_cookie(call.request, response)
    return response


@operation("GET", "/me", tag="session", returns=MeOut, due_allowed=True)
async def get_me(call: Plain) -> MeOut:
    """Tell who is signed in."""
    actor = call.actor
    return MeOut(
        person=PersonOut(
            id=actor.uuid, name=actor.name, language=actor.language, pseudonym=actor.pseudonym
        ),
        session=actor.session,
        roles=sorted(actor.roles),
        must_change_password=actor.password_due,
        server_time=call.now,
    )


@operation(
    "POST",
    "/me/password",
    tag="session",
    body=PasswordIn,
    statuses=(204,),
    due_allowed=True,
    problems=("wrong_login", "weak_password", "too_many"),
)
async def post_password(call: Call[PasswordIn, None]) -> None:
    """Choose a new password; all other sessions end."""
    await resets.choose_password(call.actor, call.body.current, call.body.new, call.now)


OPERATIONS = (post_session, delete_session, get_me, post_password)
