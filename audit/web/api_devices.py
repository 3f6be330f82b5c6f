"""Lost phones over the API: reporting one, and its word that it has erased what it held."""

from starlette.responses import Response

from audit.people import lost_devices
from audit.web.api import operation
from audit.web.call import Plain
from audit.web.session import drop_cookie, note_erased


@operation("POST", "/sessions/{session:uuid}/lost", tag="session", statuses=(204,))
async def post_lost(call: Plain) -> None:
    """Report a device lost: its session ends, and at its next contact it erases what it holds."""
    await lost_devices.report_lost(call.actor, call.uuid("session"), call.now)


@operation("POST", "/session/erased", tag="session", statuses=(204,), public=True)
async def post_erased(call: Plain) -> Response:
    """Tell that this device was reported lost and has erased what it held."""
    response = Response(status_code=204)
    if call.visitor.lost:
        await note_erased(call)
        drop_cookie(call.request, response)
    return response


OPERATIONS = (post_lost, post_erased)
