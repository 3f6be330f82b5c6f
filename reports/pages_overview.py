"""Head office's pages: ranking and section heat map of a wave, and the ranking as CSV."""

from typing import Any

from starlette.responses import Response

from audit.access import OVERVIEW, scope
from audit.problems import Problem
from audit.web.call import Call, Plain
from audit.web.csv_text import decimal, table
from audit.web.pages import page_at
from audit.web.paging import asked_code
from audit.web.respond import download, page
from reports.league import BranchRow, rows
from reports.network import (
    Choice,
    compared,
    options,
    scored_visits,
    waves_until,
)
from reports.urgent import urgent_failures, urgent_lines
from reports.view_overview import SORTS, Overview, heatmap, ranking
from reports.yardstick import yardstick_of

ROLES = ("head_office", "region_manager")


async def load(call: Call[Any, Any], choice: Choice) -> Overview:
    """Load what the overview pages show, within the reach of the person's roles."""
    reach = await scope(call.actor, OVERVIEW)
    waves = await waves_until(choice.wave)
    if choice.wave and not waves:
        raise Problem("not_found")
    visits = await scored_visits(waves, reach, choice, with_sections=True)
    alike = await compared(visits, waves[0] if waves else None, choice.checklist)
    held = yardstick_of(alike.asked)
    return Overview(
        waves=waves,
        rows=rows(alike.visits, [wave.id for wave in waves], held.places),
        choice=choice,
        options=await options([*{visit.format for visit in visits}], alike.checklists),
        held=held,
        checklist=alike.checklist,
        sections=alike.sections,
    )


def choice_of(call: Plain) -> Choice:
    """Return what the address asks for; an empty parameter asks for nothing."""
    wave, region, brand, form = (
        asked_code(call, name) for name in ("wave", "region", "brand", "format")
    )
    return Choice(wave, region, brand, form, call.request.query_params.get("checklist"))


@page_at("GET", "/ranking", name="ranking", roles=ROLES)
async def get_ranking(call: Plain) -> Response:
    """The branches of a wave in order."""
    sort = call.request.query_params.get("sort", "score")
    order = call.request.query_params.get("order", "descending")
    sort = sort if sort in SORTS else "score"
    order = order if order in ("ascending", "descending") else "descending"
    view = await load(call, choice_of(call))
    urgent = urgent_lines(await urgent_failures(call.actor), call)
    context = ranking(view, call, sort, order)
    return page(call, "overview/ranking.html", **context, urgent=urgent)


@page_at("GET", "/heatmap", name="heatmap", roles=ROLES)
async def get_heatmap(call: Plain) -> Response:
    """Branches × sections of a wave."""
    view = await load(call, choice_of(call))
    return page(call, "overview/heatmap.html", **heatmap(view, call))


@page_at("GET", "/ranking.csv", name="ranking_csv", roles=ROLES)
async def get_ranking_csv(call: Plain) -> Response:
    """The ranking with section scores as CSV."""
    view = await load(call, choice_of(call))
    name = f"mingcha-{view.wave.code if view.wave else 'none'}.csv"
    return download(as_csv(view, call), name, "text/csv; charset=utf-8")


def as_csv(view: Overview, call: Plain) -> bytes:
    """Return the rows as CSV; scores as numbers of two decimals, empty where there is none."""
    heads = ("Rank", "Branch code", "Branch", "Region", "Format", "Visits", "Score", "Change")
    return table(
        [call.t(head) for head in heads] + [s.title.say(call.lang) for s in view.sections],
        [_csv_row(row, view, call) for row in view.rows],
    )


def _csv_row(row: BranchRow, view: Overview, call: Plain) -> list[object]:
    return [
        row.rank,
        row.code,
        row.name.say(call.lang),
        row.region.say(call.lang),
        row.format,
        row.visits,
        decimal(row.final),
        decimal(row.delta),
        *(decimal(row.sections[section.place]) for section in view.sections),
    ]


PAGES = (get_ranking, get_heatmap, get_ranking_csv)
