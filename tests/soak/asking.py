"""An application asked in its own process, over a network that cuts and loses."""

import json
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message


@dataclass(frozen=True)
class Request:
    """One request, which can be sent again and later."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.body)
        return told


async def ask(app: ASGIApp, request: Request, cut_at: int | None = None) -> Answer:
    """Let the application answer; with `cut_at` the line breaks after that many bytes."""
    body = request.body if cut_at is None else request.body[:cut_at]
    coming: list[Message] = [
        {"type": "http.request", "body": body, "more_body": cut_at is not None},
        {"type": "http.disconnect"},
    ]
    sent: list[Message] = []

    async def receive() -> Message:
        return coming.pop(0) if len(coming) > 1 else coming[0]

    async def send(message: Message) -> None:
        sent.append(message)

    await app(_scope(request), receive, send)
    begun = next(message for message in sent if message["type"] == "http.response.start")
    headers = {name.decode().lower(): value.decode() for name, value in begun["headers"]}
    content = b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(begun["status"], headers, content)


def _scope(request: Request) -> dict[str, Any]:
    headers = [(b"host", b"mingcha.test"), (b"content-length", str(len(request.body)).encode())]
    headers += [(name.lower().encode(), value.encode()) for name, value in request.headers]
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.path,
        "raw_path": request.path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 40_000),
        "server": ("mingcha.test", 80),
    }
