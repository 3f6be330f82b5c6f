"""A real server as a process of its own, on a free port and its own data folder."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent.parent
MINGCHA = Path(sys.executable).parent / "mingcha"
START_SECONDS = 40.0


class Server:
    """`mingcha serve`, or another command that serves, on `data`.

    A restart keeps the port, so that pages find it again.
    """

    def __init__(
        self,
        data: Path,
        *,
        command: str = "serve",
        seconds: float = START_SECONDS,
        program: Sequence[str | Path] = (MINGCHA,),
    ) -> None:
        self.data, self.port = data, free_port()
        self.command, self.seconds, self.program = command, seconds, program
        self.log = data.with_suffix(".log")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Start it, and come back when it answers that it is ready."""
        env = environment(self.data) | {"MINGCHA_PORT": str(self.port)}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.program, self.command], cwd=ROOT, env=env, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + self.seconds
        while not self._ready():
            assert self.process.poll() is None, f"the server ended:\n{self.tail()}"
            assert time.monotonic() < deadline, f"the server is not ready:\n{self.tail()}"
            time.sleep(0.1)

    def _ready(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def kill(self) -> None:
        """End the process as a power cut would: no handler runs."""
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it in order, and whatever it may have left behind."""
        if self.process is None:
            return
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=25)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def tail(self) -> str:
        """The last lines that it wrote."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-30:])


def environment(data: Path) -> dict[str, str]:
    """The variables of an embedded installation in `data`, without those of whoever calls."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("MINGCHA_")}
    return own | {"MINGCHA_DATA": str(data)}


def seed(data: Path) -> None:
    """Make the chain of `tests.browser.world` in an empty folder."""
    subprocess.run(
        [sys.executable, "-m", "tests.browser.world"],
        cwd=ROOT,
        env=environment(data),
        check=True,
        timeout=120,
    )


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
