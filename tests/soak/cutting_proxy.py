"""A line between phones and server that breaks a share of the requests it carries.

Half of those are cut in their body (or head, where there is none), at any byte; the other half
after the server has made its answer and before it gets back.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from random import Random
from typing import Final, Literal

Fate = Literal["whole", "body", "answer"]
_CHUNK: Final = 65_536
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


class CuttingProxy:
    """Carries HTTP/1.1 with bodies of known length to `port`; made by `cutting`."""

    def __init__(self, port: int, share: float, seed: int) -> None:
        self.port = port
        self.share = share
        self.random = Random(seed)
        self.url = ""
        self.spared: tuple[bytes, ...] = ()
        """How requests begin that are never cut, if any are."""
        self.requests = 0
        self.cuts = 0
        self.received = 0
        """Bytes that came from the phones, heads and repeats included."""
        self._lines: dict[asyncio.StreamWriter, asyncio.Task[None] | None] = {}

    def _fate(self, head: bytes) -> Fate:
        self.requests += 1
        if head.startswith(self.spared) or self.random.random() >= self.share:
            return "whole"
        self.cuts += 1
        return self.random.choice(("body", "answer"))

    async def carry(self, phone: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """Serve one connection of a phone."""
        self._lines[back] = asyncio.current_task()
        with suppress(OSError, asyncio.IncompleteReadError):
            server, on = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                while await self._one(phone, on, server, back):
                    pass
            finally:
                on.close()
        del self._lines[back]
        back.transport.abort()

    async def _one(
        self,
        phone: asyncio.StreamReader,
        on: asyncio.StreamWriter,
        server: asyncio.StreamReader,
        back: asyncio.StreamWriter,
    ) -> bool:
        """Carry one request and its answer; False when the connection is at its end."""
        head = await phone.readuntil(b"\r\n\r\n")
        fate = self._fate(head)
        whole = len(head) + _length(head)
        left = self.random.randrange(whole) if fate == "body" else whole
        on.write(head[:left])
        self.received += len(head)
        left -= len(head)
        while left > 0:
            chunk = await phone.read(min(_CHUNK, left))
            self.received += len(chunk)
            left -= len(chunk)
            on.write(chunk)
            await on.drain()
            if not chunk:
                return False
        if fate == "body":
            return False
        answer = await server.readuntil(b"\r\n\r\n")
        has_body = not head.startswith(b"HEAD ") and b" 204 " not in answer[:20]
        body = await server.readexactly(_length(answer) if has_body else 0)
        if fate == "answer":
            return False
        back.write(answer + body)
        await back.drain()
        return b"\r\nconnection: close\r\n" not in answer.lower()

    async def stop(self) -> None:
        """Cut every line there still is."""
        for line in self._lines:
            line.transport.abort()
        await asyncio.gather(*filter(None, self._lines.values()))


@asynccontextmanager
async def cutting(port: int, *, share: float, seed: int = 1) -> AsyncIterator[CuttingProxy]:
    """Listen on a port of its own while the block lasts."""
    proxy = CuttingProxy(port, share, seed)
    listener = await asyncio.start_server(proxy.carry, "127.0.0.1", 0, backlog=1024)
    proxy.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    try:
        yield proxy
    finally:
        listener.close()
        await proxy.stop()


def _length(head: bytes) -> int:
    found = _LENGTH.search(head)
    return int(found[1]) if found else 0
