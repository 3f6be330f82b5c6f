"""The commands say what they did or why they can't, in the terminal's language."""

import ast
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audit.__main__ import app
from audit.operation import commands
from audit.operation.running import Refused, alone, listen
from audit.settings import Settings
from audit.words import load_words
from tests.audit.installation import ROOT, Installation

SERVING = ("serve", "demo", "worker", "migrate", "upgrade", "user")
KEEPING = ("import", "doctor", "backup", "restore", "export", "checklist")
SENTENCE = re.compile(r"[A-Z{][^\n]* [^\n]*[.:}?]|[A-Z][^\n]*Run: [^\n]+|Run: [^\n]+")
SOURCES = (
    "running",
    "commands",
    "versions",
    "upkeep",
    "enrolment",
    "doctor",
    "soundness",
    "backup",
    "archive",
    "export",
    "definitions",
    "checklist_commands",
    "__main__",
)


@pytest.fixture
def installed(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "data")


def free_port() -> int:
    with listen("127.0.0.1", 0) as probe:
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(installed: Installation, port: int) -> Iterator["subprocess.Popen[str]"]:
    env = installed.environment | {"MINGCHA_PORT": str(port)}
    command = [sys.executable, "-m", "audit", "serve"]
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 30
        while True:
            assert process.poll() is None
            assert time.monotonic() < deadline
            with suppress(urllib.error.URLError, ConnectionError):
                if urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").status == 200:
                    break
            time.sleep(0.1)
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.fault
def test_a_server_keeps_others_off_its_data_and_stops_when_told(installed: Installation) -> None:
    assert "Applied: 0001_initial" in installed.run("migrate").said
    port = free_port()
    with serving(installed, port) as server:
        for command in (
            ["serve"],
            ["migrate"],
            ["upgrade"],
            ["user", "add", "a", "b", "--role", "admin"],
        ):
            refused = installed.run(*command)
            assert refused.code == 1
            assert f"process {server.pid}" in refused.said
        assert installed.run("backup", installed.data.parent / "kept").code == 0
        assert "BAD" not in re.sub(
            r"BAD +A part of the program.*", "", installed.run("doctor").said
        )
        begun = time.monotonic()
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)
        assert time.monotonic() - begun < 15
    assert installed.run("migrate").said == "Nothing to do.\n"


@pytest.mark.fault
def test_a_database_of_another_version_is_refused(installed: Installation) -> None:
    assert "mingcha migrate" in installed.run("serve").said
    assert installed.run("migrate").code == 0
    path = installed.data / "mingcha.sqlite3"
    script = "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('audit', '9999_x', 0)"
    subprocess.run(
        [sys.executable, "-c", f"import sqlite3; c = sqlite3.connect({str(path)!r});"
         f" c.execute({script!r}); c.commit()"], check=True,
    )  # fmt: skip
    for command in ("serve", "migrate", "upgrade"):
        refused = installed.run(command)
        assert refused.code == 1
        assert "9999_x" in refused.said
        assert "newer" in refused.said


@pytest.mark.fault
def test_an_import_names_what_it_left_out(installed: Installation, tmp_path: Path) -> None:
    assert installed.run("migrate").code == 0
    sheet = tmp_path / "people.csv"
    sheet.write_bytes("工号,姓名,角色\ne1,王芳,admin\n,李娜,admin\n".encode("gb18030"))
    tried = installed.run("import", "people", sheet, "--dry-run")
    assert "Nothing was written" in tried.said
    done = installed.run("import", "people", sheet)
    assert done.code == 1
    assert "1 added" in done.said
    assert "Row 3 was left out" in done.said
    assert "/reset/" in done.said
    assert installed.run("import", "people", tmp_path / "none.csv").code == 1


def test_wrong_settings_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGCHA_PORT", "99999")
    monkeypatch.setenv("MINGCHA_IDLE_SECONDS", "soon")
    with pytest.raises(Refused, match=r"port: .*idle_seconds: "):
        commands.read_settings()


def test_a_worker_needs_postgresql(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="needs PostgreSQL"):
        commands.work(Settings(data=tmp_path), lambda: None)


def test_every_command_explains_itself() -> None:
    shown = CliRunner().invoke(app, ["--help"]).output
    for command in (*SERVING, *KEEPING):
        assert f" {command} " in shown


def test_a_refusal_is_said_in_the_terminal_s_language(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    with alone(settings), pytest.raises(Refused) as refused, alone(settings):
        pass
    assert "已在" in refused.value.say(load_words()["zh"])


def sentences() -> set[str]:
    """The sentences that operators read: the texts in the sources that look like one."""
    found: set[str] = set()
    for name in SOURCES:
        (path,) = (ROOT / "audit").rglob(f"{name}.py")
        tree = ast.parse(path.read_text())
        nodes = list(ast.walk(tree))
        other = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
        calls = [node for node in nodes if isinstance(node, ast.Call)]
        other |= {id(word.value) for call in calls for word in call.keywords if word.arg == "help"}
        found |= {
            node.value
            for node in nodes
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in other
            and SENTENCE.fullmatch(node.value)
        }
    return found


def test_every_sentence_is_there_in_chinese() -> None:
    t = load_words()["zh"]
    assert len(sentences()) > 60
    assert not {sentence for sentence in sentences() if t(sentence) == sentence}
