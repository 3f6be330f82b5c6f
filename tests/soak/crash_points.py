"""The server dies at a named point on the way of a photo, a draft, a submission or its copies.

The point is laid around a function of the product in the process that serves; the product itself
knows nothing of it.
"""

import asyncio
import inspect
import os
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial, wraps
from pathlib import Path
from pkgutil import resolve_name
from random import Random
from typing import Any, Literal

from tests.soak import power
from tests.soak.counting import Counted
from tests.soak.judging import judge
from tests.soak.phones import Phone
from tests.soak.places import Files, Place
from tests.soak.serving import Server, serving

PIECE = 64 * 1024  # bytes: most photos come in several, with a promise after each
PATIENCE = 60.0  # seconds until a point is reached, on a busy machine
Only = Callable[..., bool]


def _always(*args: Any, **kwargs: Any) -> bool:
    return True


def _told(action: str) -> Only:
    """A link of the trail with that action: the last write of its transaction."""
    return lambda actor, given, *rest, **details: bool(given == action)


def _is_new(*what: Any, is_new: bool, **more: Any) -> bool:
    """All of a submission is written, inside its transaction."""
    return is_new


def _is_original(path: Path, target: Path) -> bool:
    return "originals" in target.parts


def _is_large_copy(files: object, key: str, *rest: Any, **more: Any) -> bool:
    return key.startswith("copies/") and key.endswith("-large.jpg")


@dataclass(frozen=True)
class Point:
    """Just before or just after a call of `owner`.`name`, when `only` says so of its arguments."""

    what: str
    when: Literal["before", "after"]
    owner: str
    name: str
    only: Only = _always
    files: Files | None = None
    """Where files have to be kept for it to be reached; None: anywhere."""

    @property
    def is_photo(self) -> bool:
        """Whether it lies on the way of a photo's own bytes."""
        return self.what.startswith(("upload", "part", "photo", "object"))


_UPLOADS, _VISITS = "audit.photos.uploads", "audit.visits.visits"
_PART = "audit.photos.receiving:_Part"
_PHOTOS = "audit.photos.photos"
_LOCAL, _S3 = "audit.files.local_files:LocalFiles", "audit.files.s3:S3Files"

POINTS = (
    Point("upload announced, not answered", "after", _UPLOADS, "announced"),
    Point("part written, not forced to the disk", "before", _PART, "settle"),
    Point("part forced to the disk, not told", "after", _PART, "settle"),
    Point("photo proven, not moved", "after", "audit.photos.receiving:Partial", "finish"),
    Point("photo moved, folder not forced", "after", "pathlib:Path", "replace", _is_original,
          "local"),
    Point("object there, partial file too", "after", "obstore", "put_async", files="s3"),
    Point("photo moved, no row", "after", _LOCAL, "adopt", files="local"),
    Point("photo moved, no row", "after", _S3, "adopt", files="s3"),
    Point("photo's rows written, not committed", "after", "audit.trail", "link",
          _told("photo_received")),
    Point("photo committed, its visit not told", "after", _UPLOADS, "commit"),
    Point("photo safe, not answered", "after", _UPLOADS, "append"),
    Point("draft written, not committed", "after", "audit.models:Draft", "save"),
    Point("draft safe, not answered", "after", _VISITS, "save_draft"),
    Point("visit begun, not scored", "before", _VISITS, "keep_score"),
    Point("submission scored, not committed", "after", _VISITS, "_Taken", _is_new),
    Point("submission committed, no receipt made", "before", _VISITS, "_receipt"),
    Point("submission safe, not answered", "after", _VISITS, "submit"),
    Point("copies made, none written", "after", _PHOTOS, "process_photo"),
    Point("one copy written", "after", _LOCAL, "put", _is_large_copy, "local"),
    Point("one copy written", "after", _S3, "put", _is_large_copy, "s3"),
    Point("copies written, not in the row", "after", _PHOTOS, "keep_copies"),
    Point("copies in the row, job not ended", "after", _PHOTOS, "_note_copies"),
)  # fmt: skip


def points(files: Files) -> list[int]:
    """Return the numbers of the points that can be reached."""
    return [at for at, point in enumerate(POINTS) if point.files in {None, files}]


async def run(count: int, place: Place) -> Counted:
    """Die `count` times at each point; phones repeat what was not acknowledged."""
    return await _run("named crash points", points(place.files), count, place, None)


async def run_power(count: int, place: Place) -> Counted:
    """Cut the power `count` times at each point of a photo's way: what was not forced is gone."""
    order = [at for at in points(place.files) if POINTS[at].is_photo]
    return await _run("power cuts at named points", order, count, place, place.settings.data)


async def _run(what: str, each: list[int], count: int, place: Place, data: Path | None) -> Counted:
    began, over, random = time.monotonic(), asyncio.Event(), Random(count)
    order = each * count
    random.shuffle(order)
    async with serving(place) as server:
        phones = [Phone(server.url, seat, seed) for seed, seat in enumerate(place.seats[:3])]
        for phone in phones:
            phone.piece = PIECE
        async with asyncio.TaskGroup() as group:
            for phone in phones:
                group.create_task(phone.work(over.is_set))
            for number in order:
                await _die_at(server, number, random.randint(0, 2), data)
            server.first = None
            await server.restart()
            over.set()
        judged = await judge(place, [phone.ledger for phone in phones])
        for phone in phones:
            await phone.close()
    return Counted(
        f"{what}, {count} × {len(each)} ({place})",
        len(order),
        judged.lost,
        judged.doubled,
        judged.corrupt,
        time.monotonic() - began,
        f"{sum(phone.ledger.acknowledged for phone in phones)} acknowledged. {judged.said}",
    )


async def _die_at(server: Server, number: int, passes: int, data: Path | None) -> None:
    """Start the server so that it dies at a point, and wait until it has."""
    server.kill()
    server.first = partial(arm, number, passes, data)
    server.begin()
    until = time.monotonic() + PATIENCE
    while server.is_alive:
        if time.monotonic() > until:
            raise RuntimeError(f"never came to: {POINTS[number].what}")
        await asyncio.sleep(0.02)
    if not server.was_killed:  # a name that the product has no longer, for one
        said = server.place.log.read_text(errors="replace")[-3000:]
        raise RuntimeError(f"ended before: {POINTS[number].what}\n{said}")


def _as_it_is() -> None:
    """Leave what was written."""


def arm(number: int, passes: int, data: Path | None = None) -> None:
    """Let this process die at a point, once it has been passed so many times.

    With a data folder the power is cut there: what was not forced to the disk is gone.
    """
    point, cut = POINTS[number], power.watched(data) if data else _as_it_is
    owner = resolve_name(point.owner)
    setattr(owner, point.name, _laid_around(getattr(owner, point.name), point, passes, cut))


def _laid_around(
    real: Callable[..., Any], point: Point, passes: int, cut: Callable[[], None]
) -> Callable[..., Any]:
    left = passes

    def meet(when: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        nonlocal left
        if when != point.when or not point.only(*args, **kwargs):
            return
        if not left:
            cut()
            os.kill(0, signal.SIGKILL)  # the group: nothing of it lives on
        left -= 1

    if inspect.iscoroutinefunction(real) or point.name == "put_async":
        asynchronous: Callable[..., Awaitable[Any]] = real

        @wraps(real)
        async def waited(*args: Any, **kwargs: Any) -> Any:
            meet("before", args, kwargs)
            result = await asynchronous(*args, **kwargs)
            meet("after", args, kwargs)
            return result

        return waited

    if inspect.isgeneratorfunction(real):

        @wraps(real)
        def played(*args: Any, **kwargs: Any) -> Any:
            meet("before", args, kwargs)
            result = yield from real(*args, **kwargs)
            meet("after", args, kwargs)
            return result

        return played

    @wraps(real)
    def called(*args: Any, **kwargs: Any) -> Any:
        meet("before", args, kwargs)
        result = real(*args, **kwargs)
        meet("after", args, kwargs)
        return result

    return called
