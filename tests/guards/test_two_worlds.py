"""The same history with another shopper looks the same to the branch side, byte for byte."""

import re
from pathlib import Path

import pytest

from audit import db
from audit.photos.images import process
from audit.settings import Settings
from tests.conftest import TickingClock
from tests.guards.crawl import Answer, Crawl
from tests.guards.history import ADA, BEN, Shopper, a_browser, live_through
from tests.http import make_app
from tests.photos import jpeg_photo

pytestmark = pytest.mark.asyncio
_UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class _Rollback(Exception):
    pass


class Masked:
    """Answers with the server's random ids replaced by the order in which they turned up."""

    def __init__(self) -> None:
        self.order: dict[bytes, bytes] = {}

    def text(self, data: bytes) -> bytes:
        return _UUID.sub(self._number, data)

    def _number(self, found: re.Match[bytes]) -> bytes:
        return self.order.setdefault(found[0], b"#%d" % len(self.order))

    def answer(self, answer: Answer) -> tuple[object, ...]:
        headers = dict(answer.headers)
        request_id = headers.pop("x-request-id").encode()
        body = answer.body.replace(request_id, b"#request")
        if answer.kind.startswith(("text/", "application/json", "application/problem")):
            body = self.text(body)
        named = tuple((name, self.text(value.encode())) for name, value in headers.items())
        return answer.method, self.text(answer.address.encode()), answer.status, named, body


async def seen_of(shopper: Shopper, folder: Path) -> list[tuple[object, ...]]:
    """Return what the region manager sees of a wave that `shopper` shopped, then forget it."""
    clock = TickingClock()
    app = make_app(Settings(data=folder), clock)
    seen: list[tuple[object, ...]] = []
    try:
        async with db.transaction():
            world = await live_through(app, clock, shopper, camera=ADA)
            async with a_browser(app, world.people["region_manager"]) as client:
                masked = Masked()
                seen = [masked.answer(a) for a in await Crawl(client, app, world.codes).run()]
            raise _Rollback
    except _Rollback:
        return seen


async def test_another_shopper_changes_nothing(open_database: None, tmp_path: Path) -> None:
    first = await seen_of(ADA, tmp_path / "ada")
    second = await seen_of(BEN, tmp_path / "ben")
    assert [entry[:3] for entry in first] == [entry[:3] for entry in second]
    different = [one[1] for one, other in zip(first, second, strict=True) if one != other]
    assert different == []
    assert len(first) > 300


async def test_another_camera_changes_nothing_in_what_is_served() -> None:
    served = []
    for shopper in (ADA, BEN):
        copies = process(jpeg_photo(exif=shopper.exif())).copies
        served.append((copies.large_jpeg, copies.small_jpeg, copies.width, copies.height))
    assert served[0] == served[1]
