"""Addresses of files of comparison: CSV for one table, a workbook for all of them."""

from collections.abc import Sequence

from anyio import to_thread
from starlette.responses import Response

from audit.problems import Problem
from audit.web.call import Plain
from audit.web.pages import page_at
from audit.web.respond import download
from reports.comparison.bar import said
from reports.comparison.frame import ROLES
from reports.comparison.voice import APART
from reports.exports import as_csv, content, content_of_targets, workbook
from reports.exports.asked import Asked, asked_of
from reports.exports.books import of_one_branch
from reports.exports.books_of_targets import of_raters
from reports.exports.models import Comparison
from reports.exports.tables import Table
from reports.exports.views import VIEWS
from reports.exports.workbook import Cover
from reports.figures.options import options
from reports.raters.reach import RATER_ROLES, raters_lens
from reports.rollup.filters import OTHER

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page_at("GET", "/comparison/{view}.{form}", name="export", roles=ROLES)
async def get_export(call: Plain) -> Response:
    """A comparison as a file: every entry, not a page of them."""
    name = call.text("view")
    view = VIEWS.get(name)
    if view is None:
        raise Problem("not_found")
    asked = await asked_of(call)
    found = await view.make(asked)
    tables = await to_thread.run_sync(view.lay, found)
    return await _file(call, asked, found, tables, name, call.t(view.title.text))


@page_at("GET", "/raters.{form}", name="raters_export", roles=RATER_ROLES)
async def get_raters_export(call: Plain) -> Response:
    """Figures of auditors as a file."""
    reach, lens = await raters_lens(call)
    asked = Asked(reach, lens, None, apart=await lens.apart())
    found = await content_of_targets.of_raters(asked, call.actor.person_id)
    return await _file(call, asked, found, of_raters(found), "auditors", call.t("Auditors"))


@page_at("GET", "/comparison/branches/{code}.{form}", name="branch_export", roles=ROLES)
async def get_branch_export(call: Plain) -> Response:
    """One branch through the waves as a file."""
    asked = await asked_of(call)
    found = await content.one_branch(asked, call.text("code"))
    title = f"{found.branch.code} {found.branch.name.say(call.lang)}"
    return await _file(call, asked, found, of_one_branch(found), found.branch.code, title)


async def _file(
    call: Plain,
    asked: Asked,
    found: Comparison,
    tables: Sequence[Table],
    name: str,
    title: str,
) -> Response:
    wave = found.waves[0].code if found.waves else "none"
    file = f"mingcha-{name}-{wave}"
    match call.text("form"):
        case "csv":
            table = _chosen(call, tables)
            written = await to_thread.run_sync(as_csv.written, table, call.t, call.lang)
            return download(written, f"{file}.csv", CSV)
        case "xlsx":
            cover = Cover(title, await _lines(call, asked, found))
            written = await to_thread.run_sync(
                workbook.written, tables, cover, found.decimals, call.now, call.t, call.lang
            )
            return download(written, f"{file}.xlsx", XLSX)
    raise Problem("not_found")


def _chosen(call: Plain, tables: Sequence[Table]) -> Table:
    """Return the table asked for by ?table=, the first one by default."""
    key = call.request.query_params.get("table") or tables[0].key
    table = next((one for one in tables if one.key == key), None)
    if table is None:
        raise Problem("not_found")
    return table


async def _lines(call: Plain, asked: Asked, found: Comparison) -> list[tuple[str, str]]:
    """Say what a workbook is of."""
    t, lens = call.t, asked.lens
    waves = ", ".join(wave.name.say(call.lang) for wave in found.waves)
    lines = [(t("Waves"), waves or t("Nothing is official yet"))]
    if lens.asked:
        lines.append((t("Checklist"), lens.asked.title.say(call.lang)))
    lines += said(call, lens, await options(lens, asked.reach))
    if asked.other is not None:
        second = said(call, asked.other, await options(asked.other, asked.reach), OTHER)
        lines += [(t("Second set: {what}", what=label), value) for label, value in second]
    if found.apart:
        lines.append((t("Stand apart"), t(APART, n=found.apart)))
    return [
        *lines,
        (t("Made"), call.now.strftime("%Y-%m-%d %H:%M UTC")),
        (
            t("Scores"),
            t("Scores of released visits, 0–100; intervals hold 95 of 100 times."),
        ),
    ]


PAGES = (get_export, get_branch_export, get_raters_export)
