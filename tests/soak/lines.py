"""A line to a server that can be cut, go silent, drip or answer for the server itself.

What a stopped, paused, unreachable or broken database or object server looks like from here,
without doing it to a server that others use.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

Mood = Literal["open", "refused", "silent", "slow", "broken"]
_BROKEN = b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_DRIP = 1024  # bytes each 50 ms: 20 kB/s
_PIECE = 64 * 1024


class Line:
    """One line. `refused`: nobody listens. `silent`: taken, never answered, like a stopped
    process. `slow`: 20 kB/s. `broken`: each request is answered 500.
    """

    def __init__(self, host: str, port: int) -> None:
        self._target = host, port
        self._mood: Mood = "open"
        self._may_flow = asyncio.Event()
        self._may_flow.set()
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    async def turn(self, mood: Mood) -> None:
        """Change what the line does, also for what is under way."""
        self._mood = mood
        if mood == "silent":
            self._may_flow.clear()
        else:
            self._may_flow.set()
        if mood in ("refused", "broken"):
            self._cut()
        await (self._close() if mood == "refused" else self._listen())

    async def _listen(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._take, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        await asyncio.sleep(0)

    def _cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def end(self) -> None:
        """Close everything."""
        self._may_flow.set()
        self._cut()
        await self._close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._writers.add(writer)
        try:
            # Only `end` cancels, and nobody asks how a connection ended.
            with suppress(OSError, asyncio.CancelledError):
                await self._carry(reader, writer)
        finally:
            self._writers.discard(writer)
            self._tasks.discard(task)
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._may_flow.wait()
        if self._mood == "broken":
            await reader.read(_PIECE)
            writer.write(_BROKEN)
            await writer.drain()
            return
        there, here = await asyncio.open_connection(*self._target)
        self._writers.add(here)
        both = [self._pump(reader, here), self._pump(there, writer)]
        done = [asyncio.ensure_future(one) for one in both]
        try:
            await asyncio.wait(done, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in done:
                one.cancel()
            await asyncio.gather(*done, return_exceptions=True)
            self._writers.discard(here)
            here.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(_DRIP if self._mood == "slow" else _PIECE):
            await self._may_flow.wait()
            if self._mood == "slow":
                await asyncio.sleep(0.05)
            writer.write(data)
            await writer.drain()


@asynccontextmanager
async def line_to(url: str) -> AsyncIterator[tuple[Line, str]]:
    """Lay a line to the server of a URL; yield it and the URL that goes through it."""
    parts = urlsplit(url)
    assert parts.hostname is not None
    assert parts.port is not None
    line = Line(parts.hostname, parts.port)
    await line.turn("open")
    user, at, _ = parts.netloc.rpartition("@")
    through = parts._replace(netloc=f"{user}{at}127.0.0.1:{line.port}")
    try:
        yield line, urlunsplit(through)
    finally:
        await line.end()
