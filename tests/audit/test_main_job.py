"""The main job over HTTP: assignment → draft → photos → submission → review → report."""

import base64
import hashlib
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from starlette.applications import Starlette

from audit.models import Photo, Report, Visit
from audit.photos.photos import make_copies
from forms.standards import load
from tests.conftest import NOON
from tests.http import Browser
from tests.make import grant, make_assignment, make_branch, make_person, make_version, make_wave

pytestmark = pytest.mark.asyncio


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


async def send_photo(client: Any, visit: str, photo: str, data: bytes, mime: str) -> Any:
    metadata = {
        "photo": photo,
        "visit": visit,
        "sha256": hashlib.sha256(data).hexdigest(),
        "type": mime,
    }
    created = await client.post(
        "/api/v1/uploads",
        headers={
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(len(data)),
            "Upload-Metadata": ",".join(f"{k} {b64(v)}" for k, v in metadata.items()),
        },
    )
    assert created.status_code == 201, created.text
    return await client.patch(
        created.headers["Location"],
        content=data,
        headers={
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": "0",
            "Content-Type": "application/offset+octet-stream",
        },
    )


async def test_a_visit_goes_through(browser: Browser, app: Starlette, jpeg: bytes) -> None:
    definition = load("retail-service").model_dump(mode="json")
    auditor, reviewer = await make_person(), await make_person()
    await grant(auditor, "auditor")
    await grant(reviewer, "reviewer")
    assignment = await make_assignment(
        auditor,
        await make_branch("SH001", name_zh="南京路店"),
        await make_wave("2026-11", release_policy="at_approval"),
        await make_version(definition),
    )
    phone = await browser(auditor)
    listed = (await phone.get("/api/v1/assignments")).json()["assignments"]
    assert [one["branch"]["code"] for one in listed] == ["SH001"]
    version = listed[0]["checklist_version"]
    bundle = (await phone.get(f"/api/v1/checklist-versions/{version}")).json()
    keys = [i["key"] for s in bundle["sections"] for i in s["items"] if i["kind"] == "yes_no"]
    visit, photo = str(uuid4()), str(uuid4())
    sent: dict[str, Any] = {
        "assignment": str(assignment.uuid),
        "checklist_version": version,
        "started_at": (NOON - timedelta(minutes=40)).isoformat(),
        "device_time": NOON.isoformat(),
        "answers": {key: {"value": index != 3} for index, key in enumerate(keys)},
        "photos": [
            {
                "id": photo,
                "item": keys[3],
                "sha256": hashlib.sha256(jpeg).hexdigest(),
                "bytes": len(jpeg),
                "type": "image/jpeg",
            }
        ],
    }
    draft = await phone.put(f"/api/v1/visits/{visit}/draft", json=sent | {"revision": 1})
    assert draft.json()["photos"] == {"expected": 1, "arrived": 0, "missing": [photo]}
    submission = sent | {"finished_at": NOON.isoformat()}
    receipt = await phone.put(f"/api/v1/visits/{visit}/submissions/1", json=submission)
    assert (receipt.status_code, receipt.json()["complete"]) == (201, False)
    arrived = await send_photo(phone, visit, photo, jpeg, "image/jpeg")
    assert arrived.status_code == 204
    again = await phone.put(f"/api/v1/visits/{visit}/submissions/1", json=submission)
    assert (again.status_code, again.json()["complete"]) == (200, True)

    services = app.state.services
    await make_copies(photo, files=services.files, decoding=services.decoding, now=NOON)
    assert (await Photo.get(uuid=photo)).state == "ready"

    desk = await browser(reviewer)
    queue = (await desk.get("/api/v1/reviews")).json()
    assert [line["uuid"] for line in queue["visits"]] == [visit]
    assert (await desk.post(f"/api/v1/reviews/{visit}/take")).json()["state"] == "in_review"
    reading = (await desk.get(f"/api/v1/reviews/{visit}")).json()
    assert reading["complete"] is True
    approved = await desk.post(f"/api/v1/reviews/{visit}/approve")
    assert approved.json()["state"] == "released", approved.text
    assert (await Visit.get(uuid=visit)).state == "released"
    assert await Report.filter(state="wanted").count() == 2
    assert ("report", approved.json()["reports"][0], 1) in services.jobs.asked
