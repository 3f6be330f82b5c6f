"""What a phone could not send, brought in by a reviewer from an encrypted file.

The file is made on the phone (forms/mobile/src/logic/rescue.ts): ECDH on P-256 with a key of the
file's own, HKDF-SHA256, AES-256-GCM; its first line names the key and is protected with the rest.
Inside, a manifest says for whom it was made, with a proof that only this server can have given to
that person's phone: whoever knows just the public key cannot put words into an auditor's mouth.
What is in it goes the way of everything that a phone sends, so it counts once, whoever is first.
"""

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from audit import trail
from audit.access import Actor, require
from audit.db import transaction
from audit.files.files import FileStore
from audit.models import Person, RescueKey
from audit.people.sessions import actor_for
from audit.photos import uploads
from audit.photos.receiving import Receiving
from audit.photos.uploads import UploadIn
from audit.problems import Problem

MAGIC: Final = b"MINGCHA-RESCUE 1 "
_INFO: Final = b"mingcha-rescue-1"
_LONGEST_LINE: Final = 400
ROLES: Final = ("reviewer", "head_office", "admin")


@dataclass(frozen=True)
class KeyCard:
    """What a phone needs to make a file: the key's id, its public point and the proof (base64)."""

    id: UUID
    public: str
    proof: str


@dataclass(frozen=True)
class Opened:
    """A file that was made here for this person: the manifest, and photos' bytes by their id."""

    owner: Actor
    manifest: dict[str, Any]
    photos: dict[UUID, bytes]


async def key_for(actor: Actor) -> KeyCard:
    """Return the installation's key as the actor's phone keeps it; it is made when first asked."""
    key = await _key()
    point = _private(key).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return KeyCard(key.uuid, b64encode(point).decode(), _proof(key, actor.uuid))


async def _key() -> RescueKey:
    async with transaction():
        known = await RescueKey.all().order_by("id").first()
        if known is not None:
            return known
        number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        return await RescueKey.create(uuid=uuid4(), secret=f"{number:064x}")


def _private(key: RescueKey) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int(key.secret, 16), ec.SECP256R1())


def _proof(key: RescueKey, person: UUID) -> str:
    told = f"rescue of {person}".encode()
    return b64encode(hmac.digest(bytes.fromhex(key.secret), told, "sha256")).decode()


async def open_file(actor: Actor, data: bytes, now: datetime) -> Opened:
    """Open a file for a reviewer.

    Raises Problem: not_allowed; rescue_unreadable when it was not made for this installation, was
    changed on its way, or a photo is not what its hash says.
    """
    require(actor, *ROLES)
    line, _, sealed = data.partition(b"\n")
    key = await _key_of(line)
    manifest, rest = _unpacked(_plain(key, line, sealed))
    person = await Person.get_or_none(uuid=_uuid(str(manifest.get("person"))))
    proof = str(manifest.get("proof", "")).encode()
    if person is None or not hmac.compare_digest(_proof(key, person.uuid).encode(), proof):
        raise Problem("rescue_unreadable")
    return Opened(await actor_for(person, now), manifest, _photos(manifest, rest))


async def _key_of(line: bytes) -> RescueKey:
    if not line.startswith(MAGIC) or len(line) > _LONGEST_LINE:
        raise Problem("rescue_unreadable")
    named = line.removeprefix(MAGIC).split(b" ")[0].decode("latin-1")
    found = await RescueKey.get_or_none(uuid=_uuid(named))
    if found is None:
        raise Problem("rescue_unreadable")
    return found


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Problem("rescue_unreadable") from error


def _plain(key: RescueKey, line: bytes, sealed: bytes) -> bytes:
    try:
        point, iv = (b64decode(part, validate=True) for part in line.split(b" ")[3:])
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        shared = _private(key).exchange(ec.ECDH(), theirs)
        secret = HKDF(hashes.SHA256(), 32, salt=point, info=_INFO).derive(shared)
        return AESGCM(secret).decrypt(iv, sealed, line + b"\n")
    except (ValueError, NotBase64, InvalidTag) as error:
        raise Problem("rescue_unreadable") from error


def _unpacked(plain: bytes) -> tuple[dict[str, Any], bytes]:
    end = 4 + int.from_bytes(plain[:4], "big")
    try:
        manifest = json.loads(plain[4:end])
    except ValueError as error:
        raise Problem("rescue_unreadable") from error
    if not isinstance(manifest, dict):
        raise Problem("rescue_unreadable")
    return manifest, plain[end:]


def _photos(manifest: dict[str, Any], rest: bytes) -> dict[UUID, bytes]:
    found, at = {}, 0
    try:
        for told in manifest["photos"]:
            part = rest[at : at + told["bytes"]]
            at += told["bytes"]
            if hashlib.sha256(part).hexdigest() != told["sha256"]:
                raise Problem("rescue_unreadable")
            found[UUID(told["id"])] = part
    except (KeyError, TypeError, ValueError) as error:
        raise Problem("rescue_unreadable") from error
    return found


async def take_photo(
    owner: Actor,
    wanted: UploadIn,
    data: bytes,
    *,
    limit: int,
    files: FileStore,
    receiving: Receiving,
    now: datetime,
) -> None:
    """Take in a photo from a file as if its phone had sent it; one that is here already stays."""
    progress = await uploads.begin(owner, wanted, limit, files=files, receiving=receiving, now=now)
    if progress.finished:
        return
    rest = data[progress.offset :]

    async def body() -> AsyncIterator[bytes]:
        yield rest

    await uploads.append(
        owner,
        wanted.photo,
        progress.offset,
        body(),
        None,
        files=files,
        receiving=receiving,
        now=now,
    )


async def note(actor: Actor, opened: Opened, visits: int, now: datetime) -> None:
    """Write down who brought in what."""
    async with transaction():
        subject = f"person:{opened.owner.uuid}"
        told = {"visits": visits, "photos": len(opened.photos)}
        await trail.record(actor, "work_rescued", subject, now, **told)
