"""Install what Mingcha needs into its checkout. Standard library only; called by scripts/setup.

Each step has a stamp in `.setup/`: a digest of what it was made from. A step whose stamp agrees
and whose result is there is left alone, so that a second run takes a fraction of a second.
"""

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STATE = ROOT / ".setup"
MOBILE = ROOT / "forms" / "mobile"
FONTS = ROOT / "reports" / "fonts"
FONT_SOURCE = MOBILE / "node_modules" / "@expo-google-fonts" / "noto-sans-sc"
FONT_FACES = {"NotoSansSC_400Regular.ttf": "400Regular", "NotoSansSC_700Bold.ttf": "700Bold"}
QUIET_SECONDS = 10.0
LOG_HEAD = 10
LOG_TAIL = 20


class Failed(Exception):
    """A step could not be done; the text says what to do."""


def say(text: str) -> None:
    """Print one line at once, also when the output is a pipe."""
    print(f"setup: {text}", flush=True)


# --- stamps -------------------------------------------------------------------------------------


def digest(*parts: str | Path) -> str:
    """Hex SHA-256 over texts and the contents of files, each preceded by its length."""
    total = hashlib.sha256()
    for part in parts:
        data = part.read_bytes() if isinstance(part, Path) else part.encode()
        total.update(b"%d:" % len(data) + data)
    return total.hexdigest()


def is_done(step: str, made_from: str) -> bool:
    """Whether `step` was last finished with exactly these inputs."""
    try:
        return (STATE / f"{step}.stamp").read_text() == made_from
    except FileNotFoundError:
        return False


def mark_done(step: str, made_from: str) -> None:
    """Remember the inputs; the rename makes a half-written stamp impossible."""
    fresh = STATE / f"{step}.stamp.new"
    fresh.write_text(made_from)
    fresh.replace(STATE / f"{step}.stamp")


def unmark(step: str) -> None:
    """Forget a step before its result is touched."""
    (STATE / f"{step}.stamp").unlink(missing_ok=True)


# --- running commands ---------------------------------------------------------------------------


def clean_environment(**more: str) -> dict[str, str]:
    """The caller's environment without what would lead an installer out of the checkout."""
    unwanted = {"PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER"}
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    path = f"{VENV / 'bin'}{os.pathsep}{kept.get('PATH', os.defpath)}"
    return kept | {"PATH": path, "PIP_DISABLE_PIP_VERSION_CHECK": "1"} | more


def run(step: str, what: str, command: list[str], cwd: Path = ROOT, **env: str) -> None:
    """Run one long command into its log, with a line of progress every ten seconds.

    Raises Failed with an excerpt of the log.
    """
    say(f"{what} …")
    log = STATE / "logs" / f"{step}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=cwd, env=clean_environment(**env), stdout=out, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            status = _wait(process, start)
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if status:
        raise Failed(f"{what}: failed with status {status}. From {log}:\n{_excerpt(log)}")
    say(f"{what}: done in {time.monotonic() - start:.0f} s")


def _excerpt(log: Path) -> str:
    """The beginning, where npm says what is wrong, and the end, where pip does."""
    lines = log.read_text(errors="replace").splitlines()
    if len(lines) > LOG_HEAD + LOG_TAIL:
        lines = [*lines[:LOG_HEAD], "…", *lines[-LOG_TAIL:]]
    return "\n".join(lines)


def _wait(process: subprocess.Popen[bytes], start: float) -> int:
    while True:
        try:
            return process.wait(timeout=QUIET_SECONDS)
        except subprocess.TimeoutExpired:
            say(f"  … {time.monotonic() - start:.0f} s")


# --- Python -------------------------------------------------------------------------------------


def make_environment() -> None:
    """Create `.venv`, or create it again when it is broken, moved or half filled."""
    if _environment_is_sound():
        return
    for step in ("packages", "packages-dev", "project"):
        unmark(step)
    base = getattr(sys, "_base_executable", sys.executable)
    version = ".".join(map(str, sys.version_info[:2]))
    command = [base, "-m", "venv", "--clear", str(VENV)]
    run("venv", f"Python {version} environment in .venv", command)
    (STATE / "unfinished").unlink(missing_ok=True)


def _environment_is_sound() -> bool:
    """Whole, new enough, made at this very path (its scripts carry it), not half filled by pip."""
    pip = VENV / "bin" / "pip"
    if (STATE / "unfinished").exists() or not pip.exists():
        return False
    if str(VENV / "bin") not in pip.read_text(errors="replace")[:500]:
        return False
    return Path(sys.prefix).resolve() == VENV.resolve() or _answers()


def _answers() -> bool:
    """Asked when another Python runs this file: the environment was broken, or not yet there."""
    question = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([PYTHON, "-I", "-c", question], check=False).returncode == 0
    except OSError:
        return False


def install_packages(dev: bool) -> None:
    """Install the hashed requirements; the tests' set holds all of the other one."""
    run_set, dev_set = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
    build_set = ROOT / "requirements-build.txt"
    run_stamp, dev_stamp = digest(run_set, build_set), digest(run_set, build_set, dev_set)
    if is_done("packages-dev", dev_stamp) or (not dev and is_done("packages", run_stamp)):
        return
    files = [dev_set] if dev else [run_set, build_set]
    unmark("packages")
    unmark("packages-dev")
    (STATE / "unfinished").touch()
    options = [argument for path in files for argument in ("-r", str(path))]
    _pip("packages", "Python packages", "--require-hashes", *options)
    (STATE / "unfinished").unlink()
    mark_done("packages", run_stamp)
    if dev:
        mark_done("packages-dev", dev_stamp)


def install_project() -> None:
    """Put the checkout itself on the environment's path, with the command `mingcha`."""
    made_from = digest(ROOT / "pyproject.toml", str(ROOT))
    if is_done("project", made_from) and (VENV / "bin" / "mingcha").exists():
        return
    _pip(
        "project", "Command mingcha", "--no-deps", "--no-build-isolation", "--config-settings",
        "editable_mode=compat", "--editable", str(ROOT),
    )  # fmt: skip
    mark_done("project", made_from)


def _pip(step: str, what: str, *arguments: str) -> None:
    pip = [str(PYTHON), "-m", "pip", "install", "--no-input", "--progress-bar", "off"]
    run(step, what, [*pip, *arguments], PIP_ROOT_USER_ACTION="ignore")


# --- Node, the phone form, fonts ----------------------------------------------------------------


def find_node() -> tuple[str, str]:
    """npm's path and Node's version: the system's, else the environment's own.

    Raises Failed when Node can neither be found nor installed.
    """
    found = _usable_node()
    if found is None:
        _pip(
            "node",
            "Node.js from PyPI",
            "--require-hashes",
            "-r",
            str(ROOT / "requirements-node.txt"),
        )
        found = _usable_node()
    if found is None:
        raise Failed("no usable Node.js; install Node 22.12 or newer together with npm")
    return found


def _usable_node() -> tuple[str, str] | None:
    path = clean_environment()["PATH"]
    system = os.environ.get("PATH", os.defpath)
    for where in (system, path):
        node, npm = shutil.which("node", path=where), shutil.which("npm", path=where)
        version = _version(node) if node and npm else ""
        if npm and _new_enough(version):
            return npm, version
    return None


def _new_enough(version: str) -> bool:
    """What the phone form's build tool asks for: Node 20.19, or 22.12 and newer."""
    parts = version.removeprefix("v").split(".")
    numbers = tuple(int(part) for part in parts if part.isdigit())
    return (20, 19) <= numbers < (21,) or numbers >= (22, 12)


def _version(command: str) -> str:
    try:
        shown = subprocess.run(
            [command, "--version"], capture_output=True, text=True, timeout=30, check=False
        )
    except OSError:
        return ""
    return shown.stdout.strip()


def build_phone_form() -> None:
    """Install the phone form's packages, build it into `dist`, copy the report fonts."""
    lock = MOBILE / "package-lock.json"
    packages = digest(lock, MOBILE / "package.json")
    have_packages = is_done("npm", packages) and (MOBILE / "node_modules").is_dir()
    sources = digest(packages, *_source_parts())
    have_form = is_done("form", sources) and (MOBILE / "dist").is_dir()
    have_fonts = is_done("fonts", packages) and all((FONTS / name).exists() for name in FONT_FACES)
    if have_packages and have_form and have_fonts:
        return
    npm, version = find_node()
    if not have_packages:
        _install_node_packages(npm, version)
        mark_done("npm", packages)
    copy_fonts()
    mark_done("fonts", packages)
    if not have_form:
        unmark("form")
        run("form", "Phone form", [npm, "run", "build"], MOBILE, **_npm_settings(npm))
        mark_done("form", sources)


def _source_parts() -> Iterator[str | Path]:
    skipped = {"node_modules", "dist", "coverage"}
    for folder, folders, files in os.walk(MOBILE):
        folders[:] = sorted(name for name in folders if name not in skipped)
        for name in sorted(files):
            path = Path(folder, name)
            yield str(path.relative_to(MOBILE))
            yield path


def _install_node_packages(npm: str, version: str) -> None:
    unmark("npm")
    settings = _npm_settings(npm)
    command = [npm, "ci", "--no-fund", "--no-audit", "--loglevel=error"]
    run("npm", f"Node packages with Node {version}", command, MOBILE, **settings)
    shutil.rmtree(settings["npm_config_cache"], ignore_errors=True)


def _npm_settings(npm: str) -> dict[str, str]:
    """npm's cache inside the checkout, and the Node that belongs to this npm first in the path."""
    path = f"{Path(npm).parent}{os.pathsep}{clean_environment()['PATH']}"
    return {
        "PATH": path,
        "npm_config_cache": str(STATE / "npm-cache"),
        "npm_config_update_notifier": "false",
    }


def copy_fonts() -> None:
    """Copy both faces of Noto Sans SC to where the reports look for them."""
    FONTS.mkdir(parents=True, exist_ok=True)
    for name, face in FONT_FACES.items():
        fresh = FONTS / f"{name}.new"
        shutil.copyfile(FONT_SOURCE / face / name, fresh)
        fresh.replace(FONTS / name)


# --- the whole ----------------------------------------------------------------------------------


def set_up(dev: bool) -> None:
    """Every step in order; the caller holds the lock."""
    start = time.monotonic()
    make_environment()
    install_packages(dev)
    install_project()
    build_phone_form()
    if time.monotonic() - start > 1:
        say(f"ready after {time.monotonic() - start:.0f} s")


def hold_lock() -> int:
    """Wait until no other set-up works on this checkout; the lock ends with the process."""
    STATE.mkdir(exist_ok=True)
    handle = os.open(STATE / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("another set-up is at work here; waiting for it …")
        fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def main() -> int:
    """Parse, lock, set up; one line instead of a traceback when something is wrong."""
    parser = argparse.ArgumentParser(prog="scripts/setup", description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what the tests need")
    arguments = parser.parse_args()
    try:
        hold_lock()
        set_up(arguments.dev)
    except Failed as failure:
        say(str(failure))
        return 1
    except PermissionError as failure:
        say(f"may not write {failure.filename}: was this checkout set up by another user?")
        return 1
    except OSError as failure:
        say(f"{failure.strerror}: {failure.filename}")
        return 1
    except KeyboardInterrupt:
        say("interrupted; run it again to go on")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
