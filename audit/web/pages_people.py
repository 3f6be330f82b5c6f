"""The administrator's pages about people: list, one person, roles, one-time links."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from starlette.responses import Response

from audit.checks import Checks
from audit.people import grants, lost_devices, people, resets, sessions
from audit.people.people import Filter, Profile
from audit.problems import Problem
from audit.web import view_people as view
from audit.web.call import Plain
from audit.web.form_faults import beside
from audit.web.links import qr, reset_address
from audit.web.pages import fields, page_at
from audit.web.paging import page_number, pager
from audit.web.respond import page, see_other
from audit.words import ROLE_WORDS

ROLES = ("admin",)
_SCOPE = dict.fromkeys(("region", "brand", "branch"), "scope")
_STATES = {"active": True, "inactive": False}


@page_at("GET", "/admin/people", name="people", roles=ROLES)
async def get_people(call: Plain) -> Response:
    """List people."""
    asked = call.request.query_params
    role, state = asked.get("role", ""), asked.get("state", "")
    wanted = Filter(
        search=asked.get("search", "")[:100],
        role=role if role in ROLE_WORDS else None,
        active=_STATES.get(state),
        page=page_number(call),
    )
    found = await people.list_people(call.actor, wanted)
    states = [("active", call.t("Active")), ("inactive", call.t("Deactivated"))]
    narrowed = wanted.search or wanted.role or wanted.active is not None
    return page(
        call,
        "admin/people.html",
        people=[view.row(call, line) for line in found.people],
        filters=[
            {"name": "role", "label": call.t("Role"), "options": view.role_options(call),
             "value": wanted.role},
            {"name": "state", "label": call.t("State"), "options": states, "value": state},
        ],
        clear=call.url("people") if narrowed else None,
        search=wanted.search,
        create=call.url("person_new"),
        download=None,
        pager=pager(call, found.page, found.total, people.PAGE),
    )  # fmt: skip


@page_at("GET", "/admin/people/new", name="person_new", roles=ROLES)
async def get_new(call: Plain) -> Response:
    """The form for a new person."""
    return _form(call, None, {"language": call.lang}, {})


@page_at("POST", "/admin/people/new", name="person_new", roles=ROLES)
async def post_new(call: Plain) -> Response:
    """Add a person with a first role, and show the one-time link once."""
    form, checks = await fields(call.request), Checks()
    known = await view.scopes(call.lang, call.actor.today)
    try:
        role = view.wanted_role(checks, form, known, call.actor.today)
        checks.stop()
        added = await people.add_person(call.actor, _profile(form), call.now, role=role)
    except Problem as problem:
        return _form(call, None, form, beside(call, problem, _SCOPE, "login"))
    return await _person(call, added.uuid, link=added.link)


@page_at("GET", "/admin/people/{person:uuid}/edit", name="person_edit", roles=ROLES)
async def get_edit(call: Plain) -> Response:
    """The form to change what is written down of a person."""
    line = await people.person_line(call.actor, call.uuid("person"))
    return _form(call, line.profile.name, dict(vars(line.profile)), {})


@page_at("POST", "/admin/people/{person:uuid}/edit", name="person_edit", roles=ROLES)
async def post_edit(call: Plain) -> Response:
    """Change what is written down of a person."""
    form, uuid = await fields(call.request), call.uuid("person")
    line = await people.person_line(call.actor, uuid)
    try:
        await people.change_person(call.actor, uuid, _profile(form), call.now)
    except Problem as problem:
        return _form(call, line.profile.name, form, beside(call, problem, {}, "login"))
    return see_other(call.url("person", person=uuid))


def _profile(form: dict[str, str]) -> Profile:
    return Profile(
        login=form.get("login", ""),
        name=form.get("name", ""),
        mobile=form.get("mobile"),
        email=form.get("email"),
        language=form.get("language", "zh"),
    )


def _form(
    call: Plain, name: str | None, values: dict[str, Any], errors: dict[str, str]
) -> Response:
    blank = dict.fromkeys(("login", "name", "mobile", "email", "language", "role", "scope"), "")
    return page(
        call,
        "admin/person_edit.html",
        status=422 if errors else 200,
        person=name,
        values=blank | values,
        errors=errors,
        roles=view.role_options(call),
        back=call.url("people"),
    )


@page_at("GET", "/admin/people/{person:uuid}", name="person", roles=ROLES)
async def get_person(call: Plain) -> Response:
    """One person."""
    return await _person(call, call.uuid("person"))


@page_at("POST", "/admin/people/{person:uuid}/roles", name="role_add", roles=ROLES)
async def post_role(call: Plain) -> Response:
    """Give a role."""
    form, checks, uuid = await fields(call.request), Checks(), call.uuid("person")
    known = await view.scopes(call.lang, call.actor.today)
    try:
        wanted = view.wanted_role(checks, form, known, call.actor.today)
        checks.stop()
        await grants.give_role(call.actor, uuid, wanted, call.now)
    except Problem as problem:
        return await _person(call, uuid, form=form, errors=beside(call, problem, _SCOPE, "role"))
    return see_other(call.url("person", person=uuid))


@page_at("POST", "/admin/people/{person:uuid}/roles/{key}/end", name="role_end", roles=ROLES)
async def post_role_end(call: Plain) -> Response:
    """End a role today."""
    uuid = call.uuid("person")
    await grants.end_role(call.actor, uuid, call.text("key"), call.now)
    return see_other(call.url("person", person=uuid))


@page_at("POST", "/admin/people/{person:uuid}/link", name="person_link", roles=ROLES)
async def post_link(call: Plain) -> Response:
    """Make a one-time link and show it once, as text and as a QR code."""
    uuid = call.uuid("person")
    token = await resets.create_link(call.actor, uuid, call.now)
    return await _person(call, uuid, link=token)


@page_at("POST", "/admin/people/{person:uuid}/{to}", name="person_switch", roles=ROLES)
async def post_switch(call: Plain) -> Response:
    """Let a person in again, or shut them out."""
    to, uuid = call.text("to"), call.uuid("person")
    if to not in _STATES:
        raise Problem("not_found")
    await people.set_active(call.actor, uuid, _STATES[to], call.now)
    return see_other(call.url("person", person=uuid))


@page_at(
    "POST",
    "/admin/people/{person:uuid}/sessions/{session:uuid}/revoke",
    name="person_session_revoke",
    roles=ROLES,
)
async def post_revoke(call: Plain) -> Response:
    """Sign a person out on one device."""
    await sessions.revoke(call.actor, call.uuid("session"), call.now)
    return see_other(call.url("person", person=call.uuid("person")))


@page_at(
    "POST",
    "/admin/people/{person:uuid}/sessions/{session:uuid}/lost",
    name="person_session_lost",
    roles=ROLES,
)
async def post_lost(call: Plain) -> Response:
    """Report a person's device lost."""
    await lost_devices.report_lost(call.actor, call.uuid("session"), call.now)
    return see_other(call.url("person", person=call.uuid("person")))


async def _person(
    call: Plain,
    uuid: UUID,
    *,
    link: str | None = None,
    form: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    line = await people.person_line(call.actor, uuid)
    known = await view.scopes(call.lang, call.actor.today)
    today = {"starts_on": call.actor.today.isoformat()}
    to = "inactive" if line.active else "active"
    return page(
        call,
        "admin/person.html",
        status=422 if errors else 200,
        person=view.details(line, call),
        back=call.url("people"),
        edit=call.url("person_edit", person=uuid),
        grants=[view.grant_row(call, line, role, known) for role in line.roles],
        grant=call.url("role_add", person=uuid),
        roles=view.role_options(call),
        scopes=known.offered(),
        values=view.NO_GRANT | today | (form or {}),
        errors=errors or {},
        sessions=[
            view.session_row(call, line, one)
            for one in await sessions.sessions_of(call.actor, call.now, uuid)
        ],
        reset=_reset(call, link) if link else None,
        make_reset=call.url("person_link", person=uuid),
        switch={"href": call.url("person_switch", person=uuid, to=to), "to": to},
    )


def _reset(call: Plain, token: str) -> dict[str, Any]:
    address = reset_address(call, token)
    expires = call.now + timedelta(hours=resets.LINK_HOURS)
    return {"link": address, "qr": qr(address), "expires": view.moment(expires, call)}


PAGES = (
    get_people,
    get_new,
    post_new,
    get_edit,
    post_edit,
    get_person,
    post_role,
    post_role_end,
    post_link,
    post_revoke,
    post_lost,
    post_switch,
)
