"""One process at a time on a data folder, and the server with the options it always runs with."""

import fcntl
import gc
import os
import resource
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from audit.operation.patience import patient_protocol
from audit.settings import Settings
from audit.words import Words

CONNECTIONS = 1_000
OPEN_FILES = 8 * CONNECTIONS
DRAIN_SECONDS = 10
COLLECT_AT = (10_000, 10, 20)


class Refused(Exception):
    """A command that can't be done now. The sentence is an English key of the word catalogue."""

    def __init__(self, sentence: str, **params: object) -> None:
        super().__init__(sentence.format(**params) if params else sentence)
        self.sentence = sentence
        self.params = params

    def say(self, t: Words) -> str:
        """Return the refusal in the language of `t`."""
        return t(self.sentence, **self.params)


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the data folder of an embedded database, or raise Refused when another process does.

    On PostgreSQL several processes are fine and nothing is held.
    """
    _make_folder(settings.data)
    if not settings.embedded:
        yield
        return
    with (settings.data / "mingcha.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Refused(
                "Mingcha already runs on {folder} (process {pid}). Stop it first, or do this in"
                " the running one.",
                folder=settings.data.resolve(),
                pid=file.read().strip() or "?",
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
        file.truncate(0)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise Refused(
            "The data folder {folder} can't be made: {why}.",
            folder=folder,
            why=problem.strerror,
        ) from None


class Server(uvicorn.Server):
    """A server that says when it can be reached."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the application, then the doors."""
        await super().startup(sockets)
        self._announce()


def serve(settings: Settings, factory: Callable[[], ASGIApp], announce: Callable[[], None]) -> None:
    """Serve until a signal ends it: requests under way get 10 s, running jobs another 10."""

    def ready() -> None:
        settle_memory()
        announce()

    allow_files()
    server = Server(server_config(settings, factory), ready)
    with listen(settings.host, settings.port) as listener, suppress(KeyboardInterrupt):
        server.run([listener])  # raises the signal again after it has stopped in order
    if not server.started:
        raise Refused("The server could not start; the reason is above.")


def allow_files() -> None:
    """Have as many files open as connections may need: the usual 1,024 end before those do."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def settle_memory() -> None:
    """Leave what was loaded out of each later search for cycles of objects, and search seldom.

    A search of all there is stops every request: 250 ms of processor at 300,000 objects, of which
    240,000 are there from the start.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AT)


def server_config(settings: Settings, factory: Callable[[], ASGIApp]) -> uvicorn.Config:
    """Return uvicorn's configuration for these settings."""
    return uvicorn.Config(
        factory,
        factory=True,
        loop="uvloop",
        http=patient_protocol(settings.idle_seconds),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        **_tls(settings),
    )


def _tls(settings: Settings) -> dict[str, Any]:
    if settings.tls_cert is None:
        return {}
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(settings.tls_cert, settings.tls_key)
    except OSError as problem:  # ssl's own errors are OSErrors too
        raise Refused(
            "The certificate {cert} can't be used with its key: {why}.",
            cert=settings.tls_cert,
            why=problem.strerror or problem,
        ) from None
    return {"ssl_certfile": settings.tls_cert, "ssl_keyfile": settings.tls_key}


def listen(host: str, port: int) -> socket.socket:
    """Open the port, or raise Refused with the reason."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as problem:
        raise Refused(
            "Port {port} on {host} can't be opened: {why}. Choose another with MINGCHA_PORT.",
            port=port,
            host=host,
            why=problem.strerror,
        ) from None


def address(settings: Settings) -> str:
    """Return where a browser on this machine finds the server."""
    scheme = "https" if settings.tls_cert else "http"
    everywhere = settings.host in {"127.0.0.1", "0.0.0.0", "::", "::1"}  # noqa: S104
    host = "localhost" if everywhere else settings.host
    return settings.base_url or f"{scheme}://{host}:{settings.port}"
