"""tus 1.0, requirement by requirement: core and the five extensions that are told.

Each test is named for what the protocol text says MUST or SHOULD be; see REQUIREMENTS for which
test holds which.
"""

import base64
import hashlib
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from audit.files.files import FilesAway, LocalFiles
from audit.models import Person, Photo, Submission, Upload, Visit
from audit.photos import uploads
from audit.photos.uploads import LIFETIME
from tests.conftest import NOON, TickingClock
from tests.http import Browser
from tests.make import grant, make_assignment, make_person, make_visit

pytestmark = pytest.mark.asyncio
VERSION = {"Tus-Resumable": "1.0.0"}
PART = "application/offset+octet-stream"
UPLOADS = "/api/v1/uploads"
DATA = bytes(range(256)) * 40

REQUIREMENTS = {
    "HEAD: Upload-Offset always, Upload-Length when known, no caching": "head_tells",
    "HEAD: 404 or 410 without Upload-Offset for what is not there": "unknown_upload",
    "PATCH: Content-Type application/offset+octet-stream or 415": "part_of_another_type",
    "PATCH: 409 at another offset, nothing modified": "wrong_offset_changes_nothing",
    "PATCH: 204 with the new Upload-Offset": "parts_are_acknowledged",
    "Tus-Resumable in every answer but OPTIONS": "every_answer_names_the_version",
    "412 with Tus-Version for another version, request not processed": "another_version",
    "OPTIONS: Tus-Version, Tus-Extension, Tus-Max-Size; Tus-Resumable ignored": "options_tell",
    "X-HTTP-Method-Override is the method": "method_from_the_header",
    "Creation: 201 with Location; Upload-Length a number": "creation",
    "Creation: 413 beyond Tus-Max-Size": "too_long_an_upload",
    "Creation: Upload-Metadata keys unique, not empty; told again by HEAD": "metadata",
    "Creation with upload: Upload-Offset of what was stored": "creation_with_upload",
    "Checksum: sha1 is spoken; 460 discards the part; 400 for an unknown one": "checksum",
    "Expiration: Upload-Expires on PATCH and creation, an HTTP date; 410 after": "expiration",
    "Termination: 204, then 404 or 410": "termination",
}


def b64(value: str | bytes) -> str:
    return base64.b64encode(value if isinstance(value, bytes) else value.encode()).decode()


def announced(photo: str, data: bytes = DATA, **more: str) -> dict[str, str]:
    told = {"photo": photo, "visit": str(uuid4()), "sha256": hashlib.sha256(data).hexdigest()}
    metadata = ",".join(f"{name} {b64(value)}" for name, value in (told | more).items())
    return VERSION | {"Upload-Length": str(len(data)), "Upload-Metadata": metadata}


@pytest_asyncio.fixture(loop_scope="session")
async def auditor(database: None) -> Person:
    person = await make_person()
    await grant(person, "auditor")
    return person


class Line:
    """A signed-in client that speaks tus."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.client = client

    async def begin(self, photo: str = "", data: bytes = DATA) -> str:
        photo = photo or str(uuid4())
        made = await self.client.post(UPLOADS, headers=announced(photo, data))
        assert made.status_code == 201, made.text
        return str(made.headers["location"])

    async def head(self, where: str) -> httpx2.Response:
        return await self.client.head(where, headers=VERSION)

    async def patch(
        self, where: str, at: int, part: bytes, headers: dict[str, str] | None = None
    ) -> httpx2.Response:
        usual = VERSION | {"Upload-Offset": str(at), "Content-Type": PART}
        return await self.client.patch(where, content=part, headers=usual | (headers or {}))

    async def offset(self, where: str) -> int:
        return int((await self.head(where)).headers["upload-offset"])


@pytest_asyncio.fixture(loop_scope="session")
async def line(browser: Browser, auditor: Person) -> Line:
    return Line(await browser(auditor))


def append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


async def test_each_requirement_has_its_test() -> None:
    for name in REQUIREMENTS.values():
        assert f"test_{name}" in globals(), name


async def test_head_tells(line: Line) -> None:
    where = await line.begin()
    for end in (0, 100, len(DATA)):
        if end:
            await line.patch(
                where, await line.offset(where), DATA[:end][await line.offset(where) :]
            )
        told = await line.head(where)
        assert told.status_code == 200
        assert told.headers["upload-offset"] == str(end)
        assert told.headers["upload-length"] == str(len(DATA))
        assert told.headers["cache-control"] == "no-store"


async def test_unknown_upload(line: Line) -> None:
    where = f"{UPLOADS}/{uuid4()}"
    for answer in (
        await line.head(where),
        await line.patch(where, 0, b"x"),
        await line.client.delete(where, headers=VERSION),
    ):
        assert answer.status_code == 404
        assert "upload-offset" not in answer.headers


async def test_part_of_another_type(line: Line) -> None:
    where = await line.begin()
    for kind in ("application/octet-stream", "", "image/jpeg", PART + "x"):
        answer = await line.patch(where, 0, DATA, {"Content-Type": kind})
        assert answer.status_code == 415
    assert await line.offset(where) == 0


async def test_wrong_offset_changes_nothing(line: Line) -> None:
    where = await line.begin()
    await line.patch(where, 0, DATA[:100])
    for at in (0, 99, 101, len(DATA)):
        answer = await line.patch(where, at, DATA[at:])
        assert (answer.status_code, answer.headers["upload-offset"]) == (409, "100")
    assert await line.offset(where) == 100
    assert (await line.patch(where, 100, DATA[100:])).status_code == 204
    assert (await Photo.get()).sha256 == hashlib.sha256(DATA).hexdigest()


async def test_parts_are_acknowledged(line: Line) -> None:
    where = await line.begin()
    for start in range(0, len(DATA), 3000):
        answer = await line.patch(where, start, DATA[start : start + 3000])
        assert answer.status_code == 204
        assert int(answer.headers["upload-offset"]) == min(start + 3000, len(DATA))
    again = await line.patch(where, len(DATA), b"")
    assert (again.status_code, again.headers["upload-offset"]) == (204, str(len(DATA)))
    assert (await line.patch(where, 0, DATA)).status_code == 409
    assert await Photo.all().count() == 1


async def test_every_answer_names_the_version(browser: Browser, line: Line) -> None:
    where, stranger = await line.begin(), await browser()
    for answer in (
        await line.head(where),
        await line.head(f"{UPLOADS}/{uuid4()}"),
        await line.patch(where, 5, b"x"),
        await line.patch(where, 0, b"x", {"Content-Type": "text/plain"}),
        await line.patch(where, 0, DATA + b"too much"),
        await line.client.post(UPLOADS, headers=VERSION),
        await line.client.put(where, headers=VERSION),
        await stranger.post(UPLOADS, headers=announced(str(uuid4()))),
        await line.client.post(UPLOADS, headers=VERSION | {"Sec-Fetch-Site": "cross-site"}),
        await line.client.delete(where, headers=VERSION),
    ):
        assert answer.headers["tus-resumable"] == "1.0.0", answer.status_code


async def test_another_version(line: Line) -> None:
    where = await line.begin()
    for version in ({}, {"Tus-Resumable": "0.2.2"}, {"Tus-Resumable": "1.0.0, 2.0.0"}):
        part = version | {"Upload-Offset": "0", "Content-Type": PART}
        for answer in (
            await line.client.head(where, headers=version),
            await line.client.patch(where, content=b"x", headers=part),
            await line.client.delete(where, headers=version),
            await line.client.post(
                UPLOADS, headers=announced(str(uuid4())) | {"Tus-Resumable": ""}
            ),
        ):
            assert (answer.status_code, answer.headers["tus-version"]) == (412, "1.0.0")
    assert await line.offset(where) == 0
    assert await Upload.all().count() == 1


async def test_options_tell(browser: Browser) -> None:
    stranger = await browser()
    for headers in ({}, {"Tus-Resumable": "0.1"}):
        told = (await stranger.options(UPLOADS, headers=headers)).headers
        assert told["tus-version"] == "1.0.0"
        extensions = set(told["tus-extension"].split(","))
        assert extensions == {
            "creation", "creation-with-upload", "checksum", "expiration", "termination"
        }  # fmt: skip
        assert told["tus-max-size"] == "25000000"
        assert told["tus-checksum-algorithm"] == "sha1,sha256"


async def test_method_from_the_header(line: Line) -> None:
    where = await line.begin()

    async def post(method: str, content: bytes = b"", **more: str) -> httpx2.Response:
        headers = VERSION | {"X-HTTP-Method-Override": method} | more
        return await line.client.post(where, content=content, headers=headers)

    part = {"Upload-Offset": "0", "Content-Type": PART}
    assert (await post("PATCH", DATA[:10], **part)).status_code == 204
    assert (await post("HEAD")).headers["upload-offset"] == "10"
    cross = VERSION | {"X-HTTP-Method-Override": "DELETE", "Sec-Fetch-Site": "cross-site"}
    foreign = await line.client.post(where, headers=cross)
    assert foreign.status_code == 403
    for method in ("PUT", "TRACE", "nonsense", "patch"):
        assert (await post(method)).status_code == 405
    assert (await post("DELETE")).status_code == 204
    assert (await line.head(where)).status_code == 404
    hidden = VERSION | {"X-HTTP-Method-Override": "POST", "Sec-Fetch-Site": "cross-site"}
    assert (await line.client.get(UPLOADS, headers=hidden)).status_code == 403


async def test_creation(line: Line) -> None:
    photo = str(uuid4())
    made = await line.client.post(UPLOADS, headers=announced(photo))
    assert (made.status_code, made.headers["location"]) == (201, f"{UPLOADS}/{photo}")
    assert made.headers["upload-offset"] == "0"
    headers = announced(photo)
    again = await line.client.post(UPLOADS, headers=headers)
    assert (again.status_code, again.headers["location"]) == (200, f"{UPLOADS}/{photo}")
    deferred = announced(str(uuid4())) | {"Upload-Defer-Length": "1"}
    del deferred["Upload-Length"]
    assert (await line.client.post(UPLOADS, headers=deferred)).status_code == 422


async def test_too_long_an_upload(line: Line) -> None:
    largest = int((await line.client.options(UPLOADS)).headers["tus-max-size"])
    for length, status in ((largest, 201), (largest + 1, 413)):
        headers = announced(str(uuid4())) | {"Upload-Length": str(length)}
        assert (await line.client.post(UPLOADS, headers=headers)).status_code == status


async def test_metadata(line: Line) -> None:
    photo = str(uuid4())
    sent = announced(photo, type="image/jpeg", filename="我的照片.jpg")
    made = await line.client.post(UPLOADS, headers=sent)
    kept = sent["Upload-Metadata"].rpartition(",")[
        0
    ]  # whose phone names its files how, nobody needs
    told = (await line.head(made.headers["location"])).headers["upload-metadata"]
    assert told == kept
    await line.patch(made.headers["location"], 0, DATA)
    assert (await line.head(made.headers["location"])).headers["upload-metadata"] == kept
    good = announced(str(uuid4()))["Upload-Metadata"]
    for bad in (f"{good},photo {b64(photo)}", f"{good},", "," + good):
        headers = announced(str(uuid4())) | {"Upload-Metadata": bad}
        assert (await line.client.post(UPLOADS, headers=headers)).status_code == 422, bad
    bare = announced(str(uuid4()))
    bare["Upload-Metadata"] += ",is_cover"
    assert (await line.client.post(UPLOADS, headers=bare)).status_code == 201


async def test_creation_with_upload(line: Line) -> None:
    photo = str(uuid4())
    headers = announced(photo) | {"Content-Type": PART}
    made = await line.client.post(UPLOADS, content=DATA[:500], headers=headers)
    assert (made.status_code, made.headers["upload-offset"]) == (201, "500")
    again = await line.client.post(UPLOADS, content=DATA, headers=headers)
    assert (again.status_code, again.headers["upload-offset"]) == (200, "500")
    assert (await line.patch(made.headers["location"], 500, DATA[500:])).status_code == 204
    after = await line.client.post(UPLOADS, content=DATA, headers=headers)
    assert (after.status_code, after.headers["upload-offset"]) == (200, str(len(DATA)))
    other = announced(str(uuid4())) | {"Content-Type": "application/octet-stream"}
    bare = await line.client.post(UPLOADS, content=DATA, headers=other)
    assert (bare.status_code, bare.headers["upload-offset"]) == (201, "0")


@pytest.mark.parametrize("name", ["sha1", "sha256"])
async def test_checksum(line: Line, name: str) -> None:
    where = await line.begin()
    for start in range(0, len(DATA), 4000):
        part = DATA[start : start + 4000]
        good = f"{name} {b64(hashlib.new(name, part).digest())}"
        wrong = await line.patch(where, start, bytes(len(part)), {"Upload-Checksum": good})
        assert wrong.status_code == 460
        assert await line.offset(where) == start
        for unknown in ("md5 " + b64(b"x" * 16), name, f"{name} YQ==", f"{name.upper()} {good}"):
            answer = await line.patch(where, start, part, {"Upload-Checksum": unknown})
            assert answer.status_code == 400, unknown
        right = await line.patch(where, start, part, {"Upload-Checksum": good})
        assert right.headers["upload-offset"] == str(start + len(part))
    assert (await Photo.get()).sha256 == hashlib.sha256(DATA).hexdigest()


async def test_expiration(line: Line, clock: TickingClock) -> None:
    made = await line.client.post(UPLOADS, headers=announced(str(uuid4())))
    where = made.headers["location"]
    part = await line.patch(where, 0, DATA[:10])
    for answer in (made, part, await line.head(where)):
        told = answer.headers["upload-expires"]
        assert told.endswith(" GMT")
        assert parsedate_to_datetime(told).astimezone(UTC) == NOON + LIFETIME
    clock.forward(days=LIFETIME.days, seconds=1)
    for answer in (
        await line.head(where),
        await line.patch(where, 10, DATA[10:]),
        await line.client.delete(where, headers=VERSION),
    ):
        assert answer.status_code == 410
        assert "upload-offset" not in answer.headers


async def test_termination(line: Line) -> None:
    where = await line.begin()
    await line.patch(where, 0, DATA[:10])
    assert (await line.client.delete(where, headers=VERSION)).status_code == 204
    for answer in (await line.head(where), await line.patch(where, 10, DATA[10:])):
        assert answer.status_code == 404
    where = await line.begin()
    await line.patch(where, 0, DATA)
    kept = await line.client.delete(where, headers=VERSION)
    assert kept.status_code == 404, "evidence that has arrived is no upload any more"
    assert await Photo.all().count() == 1


async def test_all_bytes_are_told_only_when_the_photo_is_safe(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that is told of all bytes stops sending; a photo that is not kept would be lost."""

    async def away(*args: Any, **kwargs: Any) -> None:
        raise FilesAway("no")

    where = await line.begin()
    with monkeypatch.context() as patched:
        patched.setattr(LocalFiles, "adopt", away)
        assert (await line.patch(where, 0, DATA)).status_code == 503
        assert (await line.head(where)).status_code == 503
        again = await line.client.post(UPLOADS, headers=announced(where.rpartition("/")[2]))
        assert again.status_code == 503
    assert await line.offset(where) == len(DATA)
    assert (await Photo.get()).size == len(DATA)


async def test_bytes_moved_on_without_a_row_are_not_sent_again(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process ended between the file's place and the photo's row."""

    async def killed(*args: Any) -> None:
        raise FilesAway("killed here")

    where = await line.begin()
    with monkeypatch.context() as patched:
        patched.setattr(uploads, "_keep", killed)
        assert (await line.patch(where, 0, DATA)).status_code == 503
        assert (await line.head(where)).status_code == 503
    assert await Photo.all().count() == 0
    assert await line.offset(where) == len(DATA)
    assert (await Photo.get()).size == len(DATA)


async def test_whole_but_wrong_bytes_begin_anew(line: Line, app: Starlette) -> None:
    """The process ended after the last byte and before the hash was looked at."""
    where = await line.begin()
    await line.patch(where, 0, b"?" + DATA[1:-1])
    folder: Path = app.state.services.settings.data / "uploads"
    append(folder / f"{where.rpartition('/')[2]}.part", DATA[-1:])
    assert await line.offset(where) == 0
    assert (await line.patch(where, 0, DATA)).status_code == 204


async def test_who_asks_again_completes_the_visit(line: Line, auditor: Person) -> None:
    """The process ended between the photo's row and the visit's mark."""
    visit = await make_visit(await make_assignment(auditor), complete=False)
    photo, hashed = str(uuid4()), hashlib.sha256(DATA).hexdigest()
    await Submission.create(
        visit_id=visit.id, number=1, digest="d", received_at=NOON, device_time=NOON,
        content={"answers": {}, "photos": [{"id": photo, "sha256": hashed}]},
    )  # fmt: skip
    await Photo.create(
        uuid=photo, visit_uuid=visit.uuid, person_id=auditor.id, state="arrived", sha256=hashed,
        size=len(DATA), media_type="image/jpeg", received_at=NOON,
    )  # fmt: skip
    assert await line.offset(f"{UPLOADS}/{photo}") == len(DATA)
    assert (await Visit.get(id=visit.id)).complete
