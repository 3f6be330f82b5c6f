"""The open wave of the demo, step by step through the use cases, in the order of time."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from audit import trail
from audit.demo.history import Ground
from audit.demo.noticed import lateness
from audit.demo.photos import Kept
from audit.demo.plan import Planned
from audit.demo.sending import with_photos
from audit.models import Photo
from audit.visits import release, review, visits
from audit.visits.release import Freezing
from audit.visits.review import RemarkIn

_SENT_AFTER = timedelta(minutes=4)
_TAKEN_AFTER = timedelta(hours=17)
_DONE_AFTER = timedelta(hours=17, minutes=9)
_AGAIN_AFTER = timedelta(hours=22)
LATEST = _AGAIN_AFTER
"""The longest time after a visit at which something happens to it."""

RETURN_NOTE = "两处再补一下就好，其余都很清楚，谢谢。"
REMARKS = {
    "dress.basics": "照片里看不出工牌和丝巾有没有戴齐，请写明看到的是哪一位、缺什么。",
    "waits.queue": "排队时间和收银时间看起来记反了，请再核对一下秒表记录。",
}
CORRECTED = "已核对：最里面的收银台，一位没有系丝巾，工牌在。"
EXCLUDED_FOR = "门店当天停电，大部分项目没有正常营业，不作为本期成绩。"

Step = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Event:
    """Something that happens in the wave."""

    at: datetime
    act: Step


class LiveWave:
    """Plays the planned visits of the open wave."""

    def __init__(self, ground: Ground, kept: Mapping[UUID, Kept], freezing: Freezing) -> None:
        self._ground = ground
        self._kept = kept
        self._freezing = freezing

    async def play(self, plans: Sequence[Planned], assigned: Sequence[UUID]) -> None:
        """Let everything happen that has happened so far, oldest first."""
        events = [
            event
            for one, assignment in zip(plans, assigned, strict=True)
            if one.fate != "todo"
            for event in self._events(one, assignment)
        ]
        for event in sorted(events, key=lambda event: event.at):
            await event.act()

    def _events(self, one: Planned, assignment: UUID) -> Iterator[Event]:
        sent = with_photos(one, self._ground.version.uuid, self._kept, assignment)
        yield self._event(self._send, one, _SENT_AFTER + lateness(one), sent, 1)
        if one.fate == "submitted":
            return
        yield self._event(self._take, one, _TAKEN_AFTER)
        if one.fate in ("returned", "resubmitted"):
            yield self._event(self._send_back, one, _DONE_AFTER)
        if one.fate == "resubmitted":
            yield self._event(self._send, one, _AGAIN_AFTER, _corrected(sent), 2)
        if one.fate == "excluded":
            yield self._event(self._exclude, one, _DONE_AFTER)
        if one.fate == "released":
            yield self._event(self._approve, one, _DONE_AFTER)

    def _event(
        self, act: Callable[..., Awaitable[object]], one: Planned, after: timedelta, *rest: Any
    ) -> Event:
        at = one.finished_at + after
        return Event(at, partial(act, one, at, *rest))

    async def _send(self, one: Planned, at: datetime, sent: visits.Sent, number: int) -> None:
        auditor = await self._ground.cast.actor(one.auditor, at)
        if number == 1:
            rows = [
                self._kept[shot.uuid].row(one.visit, auditor.person_id, at) for shot in one.shots
            ]
            await Photo.bulk_create(rows)
            for row in rows:
                subject = f"photo:{row.uuid}"
                told = {"sha256": row.sha256, "bytes": row.size}
                await trail.record(auditor, "photo_received", subject, at, **told)
        await visits.submit(auditor, one.visit, number, replace(sent, device_time=at), at)

    async def _take(self, one: Planned, at: datetime) -> None:
        await review.take(await self._reviewer(at), one.visit, at)

    async def _approve(self, one: Planned, at: datetime) -> None:
        await release.approve(await self._reviewer(at), one.visit, self._freezing, at)

    async def _exclude(self, one: Planned, at: datetime) -> None:
        await review.exclude(await self._reviewer(at), one.visit, EXCLUDED_FOR, at)

    async def _send_back(self, one: Planned, at: datetime) -> None:
        remarks = [RemarkIn(item, text) for item, text in REMARKS.items()]
        await review.send_back(await self._reviewer(at), one.visit, RETURN_NOTE, remarks, at)

    async def _reviewer(self, at: datetime) -> Any:
        return await self._ground.cast.actor("reviewer", at)


def _corrected(sent: visits.Sent) -> visits.Sent:
    """Return what the auditor sends after the remarks."""
    dress = sent.answers["dress.basics"] | {"value": ["incomplete"], "note": CORRECTED}
    queue = sent.answers["waits.queue"]
    if isinstance(value := queue.get("value"), dict):
        queue = queue | {"value": value | {"seconds": value["seconds"] // 2 + 20}}
    return replace(sent, answers=sent.answers | {"dress.basics": dress, "waits.queue": queue})
