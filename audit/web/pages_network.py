"""The administrator's pages about branches: list, and one branch with all its days."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from starlette.responses import Response

from audit.checks import Checks, findable
from audit.db import transaction
from audit.models.network import DATUMS
from audit.network import directory, network
from audit.network.directory import BranchesWanted, BranchLine
from audit.network.formats import format_name
from audit.network.network import Facts
from audit.problems import Problem
from audit.web import show
from audit.web.call import Plain
from audit.web.form_faults import beside, typed_day, typed_number
from audit.web.pages import fields, page_at
from audit.web.paging import page_number, pager
from audit.web.respond import page, see_other
from forms.texts import LONGEST, Text

ROLES = ("admin",)
_RENAMED = {"name.zh": "name_zh", "name.en": "name_en", "from_day": "valid_from", "": "code"}
_DATUM_WORDS = {"wgs84": "WGS-84 (GPS)", "gcj02": "GCJ-02 (Amap, Tencent)", "bd09": "BD-09 (Baidu)"}
_FORM = (
    "code", "opened_on", "closed_on", "valid_from", "name_zh", "name_en", "region", "brand",
    "format", "tags", "zone", "address", "latitude", "longitude", "datum",
)  # fmt: skip


@page_at("GET", "/admin/branches", name="branches", roles=ROLES)
async def get_branches(call: Plain) -> Response:
    """List branches as they are today."""
    today, wanted = call.actor.today, _wanted(call)
    found = await directory.list_branches(call.actor, today, wanted)
    return page(
        call,
        "admin/branches.html",
        branches=[_row(call, line, today) for line in found.branches],
        filters=await _filters(call, wanted),
        clear=call.url("branches") if replace(wanted, page=1) != BranchesWanted() else None,
        search=wanted.search,
        create=call.url("branch_new"),
        download=None,
        pager=pager(call, found.page, found.total, directory.PAGE),
    )


def _wanted(call: Plain) -> BranchesWanted:
    asked = call.request.query_params
    states = {"active": True, "shut": False}
    return BranchesWanted(
        search=asked.get("search", "")[:100],
        region=asked.get("region", "")[:32] or None,
        brand=asked.get("brand", "")[:32] or None,
        format=asked.get("format", "")[:32] or None,
        open=states.get(asked.get("state", "")),
        page=page_number(call),
    )


async def _filters(call: Plain, wanted: BranchesWanted) -> list[dict[str, Any]]:
    offered = await _offered(call)
    states = [("active", call.t("Active")), ("shut", call.t("Shut down"))]
    state = {True: "active", False: "shut", None: None}[wanted.open]
    return [
        {"name": "region", "label": call.t("Region"), "options": offered["regions"],
         "value": wanted.region},
        {"name": "brand", "label": call.t("Brand"), "options": offered["brands"],
         "value": wanted.brand},
        {"name": "format", "label": call.t("Format"), "options": offered["formats"],
         "value": wanted.format},
        {"name": "state", "label": call.t("State"), "options": states, "value": state},
    ]  # fmt: skip


async def _offered(call: Plain) -> dict[str, list[tuple[str, str]]]:
    regions, brands = await directory.list_regions(), await directory.list_brands()
    formats = await directory.list_formats()
    return {
        "regions": [(one.code, "　" * one.depth + one.name.say(call.lang)) for one in regions],
        "brands": [(one.code, one.name.say(call.lang)) for one in brands],
        "formats": [(one, format_name(one).say(call.lang)) for one in formats],
    }


def _row(call: Plain, line: BranchLine, today: date) -> dict[str, Any]:
    return {
        "href": call.url("branch_edit", code=line.code),
        "code": line.code,
        "name": line.facts.name.say(call.lang),
        "region": line.region_name.say(call.lang),
        "brand": line.brand_name.say(call.lang),
        "format": format_name(line.facts.format).say(call.lang),
        "zone": line.facts.zone,
        "state": "active" if line.open_on(today) else "shut",
        "since": show.short_day(line.opened_on, call.lang),
    }


@page_at("GET", "/admin/branches/new", name="branch_new", roles=ROLES)
async def get_new(call: Plain) -> Response:
    """The form for a new branch."""
    today = call.actor.today.isoformat()
    usual = {
        "opened_on": today,
        "valid_from": today,
        "zone": call.services.settings.zone,
        "datum": "wgs84",
    }
    return await _form(call, (), usual, {})


@page_at("POST", "/admin/branches/new", name="branch_new", roles=ROLES)
async def post_new(call: Plain) -> Response:
    """Add a branch; its facts hold from the day it opened."""
    form, checks = await fields(call.request), Checks()
    try:
        facts = _facts(checks, form)
        opened = typed_day(checks, form, "opened_on")
        checks.need(opened is not None, "opened_on", "missing", "This is missing.")
        closed = typed_day(checks, form, "closed_on")
        checks.stop()
        assert opened is not None
        code = form.get("code", "")
        async with transaction():
            await network.add_branch(call.actor, code, facts, opened, call.now)
            if closed:
                await network.close_branch(call.actor, code, closed, call.now)
    except Problem as problem:
        return await _form(call, (), form, beside(call, problem, _RENAMED, "code"))
    return see_other(call.url("branch_edit", code=code))


@page_at("GET", "/admin/branches/{code}", name="branch_edit", roles=ROLES)
async def get_edit(call: Plain) -> Response:
    """One branch: what holds, and what held."""
    lines = await directory.branch_history(call.actor, call.text("code"))
    return await _form(call, lines, _values(lines, call.actor.today), {})


@page_at("POST", "/admin/branches/{code}", name="branch_edit", roles=ROLES)
async def post_edit(call: Plain) -> Response:
    """Let other facts hold from a day on; close the branch or open it again."""
    form, checks, code = await fields(call.request), Checks(), call.text("code")
    lines = await directory.branch_history(call.actor, code)
    try:
        facts = _facts(checks, form)
        from_day = typed_day(checks, form, "valid_from") or call.actor.today
        closed = typed_day(checks, form, "closed_on")
        opened = typed_day(checks, form, "opened_on") or lines[0].opened_on
        fixed = "The opening day of a branch stays as it was entered."
        checks.need(opened == lines[0].opened_on, "opened_on", "opened_fixed", fixed)
        checks.stop()
        async with transaction():
            await network.change_branch(call.actor, code, facts, from_day, call.now)
            if closed:
                await network.close_branch(call.actor, code, closed, call.now)
            else:
                await network.reopen_branch(call.actor, code, call.now)
    except Problem as problem:
        return await _form(call, lines, form, beside(call, problem, _RENAMED, "name_zh"))
    return see_other(call.url("branch_edit", code=code))


def _facts(checks: Checks, form: Mapping[str, str]) -> Facts:
    return Facts(
        name=_name(checks, form),
        region=form.get("region", ""),
        brand=form.get("brand", ""),
        format=form.get("format", ""),
        zone=form.get("zone", ""),
        tags=tuple(filter(None, (tag.strip() for tag in re.split("[,，]", form.get("tags", ""))))),
        address=form.get("address", ""),
        latitude=typed_number(checks, form, "latitude"),
        longitude=typed_number(checks, form, "longitude"),
        datum=form.get("datum", "wgs84"),
    )


def _name(checks: Checks, form: Mapping[str, str]) -> Text:
    zh, en = (findable(form.get(name, ""))[:LONGEST] for name in ("name_zh", "name_en"))
    if checks.need(bool(zh or en), "name_zh", "missing", "This is missing."):
        return Text(zh=zh, en=en)
    return Text(zh="–")


def _values(lines: tuple[BranchLine, ...], today: date) -> dict[str, Any]:
    """Return the facts of today, or the nearest there are, as the form shows them."""
    line = next((one for one in reversed(lines) if one.valid_from <= today), lines[0])
    facts = line.facts
    shown = {name: getattr(facts, name) for name in _FORM if hasattr(facts, name)}
    return shown | {
        "code": line.code,
        "opened_on": line.opened_on.isoformat(),
        "closed_on": line.closed_on.isoformat() if line.closed_on else "",
        "valid_from": max(today, line.valid_from).isoformat(),
        "name_zh": facts.name.zh,
        "name_en": facts.name.en,
        "tags": ", ".join(facts.tags),
    }


async def _form(
    call: Plain, lines: tuple[BranchLine, ...], values: Mapping[str, Any], errors: dict[str, str]
) -> Response:
    offered = await _offered(call)
    typed = findable(str(values.get("format", "")))[:32] or "standard"
    formats = dict(offered["formats"]) | {typed: format_name(typed).say(call.lang)}
    head = {"code": lines[0].code, "name": lines[-1].facts.name.say(call.lang)} if lines else None
    return page(
        call,
        "admin/branch_edit.html",
        status=422 if errors else 200,
        branch=head,
        back=call.url("branches"),
        values=dict.fromkeys(_FORM, "") | dict(values),
        errors=errors,
        regions=offered["regions"],
        brands=offered["brands"],
        formats=list(formats.items()),
        datums=[(datum, _DATUM_WORDS[datum]) for datum in DATUMS],
        history=[_past(call, line) for line in reversed(lines)],
    )


def _past(call: Plain, line: BranchLine) -> dict[str, Any]:
    last = line.valid_to - timedelta(days=1) if line.valid_to else None
    return {
        "from": show.short_day(line.valid_from, call.lang),
        "to": show.short_day(last, call.lang) if last else None,
        "name": line.facts.name.say(call.lang),
        "region": line.region_name.say(call.lang),
        "brand": line.brand_name.say(call.lang),
        "format": format_name(line.facts.format).say(call.lang),
    }


PAGES = (get_branches, get_new, post_new, get_edit, post_edit)
