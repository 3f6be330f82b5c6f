"""Run the tests class by class, each in its own process, and say at the end how each went.

Called by scripts/test and scripts/lint inside the checkout's environment. Two classes run side by
side where there are two cores; what a class says is printed when it ends, so that the lines of two
do not mix. A class has a time limit, and so has the whole; a class that hangs is ended with all its
children.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NoReturn

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
MOBILE = ROOT / "forms" / "mobile"
PYTEST = [str(BIN / "python"), "-m", "pytest", "-v", "--durations=10", "--durations-min=0.1"]
SIDE_BY_SIDE = min(2, os.cpu_count() or 1)
# Meant to stop what hangs, not what is slow: on a quiet machine with two cores a class takes one
# to ten minutes, on a shared one up to four times that.
CLASS_SECONDS = 40 * 60
TOGETHER_SECONDS = 80 * 60
OTHER_CLASSES = (
    ("scenarios", "scenario"),
    ("browser", "(browser or tools) and not scenario"),
    ("fault", "fault"),
    ("s3", "s3 and not fault"),
    ("schema", "schema"),
)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

sys.path.insert(0, str(ROOT))
from tests.postgres import VARIABLE as POSTGRES  # noqa: E402
from tests.postgres import NoPostgres, server  # noqa: E402


@dataclass(frozen=True)
class Stage:
    """One command; `env` is added to the caller's environment."""

    name: str
    command: list[str]
    limit: float
    cwd: Path = ROOT
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ending:
    """How a stage went; an empty `problem` is a pass."""

    name: str
    seconds: float
    problem: str = ""


def say(text: str) -> None:
    """Print one line at once, in order with what the children print."""
    print(text, flush=True)


# --- stages -------------------------------------------------------------------------------------


def quick(arguments: list[str], backend: str = "sqlite", **env: str) -> Stage:
    """Everything that needs nothing beside Python."""
    marked = ["-m", "not browser and not s3 and not fault and not schema and not tools"]
    command = [*PYTEST, *marked, *arguments]
    return Stage(
        f"tests, {backend}", command, CLASS_SECONDS, env={"MINGCHA_TEST_BACKEND": backend} | env
    )


def heavy(dsn: str) -> Iterator[Stage]:
    """The same tests on PostgreSQL, then what needs a browser, an S3 server or breaks things.

    The longest come first, so that neither core idles at the end.
    """
    yield quick([], "postgres", **{POSTGRES: dsn})
    for name, marks in OTHER_CLASSES:
        env = {"MINGCHA_TEST_BACKEND": "sqlite", POSTGRES: dsn}
        yield Stage(f"tests, {name}", [*PYTEST, "-m", marks], CLASS_SECONDS, env=env)


def phone() -> Stage:
    """The phone form's own tests."""
    return Stage("phone form, tests", ["npm", "test"], 120, MOBILE, npm_path())


def lint() -> Iterator[Stage]:
    """Format, style and types of everything that is written here."""
    ruff = str(BIN / "ruff")
    yield Stage("ruff format", [ruff, "format", "--check", "."], 60)
    yield Stage("ruff check", [ruff, "check", "."], 60)
    yield Stage("mypy", [str(BIN / "mypy")], 600)
    yield Stage("hadolint", [str(BIN / "hadolint"), "Dockerfile"], 60)
    schema = ["--builtin-schema", "vendor.compose-spec", "compose.yaml"]
    yield Stage("compose.yaml", [str(BIN / "check-jsonschema"), *schema], 60)
    yield Stage("phone form, check", ["npm", "run", "check"], 120, MOBILE, npm_path())


def npm_path() -> dict[str, str]:
    """The environment's own Node behind the system's, as in scripts/setup."""
    return {"PATH": f"{os.environ.get('PATH', os.defpath)}{os.pathsep}{BIN}"}


def missing_tools() -> Iterator[str]:
    """One line for each program that a class of tests needs and this machine lacks."""
    chromium = os.environ.get("MINGCHA_TEST_CHROMIUM")
    if not (chromium or any(map(shutil.which, CHROMIUM))):
        yield "browser tests need Chromium: sudo apt-get install chromium"
    if not shutil.which("pdftotext"):
        yield "tests of the PDF's pages need poppler: sudo apt-get install poppler-utils"
    if not shutil.which("exiftool"):
        yield "leak tests need exiftool: sudo apt-get install libimage-exiftool-perl"


# --- running ------------------------------------------------------------------------------------


stopping = threading.Event()
"""Set when the whole run is broken off: what is under way ends, nothing more begins."""


def run_together(stages: Iterable[Stage], deadline: float) -> list[Ending]:
    """Run stages side by side, begun in their order; return how each went in that order."""
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        try:
            return list(pool.map(lambda stage: run(stage, deadline), stages))
        except (KeyboardInterrupt, SystemExit):
            stopping.set()
            raise


def run(stage: Stage, deadline: float) -> Ending:
    """Run one stage to its end or to its limit, then print what it said."""
    start = time.monotonic()
    limit = min(stage.limit, deadline - start)
    if limit <= 0 or stopping.is_set():
        return Ending(stage.name, 0, "not run: no time left")
    say(f"::: {stage.name} begins")
    with tempfile.TemporaryFile() as output:
        problem = _run(stage, start + limit, output)
        seconds = time.monotonic() - start
        _print_whole(f"\n::: {stage.name}: {problem or 'passed'}, {seconds:.0f} s", output)
    return Ending(stage.name, seconds, problem)


def _run(stage: Stage, deadline: float, output: BinaryIO) -> str:
    """Run the stage's command; return what was wrong, or nothing."""
    try:
        process = subprocess.Popen(
            stage.command,
            cwd=stage.cwd,
            env=os.environ | stage.env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        return f"{stage.command[0]}: {error.strerror}"
    try:
        while (status := process.poll()) is None and not stopping.wait(0.1):
            if time.monotonic() > deadline:
                _interrupt(process)
                return "stopped: it took too long"
        if status is None:
            return "broken off"
        return f"ended with status {status}" if status else ""
    finally:
        _end_group(process)


_printing = threading.Lock()


def _print_whole(title: str, output: BinaryIO) -> None:
    output.seek(0)
    with _printing:
        say(title)
        shutil.copyfileobj(output, sys.stdout.buffer)
        sys.stdout.buffer.flush()


def _interrupt(process: subprocess.Popen[bytes]) -> None:
    """Let pytest say where it was and count what it has done."""
    process.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=15)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Also what the stage left behind: its session is its process group."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, how)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)


def run_all(deadline: float) -> list[Ending]:
    """Every class of `scripts/test --all`; what the machine lacks is a failure of its own."""
    endings = [Ending("this machine", 0, line) for line in missing_tools()]
    rest = (quick([]), phone(), *lint())
    try:
        with server() as dsn:
            return endings + run_together((*heavy(dsn), *rest), deadline)
    except NoPostgres as problem:
        endings.append(Ending("tests, postgres", 0, str(problem)))
    return endings + run_together(rest, deadline)


def report(endings: list[Ending]) -> int:
    """A line per stage; 1 if any of them failed."""
    say("")
    for ending in endings:
        say(f"{ending.problem or 'passed':<28} {ending.seconds:6.1f} s  {ending.name}")
    return int(any(ending.problem for ending in endings))


def main() -> int:
    """Choose the stages; arguments unknown here are pytest's."""
    parser = argparse.ArgumentParser(prog="scripts/test", add_help=False, allow_abbrev=False)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--lint", action="store_true")
    options, rest = parser.parse_known_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    deadline = time.monotonic() + TOGETHER_SECONDS
    try:
        if options.all:
            return report(run_all(deadline))
        if options.lint:
            return report(run_together(lint(), deadline))
    except KeyboardInterrupt:
        return 130
    return become_pytest(rest)


def become_pytest(arguments: list[str]) -> NoReturn:
    """The ordinary run: pytest in this very process, so that Ctrl-C, --pdb and statuses are its."""
    for line in missing_tools():
        say(f"scripts/test --all would lack something: {line}")
    stage = quick(arguments)
    os.chdir(ROOT)
    os.execve(stage.command[0], stage.command, os.environ | stage.env)  # noqa: S606


if __name__ == "__main__":
    sys.exit(main())
