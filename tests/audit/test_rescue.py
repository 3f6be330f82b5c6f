"""Unsent work in a file: opened here only, whole or not at all, and counted once."""

import json
import os
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from audit.models import Photo, Submission, TrailEntry
from tests.conftest import NOON
from tests.http import Browser
from tests.make import grant, make_person
from tests.photos import jpeg_photo, scene
from tests.visiting import an_assignment, claim

pytestmark = pytest.mark.asyncio


def encrypted(plain: bytes, key: dict[str, str]) -> bytes:
    """Do what the phone does."""
    own = ec.generate_private_key(ec.SECP256R1())
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b64decode(key["public"]))
    shared = own.exchange(ec.ECDH(), theirs)
    secret = HKDF(hashes.SHA256(), 32, salt=point, info=b"mingcha-rescue-1").derive(shared)
    iv = os.urandom(12)
    told = (key["id"], b64encode(point).decode(), b64encode(iv).decode())
    line = " ".join(("MINGCHA-RESCUE 1", *told)).encode() + b"\n"
    return line + AESGCM(secret).encrypt(iv, plain, line)


def packed(manifest: dict[str, Any], *photos: bytes) -> bytes:
    words = json.dumps(manifest).encode()
    return len(words).to_bytes(4, "big") + words + b"".join(photos)


async def made(
    browser: Browser, *photos: bytes, **more: Any
) -> tuple[dict[str, Any], dict[str, str], httpx2.AsyncClient]:
    """A manifest with one handed-in visit, the key, and the phone it comes from."""
    assignment, actor = await an_assignment()
    phone = await browser(assignment.auditor)
    key: dict[str, str] = (await phone.get("/api/v1/rescue/key")).json()
    visit = str(uuid4())
    claims = [claim(sha256(data).hexdigest()) | {"bytes": len(data)} for data in photos]
    told = [one | {"type": "image/jpeg", "item": "greeting.smile"} for one in claims]
    body = {
        "assignment": str(assignment.uuid),
        "checklist_version": str(assignment.version.uuid),
        "started_at": NOON.isoformat(),
        "finished_at": NOON.isoformat(),
        "device_time": NOON.isoformat(),
        "answers": {"greeting.smile": {"value": True, "photos": [one["id"] for one in told]}},
        "photos": told,
    }
    parts = [{name: one[name] for name in ("id", "sha256", "type", "bytes")} for one in told]
    manifest = {
        "person": str(actor.uuid),
        "proof": key["proof"],
        "visits": [{"visit": visit, "submission": 1, "body": body}],
        "photos": [part | {"visit": visit} for part in parts],
    }
    return manifest | more, key, phone


async def desk_of(browser: Browser) -> httpx2.AsyncClient:
    reviewer = await make_person("zhou")
    await grant(reviewer, "reviewer")
    return await browser(reviewer)


async def bring(desk: httpx2.AsyncClient, data: bytes) -> httpx2.Response:
    binary = {"Content-Type": "application/octet-stream"}
    return await desk.post("/api/v1/rescue", content=data, headers=binary)


async def test_a_file_counts_once_whoever_is_first(browser: Browser) -> None:
    photo = jpeg_photo(scene())
    manifest, key, phone = await made(browser, photo)
    desk = await desk_of(browser)
    file = encrypted(packed(manifest, photo), key)
    for _ in range(2):
        answer = await bring(desk, file)
        assert answer.status_code == 200, answer.text
        assert answer.json() == {"visits": 1, "photos": 1, "apart": []}
    told = manifest["visits"][0]
    path = f"/api/v1/visits/{told['visit']}/submissions/1"
    late = await phone.put(path, json=told["body"])
    assert (late.status_code, late.json()["complete"]) == (200, True)
    assert (await Submission.all().count(), await Photo.all().count()) == (1, 1)
    assert await TrailEntry.filter(action="work_rescued").count() == 2


async def test_a_file_that_was_changed_or_made_up_is_not_opened(browser: Browser) -> None:
    photo = jpeg_photo(scene())
    manifest, key, _ = await made(browser, photo)
    desk = await desk_of(browser)
    good = encrypted(packed(manifest, photo), key)
    other = await make_person("other")
    bad = [
        b"",
        b"MINGCHA-RESCUE 1 x\n",
        good[:-1],
        good[:-1] + bytes([good[-1] ^ 1]),
        good.replace(b"MINGCHA-RESCUE 1", b"MINGCHA-RESCUE 2"),
        encrypted(packed(manifest, photo[:-1]), key),
        encrypted(packed(manifest | {"proof": "made up"}, photo), key),
        encrypted(packed(manifest | {"person": str(other.uuid)}, photo), key),
        encrypted(packed(manifest | {"visits": [{}]}, photo), key),
        encrypted(b"\xff\xff\xff\xff[]", key),
        encrypted(packed(manifest, photo), key | {"id": str(uuid4())}),
    ]
    for data in bad:
        answer = await bring(desk, data)
        assert (answer.status_code, answer.json()["code"]) == (422, "rescue_unreadable")
    assert await Submission.all().count() == 0


async def test_only_reviewers_bring_files_in_and_only_auditors_get_the_key(
    browser: Browser,
) -> None:
    manifest, key, phone = await made(browser)
    assert (await bring(phone, encrypted(packed(manifest), key))).status_code == 403
    desk = await desk_of(browser)
    assert (await desk.get("/api/v1/rescue/key")).status_code == 403
    again = (await phone.get("/api/v1/rescue/key")).json()
    assert again == key


async def test_words_for_somebody_elses_visit_are_kept_apart(browser: Browser) -> None:
    manifest, key, _ = await made(browser)
    foreign, _ = await an_assignment()
    manifest["visits"][0]["body"]["assignment"] = str(foreign.uuid)
    answer = await bring(await desk_of(browser), encrypted(packed(manifest), key))
    assert answer.json() == {"visits": 0, "photos": 0, "apart": ["not_found"]}
