"""What the intake benchmark stands on: an installation with open assignments, and what is sent."""

import json
import os
from base64 import b64encode
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

from audit.clock import system_clock
from audit.db import open_db
from audit.models import BranchFacts, ChecklistVersion, Person, Session, Wave
from audit.people.sessions import token_hash
from audit.settings import Settings
from benchmarks.bulk import open_writer
from benchmarks.dataset import Extent, make
from benchmarks.made_answers import ITEMS, WAITS, item_keys

BRANCHES = 400
PHOTOS = 6
PHOTO_BYTES = 3_500_000
_EXTENT = Extent(branches=BRANCHES, waves=1, visits=3)


@dataclass(frozen=True)
class Ground:
    """Who may visit what: a session token for each auditor, assignments by auditor."""

    version: UUID
    tokens: list[str]
    assignments: list[list[UUID]]


@dataclass(frozen=True)
class Errand:
    """One visit as a phone sends it: the submission, then its photos."""

    token: str
    path: str
    body: bytes
    photos: list[tuple[dict[str, str], bytes]]


async def prepare(settings: Settings, visits: int) -> Ground:
    """Fill an empty installation with `visits` open assignments and signed-in auditors."""
    await make(settings, _EXTENT)
    today = system_clock().date()
    async with open_db(settings.database):
        people = await Person.all().order_by("id").values_list("id", flat=True)
        version = (await ChecklistVersion.all().order_by("id"))[0]
        wave = await Wave.create(
            code="open", name_zh="开放", name_en="Open", starts_on=today, ends_on=today,
            release_policy="at_close",
        )  # fmt: skip
        tokens = [await _session(int(str(person)), n) for n, person in enumerate(people)]
        branches = await BranchFacts.all().distinct().values_list("branch_id", flat=True)
    each = -(-visits // len(people))
    found = [[uuid4() for _ in range(each)] for _ in people]
    async with open_writer(settings) as writer:
        await writer.write(
            "assignment",
            ("uuid", "wave_id", "branch_id", "auditor_id", "version_id", "kind", "channel",
             "due_from", "due_to"),
            (
                (uuid, wave.id, branches[(n * each + m) % len(branches)], person, version.id,
                 "mystery", "on_site", date(today.year, 1, 1), today + timedelta(days=30))
                for n, person in enumerate(people)
                for m, uuid in enumerate(found[n])
            ),
        )  # fmt: skip
    return Ground(version.uuid, tokens, found)


async def _session(person: int, number: int) -> str:
    token, now = f"benchmark-token-of-{number:024}", system_clock()
    await Session.create(
        uuid=uuid4(), person_id=person, token_hash=token_hash(token), device="benchmark",
        created_at=now, seen_at=now, expires_at=now + timedelta(days=30),
    )  # fmt: skip
    return token


class Sending:
    """Makes errands, no two alike, of one picture that all photos share but for their end."""

    def __init__(self, ground: Ground, picture: bytes) -> None:
        self._ground, self.picture = ground, picture
        self._hash = sha256(picture)
        self._random = Random(1)
        self._given = 0

    def errands(self, count: int, photos: int) -> list[Errand]:
        """Return the next `count` visits, each of another auditor than the one before."""
        return [self._errand(photos) for _ in range(count)]

    def _errand(self, count: int) -> Errand:
        people = len(self._ground.tokens)
        person, place = self._given % people, self._given // people
        self._given += 1
        visit, assignment = uuid4(), self._ground.assignments[person][place]
        photos = [self._photo(visit) for _ in range(count)]
        now = system_clock()
        told = {
            "assignment": str(assignment),
            "checklist_version": str(self._ground.version),
            "started_at": (now - timedelta(minutes=40)).isoformat(),
            "finished_at": now.isoformat(),
            "device_time": now.isoformat(),
            "answers": self._answers(now),
            "photos": [claim for claim, _, _ in photos],
            "events": [
                {"id": str(uuid4()), "kind": kind, "at": (now - timedelta(minutes=m)).isoformat()}
                for kind, m in (("entered", 39), ("greeted", 38), ("served", 20), ("left", 1))
            ],
            "clock": {"offset_ms": 120},
        }
        return Errand(
            token=self._ground.tokens[person],
            path=f"/api/v1/visits/{visit}/submissions/1",
            body=json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(),
            photos=[(headers, end) for _, headers, end in photos],
        )

    def _answers(self, now: datetime) -> dict[str, object]:
        at = now.isoformat()
        answers: dict[str, object] = {}
        for n, key in enumerate(item_keys(1)):
            chance = self._random.random()
            if chance < 0.05:
                answers[key] = {"skip": "na", "at": at}
            elif n in WAITS:
                seconds = self._random.randrange(30, 400)
                answers[key] = {"value": {"seconds": seconds}, "at": at}
            else:
                answers[key] = {"value": chance < 0.85, "at": at, "comment": "看过了，符合要求"}
        assert len(answers) == ITEMS
        return answers

    def _photo(self, visit: UUID) -> tuple[dict[str, object], dict[str, str], bytes]:
        photo, end = uuid4(), os.urandom(16)
        digest = self._hash.copy()
        digest.update(end)
        length, told = len(self.picture) + len(end), digest.hexdigest()
        claim: dict[str, object] = {
            "id": str(photo), "item": "s1.i1", "sha256": told, "bytes": length,
            "type": "image/jpeg",
        }  # fmt: skip
        pairs = {"photo": photo, "visit": visit, "sha256": told, "type": "image/jpeg"}
        metadata = ",".join(f"{k} {b64encode(str(v).encode()).decode()}" for k, v in pairs.items())
        headers = {
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(length),
            "Upload-Metadata": metadata,
            "Content-Type": "application/offset+octet-stream",
        }
        return claim, headers, end


def folder_settings(folder: Path, database: str = "") -> Settings:
    """Return the settings of an installation in a folder, whatever the environment says."""
    return Settings(data=folder, database_url=database, files_url="", jobs_url="")
