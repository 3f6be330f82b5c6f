"""Pages to sign in and out, choose a password, and look after one's own sessions."""

from starlette.responses import Response

from audit.people import lost_devices, people, resets, sessions
from audit.people.grants import grants_of
from audit.people.weak import LEAST
from audit.problems import Problem
from audit.web import show
from audit.web.call import Plain
from audit.web.pages import fields, inside, page_at
from audit.web.respond import page, see_other
from audit.web.session import drop_cookie, open_session
from audit.web.view_people import holds, own_role

_SHOWN = frozenset({"wrong_login", "too_many"})


@page_at("GET", "/login", name="login", public=True)
async def get_login(call: Plain) -> Response:
    """The sign-in form."""
    return _login(call, "", call.request.query_params.get("next", ""), None)


@page_at("POST", "/login", name="login", public=True)
async def post_login(call: Plain) -> Response:
    """Sign in and go on to where one wanted to go."""
    form = await fields(call.request)
    login, following = form.get("login", "")[:200], form.get("next", "")
    try:
        signed_in = await open_session(call, login, form.get("password", "")[:1024])
    except Problem as problem:
        if problem.code not in _SHOWN:
            raise
        return _login(call, login, following, problem)
    return signed_in.give_to(see_other(inside(following, call.url("home"))))


def _login(call: Plain, login: str, following: str, problem: Problem | None) -> Response:
    told = None
    if problem:
        told = f"{call.t(problem.kind.title)}. {call.t(problem.kind.advice)}"
    response = page(
        call,
        "login.html",
        status=problem.kind.status if problem else 200,
        login=login,
        next=inside(following, ""),
        problem=told,
    )
    if problem:
        response.headers.update(problem.headers)
    return response


@page_at("POST", "/logout", name="logout", due_allowed=True)
async def post_logout(call: Plain) -> Response:
    """Sign out."""
    await sessions.sign_out(call.actor, call.now)
    response = see_other(call.url("login"))
    drop_cookie(call.request, response)
    return response


@page_at("GET", "/password", name="password", due_allowed=True)
async def get_password(call: Plain) -> Response:
    """The form to change one's password."""
    return _password(call, {})


@page_at("POST", "/password", name="password", due_allowed=True)
async def post_password(call: Plain) -> Response:
    """Change one's password."""
    form = await fields(call.request)
    if form.get("new") != form.get("again"):
        return _password(call, {"again": call.t("The two are not the same")})
    try:
        await resets.choose_password(
            call.actor, form.get("current", ""), form.get("new", ""), call.now
        )
    except Problem as problem:
        if problem.code not in _SHOWN | {"weak_password"}:
            raise
        where = "new" if problem.code == "weak_password" else "current"
        return _password(call, {where: _told(call, problem)})
    return see_other(call.url("home"))


def _password(call: Plain, errors: dict[str, str]) -> Response:
    return page(
        call,
        "password.html",
        status=422 if errors else 200,
        forced=call.actor.password_due,
        errors=errors,
        least=LEAST,
    )


def _told(call: Plain, problem: Problem) -> str:
    if problem.issues:
        return problem.issues[0].say(call.t)
    return f"{call.t(problem.kind.title)}. {call.t(problem.kind.advice)}"


@page_at("GET", "/reset/{token}", name="reset", public=True)
async def get_reset(call: Plain) -> Response:
    """What a one-time link opens."""
    return await _reset(call, {})


@page_at("POST", "/reset/{token}", name="reset", public=True)
async def post_reset(call: Plain) -> Response:
    """Choose a password by a one-time link."""
    form = await fields(call.request)
    if form.get("new") != form.get("again"):
        return await _reset(call, {"again": call.t("The two are not the same")})
    try:
        holder = await resets.choose_by_link(call.text("token"), form.get("new", ""), call.now)
    except Problem as problem:
        errors = {"new": _told(call, problem)} if problem.code == "weak_password" else {}
        return await _reset(call, errors, problem.kind.status)
    signed_in = await open_session(call, holder.login, form.get("new", ""))
    return signed_in.give_to(see_other(call.url("home")))


async def _reset(call: Plain, errors: dict[str, str], status: int = 200) -> Response:
    holder = await resets.link_holder(call.text("token"), call.now)
    return page(
        call,
        "reset.html",
        status=status if holder else 404,
        person=holder.name if holder else None,
        errors=errors,
        least=LEAST,
    )


@page_at("GET", "/account", name="account")
async def get_account(call: Plain) -> Response:
    """One's roles and signed-in devices."""
    actor = call.actor
    lines = await sessions.sessions_of(actor, call.now)
    held = (await grants_of([actor.person_id])).get(actor.person_id, ())
    return page(
        call,
        "account.html",
        person={
            "name": actor.name,
            "login": await people.own_login(actor),
            "pseudonym": actor.pseudonym,
            "roles": [own_role(call, one) for one in held if holds(one, actor.today)],
        },
        password_url=call.url("password"),
        sessions=[
            {
                "device": line.device or call.t("Unknown device"),
                "place": None,
                "since": show.moment(line.created_at, call.lang, call.services.settings.zone),
                "seen": show.moment(line.seen_at, call.lang, call.services.settings.zone),
                "current": line.current,
                "revoke": call.url("session_revoke", session=line.uuid),
                "lost": call.url("session_lost", session=line.uuid),
            }
            for line in lines
        ],
        revoke_all=call.url("sessions_revoke"),
    )


@page_at("POST", "/account/sessions/{session:uuid}/revoke", name="session_revoke")
async def post_revoke(call: Plain) -> Response:
    """End one session."""
    await sessions.revoke(call.actor, call.uuid("session"), call.now)
    return see_other(call.url("account"))


@page_at("POST", "/account/sessions/{session:uuid}/lost", name="session_lost")
async def post_lost(call: Plain) -> Response:
    """Report a device lost."""
    await lost_devices.report_lost(call.actor, call.uuid("session"), call.now)
    return see_other(call.url("account"))


@page_at("POST", "/account/sessions/revoke", name="sessions_revoke")
async def post_revoke_all(call: Plain) -> Response:
    """End all other sessions."""
    await sessions.revoke_all(call.actor, call.now)
    return see_other(call.url("account"))


PAGES = (
    get_login,
    post_login,
    post_logout,
    get_password,
    post_password,
    get_reset,
    post_reset,
    get_account,
    post_revoke,
    post_lost,
    post_revoke_all,
)
