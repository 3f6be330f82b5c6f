"""Each part of the soak, a few times: nothing acknowledged is lost, doubled or corrupt.

Two places stand for four: the database under test with local files, the other one with S3.
"""

from collections.abc import Iterator

import pytest

from tests.conftest import BACKEND
from tests.soak.parts import PARTS, Part
from tests.soak.places import Backend, Files, place

pytestmark = [pytest.mark.fault, pytest.mark.asyncio]
HERE: tuple[Backend, Backend] = (
    ("sqlite", "postgres") if BACKEND == "sqlite" else ("postgres", "sqlite")
)
FILES: tuple[Files, Files] = ("local", "s3")


def each() -> Iterator[object]:
    for part in PARTS:
        for backend, files in zip(HERE, FILES, strict=True):
            if backend in part.backends and files in part.files:
                marks = [pytest.mark.s3] if files == "s3" else []
                name = f"{part.name}-{backend}-{files}"
                yield pytest.param(part, backend, files, marks=marks, id=name)


@pytest.mark.parametrize(("part", "backend", "files"), [*each()])
async def test_nothing_is_lost(part: Part, backend: Backend, files: Files) -> None:
    async with place(backend, files) as made:
        counted = await part.run(part.few, made)
    assert counted.sound, str(counted)
