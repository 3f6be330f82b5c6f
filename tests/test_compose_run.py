"""compose.yaml's own commands as processes: migrate, web × 2, worker × 2, on PostgreSQL and S3.

No container engine is needed: what the containers would run is read from the file and run here,
with the addresses of a database and an S3 server on this machine.
"""

import asyncio
import base64
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx2
import pytest

from tests import compose, postgres
from tests.browser.world import PASSWORD

pytestmark = pytest.mark.fault
ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0
FILLED = {
    "MINGCHA_SITE": "mingcha.test",
    "MINGCHA_DATABASE_PASSWORD": "unused",
    "MINGCHA_S3_KEY": "test",
    "MINGCHA_S3_SECRET": "test",
}


@dataclass
class Installation:
    """The running processes, and where the two web processes are."""

    env: dict[str, str]
    stack: ExitStack
    webs: list[str] = field(default_factory=list)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def signed_in(self, web: int, login: str) -> httpx2.Client:
        """Return a client of one of the web processes; it is closed at the end."""
        headers = {"Sec-Fetch-Site": "same-origin"}
        client = httpx2.Client(base_url=self.webs[web], timeout=30, headers=headers)
        self.stack.enter_context(client)
        answer = client.post("/api/v1/session", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return client


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("compose")
    with ExitStack() as stack:
        dsn = f"{stack.enter_context(postgres.server())}/mingcha_compose"
        asyncio.run(_create(dsn))
        files = stack.enter_context(_objects(folder))
        known = compose.services(FILLED)
        found = Installation(_environment(known["web"], dsn, files, folder), stack)
        _run(known["migrate"].command, found.env)
        _run([sys.executable, "-m", "tests.browser.world"], found.env)
        for _ in range(known["web"].copies):
            port = postgres._free_port()
            own = found.env | {"MINGCHA_PORT": str(port)}
            stack.enter_context(_process(known["web"].command, own, folder / f"web-{port}.log"))
            found.webs.append(f"http://127.0.0.1:{port}")
        for number in range(known["worker"].copies):
            own = found.env | {"MINGCHA_DATA": str(folder / f"worker-{number}")}
            log = folder / f"worker-{number}.log"
            process = stack.enter_context(_process(known["worker"].command, own, log))
            found.workers.append(process)
        for web in found.webs:
            _until(lambda web=web: httpx2.get(f"{web}/readyz").status_code == 200)
        yield found


@contextmanager
def _objects(folder: Path) -> Iterator[str]:
    """Serve S3 in a process of its own: killed clients leave sockets behind in the server."""
    port = postgres._free_port()
    program = str(Path(sys.executable).parent / "moto_server")
    endpoint = f"http://127.0.0.1:{port}"
    command = [program, "-H", "127.0.0.1", "-p", str(port)]
    with _process(command, dict(os.environ), folder / "s3.log"):
        _until(lambda: httpx2.put(f"{endpoint}/evidence").status_code == 200)
        yield f"s3://evidence/mingcha?endpoint={endpoint}"


async def _create(dsn: str) -> None:
    server, _, name = dsn.rpartition("/")
    admin = await asyncpg.connect(f"{server}/postgres")
    await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await admin.execute(f'CREATE DATABASE "{name}"')
    await admin.close()


def _environment(web: compose.Service, dsn: str, files: str, folder: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("MINGCHA_")}
    changed = {
        "MINGCHA_DATABASE_URL": dsn,
        "MINGCHA_FILES_URL": files,
        "MINGCHA_DATA": str(folder / "data"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    return own | web.environment | changed


def _run(command: list[str], env: dict[str, str]) -> None:
    subprocess.run(command, cwd=ROOT, env=env, check=True, timeout=120)


@contextmanager
def _process(
    command: list[str], env: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()


def _until(holds: Any, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            if holds():
                return
        except httpx2.HTTPError:
            pass
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.3)


def _visit(client: httpx2.Client, other: httpx2.Client, jpeg: bytes) -> tuple[str, str]:
    """Make a visit: the photo begins at one web process and ends at the other."""
    listed = client.get("/api/v1/assignments").json()["assignments"]
    card = next(one for one in listed if one["visit"] is None)
    bundle = client.get(f"/api/v1/checklist-versions/{card['checklist_version']}").json()
    items = [item for section in bundle["sections"] for item in section["items"]]
    keys = [item["key"] for item in items if item["kind"] == "yes_no"]
    visit, photo, now = str(uuid4()), str(uuid4()), datetime.now(UTC)
    sha256 = hashlib.sha256(jpeg).hexdigest()
    claim = {"id": photo, "item": keys[-1], "sha256": sha256, "bytes": len(jpeg)}
    body = {
        "assignment": card["id"],
        "checklist_version": card["checklist_version"],
        "started_at": (now - timedelta(minutes=20)).isoformat(),
        "finished_at": now.isoformat(),
        "device_time": now.isoformat(),
        "answers": {key: {"value": key != keys[-1]} for key in keys},
        "photos": [claim | {"type": "image/jpeg"}],
    }
    receipt = client.put(f"/api/v1/visits/{visit}/submissions/1", json=body)
    assert receipt.status_code == 201, receipt.text
    told = {"photo": photo, "visit": visit, "sha256": sha256, "type": "image/jpeg"}
    encoded = {key: base64.b64encode(value.encode()).decode() for key, value in told.items()}
    tus = {"Tus-Resumable": "1.0.0"}
    made = client.post(
        "/api/v1/uploads",
        headers=tus
        | {
            "Upload-Length": str(len(jpeg)),
            "Upload-Metadata": ",".join(f"{key} {value}" for key, value in encoded.items()),
        },
    )
    half = len(jpeg) // 2
    for through, start, part in ((client, 0, jpeg[:half]), (other, half, jpeg[half:])):
        sent = through.patch(
            made.headers["Location"],
            content=part,
            headers=tus
            | {"Upload-Offset": str(start), "Content-Type": "application/offset+octet-stream"},
        )
        assert sent.status_code == 204, sent.text
    again = other.put(f"/api/v1/visits/{visit}/submissions/1", json=body)
    assert (again.status_code, again.json()["complete"]) == (200, True)
    return visit, card["branch"]["code"]


def _approve(installation: Installation, web: int, visit: str) -> list[str]:
    answer = installation.signed_in(web, "zhou").post(f"/api/v1/reviews/{visit}/approve")
    assert answer.json()["state"] == "released", answer.text
    reports: list[str] = answer.json()["reports"]
    return reports


def _all_ready(client: httpx2.Client, reports: list[str]) -> bool:
    states = {client.get(f"/api/v1/reports/{report}").json()["state"] for report in reports}
    return states == {"ready"}


def test_a_visit_goes_through_both_web_processes(installation: Installation, jpeg: bytes) -> None:
    first, second = (installation.signed_in(web, "lin") for web in (0, 1))
    visit, branch = _visit(first, second, jpeg)
    reports = _approve(installation, 1, visit)
    boss = installation.signed_in(0, "sun")
    _until(lambda: _all_ready(boss, reports))
    for report in reports:
        assert boss.get(f"/api/v1/reports/{report}/pdf").content.startswith(b"%PDF-")
    ranked = boss.get("/api/v1/comparison/ranking").json()["branches"]
    assert branch in {row["branch"]["code"] for row in ranked}


def test_the_other_worker_finishes_what_a_killed_one_left(
    installation: Installation, jpeg: bytes
) -> None:
    first, second = (installation.signed_in(web, "ma") for web in (0, 1))
    visit, _ = _visit(first, second, jpeg)
    reports = _approve(installation, 0, visit)
    os.killpg(installation.workers[0].pid, signal.SIGKILL)
    boss = installation.signed_in(1, "sun")
    _until(lambda: _all_ready(boss, reports))
