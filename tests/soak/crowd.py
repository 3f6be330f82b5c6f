"""A crowd of phones on a bad line: every photo arrives whole, little of it twice."""

import asyncio
import time
from contextlib import suppress
from functools import cache
from io import BytesIO
from random import Random
from uuid import UUID, uuid4

import httpx2
from PIL import Image

from tests.soak.counting import Counted
from tests.soak.cutting_proxy import CuttingProxy, cutting
from tests.soak.judging import judge
from tests.soak.phones import Phone, PhotoTried
from tests.soak.places import Place
from tests.soak.seeding import ITEMS
from tests.soak.serving import Server, serving

CUT = 0.03
PHOTO_BYTES = 400_000
MOST_AGAIN = 0.15
MOST_MEMORY = 600_000_000
FULL = 50  # phones from which on each sends 20 photos, as is promised, and not 3
SMALLEST, LARGEST = 64 * 1024, 2 * 1024 * 1024


class PacedPhone(Phone):
    """A phone that chooses the size of its pieces as the form does (`logic/tus.ts`)."""

    async def _patch(self, photo: PhotoTried, data: bytes, offset: int) -> httpx2.Response:
        began = time.monotonic()
        try:
            answer = await super()._patch(photo, data, offset)
        except httpx2.TransportError:
            self.piece = SMALLEST
            raise
        took = time.monotonic() - began
        if took < 1.5:
            self.piece = min(LARGEST, self.piece * 2)
        elif took > 8:
            self.piece = max(SMALLEST, self.piece // 2)
        return answer

    async def day(self, assignment: UUID, photos: int) -> None:
        """Make one visit with that many photos."""
        visit = self.ledger.visits.setdefault(assignment, uuid4())
        answers = {key: {"value": True} for key in ITEMS}
        tried = []
        for number in range(photos):
            data = photo_bytes(self.random, 1400 if number == 0 else 320)
            tried.append(self.photo_of(visit, data))
            await self.send_photo(tried[-1], data)
        await self.submit(visit, assignment, answers, tried)


async def run(count: int, place: Place) -> Counted:
    """Let `count` phones send their photos through a line that cuts 3 % of the requests."""
    began, photos = time.monotonic(), 20 if count >= FULL else 3
    async with serving(place) as server, cutting(server.port, share=CUT, seed=count) as proxy:
        seats = [place.seats[number % len(place.seats)] for number in range(count)]
        turns = [number // len(place.seats) for number in range(count)]
        phones = [PacedPhone(proxy.url, seat, seed) for seed, seat in enumerate(seats)]
        watch = asyncio.create_task(_watch(server))
        async with asyncio.TaskGroup() as group:
            for phone, seat, turn in zip(phones, seats, turns, strict=True):
                group.create_task(phone.day(seat.assignments[turn], photos))
        took = time.monotonic() - began
        watch.cancel()
        memory = max(server.peak_memory(), await watch)
        judged = await judge(place, [phone.ledger for phone in phones])
        for phone in phones:
            await phone.close()
    whole = sum(one.acknowledged for phone in phones for one in phone.ledger.photos.values())
    again, errors = _again(proxy, phones), sum(phone.ledger.answers["500"] for phone in phones)
    too_much = (again > MOST_AGAIN) + (memory > MOST_MEMORY)
    return Counted(
        f"phones on a line that cuts 3 % ({place})",
        count * photos,
        judged.lost + count * photos - whole,
        judged.doubled,
        judged.corrupt + errors + too_much,
        took,
        f"{whole} whole, {proxy.cuts} of {proxy.requests} requests cut, {again:.1%} of bytes"
        f" twice, {memory / 1e6:.0f} MB at most. {judged.said}",
    )


async def _watch(server: Server) -> int:
    """Return the most memory that was seen until this is cancelled, all its processes together."""
    most = 0
    with suppress(asyncio.CancelledError):
        while True:
            most = max(most, await asyncio.to_thread(server.memory))
            await asyncio.sleep(0.5)
    return most


def _again(proxy: CuttingProxy, phones: list[PacedPhone]) -> float:
    """Return what came from the phones beyond the photos themselves, as a share of those."""
    once = sum(one.size for phone in phones for one in phone.ledger.photos.values())
    return proxy.received / once - 1


def photo_bytes(random: Random, width: int) -> bytes:
    """Return a photo of 400 kB that no other is equal to.

    One in so many is as large as its bytes: what is made of 4,000 such photos afterwards takes two
    cores longer than the crowd's sending, which is what is measured here.
    """
    scene = _scene(width)
    return scene + random.randbytes(PHOTO_BYTES - len(scene))


@cache
def _scene(width: int) -> bytes:
    data = BytesIO()
    noise = Image.effect_noise((width, width * 3 // 4), 60).convert("RGB")
    noise.save(data, "JPEG", quality=20)
    return data.getvalue()
