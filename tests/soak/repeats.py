"""Everything a phone may send, again and again, in parallel, from two phones, answers lost.

Drafts, photos, submissions and the event stamps in them: each counts once, whatever the order.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import Any
from uuid import UUID, uuid4

from tests.soak.counting import Counted
from tests.soak.judging import judge
from tests.soak.phones import (
    Drafted,
    Phone,
    PhotoTried,
    Refused,
    Submitted,
    claim,
    events,
    picture,
)
from tests.soak.places import Place
from tests.soak.seeding import ITEMS, Seat
from tests.soak.serving import serving

EXPECTED = frozenset({"200", "201", "204", "404", "409", "423", "cut"})
"""404: the offset of a photo that nobody has announced yet."""
LOST = 0.25  # of the answers
TIMES = 4

Send = Callable[[], Awaitable[object]]


class Twins:
    """Two phones of one auditor, on which the same visits are made."""

    def __init__(self, url: str, seat: Seat, seed: int) -> None:
        self.seat = seat
        self.random = Random(seed)
        self.phones = (Phone(url, seat, seed, pause=0.01), Phone(url, seat, seed, pause=0.01))
        self.unanswered = 0
        self.faults: list[str] = []

    @property
    def sent(self) -> int:
        """How many requests went out, as far as we know."""
        return self.unanswered + sum(phone.ledger.answers.total() for phone in self.phones)

    async def repeat(self, count: int) -> None:
        """Make visits until so many requests were sent."""
        for assignment in self.seat.assignments:
            if self.sent >= count:
                return
            await self._visit(assignment)

    async def _visit(self, assignment: UUID) -> None:
        visit = await self._begin(assignment)
        first, second = self.phones
        pictures = [picture(self.random, 40_000) for _ in range(3)]
        photos = [first.photo_of(visit, data) for data in pictures]
        answers = {key: {"value": self.random.random() < 0.8} for key in ITEMS}
        known = Submitted(visit, 1, answers, [claim(one) for one in photos], events())
        receipts: list[dict[str, Any]] = []
        for phone in self.phones:
            phone.ledger.submissions[visit, 1] = known

        def submit(phone: Phone) -> Send:
            async def send() -> None:
                receipts.append(await phone.submit(visit, assignment, answers, photos))

            return send

        def photo(phone: Phone, one: PhotoTried, data: bytes) -> Send:
            async def send() -> None:
                mine = replace(one, safe=0, acknowledged=False)
                await phone.send_photo(mine, data)
                one.acknowledged = True

            return send

        sends = [
            *(self._draft(phone, visit, assignment, 2, answers) for phone in self.phones),
            *(submit(phone) for phone in self.phones),
            *(
                photo(phone, one, data)
                for phone in (first, second)
                for one, data in zip(photos, pictures, strict=True)
            ),
        ]
        await self._at_once(sends)
        for send in self.random.sample(sends, len(sends)):
            await send()
        told = {(one["visit"], one["digest"], one["received_at"]) for one in receipts}
        if len(told) != 1 or not receipts[-1]["complete"]:
            self.faults.append(f"visit {visit}: {len(told)} receipts")

    async def _begin(self, assignment: UUID) -> UUID:
        """Begin a visit on both phones at once, each under its own id; return the one that is."""
        ours = {phone: uuid4() for phone in self.phones}
        await self._at_once([self._draft(*one, assignment, 1, {}) for one in ours.items()])
        for phone, visit in ours.items():
            if visit not in phone.ledger.drafts:  # the other's, or its answers were all lost
                await self._draft(phone, visit, assignment, 1, {})()
        won = [visit for phone, visit in ours.items() if visit in phone.ledger.drafts]
        if len(won) != 1:
            self.faults.append(f"assignment {assignment}: {len(won)} visits")
        for phone in self.phones:
            phone.ledger.visits[assignment] = won[0]
        return won[0]

    def _draft(
        self, phone: Phone, visit: UUID, assignment: UUID, revision: int, answers: dict[str, Any]
    ) -> Send:
        async def send() -> None:
            newest = phone.ledger.drafts.get(visit, Drafted(visit, 0, {}))
            with suppress(Refused):  # begun elsewhere, or submitted by now
                await phone.draft(visit, assignment, revision, answers, [])
            if newest.revision > revision:
                phone.ledger.drafts[visit] = newest

        return send

    async def _at_once(self, sends: Iterable[Send]) -> None:
        """Send each some times, all at once and in any order; of some the answer is lost."""
        all_of_them = [send for send in sends for _ in range(TIMES)]
        self.random.shuffle(all_of_them)
        async with asyncio.TaskGroup() as group:
            for send in all_of_them:
                group.create_task(self._perhaps(send))

    async def _perhaps(self, send: Send) -> None:
        await asyncio.sleep(self.random.random() / 50)
        if self.random.random() >= LOST:
            await send()
            return
        try:
            await asyncio.wait_for(send(), self.random.random() / 10)
        except TimeoutError:
            self.unanswered += 1


async def run(count: int, place: Place) -> Counted:
    """Send at least `count` requests, nearly all of them repeats."""
    began = time.monotonic()
    async with serving(place) as server:
        seats = place.seats[: max(1, count // 100)]
        twins = [Twins(server.url, seat, seed) for seed, seat in enumerate(seats)]
        async with asyncio.TaskGroup() as group:
            for pair in twins:
                group.create_task(pair.repeat(-(-count // len(twins))))
        phones = [phone for pair in twins for phone in pair.phones]
        judged = await judge(place, [phone.ledger for phone in phones])
        for phone in phones:
            await phone.close()
    answers = sum((phone.ledger.answers for phone in phones), Counter[str]())
    odd = {status: times for status, times in answers.items() if status not in EXPECTED}
    faults = [fault for pair in twins for fault in pair.faults]
    things = sum(pair.phones[0].ledger.acknowledged for pair in twins)
    lost = sum(pair.unanswered for pair in twins)
    return Counted(
        f"repeats in parallel ({place})",
        sum(pair.sent for pair in twins),
        judged.lost,
        judged.doubled + len(faults),
        judged.corrupt + sum(odd.values()),
        time.monotonic() - began,
        f"{things} things, {lost} answers lost. {odd or ''}{'; '.join(faults[:3])}{judged.said}",
    )
