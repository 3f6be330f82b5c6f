"""People: adding, changing, making inactive, finding. Every change is an administrator's.

Rows never show an auditor's pseudonym beside the name: who sees both could tell reviewers and
branches who the shopper was.
"""

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid4

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q
from tortoise.functions import Max
from tortoise.queryset import QuerySet

from audit import trail
from audit.access import Actor, require
from audit.checks import Checks, findable
from audit.db import transaction
from audit.models import ApiToken, Person, Session
from audit.people import grants, names, resets, sessions
from audit.people.passwords import PASSWORDS, Passwords, require_good
from audit.problems import Problem
from audit.words import LANGUAGES

PAGE = 50
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read as another


@dataclass(frozen=True)
class Profile:
    """What is written down of a person. Empty text is None in optional fields."""

    login: str
    name: str
    mobile: str | None = None
    email: str | None = None
    language: str = "zh"


@dataclass(frozen=True)
class PersonLine:
    """A person as an administrator sees one."""

    uuid: UUID
    profile: Profile
    active: bool
    password_due: bool
    has_password: bool
    created_at: datetime
    seen_at: datetime | None = None
    roles: tuple[grants.GrantLine, ...] = ()


@dataclass(frozen=True)
class People:
    """One page of a listing; `page` counts from 1."""

    people: tuple[PersonLine, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Filter:
    """What a listing is narrowed to."""

    search: str = ""
    role: str | None = None
    active: bool | None = None
    page: int = field(default=1)


@dataclass(frozen=True)
class Added:
    """A new person, and the token of a reset link when no first password was given."""

    uuid: UUID
    link: str | None


def checked(checks: Checks, profile: Profile) -> Profile:
    """Return the profile in its written form, its faults noted in `checks`."""
    return Profile(
        login=names.check_login(checks, profile.login),
        name=checks.text("name", profile.name, 100),
        mobile=names.check_mobile(checks, profile.mobile),
        email=names.check_email(checks, profile.email),
        language=checks.one_of("language", profile.language, LANGUAGES),
    )


async def add_person(
    actor: Actor,
    profile: Profile,
    now: datetime,
    *,
    password: str | None = None,
    role: grants.NewGrant | None = None,
    passwords: Passwords = PASSWORDS,
) -> Added:
    """Add a person, with a first role; the first password must be changed at once.

    Without a password a link is made by which to choose one.
    Raises Problem: not_allowed, invalid, weak_password, already_exists.
    """
    require(actor, "admin")
    checks = Checks()
    profile = checked(checks, profile)
    checks.stop()
    if password is not None:
        known = names.known_of(profile.login, profile.name, profile.mobile, profile.email)
        require_good(password, known, "password")
    hashed = await passwords.hash(password) if password is not None else None
    async with transaction():
        person = await create(actor, profile, now, hashed)
        if role:
            await grants.give(actor, person, role, now)
        link = None if hashed else await resets.create_link(actor, person.uuid, now)
    return Added(person.uuid, link)


async def create(actor: Actor, profile: Profile, now: datetime, hashed: str | None) -> Person:
    """Add a person with a checked profile, inside the caller's transaction."""
    await _require_free(profile)
    try:
        person = await Person.create(
            uuid=uuid4(),
            login=profile.login,
            mobile=profile.mobile,
            email=profile.email,
            name=profile.name,
            language=profile.language,
            pseudonym=await _pseudonym(),
            password_hash=hashed,
            password_due=True,
            active=True,
            created_at=now,
        )
    except IntegrityError:  # someone else was faster by an instant
        raise Problem("already_exists") from None
    subject = f"person:{person.uuid}"
    await trail.record(actor, "person_added", subject, now, login=person.login)
    return person


async def _pseudonym() -> str:
    """Return a name drawn at random: it says nothing, not even who came first."""
    while True:
        drawn = "".join(secrets.choice(_SIGNS) for _ in range(6))
        pseudonym = f"{drawn[:3]}-{drawn[3:]}"
        if not await Person.filter(pseudonym=pseudonym).exists():
            return pseudonym


async def _require_free(profile: Profile, own_id: int = 0) -> None:
    """Login and mobile number open the same door, so neither may be anyone's other one."""
    checks = Checks()
    others = Person.exclude(id=own_id)
    message = "Someone else has this already."
    taken = await others.filter(Q(login=profile.login) | Q(mobile=profile.login)).exists()
    checks.need(not taken, "login", "taken", message)
    if profile.mobile:
        rows = others.filter(Q(mobile=profile.mobile) | Q(login=profile.mobile))
        checks.need(not await rows.exists(), "mobile", "taken", message)
    if checks.issues:
        raise Problem("already_exists", issues=checks.issues)


async def change_person(actor: Actor, uuid: UUID, profile: Profile, now: datetime) -> bool:
    """Replace what is written down of a person; tell whether anything differed.

    Raises Problem: not_allowed, not_found, invalid, already_exists.
    """
    require(actor, "admin")
    checks = Checks()
    profile = checked(checks, profile)
    checks.stop()
    async with transaction():
        return await update(actor, await _person(uuid), profile, now)


async def update(actor: Actor, person: Person, profile: Profile, now: datetime) -> bool:
    """Write a checked profile if it differs, inside the caller's transaction."""
    before = profile_of(person)
    if before == profile:
        return False
    await _require_free(profile, person.id)
    changed = sorted(name for name in vars(profile) if vars(profile)[name] != vars(before)[name])
    try:
        await Person.filter(id=person.id).update(**{name: vars(profile)[name] for name in changed})
    except IntegrityError:
        raise Problem("already_exists") from None
    await trail.record(actor, "person_changed", f"person:{person.uuid}", now, fields=changed)
    return True


async def set_language(actor: Actor, language: str) -> None:
    """Choose the interface language of oneself: "zh" or "en"."""
    checks = Checks()
    checks.one_of("language", language, LANGUAGES)
    checks.stop()
    await Person.filter(id=actor.person_id).update(language=language)


async def set_active(actor: Actor, uuid: UUID, active: bool, now: datetime) -> None:
    """Let a person in again, or shut them out: sessions, tokens and links end at once.

    Raises Problem: not_allowed, not_found, last_admin.
    """
    require(actor, "admin")
    async with transaction():
        person = await _person(uuid)
        if person.active == active:
            return
        await Person.filter(id=person.id).update(active=active)
        if not active:
            await grants.require_an_admin(actor.today)
            await sessions.end_sessions(person.id, now)
            tokens = ApiToken.filter(person_id=person.id, revoked_at__isnull=True)
            await tokens.update(revoked_at=now)
            await resets.void_links(person.id, now)
        action = "person_activated" if active else "person_deactivated"
        await trail.record(actor, action, f"person:{uuid}", now)


async def person_line(actor: Actor, uuid: UUID) -> PersonLine:
    """Return one person with roles. Raises Problem: not_allowed, not_found."""
    require(actor, "admin")
    person = await _person(uuid)
    roles = await grants.grants_of([person.id])
    return replace(_line(person), roles=roles.get(person.id, ()))


async def list_people(actor: Actor, wanted: Filter) -> People:
    """Return a page of people by login, with all their roles.

    The search looks in login, name and mobile number; `role` keeps who holds that role today.
    """
    require(actor, "admin")
    rows = await _narrowed(actor, wanted)
    total = await rows.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(wanted.page, 1), pages)
    found = await rows.order_by("login").offset((page - 1) * PAGE).limit(PAGE)
    ids = [person.id for person in found]
    roles, seen = await grants.grants_of(ids), await _seen(ids)
    lines = tuple(
        replace(_line(person), roles=roles.get(person.id, ()), seen_at=seen.get(person.id))
        for person in found
    )
    return People(lines, total, page, pages)


async def _seen(person_ids: list[int]) -> dict[int, datetime]:
    rows = Session.filter(person_id__in=person_ids).group_by("person_id")
    return dict(await rows.annotate(last=Max("seen_at")).values_list("person_id", "last"))


async def _narrowed(actor: Actor, wanted: Filter) -> QuerySet[Person]:
    rows = Person.all()
    if search := wanted.search.strip()[:100]:
        if not findable(search):
            return rows.filter(id=0)
        mobile = names.mobile_of(search)
        inside = Q(login__contains=names.login_of(search)) | Q(name__icontains=search)
        rows = rows.filter(inside | Q(mobile__contains=mobile) if mobile.isdigit() else inside)
    if wanted.active is not None:
        rows = rows.filter(active=wanted.active)
    if wanted.role is not None:
        rows = rows.filter(id__in=await grants.holders(wanted.role, actor.today))
    return rows


def profile_of(person: Person) -> Profile:
    """Return what is written down of a person."""
    return Profile(person.login, person.name, person.mobile, person.email, person.language)


def _line(person: Person) -> PersonLine:
    return PersonLine(
        uuid=person.uuid,
        profile=profile_of(person),
        active=person.active,
        password_due=person.password_due,
        has_password=person.password_hash is not None,
        created_at=person.created_at,
    )


async def _person(uuid: UUID) -> Person:
    person = await Person.get_or_none(uuid=uuid)
    if person is None:
        raise Problem("not_found")
    return person


async def own_login(actor: Actor) -> str:
    """Return the employee number one signs in with."""
    return (await Person.get(id=actor.person_id)).login
