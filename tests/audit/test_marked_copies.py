"""What an auditor blurred reaches nobody but who reviews the visit, whatever comes first."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
import pytest_asyncio
from PIL import Image
from starlette.applications import Starlette

from audit.files.files import LocalFiles
from audit.jobs.jobs import Wanted
from audit.jobs.rendering import Renderers
from audit.models import Assignment, Photo, Report, Snapshot
from audit.photos.images import process
from audit.photos.photos import copy_key, make_copies, wanted_copies
from reports.build import make_report
from tests.audit.test_main_job import send_photo
from tests.conftest import NOON
from tests.http import Browser
from tests.make import grant, make_assignment, make_person
from tests.photos import jpeg_photo

pytestmark = pytest.mark.asyncio

BLUR = {"kind": "blur", "x": 2500, "y": 2500, "w": 5000, "h": 5000}
CORNER = {"kind": "blur", "x": 0, "y": 0, "w": 2500, "h": 2500}
FLAT = 12  # what a JPEG may add to a pixel of a block


class Field:
    """An auditor with a photo, a reviewer, and somebody of head office."""

    def __init__(self, app: Starlette, assignment: Assignment, people: dict[str, Any]) -> None:
        self.app, self.assignment, self.people = app, assignment, people
        self.visit, self.photo = str(uuid4()), str(uuid4())
        self.data = jpeg_photo(squares(800, 600))

    async def upload(self) -> None:
        done = await send_photo(
            self.people["auditor"], self.visit, self.photo, self.data, "image/jpeg"
        )
        assert done.status_code == 204, done.text

    async def submit(self, number: int, *marks: dict[str, Any]) -> None:
        claim = {
            "id": self.photo,
            "item": "greeting.smile",
            "sha256": hashlib.sha256(self.data).hexdigest(),
            "bytes": len(self.data),
            "type": "image/jpeg",
            "marks": list(marks),
        }
        sent = {
            "assignment": str(self.assignment.uuid),
            "checklist_version": str(self.assignment.version.uuid),
            "started_at": NOON.isoformat(),
            "finished_at": NOON.isoformat(),
            "device_time": NOON.isoformat(),
            "answers": {"greeting.smile": {"value": False}},
            "photos": [claim],
        }
        address = f"/api/v1/visits/{self.visit}/submissions/{number}"
        done = await self.people["auditor"].put(address, json=sent)
        assert done.status_code == 201, done.text

    async def copies(self) -> None:
        for wanted in await wanted_copies(NOON):
            services = self.app.state.services
            await make_copies(
                wanted.key, files=services.files, decoding=services.decoding, now=NOON
            )

    async def review(self, step: str, **told: Any) -> Any:
        return await self.people["reviewer"].post(
            f"/api/v1/reviews/{self.visit}/{step}", json=told or None
        )

    async def seen_by(self, who: str) -> Image.Image:
        answer = await self.people[who].get(f"/photos/{self.photo}/large.jpg")
        assert answer.status_code == 200, answer.text
        return opened(answer.content)

    async def released(self) -> dict[str, Image.Image]:
        """Return the copies of the photo that the branch side may get, and the one in the PDF."""
        assert (await self.review("take")).status_code == 200
        answer = await self.review("approve")
        assert answer.json()["state"] == "released", answer.text
        content = (await Snapshot.get(kind="visit")).content
        (key,) = [photo["key"] for item in content["items"] for photo in item["photos"]]
        files = self.app.state.services.files
        name = key.rpartition("-")[0].rpartition("/")[2]
        found = {
            size: opened(await files.read(copy_key(name, size)))
            for size in ("large", "print", "small")
        }
        return found | {"pdf": await self.drawn()}

    async def drawn(self) -> Image.Image:
        renderers, services = Renderers(1), self.app.state.services
        report = await Report.filter(state="wanted", snapshot__kind="visit").first()
        assert report
        try:
            await make_report(
                str(report.uuid), files=services.files, renderers=renderers, clock=lambda: NOON
            )
        finally:
            renderers.close()
        await report.refresh_from_db()
        with pikepdf.open(BytesIO(await services.files.read(report.file_key or ""))) as pdf:
            pictures = [
                pikepdf.PdfImage(one).as_pil_image().convert("RGB")
                for one in pdf.objects
                if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
            ]
        return max(pictures, key=lambda one: one.width)


def squares(width: int, height: int) -> Image.Image:
    """Draw a board of black and white squares: a step at each of their edges."""
    columns, rows = width // 16, height // 16
    board = bytes(255 * ((n % columns + n // columns) % 2) for n in range(columns * rows))
    small = Image.frombytes("L", (columns, rows), board)
    return small.resize((width, height), Image.Resampling.NEAREST).convert("RGB")


def opened(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data)) as image:
        return image.convert("RGB")


def steps(image: Image.Image) -> int:
    """Count the steps between neighbours that no JPEG causes, across and down the middle."""
    width, height = image.size
    part = image.crop((width * 3 // 10, height * 3 // 10, width * 7 // 10, height * 7 // 10))
    across = part.convert("L").crop((0, part.height // 2, part.width, part.height // 2 + 1))
    down = part.convert("L").crop((part.width // 2, 0, part.width // 2 + 1, part.height))
    lines = (across.tobytes(), down.tobytes())
    return sum(abs(one - next_) > FLAT for line in lines for one, next_ in pairwise(line))


@pytest_asyncio.fixture(name="field", loop_scope="session")
async def a_field(app: Starlette, browser: Browser) -> Field:
    assignment = await make_assignment()
    await assignment.fetch_related("auditor", "version")
    people = {"auditor": await browser(assignment.auditor)}
    for role in ("reviewer", "head_office"):
        person = await make_person()
        await grant(person, role)
        people[role] = await browser(person)
    return Field(app, assignment, people)


def plain(field: Field) -> Image.Image:
    return opened(process(field.data).copies.large_jpeg)


def is_blurred(image: Image.Image, field: Field) -> bool:
    """Tell whether the middle is a few flat blocks, and not what the phone took."""
    return steps(image) * 5 < steps(plain(field).resize(image.size))


async def test_a_blur_is_in_every_copy_but_the_reviewer_s(field: Field) -> None:
    await field.upload()
    await field.submit(1, BLUR)
    await field.copies()
    assert (await field.seen_by("reviewer")).tobytes() == plain(field).tobytes()
    assert is_blurred(await field.seen_by("head_office"), field)
    assert is_blurred(await field.seen_by("auditor"), field)
    for name, image in (await field.released()).items():
        assert is_blurred(image, field), name


async def test_marks_may_come_after_the_copies_were_made(field: Field) -> None:
    await field.upload()
    await field.copies()
    assert (await Photo.get(uuid=field.photo)).state == "ready"
    await field.submit(1, BLUR)
    assert (await Photo.get(uuid=field.photo)).state == "arrived"
    for image in (await field.released()).values():  # approval makes what is lacking
        assert is_blurred(image, field)


async def test_a_submission_with_marks_wakes_the_job_at_once(field: Field) -> None:
    await field.upload()
    await field.copies()
    jobs = field.app.state.services.jobs
    jobs.asked.clear()
    await field.submit(1, CORNER)
    assert jobs.asked == [Wanted("photo", str(field.photo), 1)]


async def test_a_submission_without_marks_wakes_nothing(field: Field) -> None:
    await field.upload()
    jobs = field.app.state.services.jobs
    jobs.asked.clear()
    await field.submit(1)
    assert jobs.asked == []


async def test_the_photo_may_come_after_its_marks(field: Field) -> None:
    await field.submit(1, BLUR)
    await field.upload()
    await field.copies()
    assert is_blurred(await field.seen_by("head_office"), field)


async def test_the_newest_submission_s_marks_count(field: Field) -> None:
    await field.upload()
    await field.submit(1, CORNER)
    await field.copies()
    assert not is_blurred(await field.seen_by("head_office"), field)
    first = await Photo.get(uuid=field.photo)
    assert (await field.review("take")).status_code == 200
    assert (await field.review("send-back", note="看得到脸")).status_code == 200
    await field.submit(2, BLUR)
    await field.copies()
    second = await Photo.get(uuid=field.photo)
    assert (first.copies, first.marked != second.marked) == (second.copies, True)
    for image in (await field.released()).values():
        assert is_blurred(image, field)


async def test_marks_taken_back_leave_the_photo_as_it_was(field: Field) -> None:
    await field.upload()
    await field.submit(1, BLUR)
    await field.copies()
    await field.review("take")
    await field.review("send-back", note="不用遮")
    await field.submit(2)
    await field.copies()
    assert (await Photo.get(uuid=field.photo)).marked is None
    assert (await field.seen_by("head_office")).tobytes() == plain(field).tobytes()


async def test_a_kill_before_the_row_was_written_does_no_harm(field: Field) -> None:
    await field.upload()
    await field.submit(1, BLUR)
    services, (wanted,) = field.app.state.services, await wanted_copies(NOON)
    before = await Photo.get(uuid=field.photo)
    await field.copies()
    await before.save()  # as if the process had ended with the files written
    assert await wanted_copies(NOON) == [wanted]
    await make_copies(wanted.key, files=services.files, decoding=services.decoding, now=NOON)
    assert is_blurred(await field.seen_by("head_office"), field)


async def test_a_job_that_is_overtaken_changes_nothing(field: Field) -> None:
    await field.upload()
    await field.submit(1, CORNER)
    services, (old,) = field.app.state.services, await wanted_copies(NOON)
    other = "f" * 64

    class Overtaken(LocalFiles):
        @asynccontextmanager
        async def as_path(self, key: str) -> AsyncIterator[Path]:
            await Photo.filter(uuid=field.photo).update(marks=other)
            async with super().as_path(key) as path:
                yield path

    files = Overtaken(services.settings.data / "files")
    await make_copies(old.key, files=files, decoding=services.decoding, now=NOON)
    photo = await Photo.get(uuid=field.photo)
    assert (photo.state, photo.marked) == ("arrived", None)
    assert await wanted_copies(NOON) == [old], "it is due again"
