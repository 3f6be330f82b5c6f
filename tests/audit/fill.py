"""Fill the installation named by MINGCHA_* with a little of everything; then, with "busy", go on
writing until killed. A process of its own, as one process holds one database.
"""

import asyncio
import hashlib
import sys
from itertools import count
from uuid import uuid4

from audit import db, trail
from audit.figures.keeping import keep
from audit.files.files import FileStore, open_files
from audit.models import Photo, Region, Report, Snapshot, Submission
from audit.photos.photos import SIZES, copy_key, original_key
from audit.settings import Settings
from audit.visits.scores import store_score
from tests.conftest import NOON
from tests.make import make_person, make_visit

PDF = b"%PDF-1.7 nothing to see"


async def fill(files: FileStore) -> None:
    child = await Region.create(code="east", path="/cn/east/", name_zh="华东", name_en="East")
    parent = await Region.create(code="cn", path="/cn/", name_zh="中国", name_en="China")
    await Region.filter(id=child.id).update(parent_id=parent.id)
    visit = await make_visit(state="released")
    photo = b"\xff\xd8 a photo"
    sha256 = hashlib.sha256(photo).hexdigest()
    await files.put(original_key(sha256), photo)
    for size in SIZES:
        await files.put(copy_key(sha256, size), b"\xff\xd8 a copy")
    uuid = uuid4()
    await Photo.create(
        uuid=uuid, visit_uuid=visit.uuid, person_id=visit.auditor_id, state="ready",
        sha256=sha256, size=len(photo), media_type="image/jpeg", received_at=NOON,
        latitude=31.2304, claims={"accuracy_m": 12.0, "note": "«近»"},
    )  # fmt: skip
    answers: dict[str, object] = {
        "greeting.smile": {"value": True, "photos": [str(uuid)], "note": "=1+1\n好"}
    }
    answers |= {"greeting.odd": None}  # answers are stored as they were sent
    claims = [{"id": str(uuid), "item": "greeting.smile", "sha256": sha256}]
    await Submission.create(
        visit_id=visit.id, number=1, digest="d", content={"answers": answers, "photos": claims},
        received_at=NOON,
    )  # fmt: skip
    await visit.fetch_related("version", "facts")
    await store_score(visit, visit.version, visit.facts, answers, NOON)
    await keep([visit.id])
    snapshot = await Snapshot.create(
        kind="visit", subject=f"visit:{visit.uuid}", edition=1, digest="e" * 64, content={},
        made_at=NOON,
    )  # fmt: skip
    stored = await files.put("reports/ee/visit-zh.pdf", PDF)
    await Report.create(
        uuid=uuid4(), snapshot_id=snapshot.id, language="zh", state="ready", wanted_at=NOON,
        file_key="reports/ee/visit-zh.pdf", size=stored.size, sha256=stored.sha256, made_at=NOON,
    )  # fmt: skip
    await make_person(login="s3cret", password_hash="$argon2id$s3cret")


async def main(settings: Settings, busy: bool) -> None:
    await db.migrate(settings.database)
    files = open_files(settings.files, settings.data)
    async with db.open_db(settings.database):
        if not busy:
            await fill(files)
        for number in count() if busy else range(3):
            async with db.transaction():
                await trail.record(None, "tested", f"visit:{number}", NOON, n=number)
            if number == 2:
                sys.stdout.write("filled\n")
                sys.stdout.flush()


if __name__ == "__main__":
    given = Settings()
    given.data.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(given, busy="busy" in sys.argv))
