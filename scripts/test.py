"""Run the tests class by class, each in its own process, and say at the end how each went.

Called by scripts/test and scripts/lint inside the checkout's environment. A class has a time
limit, and so has the whole; a class that hangs is ended with all its children.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
MOBILE = ROOT / "forms" / "mobile"
PYTEST = [str(BIN / "python"), "-m", "pytest", "-v", "--durations=10", "--durations-min=0.1"]
# Meant to stop what hangs, not what is slow: on a quiet machine with two cores a class takes one
# to seven minutes, on a shared one up to four times that.
CLASS_SECONDS = 25 * 60
TOGETHER_SECONDS = 80 * 60
OTHER_CLASSES = (
    ("s3", "s3"),
    ("fault", "fault"),
    ("schema", "schema"),
    ("browser", "(browser or tools) and not scenario"),
    ("scenarios", "scenario"),
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
    """The same tests on PostgreSQL, then what needs a browser, an S3 server or breaks things."""
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
    yield Stage("mypy", [str(BIN / "mypy")], 240)
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


def run(stage: Stage, deadline: float) -> Ending:
    """Run one stage to its end or to its limit; its output is passed through."""
    start = time.monotonic()
    limit = min(stage.limit, deadline - start)
    if limit <= 0:
        return Ending(stage.name, 0, "not run: no time left")
    say(f"\n::: {stage.name}")
    try:
        process = subprocess.Popen(
            stage.command, cwd=stage.cwd, env=os.environ | stage.env, start_new_session=True
        )
    except OSError as error:
        return Ending(stage.name, 0, f"{stage.command[0]}: {error.strerror}")
    try:
        status = process.wait(timeout=limit)
        problem = f"ended with status {status}" if status else ""
    except subprocess.TimeoutExpired:
        problem = f"stopped after {limit:.0f} s"
        _interrupt(process)
    finally:
        _end_group(process)
    return Ending(stage.name, time.monotonic() - start, problem)


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
    endings.append(run(quick([]), deadline))
    with ExitStack() as stack:
        try:
            dsn = stack.enter_context(server())
        except NoPostgres as problem:
            endings.append(Ending("tests, postgres", 0, str(problem)))
        else:
            endings += [run(stage, deadline) for stage in heavy(dsn)]
    return endings + [run(stage, deadline) for stage in (phone(), *lint())]


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
            return report([run(stage, deadline) for stage in lint()])
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
