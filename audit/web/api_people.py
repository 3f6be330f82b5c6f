"""People over the API: adding, changing, roles, one-time links; and their sessions and tokens."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from audit.people import grants, people, resets, sessions, tokens
from audit.people.grants import GrantLine
from audit.people.people import Filter, PersonLine, Profile
from audit.web.api import Model, operation
from audit.web.call import Call, Plain
from audit.web.links import reset_address

ADMIN = ("admin",)
Role = Literal["auditor", "reviewer", "branch_manager", "region_manager", "head_office", "admin"]
Language = Literal["zh", "en"]
Code = Annotated[str, Field(min_length=1, max_length=32)]


class ProfileIn(Model):
    """What is written down of a person."""

    login: Annotated[str, Field(min_length=1, max_length=100)]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    mobile: Annotated[str, Field(max_length=50)] | None = None
    email: Annotated[str, Field(max_length=254)] | None = None
    language: Language = "zh"

    def profile(self) -> Profile:
        return Profile(self.login, self.name, self.mobile, self.email, self.language)


class PersonIn(ProfileIn):
    """A new person; without a first password the answer holds a one-time link."""

    password: Annotated[str, Field(min_length=1, max_length=1024)] | None = None


class RoleIn(Model):
    """A role, over a region, brand or branch by code; none of them: everywhere."""

    role: Role
    region: Code | None = None
    brand: Code | None = None
    branch: Code | None = None
    starts_on: date | None = None
    ends_on: date | None = None


class RoleOut(Model):
    """A role that is or was held; `key` ends it."""

    key: str
    role: str
    region: str | None
    brand: str | None
    branch: str | None
    starts_on: date
    ends_on: date | None


class PersonLineOut(Model):
    """A person as an administrator sees one."""

    id: UUID
    login: str
    name: str
    mobile: str | None
    email: str | None
    language: str
    active: bool
    has_password: bool
    must_change_password: bool
    roles: list[RoleOut]


class PeopleOut(Model):
    """One page of people, by login."""

    people: list[PersonLineOut]
    total: int
    page: int
    pages: int


class PeopleQuery(Model):
    """What the listing is narrowed to; the search looks in login, name and mobile number."""

    search: Annotated[str, Field(max_length=100)] = ""
    role: Role | None = None
    active: bool | None = None
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1


class AddedOut(Model):
    """The new person, and the address by which to choose a password."""

    id: UUID
    reset_link: str | None


class LinkOut(Model):
    """An address that sets a new password once, within 48 hours."""

    url: str


class SessionOut(Model):
    """One sign-in."""

    id: UUID
    device: str
    created_at: datetime
    seen_at: datetime
    current: bool


class SessionsOut(Model):
    """The sign-ins that hold, newest use first."""

    sessions: list[SessionOut]


class TokenIn(Model):
    """A token to be made; without `days` it does not end by itself."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    days: Annotated[int, Field(ge=1, le=3650)] | None = None


class TokenOut(Model):
    """A token without its secret."""

    id: UUID
    name: str
    created_at: datetime
    expires_at: datetime | None


class TokensOut(Model):
    """The tokens that hold, newest first."""

    tokens: list[TokenOut]


class NewTokenOut(TokenOut):
    """A token just made; the secret is never shown again."""

    token: str


class LanguageIn(Model):
    """The language of one's pages."""

    language: Language


def role_out(line: GrantLine) -> RoleOut:
    """Return a role as it is sent."""
    return RoleOut(**vars(line))


def person_out(line: PersonLine) -> PersonLineOut:
    """Return a person as one is sent."""
    return PersonLineOut(
        id=line.uuid,
        **vars(line.profile),
        active=line.active,
        has_password=line.has_password,
        must_change_password=line.password_due,
        roles=[role_out(role) for role in line.roles],
    )


@operation("GET", "/people", tag="people", query=PeopleQuery, returns=PeopleOut, roles=ADMIN)
async def get_people(call: Call[None, PeopleQuery]) -> PeopleOut:
    """List people, 50 to a page."""
    found = await people.list_people(call.actor, Filter(**vars(call.query)))
    lines = [person_out(line) for line in found.people]
    return PeopleOut(people=lines, total=found.total, page=found.page, pages=found.pages)


@operation(
    "POST", "/people", tag="people", body=PersonIn, returns=AddedOut, statuses=(201,),
    roles=ADMIN, problems=("already_exists", "weak_password"),
)  # fmt: skip
async def post_person(call: Call[PersonIn, None]) -> AddedOut:
    """Add a person."""
    added = await people.add_person(
        call.actor, call.body.profile(), call.now, password=call.body.password
    )
    link = reset_address(call, added.link) if added.link else None
    return AddedOut(id=added.uuid, reset_link=link)


@operation("GET", "/people/{person:uuid}", tag="people", returns=PersonLineOut, roles=ADMIN)
async def get_person(call: Plain) -> PersonLineOut:
    """Tell of one person."""
    return person_out(await people.person_line(call.actor, call.uuid("person")))


@operation(
    "PUT", "/people/{person:uuid}", tag="people", body=ProfileIn, returns=PersonLineOut,
    roles=ADMIN, problems=("already_exists",),
)  # fmt: skip
async def put_person(call: Call[ProfileIn, None]) -> PersonLineOut:
    """Change what is written down of a person."""
    uuid = call.uuid("person")
    await people.change_person(call.actor, uuid, call.body.profile(), call.now)
    return person_out(await people.person_line(call.actor, uuid))


@operation(
    "POST", "/people/{person:uuid}/deactivate", tag="people", statuses=(204,), roles=ADMIN,
    problems=("last_admin",),
)  # fmt: skip
async def post_deactivate(call: Plain) -> None:
    """Shut a person out; sessions, tokens and links end at once."""
    await people.set_active(call.actor, call.uuid("person"), False, call.now)


@operation("POST", "/people/{person:uuid}/activate", tag="people", statuses=(204,), roles=ADMIN)
async def post_activate(call: Plain) -> None:
    """Let a person in again."""
    await people.set_active(call.actor, call.uuid("person"), True, call.now)


@operation(
    "POST", "/people/{person:uuid}/roles", tag="people", body=RoleIn, returns=RoleOut,
    statuses=(201,), roles=ADMIN,
)  # fmt: skip
async def post_role(call: Call[RoleIn, None]) -> RoleOut:
    """Give a person a role."""
    wanted = grants.NewGrant(**vars(call.body))
    return role_out(await grants.give_role(call.actor, call.uuid("person"), wanted, call.now))


@operation(
    "DELETE", "/people/{person:uuid}/roles/{key}", tag="people", statuses=(204,), roles=ADMIN,
    problems=("last_admin",),
)  # fmt: skip
async def delete_role(call: Plain) -> None:
    """End a role at once."""
    await grants.end_role(call.actor, call.uuid("person"), call.text("key"), call.now)


@operation(
    "POST", "/people/{person:uuid}/reset-link", tag="people", returns=LinkOut, statuses=(201,),
    roles=ADMIN,
)  # fmt: skip
async def post_reset_link(call: Plain) -> LinkOut:
    """Make a one-time link for a new password; earlier links end."""
    token = await resets.create_link(call.actor, call.uuid("person"), call.now)
    return LinkOut(url=reset_address(call, token))


@operation("GET", "/people/{person:uuid}/sessions", tag="people", returns=SessionsOut, roles=ADMIN)
async def get_person_sessions(call: Plain) -> SessionsOut:
    """List where a person is signed in."""
    return await _sessions(call, call.uuid("person"))


@operation("DELETE", "/people/{person:uuid}/sessions", tag="people", statuses=(204,), roles=ADMIN)
async def delete_person_sessions(call: Plain) -> None:
    """Sign a person out everywhere."""
    await sessions.revoke_all(call.actor, call.now, call.uuid("person"))


async def _sessions(call: Plain, person: UUID | None) -> SessionsOut:
    lines = await sessions.sessions_of(call.actor, call.now, person)
    return SessionsOut(
        sessions=[
            SessionOut(
                id=line.uuid,
                device=line.device,
                created_at=line.created_at,
                seen_at=line.seen_at,
                current=line.current,
            )
            for line in lines
        ]
    )


@operation("GET", "/me/sessions", tag="session", returns=SessionsOut)
async def get_sessions(call: Plain) -> SessionsOut:
    """List where one is signed in."""
    return await _sessions(call, None)


@operation("DELETE", "/me/sessions", tag="session", statuses=(204,))
async def delete_sessions(call: Plain) -> None:
    """Sign out everywhere else."""
    await sessions.revoke_all(call.actor, call.now)


@operation("DELETE", "/sessions/{session:uuid}", tag="session", statuses=(204,))
async def delete_one_session(call: Plain) -> None:
    """End a session: one's own, or for an administrator anyone's."""
    await sessions.revoke(call.actor, call.uuid("session"), call.now)


@operation("PUT", "/me/language", tag="session", body=LanguageIn, statuses=(204,))
async def put_language(call: Call[LanguageIn, None]) -> None:
    """Choose the language of one's pages."""
    await people.set_language(call.actor, call.body.language)


TOKENS = ("admin", "head_office")


@operation("GET", "/me/tokens", tag="session", returns=TokensOut, roles=TOKENS)
async def get_tokens(call: Plain) -> TokensOut:
    """List one's API tokens."""
    return TokensOut(tokens=[_token(line) for line in await tokens.tokens_of(call.actor, call.now)])


@operation(
    "POST", "/me/tokens", tag="session", body=TokenIn, returns=NewTokenOut, statuses=(201,),
    roles=TOKENS,
)  # fmt: skip
async def post_token(call: Call[TokenIn, None]) -> NewTokenOut:
    """Make an API token; a token makes no further ones."""
    new = await tokens.create_token(call.actor, call.body.name, call.body.days, call.now)
    return NewTokenOut(token=new.token, **_token(new.line).model_dump())


@operation("DELETE", "/tokens/{token:uuid}", tag="session", statuses=(204,))
async def delete_token(call: Plain) -> None:
    """End an API token: one's own, or for an administrator anyone's."""
    await tokens.revoke_token(call.actor, call.uuid("token"), call.now)


def _token(line: tokens.TokenLine) -> TokenOut:
    return TokenOut(
        id=line.uuid, name=line.name, created_at=line.created_at, expires_at=line.expires_at
    )


OPERATIONS = (
    get_people,
    post_person,
    get_person,
    put_person,
    post_deactivate,
    post_activate,
    post_role,
    delete_role,
    post_reset_link,
    get_person_sessions,
    delete_person_sessions,
    get_sessions,
    delete_sessions,
    delete_one_session,
    put_language,
    get_tokens,
    post_token,
    delete_token,
)
