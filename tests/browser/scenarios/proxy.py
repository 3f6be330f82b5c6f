"""A line between phone and server that we can make as bad as we like.

It carries TCP and knows of HTTP only the first line of a request: a `Rule` waits for one and does
its mischief to that connection, `times` times. Whatever happens, the server is the real one.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

_CHUNK: Final = 65536
_PORTAL = b"<!doctype html><title>Wi-Fi</title><p>Please sign in to this network."
_BODY = b"\r\n\r\n"


def answer(status: str, body: bytes = b"", *headers: str, kind: str = "text/html") -> bytes:
    """A whole HTTP answer that ends its connection."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, *headers, "Connection: close", "", ""]).encode() + body


OWN_ANSWERS: Final = {
    "portal": answer("200 OK", _PORTAL),
    "busy": answer("503 Service Unavailable", b"{}", "Retry-After: 1", kind="application/json"),
    "gateway": answer("502 Bad Gateway", b"<h1>Bad gateway</h1>"),
    "limited": answer("429 Too Many Requests", b"{}", "Retry-After: 1", kind="application/json"),
    "empty": answer("200 OK"),
}
"""Faults by which somebody else answers in the server's place."""

LINE_FAULTS: Final = ("refuse", "cut", "lose_reply", "half_reply", "twice", "slow")
HANGS: Final = "hang"
"""Nothing comes back, and nobody says so."""
FAULTS: Final = (*LINE_FAULTS, *OWN_ANSWERS)


@dataclass
class Rule:
    """What is done to the next `times` requests whose first line matches.

    `after` are the bytes of the request that still pass before a "cut".
    """

    request: str
    fault: str
    times: int = 1
    after: int = 0
    met: int = 0

    def takes(self, chunk: bytes) -> bool:
        line = chunk.split(b"\r\n", 1)[0].decode("latin-1")
        if self.met >= self.times or not re.match(self.request, line):
            return False
        self.met += 1
        return True


@dataclass
class _Line:
    """One connection."""

    phone: asyncio.StreamWriter
    server: asyncio.StreamWriter
    fault: str = ""
    left: int = 0

    def cut(self) -> None:
        for writer in (self.phone, self.server):
            writer.transport.abort()


@dataclass
class Proxy:
    """Listens on a port of its own and passes on to `target`."""

    target: int
    port: int = 0
    rules: list[Rule] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    down: bool = False
    _lines: list[_Line] = field(default_factory=list)
    _server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        self.cut_all()
        if self._server:
            self._server.close()

    def calm(self) -> None:
        """Forget all mischief."""
        self.rules.clear()
        self.seen.clear()
        self.down = False

    def cut_all(self) -> None:
        """Reset every connection there is."""
        for line in self._lines:
            line.cut()
        self._lines.clear()

    def go_down(self) -> None:
        """No connection is taken any more, and those there are break."""
        self.down = True
        self.cut_all()

    def count(self, request: str) -> int:
        """How many requests with such a first line went by."""
        return sum(bool(re.match(request, line)) for line in self.seen)

    async def _serve(self, reader: asyncio.StreamReader, phone: asyncio.StreamWriter) -> None:
        if self.down:
            phone.transport.abort()
            return
        with suppress(OSError):
            upstream, server = await asyncio.open_connection("127.0.0.1", self.target)
            line = _Line(phone, server)
            self._lines.append(line)
            await asyncio.gather(_ended(self._up(reader, line)), _ended(self._back(upstream, line)))

    async def _up(self, reader: asyncio.StreamReader, line: _Line) -> None:
        while chunk := await reader.read(_CHUNK):
            if _is_request(chunk):
                self.seen.append(chunk.split(b"\r\n", 1)[0].decode("latin-1"))
                if rule := next((one for one in self.rules if one.takes(chunk)), None):
                    line.fault, line.left = rule.fault, rule.after
                    if rule.fault == "twice":
                        await self._again(chunk)
            await _up_chunk(line, chunk)
        line.server.write_eof()

    async def _again(self, chunk: bytes) -> None:
        """Send the request on a connection of its own, as a line that repeats itself would."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.target)
        writer.write(chunk)
        await writer.drain()
        with suppress(TimeoutError):
            await asyncio.wait_for(reader.read(_CHUNK), 1)
        writer.close()

    async def _back(self, reader: asyncio.StreamReader, line: _Line) -> None:
        while chunk := await reader.read(_CHUNK):
            if line.fault == "lose_reply":
                line.cut()
                return
            if line.fault == "half_reply":
                line.phone.write(chunk[: -max(8, len(chunk) // 4)])
                await line.phone.drain()
                line.cut()
                return
            if line.fault == "slow":
                await asyncio.sleep(0.8)
                line.fault = ""
            line.phone.write(chunk)
            await line.phone.drain()
        line.phone.close()


def _is_request(chunk: bytes) -> bool:
    return re.match(rb"(GET|HEAD|POST|PUT|PATCH|DELETE) /", chunk) is not None


async def _up_chunk(line: _Line, chunk: bytes) -> None:
    if line.fault == "refuse":
        line.cut()
    elif line.fault == "cut":
        part = chunk[: line.left] if line.left else chunk[: max(20, len(chunk) - 30)]
        line.left -= len(part)
        line.server.write(part)
        await line.server.drain()
        if line.left <= 0:
            line.server.close()
            line.phone.transport.abort()
    elif line.fault == HANGS:
        return
    elif line.fault in OWN_ANSWERS:
        line.phone.write(OWN_ANSWERS[line.fault])
        await line.phone.drain()
        line.phone.close()
        line.server.transport.abort()
    else:
        line.server.write(chunk)
        await line.server.drain()


async def _ended(work: Awaitable[None]) -> None:
    with suppress(OSError, asyncio.IncompleteReadError):
        await work


Until = Callable[[], bool]
