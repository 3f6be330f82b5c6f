"""Requests for one upload at the same time, and slow ones, over real connections."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from random import Random
from uuid import uuid4

import httpx2
import pytest
import pytest_asyncio

from tests.conftest import BACKEND
from tests.http import SAME_SITE
from tests.soak.phones import PART, TUS, Phone
from tests.soak.places import Place, place
from tests.soak.seeding import Size
from tests.soak.serving import Server, serving

pytestmark = [pytest.mark.fault, pytest.mark.asyncio]
IDLE = 1.5
ROUNDS = 5
ENDS = {(204, 404), (204, 423), (404, 204), (423, 204)}


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def somewhere() -> AsyncIterator[tuple[Place, Server]]:
    async with (
        place("sqlite" if BACKEND == "sqlite" else "postgres", size=Size(1, 1)) as made,
        serving(made, idle_seconds=str(IDLE)) as server,
    ):
        yield made, server


class Line(Phone):
    """One phone, and an upload it has begun."""

    def __init__(self, somewhere: tuple[Place, Server], seed: int, size: int = 300_000) -> None:
        made, server = somewhere
        super().__init__(server.url, made.seats[0], seed)
        self.made = made
        self.data = Random(seed).randbytes(size)
        self.photo = self.photo_of(uuid4(), self.data)

    @property
    def where(self) -> str:
        return f"{self.url}/api/v1/uploads/{self.photo.id}"

    async def part(self, at: int, data: bytes) -> httpx2.Response:
        headers = TUS | {"Content-Type": PART, "Upload-Offset": str(at)}
        return await self.client.patch(self.where, headers=headers, content=data)

    async def offset(self) -> int | None:
        answer = await self._where(self.photo)
        return int(answer.headers["upload-offset"]) if answer.status_code == 200 else None

    async def finish(self) -> None:
        """Send the rest; the bytes kept must be right."""
        await self.send_photo(self.photo, self.data)
        sha256 = hashlib.sha256(self.data).hexdigest()
        kept = self.made.folder / "data" / "files" / "originals" / sha256[:2] / sha256
        assert kept.read_bytes() == self.data

    def head_of_part(self, length: int, at: int = 0) -> bytes:
        lines = (
            f"PATCH /api/v1/uploads/{self.photo.id} HTTP/1.1",
            "Host: x",
            f"Cookie: mingcha={self.seat.token}",
            *(f"{name}: {value}" for name, value in (SAME_SITE | TUS).items()),
            f"Content-Type: {PART}",
            f"Upload-Offset: {at}",
            f"Content-Length: {length}",
        )
        return "\r\n".join([*lines, "", ""]).encode()

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        _, _, port = self.url.rpartition(":")
        return await asyncio.open_connection("127.0.0.1", int(port))


async def begun(somewhere: tuple[Place, Server], seed: int) -> Line:
    line = Line(somewhere, seed)
    assert (await line._announce(line.photo)).status_code == 201
    return line


async def test_parts_at_one_offset_at_once(somewhere: tuple[Place, Server]) -> None:
    """One writes, the others are told so; what is there is right."""
    for seed in range(ROUNDS):
        line = await begun(somewhere, seed)
        half = line.data[:150_000]
        answers = await asyncio.gather(*(line.part(0, half) for _ in range(6)))
        told = sorted(answer.status_code for answer in answers)
        assert told.count(204) == 1
        assert set(told) <= {204, 409, 423}, told
        assert await line.offset() == 150_000
        rest = line.data[150_000:]
        answers = await asyncio.gather(*(line.part(150_000, rest) for _ in range(6)))
        assert {answer.status_code for answer in answers} <= {204, 409, 423}
        assert await line.offset() == len(line.data)
        late = await line.part(len(line.data) - 5, b"after")
        assert (late.status_code, late.headers["upload-offset"]) == (409, str(len(line.data)))
        assert (await line.part(len(line.data), b"more")).status_code == 204, "nothing is added"
        await line.finish()
        await line.close()


async def test_giving_up_during_a_part(somewhere: tuple[Place, Server]) -> None:
    """Either the upload is gone for good, or the part was faster and all of it stands."""
    random = Random(3)
    for seed in range(100, 100 + 2 * ROUNDS):
        line = await begun(somewhere, seed)

        async def give_up(line: Line, after: float) -> httpx2.Response:
            await asyncio.sleep(after)
            return await line.client.delete(line.where, headers=TUS)

        part, ended = await asyncio.gather(
            line.part(0, line.data), give_up(line, random.random() / 20)
        )
        assert (part.status_code, ended.status_code) in ENDS
        there = await line.offset()
        assert there == (len(line.data) if part.status_code == 204 else None)
        if there is None:
            await line.finish()  # the same photo may be begun again
        await line.close()


async def test_a_part_that_drips_is_ended_and_gone_on_with(
    somewhere: tuple[Place, Server],
) -> None:
    line = await begun(somewhere, 200)
    reader, writer = await line.connect()
    writer.write(line.head_of_part(len(line.data)) + line.data[:10_000])
    dripping = asyncio.create_task(drip(writer, line.data[10_000:]))
    answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
    assert answer.startswith(b"HTTP/1.1 400")
    dripping.cancel()
    writer.close()
    there = await line.offset()
    assert there is not None
    assert 10_000 <= there < 11_500
    await line.finish()
    await line.close()


async def drip(writer: asyncio.StreamWriter, data: bytes) -> None:
    for byte in data:
        writer.write(bytes([byte]))
        await asyncio.sleep(0.05)


async def test_a_slow_part_that_gets_on_is_borne(somewhere: tuple[Place, Server]) -> None:
    line = await begun(somewhere, 201)
    reader, writer = await line.connect()
    writer.write(line.head_of_part(len(line.data)))
    for at in range(0, 20_000, 2_000):  # 2 kB each half second, as a bad mobile line brings
        writer.write(line.data[at : at + 2_000])
        await asyncio.sleep(0.5)
    writer.write(line.data[20_000:])
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 204")
    writer.close()
    await line.finish()
    await line.close()


async def test_many_that_hold_a_line_leave_the_server_to_others(
    somewhere: tuple[Place, Server],
) -> None:
    """Silent ones, half heads, stalled bodies, bodies after a refusal: all are closed."""
    line = await begun(somewhere, 202)
    stalls = (
        b"",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        line.head_of_part(300_000, at=1)[:-2],
        b"POST /api/v1/uploads HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n" + b"x" * 9,
    )
    lines = [(await line.connect(), stalls[number % 4]) for number in range(120)]
    for (_, writer), stall in lines:
        writer.write(stall)
    await line.finish()  # meanwhile somebody honest is served
    async with asyncio.timeout(30):
        for (reader, writer), _ in lines:
            await ended(reader)
            writer.close()
    await line.close()


async def ended(reader: asyncio.StreamReader) -> None:
    try:
        while await reader.read(65_536):
            pass
    except ConnectionResetError:
        pass


FRAMINGS = [
    "Content-Length: 5\r\nContent-Length: 6",
    "Content-Length: -1",
    "Content-Length: 5 5",
    "Content-Length: 99999999999999999999999",
    "Content-Length: 5\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding: xchunked\r\nContent-Length: 5",
    "Content-Length: 0x5",
    "Upload-Metadata: \x00\x01\r\nContent-Length: 5",
    "X-A: a\r\n b: folded\r\nContent-Length: 5",
]


@pytest.mark.parametrize("framing", FRAMINGS)
async def test_a_body_of_doubtful_length_is_not_two_requests(
    somewhere: tuple[Place, Server], framing: str
) -> None:
    """What another server in front might read otherwise is refused, and its line closed."""
    line = await begun(somewhere, 300 + FRAMINGS.index(framing))
    head = line.head_of_part(5).decode().replace("Content-Length: 5", framing)
    reader, writer = await line.connect()
    smuggled = line.head_of_part(3, at=5) + b"abc"
    writer.write(head.encode("latin-1") + b"hello" + smuggled)
    got = b""
    async with asyncio.timeout(30):
        try:
            while chunk := await reader.read(65_536):
                got += chunk
        except ConnectionResetError:
            pass
    assert got.count(b"HTTP/1.1 2") == 0, got[:200]
    writer.close()
    assert await line.offset() == 0
    await line.finish()
    await line.close()
