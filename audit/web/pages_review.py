"""The reviewer's pages: the queue, a visit beside its evidence, each step; and photos."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from starlette.responses import Response, StreamingResponse

from audit.photos.photos import copy_for
from audit.problems import Problem
from audit.visits import readings, review
from audit.visits.review_queue import counts, queue
from audit.web.call import Plain
from audit.web.pages import fields, page_at
from audit.web.paging import asked_code, page_number, pager
from audit.web.released import approve
from audit.web.respond import page, see_other
from audit.web.view_review import queue_row, visit_page

SIZE = 50
READERS = ("reviewer", "head_office")
_TABS = (
    ("waiting", "Waiting", ("submitted", "in_review")),
    ("returned", "Sent back", ("returned",)),
    ("approved", "Approved", ("approved",)),
    ("released", "Released", ("released",)),
    ("excluded", "Excluded", ("excluded",)),
)


@page_at("GET", "/review", name="review", roles=READERS)
async def get_queue(call: Plain) -> Response:
    """The queue."""
    tab = call.request.query_params.get("state", "waiting")
    states = next((states for key, _, states in _TABS if key == tab), _TABS[0][2])
    number = page_number(call)
    wave = asked_code(call, "wave")
    lines, total = await queue(call.actor, states, wave=wave, page=number, size=SIZE)
    by_state = await counts(call.actor)
    return page(
        call,
        "review/queue.html",
        waiting=sum(by_state.get(state, 0) for state in _TABS[0][2]),
        oldest=None,
        tabs=[_tab(call, key, words, states, tab, by_state) for key, words, states in _TABS],
        filters=[],
        clear=None,
        visits=[queue_row(line, call, call.url) for line in lines],
        pager=pager(call, number, total, SIZE),
    )


def _tab(
    call: Plain, key: str, words: str, states: tuple[str, ...], now: str, count: dict[str, int]
) -> dict[str, Any]:
    return {
        "label": call.t(words),
        "href": f"{call.url('review')}?{urlencode({'state': key})}",
        "count": sum(count.get(state, 0) for state in states),
        "current": key == now,
    }


@page_at("GET", "/review/{visit:uuid}", name="review_visit", roles=READERS)
async def get_visit(call: Plain) -> Response:
    """A visit beside its evidence."""
    read = await readings.read_visit(call.actor, call.uuid("visit"))
    return page(call, "review/visit.html", **visit_page(read, call, call.url))


@page_at("POST", "/review/{visit:uuid}/take", name="review_take", roles=("reviewer",))
async def post_take(call: Plain) -> Response:
    """Begin the review."""
    await review.take(call.actor, call.uuid("visit"), call.now)
    return _to_visit(call)


@page_at("POST", "/review/{visit:uuid}/send-back", name="review_send_back", roles=("reviewer",))
async def post_send_back(call: Plain) -> Response:
    """Send the visit back with the questions that were written beside its items."""
    form = await fields(call.request)
    remarks = [
        review.RemarkIn(name.removeprefix("item."), text[:2000])
        for name, text in form.items()
        if name.startswith("item.") and text
    ]
    note = form.get("note", "")[:4000]
    await review.send_back(call.actor, call.uuid("visit"), note, remarks, call.now)
    return _to_visit(call)


@page_at("POST", "/review/{visit:uuid}/approve", name="review_approve", roles=("reviewer",))
async def post_approve(call: Plain) -> Response:
    """Approve the visit and release what the wave's policy lets out."""
    await approve(call, call.uuid("visit"))
    return _to_visit(call)


@page_at("POST", "/review/{visit:uuid}/exclude", name="review_exclude", roles=("reviewer",))
async def post_exclude(call: Plain) -> Response:
    """Leave the visit out of all figures."""
    form = await fields(call.request)
    await review.exclude(call.actor, call.uuid("visit"), form.get("reason", "")[:2000], call.now)
    return _to_visit(call)


@page_at("POST", "/review/{visit:uuid}/include", name="review_include", roles=("reviewer",))
async def post_include(call: Plain) -> Response:
    """Take a visit that was left out back into review."""
    await review.include(call.actor, call.uuid("visit"), call.now)
    return _to_visit(call)


def _to_visit(call: Plain) -> Response:
    return see_other(call.url("review_visit", visit=call.uuid("visit")))


@page_at("GET", "/photos/{photo:uuid}/{size}.jpg", name="photo")
async def get_photo(call: Plain) -> Response:
    """A served copy of a photo of a visit that one may read as auditor, reviewer, head office."""
    size = call.text("size")
    if size not in ("large", "small"):
        raise Problem("not_found")
    return await photo_response(call, call.uuid("photo"), "large" if size == "large" else "small")


async def photo_response(call: Plain, photo: UUID, size: Any) -> Response:
    """Stream a copy for its own user; kept briefly, since the auditor may still blur a face."""
    files = call.services.files
    key = await copy_for(call.actor, photo, size)
    headers = {
        "Cache-Control": "private, max-age=300",
        "Content-Length": str(await files.size(key)),
    }
    return StreamingResponse(files.open(key), media_type="image/jpeg", headers=headers)


PAGES = (
    get_queue,
    get_visit,
    post_take,
    post_send_back,
    post_approve,
    post_exclude,
    post_include,
    get_photo,
)
