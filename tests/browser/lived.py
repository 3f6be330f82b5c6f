"""Visits in every state, sent and reviewed over HTTP as phone and desk send them."""

import base64
import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2

from forms.standards import load
from tests.browser.filling import bad, good
from tests.browser.server import Server
from tests.browser.world import LINK, PASSWORD, SHORT
from tests.http import SAME_SITE
from tests.photos import jpeg_photo

FAILED = ("surroundings.prices", "smile.thank", "waits.care", "posture.standing")
REMARK = "请补一张招牌亮着的照片。"
_REPORT = re.compile(r"/reports/([0-9a-f-]{36})")
Client = httpx2.AsyncClient


def client_of(server: Server) -> Client:
    """A client without a session yet."""
    return Client(base_url=server.url, headers=SAME_SITE, timeout=30)


async def sign_in(client: Client, login: str) -> None:
    """Open a session; the client keeps its cookie."""
    told = {"login": login, "password": PASSWORD}
    (await client.post("/api/v1/session", json=told)).raise_for_status()


async def live(server: Server) -> dict[str, str]:
    """Send three of Ma's visits, and release, return or leave them; Ma keeps two to do.

    Returns what addresses of pages name: the visit of each state, versions, a person, a link.
    """
    async with client_of(server) as phone, client_of(server) as desk, client_of(server) as fang:
        for client, login in ((phone, "ma"), (desk, "zhou"), (fang, "fang")):
            await sign_in(client, login)
        listed = (await phone.get("/api/v1/assignments")).json()["assignments"]
        standard, short = (one_of(listed, "HZ01", kind) for kind in ("mystery", "open"))
        released = await _send(phone, standard, _standard())
        await _review(desk, released, "take", "approve")
        returned = await _send_and_return(phone, desk, short)
        last = next(
            one for one in listed if one["branch"]["code"] == "BJ01" and is_short(one, short)
        )
        waiting = await _send(phone, last, _short())
        person = (await phone.get("/api/v1/me")).json()["person"]["id"]
        report = _REPORT.search((await fang.get(f"/released/{released}")).text)
        assert report is not None
    return {
        "released": released,
        "returned": returned,
        "waiting": waiting,
        "standard": standard["checklist_version"],
        "short": short["checklist_version"],
        "person": person,
        "report": report[1],
        "link": (server.data / LINK).read_text(),
    }


def is_short(one: dict[str, Any], short: dict[str, Any]) -> bool:
    """Whether an assignment asks the same checklist as another."""
    return bool(one["checklist_version"] == short["checklist_version"])


def one_of(listed: list[dict[str, Any]], branch: str, kind: str) -> dict[str, Any]:
    """The first assignment at a branch."""
    return next(one for one in listed if one["branch"]["code"] == branch and one["kind"] == kind)


def _standard() -> tuple[dict[str, Any], str]:
    checklist = load("retail-service")
    answers = {
        item.key: (bad if item.key in FAILED else good)(item)
        for item in checklist.every_item()
        if item.kind != "photo"
    }
    answers["surroundings.water"] = {"skip": "na"}
    answers["smile.thank"]["note"] = "转身就去理货了，没有说话。"
    return answers, "surroundings.prices"


def _short() -> tuple[dict[str, Any], str]:
    keys = [item["key"] for section in SHORT["sections"] for item in section["items"]]
    return {key: {"value": True} for key in keys if not key.endswith("moment")}, "door.sign"


async def _send_and_return(phone: Client, desk: Client, assignment: dict[str, Any]) -> str:
    visit = await _send(phone, assignment, _short())
    await _review(desk, visit, "take")
    told = {"note": "只差一处。", "items": [{"item": "door.sign", "text": REMARK}]}
    (await desk.post(f"/api/v1/reviews/{visit}/send-back", json=told)).raise_for_status()
    return visit


async def _send(
    phone: Client, assignment: dict[str, Any], filled: tuple[dict[str, Any], str]
) -> str:
    answers, item = filled
    visit, photo, data = str(uuid4()), str(uuid4()), jpeg_photo()
    answers[item] = answers[item] | {"photos": [photo]}
    sha256, now = hashlib.sha256(data).hexdigest(), datetime.now(UTC)
    claim = {"id": photo, "item": item, "sha256": sha256, "bytes": len(data), "type": "image/jpeg"}
    sent = {
        "assignment": assignment["id"],
        "checklist_version": assignment["checklist_version"],
        "started_at": (now - timedelta(minutes=40)).isoformat(),
        "finished_at": now.isoformat(),
        "device_time": now.isoformat(),
        "answers": answers,
        "photos": [claim],
    }
    receipt = await phone.put(f"/api/v1/visits/{visit}/submissions/1", json=sent)
    receipt.raise_for_status()
    await _upload(phone, visit, photo, data)
    return visit


async def _upload(phone: Client, visit: str, photo: str, data: bytes) -> None:
    sha256 = hashlib.sha256(data).hexdigest()
    told = {"photo": photo, "visit": visit, "sha256": sha256, "type": "image/jpeg"}
    pairs = [f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in told.items()]
    headers = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
    announced = {"Upload-Length": str(len(data)), "Upload-Metadata": ",".join(pairs)}
    answer = await phone.post("/api/v1/uploads", headers=headers | announced, content=data)
    answer.raise_for_status()


async def _review(desk: Client, visit: str, *steps: str) -> None:
    for step in steps:
        (await desk.post(f"/api/v1/reviews/{visit}/{step}")).raise_for_status()
