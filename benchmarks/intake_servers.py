"""The servers that the intake benchmark compares: the product, one that reads and drops, bare ones.

All run on the product's own HTTP server with its own options. Run as a script it is one of the
bare ones: python -m benchmarks.intake_servers PORT drain|sqlite:PATH|postgres:URL
"""

import asyncio
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from audit.operation.running import server_config
from audit.settings import Settings

ROOT = Path(__file__).parents[1]
_READY_SECONDS = 60
_REST_SECONDS = 20
Keep = Callable[[bytes], Awaitable[None]]


@dataclass(frozen=True)
class Running:
    """A server that answers on `port`."""

    port: int
    pid: int

    def peak_memory(self) -> float:
        """Return the largest resident memory of its processes so far, added up, in MB."""
        total = 0
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError, ValueError, StopIteration):
                group = int(path.read_text().rpartition(")")[2].split()[2])
                if group == self.pid:
                    told = (path.parent / "status").read_text().splitlines()
                    total += int(next(x for x in told if x.startswith("VmHWM")).split()[1])
        return total / 1024

    def processor(self) -> float:
        """Return how long the server itself has kept a processor busy, in seconds.

        Other processes of its group, which make copies, are not counted.
        """
        told = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")

    def come_to_rest(self) -> None:
        """Wait until it has done what it does once it answers: load the jobs, read waves ahead."""
        end = time.monotonic() + _REST_SECONDS
        before, busy = self.processor(), True
        while busy and time.monotonic() < end:
            time.sleep(1.0)
            now = self.processor()
            before, busy = now, now - before > 0.2


@contextmanager
def product(settings: Settings, **more: str) -> Iterator[Running]:
    """Run `mingcha serve` on an installation; `more` are further settings by their names."""
    given = {"DATA": str(settings.data), "DATABASE_URL": settings.database_url, **more}
    environment = {f"MINGCHA_{name.upper()}": value for name, value in given.items()}
    port = _free_port()
    command = [sys.executable, "-m", "audit", "serve", "--port", str(port)]
    with _process(command, environment, port, "/readyz") as running:
        yield running


@contextmanager
def bare(kind: str) -> Iterator[Running]:
    """Run one of the servers of this module."""
    port = _free_port()
    command = [sys.executable, "-m", "benchmarks.intake_servers", str(port), kind]
    with _process(command, {}, port, "/") as running:
        yield running


@contextmanager
def _process(
    command: list[str], environment: dict[str, str], port: int, path: str
) -> Iterator[Running]:
    rest = {name: os.environ[name] for name in os.environ if not name.startswith("MINGCHA_")}
    with subprocess.Popen(
        command, cwd=ROOT, env=rest | environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            _wait(process, f"http://127.0.0.1:{port}{path}")
            yield Running(port, process.pid)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def _wait(process: "subprocess.Popen[bytes]", url: str) -> None:
    end = time.monotonic() + _READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(url, timeout=2):
            return
        time.sleep(0.05)
    raise SystemExit(f"{process.args!r} did not become ready")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _drop(body: bytes) -> None:
    """Keep nothing."""


def _into_sqlite(path: str) -> Keep:
    """Keep a document in one commit, on the loop itself: nothing is waited for but the disk."""
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        database.execute(f"PRAGMA {pragma}")
    database.execute("CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, content TEXT)")

    async def keep(body: bytes) -> None:
        document = json.loads(body)
        database.execute("INSERT INTO bare (content) VALUES (?)", [json.dumps(document)])

    return keep


def _into_postgres(url: str) -> Keep:
    pool: list[asyncpg.Pool] = []
    opening = asyncio.Lock()

    async def keep(body: bytes) -> None:
        async with opening:
            if not pool:
                pool.append(await asyncpg.create_pool(url, min_size=10, max_size=10))
                await pool[0].execute(
                    "CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, content jsonb)"
                )
        document = json.loads(body)
        await pool[0].execute("INSERT INTO bare (content) VALUES ($1)", json.dumps(document))

    return keep


def _app(keep: Keep, gathers: bool) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            while True:
                message = await receive()
                await send({"type": message["type"] + ".complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        parts, more = [], True
        while more:
            message = await receive()
            more = message.get("more_body", False)
            if gathers:
                parts.append(message.get("body", b""))
        if scope["method"] == "PUT":
            await keep(b"".join(parts))
        await send({"type": "http.response.start", "status": 200,
                    "headers": [(b"content-length", b"0")]})  # fmt: skip
        await send({"type": "http.response.body", "body": b""})

    return app


def main() -> None:
    """Serve on a port until a signal comes."""
    port, kind = int(sys.argv[1]), sys.argv[2]
    name, _, where = kind.partition(":")
    keep = {"drain": lambda _: _drop, "sqlite": _into_sqlite, "postgres": _into_postgres}[name]
    app = _app(keep(where), gathers=name != "drain")
    with socket.create_server(("127.0.0.1", port), backlog=2048) as listener:
        uvicorn.Server(server_config(Settings(), lambda: app)).run([listener])


if __name__ == "__main__":
    main()
