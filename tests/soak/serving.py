"""The server of a place, in a process group of its own, to be killed."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx2

from tests.soak import forking
from tests.soak.places import Place

PATIENCE = 60.0  # seconds that a start may take on a busy machine


class Server:
    """`mingcha serve` on a place; made by `serving`."""

    def __init__(
        self, place: Place, settings: dict[str, str], first: Callable[[], None] | None
    ) -> None:
        self.place = place
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.ready_after = 0.0
        """Seconds from the newest start until it was ready."""
        self.first = first
        """Called in the new process before the server starts."""
        self._settings = settings
        self._process: BaseProcess | None = None

    @property
    def pid(self) -> int:
        """The number of the process, which is that of its group too."""
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process runs, ready or not."""
        return self._process is not None and self._process.is_alive()

    @property
    def was_killed(self) -> bool:
        """Whether the process has ended, and by SIGKILL."""
        return self._process is not None and self._process.exitcode == -signal.SIGKILL

    def peak_memory(self) -> int:
        """Return the most bytes of memory the process has held, those shared included."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        (line,) = [line for line in status.splitlines() if line.startswith("VmHWM:")]
        return int(line.split()[1]) * 1024

    def memory(self) -> int:
        """Return the bytes that the process and all it has started hold now; what they share
        counts once.
        """
        found = 0
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # it has ended
                if os.getsid(int(folder.name)) == self.pid:
                    found += _share((folder / "smaps_rollup").read_text())
        return found

    def begin(self) -> None:
        """Start the process without waiting."""
        mine = {"MINGCHA_HOST": "127.0.0.1", "MINGCHA_PORT": str(self.port)}
        environment = self.place.environment | mine | self._settings
        self._process = forking.start(environment, self.place.log, "serve", first=self.first)

    async def start(self) -> None:
        """Start the process and wait until it is ready."""
        began = time.monotonic()
        self.begin()
        await self.ready()
        self.ready_after = time.monotonic() - began

    async def ready(self) -> None:
        """Wait until the process answers that all its parts work."""
        async with httpx2.AsyncClient() as client:
            until = time.monotonic() + PATIENCE
            while time.monotonic() < until and self.is_alive:
                with suppress(httpx2.TransportError):
                    if (await client.get(f"{self.url}/readyz")).status_code == 200:
                        return
                await asyncio.sleep(0.02)
        said = self.place.log.read_text(errors="replace")[-3000:]
        raise RuntimeError(f"the server did not start:\n{said}")

    def kill(self) -> None:
        """End the process group at once, as a power switch ends it."""
        process = self._process
        if process is None or process.pid is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()  # it may have had no time to make a group
        process.join()

    async def restart(self) -> None:
        """Kill and start again, on the same port."""
        self.kill()
        await self.start()


@asynccontextmanager
async def serving(
    place: Place, *, first: Callable[[], None] | None = None, **settings: str
) -> AsyncIterator[Server]:
    """Serve a place while the block lasts; settings are MINGCHA_* variables in small letters."""
    given = {f"MINGCHA_{name.upper()}": value for name, value in settings.items()}
    server = Server(place, given, first)
    try:
        await server.start()
        yield server
    finally:
        server.kill()


def _share(told: str) -> int:
    lines = [line for line in told.splitlines() if line.startswith("Pss:")]
    return sum(int(line.split()[1]) for line in lines) * 1024


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
