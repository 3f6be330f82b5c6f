"""Whether an installation kept what it promised: phones' ledgers against rows and files."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from audit import db
from audit.clock import system_clock
from audit.files.files import FileMissing, FileStore, open_files
from audit.models import Draft, Photo, Submission, TrailEntry, Visit
from audit.operation.soundness import examine
from audit.photos.photos import original_key
from audit.settings import Settings
from tests.soak import forking
from tests.soak.phones import Ledger, PhotoTried, Submitted
from tests.soak.places import Place


@dataclass(frozen=True)
class Judged:
    """How many things are gone, there twice, or other than they were; `said` names some."""

    lost: int
    doubled: int
    corrupt: int
    said: str = ""

    @property
    def sound(self) -> bool:
        return not (self.lost or self.doubled or self.corrupt)


@dataclass(frozen=True)
class _Faults:
    lost: list[str]
    doubled: list[str]
    corrupt: list[str]

    def judged(self) -> Judged:
        named = [*self.lost, *self.doubled, *self.corrupt][:5]
        return Judged(len(self.lost), len(self.doubled), len(self.corrupt), "; ".join(named))


async def judge(place: Place, ledgers: Sequence[Ledger]) -> Judged:
    """Return what is wrong with a place after phones with these ledgers worked on it.

    Reads only, also while the server runs. Everything acknowledged has to be there with its
    bytes, once; what was only tried may be there, once.
    """
    return await forking.call(place.environment, _judge, place.settings, list(ledgers))


def _judge(settings: Settings, ledgers: list[Ledger]) -> Judged:
    return asyncio.run(_look(settings, ledgers))


async def _look(settings: Settings, ledgers: list[Ledger]) -> Judged:
    files = open_files(settings.files, settings.data)
    faults = _Faults([], [], [])
    async with db.open_db(settings.database):
        for ledger in ledgers:
            faults.lost.extend(ledger.taken_back)
        await _photos(files, _all_photos(ledgers), faults)
        await _submissions(ledgers, faults)
        await _drafts(ledgers, faults)
        await _visits(ledgers, faults)
        await _trail(faults)
        findings = await examine(files, system_clock(), sample=None)
        bad = [one for one in findings if one.level == "bad"]
        faults.corrupt.extend(one.what.format(**one.params) for one in bad)
    return faults.judged()


def _all_photos(ledgers: Iterable[Ledger]) -> dict[UUID, PhotoTried]:
    return {photo.id: photo for ledger in ledgers for photo in ledger.photos.values()}


async def _photos(files: FileStore, tried: dict[UUID, PhotoTried], faults: _Faults) -> None:
    rows = {row.uuid: row for row in await Photo.all()}
    faults.doubled.extend(f"photo {uuid} that no phone sent" for uuid in rows.keys() - tried.keys())
    for photo in tried.values():
        row = rows.get(photo.id)
        if row is None:
            if photo.acknowledged:
                faults.lost.append(f"photo {photo.id}: no row")
        elif (row.sha256, row.size, row.visit_uuid) != (photo.sha256, photo.size, photo.visit):
            faults.corrupt.append(f"photo {photo.id}: another row")
        else:
            await _bytes(files, photo, faults)


async def _bytes(files: FileStore, photo: PhotoTried, faults: _Faults) -> None:
    try:
        content = await files.read(original_key(photo.sha256))
    except FileMissing:
        faults.lost.append(f"photo {photo.id}: no file")
        return
    if hashlib.sha256(content).hexdigest() != photo.sha256:
        faults.corrupt.append(f"photo {photo.id}: other bytes")


async def _submissions(ledgers: Iterable[Ledger], faults: _Faults) -> None:
    tried = {key: one for ledger in ledgers for key, one in ledger.submissions.items()}
    rows = {
        (row.visit.uuid, row.number): row
        for row in await Submission.all().prefetch_related("visit")
    }
    for key in rows.keys() - tried.keys():
        faults.doubled.append(f"submission {key} that no phone sent")
    for key, one in tried.items():
        row = rows.get(key)
        if row is None:
            if one.digest is not None:
                faults.lost.append(f"submission {key}")
        elif not _equal(row, one):
            faults.corrupt.append(f"submission {key}: other content")
        elif one.complete and not row.visit.complete:
            faults.lost.append(f"visit {one.visit}: it was complete")


def _equal(row: Submission, one: Submitted) -> bool:
    ids = [photo["id"] for photo in row.content["photos"]]
    events = [event["id"] for event in row.content.get("events", [])]
    return (
        row.content["answers"] == one.answers
        and ids == [photo["id"] for photo in one.photos]
        and events == [event["id"] for event in one.events]
        and one.digest in {None, row.digest}
    )


async def _drafts(ledgers: Iterable[Ledger], faults: _Faults) -> None:
    rows = {row.visit.uuid: row for row in await Draft.all().prefetch_related("visit")}
    for one in (draft for ledger in ledgers for draft in ledger.drafts.values()):
        row = rows.get(one.visit)
        if row is None or row.revision < one.revision:
            faults.lost.append(f"draft {one.revision} of visit {one.visit}")
        elif row.revision == one.revision and row.content["answers"] != one.answers:
            faults.corrupt.append(f"draft {one.revision} of visit {one.visit}")


async def _visits(ledgers: Iterable[Ledger], faults: _Faults) -> None:
    known = {visit for ledger in ledgers for visit in ledger.visits.values()}
    strange = set(await Visit.all().values_list("uuid", flat=True)) - known
    faults.doubled.extend(f"visit {uuid} that no phone made" for uuid in strange)


async def _trail(faults: _Faults) -> None:
    """What is told of a thing that happens once is told once."""
    once = ("photo_received", "visit_submitted", "photo_refused")
    rows = await TrailEntry.filter(action__in=once).values_list("action", "subject", "details")
    told = Counter((action, subject, details.get("number")) for action, subject, details in rows)
    faults.doubled.extend(f"trail: {key}" for key, times in told.items() if times > 1)
