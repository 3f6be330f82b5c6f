"""The server's HTTP protocol with limits on waiting, which uvicorn leaves to a proxy.

A connection that brings no whole request head in time, that does not take its answer, or that
goes on with a body long after it was answered, is closed; so is what comes when there are far too
many already. A body that stalls is `audit.web.middleware`'s affair.
"""

import asyncio
from functools import partial
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD = 65_536
WRITE_SECONDS = 60.0


def patient_protocol(seconds: float) -> type[asyncio.Protocol]:
    """Return what uvicorn makes its connections with; the head has `seconds` to arrive."""
    return cast("type[asyncio.Protocol]", partial(PatientProtocol, head_seconds=seconds))


class PatientProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *args: Any, head_seconds: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_seconds = head_seconds
        self._head_bytes = 0
        self._head_end: asyncio.TimerHandle | None = None
        self._write_end: asyncio.TimerHandle | None = None
        self._body_end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()
        # Up to the limit they are served, then answered 503 once they ask, then not even heard.
        if self.limit_concurrency and len(self.connections) > 2 * self.limit_concurrency:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_here()
        self._written()
        self._body_here()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_bytes = 0
        if self._head_end is None:
            self._expect_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._head_end is not None:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD:
                self.transport.abort()

    def on_headers_complete(self) -> None:
        self._head_here()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._body_here()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        # Closing at once would reset the connection before the answer has been read.
        answered = self.cycle.response_complete and not self.transport.is_closing()
        if answered and self.cycle.more_body:
            self._body_end = self.loop.call_later(self._head_seconds, self.transport.abort)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._write_end = self.loop.call_later(WRITE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        self._written()
        super().resume_writing()

    def _expect_head(self) -> None:
        self._head_end = self.loop.call_later(self._head_seconds, self.transport.abort)

    def _head_here(self) -> None:
        if self._head_end is not None:
            self._head_end.cancel()
            self._head_end = None

    def _body_here(self) -> None:
        if self._body_end is not None:
            self._body_end.cancel()
            self._body_end = None

    def _written(self) -> None:
        if self._write_end is not None:
            self._write_end.cancel()
            self._write_end = None
