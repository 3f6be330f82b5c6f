"""A stock client of tus 1.0 against the real server: straight, with checksums, on a bad line."""

import asyncio
import hashlib
import json
import sys
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Any, Literal
from uuid import uuid4

import httpx2
import pytest
import pytest_asyncio

from tests.conftest import BACKEND
from tests.http import SAME_SITE
from tests.soak.cutting_proxy import cutting
from tests.soak.places import Place, place
from tests.soak.seeding import Size
from tests.soak.serving import Server, serving

pytestmark = [pytest.mark.fault, pytest.mark.asyncio]
HERE: Literal["sqlite", "postgres"] = "sqlite" if BACKEND == "sqlite" else "postgres"
DATA = Random(7).randbytes(700_001)
CLIENT = """
import json, sys
from tusclient.client import TusClient

asked = json.load(sys.stdin)
client = TusClient(asked["url"], headers=asked["headers"])
uploader = client.uploader(
    asked["file"], chunk_size=asked["chunk"], metadata=asked["metadata"], retries=50,
    retry_delay=0.02, upload_checksum=asked["checksum"],
)
uploader.upload(stop_at=asked["stop"])
again = client.uploader(asked["file"], url=uploader.url, chunk_size=asked["chunk"])
print(json.dumps({"url": uploader.url, "offset": again.get_offset()}))
again.upload()
"""


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def somewhere() -> AsyncIterator[tuple[Place, Server]]:
    async with (
        place(HERE, size=Size(auditors=1, visits=1)) as made,
        serving(made) as server,
    ):
        yield made, server


async def uploaded(url: str, made: Place, file: Path, **asked: Any) -> dict[str, Any]:
    """Run the stock client in a process of its own; return what it said."""
    photo = str(uuid4())
    usual = {
        "url": f"{url}/api/v1/uploads",
        "headers": SAME_SITE | {"Cookie": f"mingcha={made.seats[0].token}"},
        "file": str(file),
        "metadata": {
            "photo": photo,
            "visit": str(uuid4()),
            "sha256": hashlib.sha256(DATA).hexdigest(),
            "filename": "IMG_0001.jpg",
        },
        "chunk": 100_000,
        "checksum": False,
        "stop": None,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        CLIENT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, why = await process.communicate(json.dumps(usual | asked).encode())
    assert process.returncode == 0, why.decode()
    told: dict[str, Any] = json.loads(said)
    return told | {"photo": photo}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "photo"
    path.write_bytes(DATA)
    return path


async def is_whole(made: Place, server: Server, photo: str) -> bool:
    sha256 = hashlib.sha256(DATA).hexdigest()
    kept = made.folder / "data" / "files" / "originals" / sha256[:2] / sha256
    headers = {"Tus-Resumable": "1.0.0", "Cookie": f"mingcha={made.seats[0].token}"}
    async with httpx2.AsyncClient(headers=headers) as client:
        told = await client.head(f"{server.url}/api/v1/uploads/{photo}")
    assert told.headers["upload-metadata"].startswith(f"photo {b64encode(photo.encode()).decode()}")
    return told.headers["upload-offset"] == str(len(DATA)) and kept.read_bytes() == DATA


@pytest.mark.parametrize("checksum", [False, True])
@pytest.mark.parametrize("chunk", [64_000, len(DATA)])
async def test_a_stock_client_sends_a_photo(
    somewhere: tuple[Place, Server], file: Path, chunk: int, checksum: bool
) -> None:
    made, server = somewhere
    told = await uploaded(server.url, made, file, chunk=chunk, checksum=checksum)
    assert told["offset"] == len(DATA)
    assert await is_whole(made, server, told["photo"])


async def test_a_stock_client_goes_on_where_it_stopped(
    somewhere: tuple[Place, Server], file: Path
) -> None:
    made, server = somewhere
    told = await uploaded(server.url, made, file, chunk=50_000, stop=200_000)
    assert told["offset"] == 200_000
    assert await is_whole(made, server, told["photo"])


@pytest.mark.parametrize("checksum", [False, True])
async def test_a_stock_client_on_a_line_that_cuts_a_third_of_its_requests(
    somewhere: tuple[Place, Server], file: Path, checksum: bool
) -> None:
    made, server = somewhere
    async with cutting(server.port, share=0.33, seed=5) as proxy:
        proxy.spared = (b"POST ", b"HEAD ")  # of these the client repeats not all
        told = await uploaded(proxy.url, made, file, chunk=40_000, checksum=checksum)
        assert proxy.cuts > 3
    assert await is_whole(made, server, told["photo"])
