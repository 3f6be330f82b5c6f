"""What was done and what is being made: the trail, and the jobs in the background."""

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.responses import Response

from audit import trail_reading
from audit.clock import local_day
from audit.jobs import job_board
from audit.problems import Problem
from audit.programme.waves import PLANNERS
from audit.trail import Break
from audit.web import view_records as view
from audit.web.call import Plain
from audit.web.pages import page_at
from audit.web.paging import page_number, pager
from audit.web.respond import page, see_other
from audit.web.view_trail_words import ACTIONS

SIZE = 50
ADMIN = ("admin",)


# --- jobs ---------------------------------------------------------------------------------------


@page_at("GET", "/jobs", name="jobs", roles=ADMIN)
async def get_jobs(call: Plain) -> Response:
    """Reports and photo copies that are wanted, failed or made."""
    tab = _tab(call)
    counts, number = await job_board.counts(), page_number(call)
    lines = await job_board.jobs(tab, page=number, size=SIZE)
    workers = await job_board.workers(call.now)
    return page(
        call,
        "admin/jobs.html",
        figures=view.job_figures(
            counts, await job_board.made_since(_today(call)), await job_board.usual_seconds(), call
        ),
        tabs=[view.job_tab(one, tab, counts, call) for one in job_board.TABS],
        jobs=[view.job_row(line, call) for line in lines],
        pager=pager(call, number, counts[tab], SIZE),
        workers=[view.worker_row(line, call) for line in workers],
        retry_all=_retry_all(counts, call),
    )


def _tab(call: Plain) -> job_board.Tab:
    asked = call.request.query_params.get("state", "wanted")
    return next((tab for tab in job_board.TABS if tab == asked), "wanted")


def _today(call: Plain) -> datetime:
    zone = call.services.settings.zone
    return datetime.combine(local_day(call.now, zone), time(0), ZoneInfo(zone))


def _retry_all(counts: dict[job_board.Tab, int], call: Plain) -> dict[str, Any] | None:
    failed = counts["failed"]
    return {"href": call.url("jobs_again"), "count": failed} if failed else None


@page_at("POST", "/jobs/again", name="jobs_again", roles=ADMIN)
async def post_all_again(call: Plain) -> Response:
    """Try all that failed again."""
    for one in await job_board.all_again(call.actor, call.now):
        await call.services.jobs.wake(*one)
    return see_other(call.url("jobs"))


@page_at("POST", "/jobs/{kind}/{key:uuid}/again", name="job_again", roles=ADMIN)
async def post_again(call: Plain) -> Response:
    """Try one job that failed again."""
    if call.text("kind") not in ("report", "photo"):
        raise Problem("not_found")
    one = await job_board.try_again(call.actor, call.text("kind"), call.uuid("key"), call.now)
    await call.services.jobs.wake(*one)
    return see_other(f"{call.url('jobs')}?{urlencode({'state': 'failed'})}")


# --- trail --------------------------------------------------------------------------------------


@page_at("GET", "/trail", name="trail", roles=PLANNERS)
async def get_trail(call: Plain) -> Response:
    """Who did what, newest first."""
    return await _trail(call, None)


@page_at("POST", "/trail/verify", name="trail_verify", roles=PLANNERS)
async def post_verify(call: Plain) -> Response:
    """Walk the chain; a broken one is told at once, a whole one on the page of the trail."""
    broken = await trail_reading.verify(call.actor, call.now)
    return await _trail(call, broken) if broken else see_other(call.url("trail"))


def _asked(call: Plain) -> trail_reading.Asked:
    asked = call.request.query_params
    action = asked.get("action")
    return trail_reading.Asked(
        subject=asked.get("search", "").strip()[:100],
        action=action if action in ACTIONS else None,
        person=asked.get("person", "").strip()[:100],
    )


async def _trail(call: Plain, broken: Break | None) -> Response:
    asked, number = _asked(call), page_number(call)
    lines, total = await trail_reading.entries(asked, page=number, size=SIZE)
    verified = await trail_reading.last_verified()
    recent = verified is not None and call.now - verified.at < timedelta(minutes=1)
    return page(
        call,
        "admin/trail.html",
        verified=view.chain(verified, broken, call, recent=recent),
        verify=call.url("trail_verify"),
        filters=view.trail_filters(asked, call),
        clear=call.url("trail") if asked != trail_reading.Asked() else None,
        search=asked.subject,
        person=asked.person,
        entries=[view.entry_row(line, call) for line in lines],
        pager=pager(call, number, total, SIZE),
        download=None,
    )


PAGES = (get_jobs, post_all_again, post_again, get_trail, post_verify)
