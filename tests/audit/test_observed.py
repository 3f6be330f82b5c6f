"""What the phone notes by itself goes in and comes back over HTTP; what does not fit is refused."""

from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import NOON
from tests.http import Browser
from tests.visiting import YES, an_assignment, claim

pytestmark = pytest.mark.asyncio
MARKS = [
    {"kind": "circle", "x": 5000, "y": 5000, "rx": 900, "ry": 1200},
    {"kind": "arrow", "x": 100, "y": 100, "x2": 2000, "y2": 2500},
    {"kind": "text", "x": 100, "y": 9000, "text": "灯不亮"},
    {"kind": "blur", "x": 0, "y": 0, "w": 10000, "h": 500},
]


async def put(browser: Browser, **parts: Any) -> tuple[int, dict[str, Any]]:
    """Send a draft with `parts`; return the status, and the draft as the server holds it."""
    assignment, _ = await an_assignment()
    phone = await browser(assignment.auditor)
    address = f"/api/v1/visits/{uuid4()}/draft"
    moment = NOON.isoformat()
    body = {
        "revision": 1,
        "assignment": str(assignment.uuid),
        "checklist_version": str(assignment.version.uuid),
        "started_at": moment,
        "device_time": moment,
        "answers": YES,
        "photos": [],
    }
    sent = await phone.put(address, json=body | parts)
    if sent.status_code != 200:
        return sent.status_code, {}
    return 200, (await phone.get(address)).json()["content"]


async def test_it_works(browser: Browser) -> None:
    event = {"id": str(uuid4()), "kind": "entered", "at": NOON.isoformat()}
    place = {"when": "start", "latitude": 31.2, "longitude": 121.4, "accuracy_m": 20.0}
    photo = claim() | {"type": "image/jpeg", "marks": MARKS}
    status, content = await put(
        browser,
        events=[event],
        positions=[place | {"at": NOON.isoformat()}],
        clock={"offset_ms": -1500},
        photos=[photo],
    )
    assert status == 200
    assert [one["kind"] for one in content["events"]] == ["entered"]
    assert content["positions"][0]["accuracy_m"] == 20
    assert content["clock"] == {"offset_ms": -1500}
    assert content["photos"][0]["marks"] == MARKS


async def test_what_was_not_noted_leaves_no_trace(browser: Browser) -> None:
    _, content = await put(browser, photos=[claim() | {"type": "image/jpeg"}])
    assert not {"events", "positions", "clock"} & set(content)
    assert "marks" not in content["photos"][0]


@pytest.mark.parametrize(
    "parts",
    [
        {"events": [{"id": str(uuid4()), "kind": "slept", "at": NOON.isoformat()}]},
        {"events": [{"id": str(uuid4()), "kind": "paid", "at": "2026-03-02T12:00:00"}]},
        {"positions": [{"when": "start", "latitude": 91, "longitude": 0, "at": NOON.isoformat()}]},
        {"photos": [claim() | {"type": "image/jpeg", "marks": [{"kind": "blur", "x": 1}]}]},
        {"photos": [claim() | {"type": "image/jpeg", "marks": [MARKS[2] | {"x": 10_001}]}]},
        {"photos": [claim() | {"type": "image/jpeg", "marks": [MARKS[0]] * 51}]},
    ],
)
async def test_what_does_not_fit_is_refused(browser: Browser, parts: dict[str, Any]) -> None:
    assert (await put(browser, **parts))[0] == 422
