"""All reports of a wave at once: asking, watching, fetching the file."""

from typing import Any

from starlette.responses import JSONResponse, Response

from audit.access import scope
from audit.files.files import FileMissing
from audit.models import Batch, Visit, Wave
from audit.problems import Problem
from audit.programme.waves import wave_or_404
from audit.web import show
from audit.web.call import Call, Plain
from audit.web.pages import fields, page_at
from audit.web.respond import download, page, see_other
from forms.texts import Text
from reports.batches import (
    KIND,
    LANGUAGES,
    Asked,
    Progress,
    ask,
    batch_or_404,
    batches_of,
    progress,
)
from reports.build import KIND as REPORT
from reports.shelf import READERS, areas_of
from reports.view_branch import report_lines

MOST_WOKEN = 20
_LANGUAGES = {"zh": "中文", "en": "English", "both": "中文 + English"}
_CONTENTS = {
    "all": "Reports and action sheets",
    "reports": "Reports only",
    "sheets": "Action sheets only",
}


@page_at("GET", "/reports", name="reports", roles=READERS)
async def get_reports(call: Plain) -> Response:
    """The waves with something to read, newest first."""
    reach = await scope(call.actor, READERS)
    rows = Visit.filter(reach.where(), state="released").distinct()
    ids = await rows.values_list("wave_id", flat=True)
    waves = await Wave.filter(id__in=sorted({int(str(one)) for one in ids})).order_by("-starts_on")
    return page(
        call,
        "reports/waves.html",
        waves=[
            {
                "name": Text(zh=one.name_zh, en=one.name_en).say(call.lang),
                "days": show.days(one.starts_on, one.ends_on, call.lang),
                "href": call.url("wave_reports", wave=one.code),
            }
            for one in waves
        ],
    )


@page_at("GET", "/waves/{wave}/reports", name="wave_reports", roles=READERS)
async def get_wave_reports(call: Plain) -> Response:
    """The batches of a wave, and a form to ask for one."""
    wave = await wave_or_404(call.text("wave"))
    reach = await scope(call.actor, READERS)
    if not await Visit.filter(reach.where(), wave_id=wave.id).exists():
        raise Problem("not_found")
    found = await batches_of(call.actor, wave, call.now)
    return page(
        call,
        "reports/wave.html",
        wave=Text(zh=wave.name_zh, en=wave.name_en).say(call.lang),
        back=call.url("reports"),
        ask=call.url("wave_reports", wave=wave.code),
        areas=report_lines(await areas_of(call.actor, wave), call),
        languages=[(key, _LANGUAGES[key]) for key in LANGUAGES],
        contents=[(key, call.t(word)) for key, word in _CONTENTS.items()],
        batches=[_shown(one, call) for one in found],
    )


@page_at("POST", "/waves/{wave}/reports", name="wave_reports", roles=READERS)
async def post_wave_reports(call: Plain) -> Response:
    """Ask for all of them in one language."""
    form = await fields(call.request)
    code = call.text("wave")
    await asked(call, code, form.get("language", call.lang), form.get("contents", "all"))
    return see_other(call.url("wave_reports", wave=code))


async def asked(call: Call[Any, Any], wave: str, language: str, contents: str) -> Asked:
    """Ask for a batch and start its first reports; the sweeper finds the others."""
    found = await ask(call.actor, wave, language, call.now, contents)
    for report in found.reports[:MOST_WOKEN]:
        await call.services.jobs.wake(REPORT, str(report), 1)
    return found


async def looked_at(call: Call[Any, Any]) -> tuple[Batch, Progress]:
    """Return the batch asked for and how far it is; one that is all drawn is put together now."""
    batch = await batch_or_404(call.actor, call.uuid("batch"))
    found = await progress(batch, call.now)
    if found.state == "wanted" and found.drawn and batch.retry_at is None:
        await call.services.jobs.wake(KIND, str(batch.uuid), batch.attempt)
    return batch, found


@page_at("GET", "/batches/{batch:uuid}/state", name="batch_state", roles=READERS)
async def get_batch_state(call: Plain) -> Response:
    """How far a batch is, for a page that waits for it."""
    _, found = await looked_at(call)
    return JSONResponse({"state": found.state, "done": found.state != "wanted"})


@page_at("GET", "/batches/{batch:uuid}.zip", name="batch", roles=READERS)
async def get_batch(call: Plain) -> Response:
    """The file."""
    return await zip_response(call)


async def zip_response(call: Call[Any, Any]) -> Response:
    """Return the file of the batch asked for; raises not_found while there is none."""
    batch = await batch_or_404(call.actor, call.uuid("batch"))
    if batch.state != "ready" or batch.file_key is None:
        raise Problem("not_found")
    files = call.services.files
    try:
        size = await files.size(batch.file_key)
    except FileMissing:
        raise Problem("unavailable") from None
    name = f"{batch.wave.code}-{batch.language}.zip"
    return download(files.open(batch.file_key), name, "application/zip", size)


def _shown(one: Progress, call: Plain) -> dict[str, Any]:
    return {
        "language": _LANGUAGES[one.language],
        "contents": call.t(_CONTENTS[one.contents]),
        "state": one.state,
        "done": one.ready + one.failed,
        "total": one.total,
        "failed": one.failed,
        "left": show.time_left(one.left, call.t),
        "size": show.size(one.size) if one.size else None,
        "download": call.url("batch", batch=one.uuid),
        "live": call.url("batch_state", batch=one.uuid),
    }


PAGES = (get_reports, get_wave_reports, post_wave_reports, get_batch_state, get_batch)
