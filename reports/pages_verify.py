"""The page behind the QR code of every report: is this copy genuine, and is it the current one?"""

from typing import Any

from starlette.responses import Response

from audit.people import attempts
from audit.web import show
from audit.web.call import Plain
from audit.web.pages import page_at
from audit.web.respond import page
from reports.verify import Genuine, by_file, by_fingerprint, limited
from reports.view_branch import KIND_WORDS

_LONGEST = 200


@page_at("GET", "/verify", name="verify", public=True)
async def get_verify(call: Plain) -> Response:
    """Ask by number and fingerprint, or by the fingerprint of a file."""
    query = call.request.query_params
    number, digest, file = (query.get(name, "")[:_LONGEST] for name in ("number", "d", "file"))
    return await _answer(call, number.strip(), digest, file)


@page_at("GET", "/verify/{number}", name="verify_number", public=True)
async def get_verify_number(call: Plain) -> Response:
    """What a QR code leads to."""
    digest = call.request.query_params.get("d", "")[:_LONGEST]
    return await _answer(call, call.text("number")[:_LONGEST], digest, "")


async def _answer(call: Plain, number: str, digest: str, file: str) -> Response:
    asked = bool(file or digest)
    found = await _look_up(call, number, digest, file) if asked else None
    return page(
        call,
        "reports/verify.html",
        status=404 if asked and found is None else 200,
        asked=asked,
        number=number,
        digest=digest,
        found=_told(found, call) if found else None,
    )


async def _look_up(call: Plain, number: str, digest: str, file: str) -> Genuine | None:
    client = call.request.client
    attempt = await limited(client.host if client else "", call.now)
    found = await (by_file(file) if file else by_fingerprint(number, digest))
    if found is not None:
        await attempts.passed(attempt)
    return found


def _told(found: Genuine, call: Plain) -> dict[str, Any]:
    return {
        "current": found.newest is None,
        "newest": found.newest,
        "facts": [
            (call.t("Report"), call.t(KIND_WORDS[found.kind])),
            (call.t("Report number"), found.number),
            (call.t("Edition"), found.edition),
            (call.t("Wave"), found.wave.say(call.lang)),
            (call.t("Issued"), show.day(found.issued_on, call.lang)),
        ],
    }


PAGES = (get_verify, get_verify_number)
