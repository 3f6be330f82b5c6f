"""Bodies cut at any byte, over sockets of our own: the server tells no more than it has.

What was told is set against the partial file itself, also after the server was killed.
"""

import asyncio
import hashlib
import socket
import struct
import time
from base64 import b64encode
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx2

from audit.files.files import FileStore, open_files
from audit.photos.photos import original_key
from tests.soak.counting import Counted
from tests.soak.judging import judge
from tests.soak.phones import API, PART, Phone, PhotoTried, picture
from tests.soak.places import Place
from tests.soak.seeding import Seat
from tests.soak.serving import Server, serving

KILL_EACH = 200
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing throws away what is under way


class Cutting(Phone):
    """A phone whose line is cut in nearly every part it sends, until `left` is used up."""

    left = 0
    cuts = 0

    def __init__(self, server: Server, seat: Seat, seed: int, folder: Path) -> None:
        super().__init__(server.url, seat, seed, pause=0.01)
        self.folder = folder
        self.faults: list[str] = []

    async def _patch(self, photo: PhotoTried, data: bytes, offset: int) -> httpx2.Response:
        if self.cuts >= self.left or self.random.random() < 0.1:
            return await super()._patch(photo, data, offset)
        self.cuts += 1
        whole = self._request(photo, data[offset:], offset)
        await self._send(whole[: self.random.randrange(1, len(whole))])
        raise httpx2.ReadError("cut")

    def _request(self, photo: PhotoTried, part: bytes, offset: int) -> bytes:
        """Return a PATCH as bytes: of known length or in chunks, with a checksum or without."""
        lines = [
            f"PATCH {API}/uploads/{photo.id} HTTP/1.1",
            "Host: soak",
            f"Cookie: mingcha={self.seat.token}",
            "Sec-Fetch-Site: same-origin",
            "Tus-Resumable: 1.0.0",
            f"Content-Type: {PART}",
            f"Upload-Offset: {offset}",
        ]
        if self.random.random() < 0.5:
            digest = b64encode(hashlib.sha256(part).digest()).decode()
            lines.append(f"Upload-Checksum: sha256 {digest}")
        if self.random.random() < 0.5:
            lines.append(f"Content-Length: {len(part)}")
            body = part
        else:
            lines.append("Transfer-Encoding: chunked")
            body = b"".join(
                b"%x\r\n%b\r\n" % (len(piece), piece) for piece in _pieces(part, 10_000)
            )
            body += b"0\r\n\r\n"
        return "\r\n".join([*lines, "", ""]).encode() + body

    async def _send(self, data: bytes) -> None:
        """Send and cut: at the end, or in the middle of what the network still holds."""
        address = urlsplit(self.url)
        try:
            _, writer = await asyncio.open_connection(address.hostname, address.port)
            if self.random.random() < 0.5:
                line = writer.get_extra_info("socket")
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            for piece in _pieces(data, self.random.choice((1_000, 30_000, len(data)))):
                writer.write(piece)
                await writer.drain()
            writer.transport.abort() if self.random.random() < 0.5 else writer.close()
        except OSError:
            pass

    def _reached(self, photo: PhotoTried, offset: int) -> int:
        if offset < photo.size and offset > self.on_disk(photo):
            self.faults.append(f"photo {photo.id}: told {offset}, holds {self.on_disk(photo)}")
        return super()._reached(photo, offset)

    def on_disk(self, photo: PhotoTried) -> int:
        """Return how many bytes the partial file has."""
        try:
            return (self.folder / f"{photo.id}.part").stat().st_size
        except FileNotFoundError:
            return 0

    async def cut_all(self, count: int) -> None:
        """Send photos until `count` of their parts were cut."""
        visit, self.left = uuid4(), count
        while self.cuts < count:
            data = picture(self.random)
            await self.send_photo(self.photo_of(visit, data), data)


async def run(count: int, place: Place) -> Counted:
    """Cut `count` bodies; kill the server now and then and look at what it had promised."""
    began = time.monotonic()
    async with serving(place) as server:
        folder = place.folder / "data" / "uploads"
        phones = [Cutting(server, seat, seed, folder) for seed, seat in enumerate(place.seats)]
        async with asyncio.TaskGroup() as group:
            for number, phone in enumerate(phones):
                share = count // len(phones) + (number < count % len(phones))
                group.create_task(phone.cut_all(share))
            kills = await _kill(server, phones, count)
        judged = await judge(place, [phone.ledger for phone in phones])
        for phone in phones:
            await phone.close()
    faults = [fault for phone in phones for fault in phone.faults]
    errors = sum(phone.ledger.answers["500"] for phone in phones)
    photos = sum(len(phone.ledger.photos) for phone in phones)
    return Counted(
        f"bodies cut at any byte ({place})",
        sum(phone.cuts for phone in phones),
        judged.lost + len(faults),
        judged.doubled,
        judged.corrupt + errors,
        time.monotonic() - began,
        f"{photos} photos whole, {kills} kills between. {'; '.join(faults[:3])}{judged.said}",
    )


async def _kill(server: Server, phones: list[Cutting], count: int) -> int:
    """Kill the server each so many cuts; nothing that was promised may be missing then."""
    kills, files = 0, open_files(server.place.settings.files, server.place.folder / "data")
    while sum(phone.cuts for phone in phones) < count:
        await asyncio.sleep(0.01)
        if sum(phone.cuts for phone in phones) >= KILL_EACH * (kills + 1):
            kills += 1
            server.kill()
            for phone in phones:
                await _compare(phone, files)
            await server.start()
    return kills


async def _compare(phone: Cutting, files: FileStore) -> None:
    """Look for the bytes promised of each photo: in its partial file, or whole where they go."""
    for photo in list(phone.ledger.photos.values()):  # meanwhile the next one is taken
        is_short = photo.safe < photo.size and phone.on_disk(photo) < photo.safe
        if is_short and not await files.exists(original_key(photo.sha256)):
            phone.faults.append(f"photo {photo.id}: told {photo.safe} before the kill")


def _pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]
