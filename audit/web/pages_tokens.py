"""The page of one's API tokens."""

from starlette.responses import Response

from audit.checks import Checks
from audit.people import tokens
from audit.problems import Problem
from audit.web import show
from audit.web.call import Plain
from audit.web.form_faults import beside, typed_day
from audit.web.pages import fields, page_at
from audit.web.respond import page, see_other

ROLES = ("admin", "head_office")
_BLANK = {"name": "", "expires_on": ""}


@page_at("GET", "/tokens", name="tokens", roles=ROLES)
async def get_tokens(call: Plain) -> Response:
    """One's API tokens."""
    return await _tokens(call, None, _BLANK, {})


@page_at("POST", "/tokens", name="tokens", roles=ROLES)
async def post_token(call: Plain) -> Response:
    """Make a token and show it once."""
    form, checks = await fields(call.request), Checks()
    try:
        last = typed_day(checks, form, "expires_on")
        checks.stop()
        days = (last - call.actor.today).days if last else None
        made = await tokens.create_token(call.actor, form.get("name", ""), days, call.now)
    except Problem as problem:
        errors = beside(call, problem, {"days": "expires_on"}, "name")
        return await _tokens(call, None, _BLANK | form, errors)
    return await _tokens(call, made, _BLANK, {})


@page_at("POST", "/tokens/{token:uuid}/revoke", name="token_revoke", roles=ROLES)
async def post_revoke(call: Plain) -> Response:
    """End a token."""
    await tokens.revoke_token(call.actor, call.uuid("token"), call.now)
    return see_other(call.url("tokens"))


async def _tokens(
    call: Plain, made: tokens.NewToken | None, values: dict[str, str], errors: dict[str, str]
) -> Response:
    lines = await tokens.tokens_of(call.actor, call.now)
    return page(
        call,
        "admin/tokens.html",
        status=422 if errors else 200,
        made={"name": made.line.name, "secret": made.token} if made else None,
        tokens=[
            {
                "name": line.name,
                "person": call.actor.name,
                "created": show.short_day(line.created_at.date(), call.lang),
                "expires": line.expires_at and show.short_day(line.expires_at.date(), call.lang),
                "state": "active",
                "revoke": call.url("token_revoke", token=line.uuid),
            }
            for line in lines
        ],
        create=call.url("tokens"),
        values=values,
        errors=errors,
        docs=call.url("api"),
    )


PAGES = (get_tokens, post_token, post_revoke)
