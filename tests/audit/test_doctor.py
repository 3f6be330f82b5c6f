"""The examination finds what is wrong, says how to mend it, and leaves what is right alone."""

import hashlib
import ssl
import subprocess
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from audit import trail
from audit.clock import system_clock
from audit.db import connection, is_sqlite
from audit.figures.keeping import keep
from audit.files.files import LocalFiles
from audit.models import Closing, Photo, Report, Snapshot, Submission, Upload, Visit
from audit.operation.doctor import examine_all, not_after
from audit.operation.findings import Finding
from audit.operation.orphans import remove
from audit.operation.soundness import examine, mend
from audit.photos import uploads
from audit.photos.photos import SIZES, copy_key, original_key
from audit.photos.receiving import Receiving
from audit.settings import Settings
from audit.visits.scores import store_score
from tests.conftest import NOON
from tests.make import make_person, make_visit, make_wave
from tests.visiting import YES

pytestmark = pytest.mark.asyncio
ORPHAN = "originals/ab/abc"


@pytest.fixture
def files(data: Path) -> LocalFiles:
    return LocalFiles(data / "files")


async def make_photo(files: LocalFiles, content: bytes = b"photo", state: str = "ready") -> Photo:
    sha256 = hashlib.sha256(content).hexdigest()
    await files.put(original_key(sha256), content)
    if state == "ready":
        for size in SIZES:
            await files.put(copy_key(sha256, size), b"copy")
    return await Photo.create(
        uuid=uuid4(),
        visit_uuid=uuid4(),
        person_id=(await make_person()).id,
        state=state,
        sha256=sha256,
        size=len(content),
        media_type="image/jpeg",
        received_at=NOON,
    )


async def make_sound(files: LocalFiles) -> Visit:
    """A released visit with all that belongs to it."""
    visit = await make_visit(state="released")
    await Submission.create(
        visit_id=visit.id, number=1, digest="d", content={"answers": YES, "photos": []},
        received_at=NOON,
    )  # fmt: skip
    await visit.fetch_related("version", "facts")
    await store_score(visit, visit.version, visit.facts, YES, NOON)
    await keep([visit.id])
    await make_photo(files)
    return visit


async def make_upload(sha256: str) -> Upload:
    return await Upload.create(
        photo_uuid=uuid4(),
        visit_uuid=uuid4(),
        person_id=(await make_person()).id,
        length=3,
        sha256=sha256,
        media_type="image/jpeg",
        created_at=NOON,
        expires_at=NOON + timedelta(hours=1),
    )


def faults(findings: list[Finding], level: str = "bad") -> list[str]:
    return [finding.what for finding in findings if finding.level == level]


async def test_what_fits_together_has_no_fault(database: None, files: LocalFiles) -> None:
    await make_sound(files)
    findings = await examine(files, NOON)
    assert [finding.level for finding in findings] == ["ok"]
    assert findings[0].params["n"] == 4


async def test_a_missing_file_is_named(database: None, files: LocalFiles) -> None:
    photo = await make_photo(files)
    await files.delete(copy_key(photo.sha256, "small"))
    (finding,) = await examine(files, NOON)
    assert finding.what.startswith("{n} files that rows name are missing")
    assert copy_key(photo.sha256, "small") in str(finding.params["keys"])


async def test_a_changed_file_is_found_by_its_hash(database: None, files: LocalFiles) -> None:
    photo = await make_photo(files)
    await files.put(original_key(photo.sha256), b"PHOTO")
    assert "differ from what was received" in faults(await examine(files, NOON))[0]


async def test_a_file_may_wait_an_hour_for_its_row(database: None, files: LocalFiles) -> None:
    await files.put(ORPHAN, b"cut off before its row")
    now = await files.kept_since(ORPHAN)
    assert faults(await examine(files, now + timedelta(minutes=59))) == []
    assert "no row for an hour" in faults(await examine(files, now + timedelta(minutes=61)))[0]


async def test_an_orphan_is_removed_and_what_rows_name_is_not(
    database: None, files: LocalFiles
) -> None:
    await make_photo(files)
    others = ["copies/ab/abc-small.jpg", "reports/ab/abc-zh.pdf", "batches/ab/abc.zip"]
    for key in [ORPHAN, *others, "strange/file"]:
        await files.put(key, b"of nobody")
    late = await files.kept_since(ORPHAN) + timedelta(minutes=61)
    assert (await mend(files, late)).removed == 4
    assert await files.exists("strange/file")
    assert faults(await examine(files, late)) == []


async def test_a_file_that_an_upload_may_rely_on_is_left_alone(
    database: None, files: LocalFiles
) -> None:
    await files.put(ORPHAN, b"cut off before its row")
    upload = await make_upload("abc")
    late = await files.kept_since(ORPHAN) + timedelta(days=1)
    assert faults(await examine(files, late)) == []
    assert await remove(files, [ORPHAN], late) == 0
    await upload.delete()
    assert await remove(files, [ORPHAN], late) == 1


async def test_no_copy_goes_while_a_photo_waits_for_its_own(
    database: None, files: LocalFiles
) -> None:
    photo = await make_photo(files, state="arrived")
    key = copy_key("f" * 64, "small")
    await files.put(key, b"written, not in the row yet")
    late = await files.kept_since(key) + timedelta(days=1)
    assert await remove(files, [key], late) == 0
    await Photo.filter(id=photo.id).update(state="refused")
    assert await remove(files, [key], late) == 1


async def test_a_copy_that_a_frozen_report_shows_is_kept(database: None, files: LocalFiles) -> None:
    key = copy_key("f" * 64, "small")
    await files.put(key, b"shown")
    content = {"photos": [{"key": copy_key("f" * 64, "print"), "small": key}]}
    await Snapshot.create(
        kind="visit", subject="visit:x", edition=1, digest="d", content=content, made_at=NOON
    )
    assert await remove(files, [key], await files.kept_since(key) + timedelta(days=1)) == 0


async def test_missing_copies_are_made_again(database: None, files: LocalFiles) -> None:
    photo, whole = await make_photo(files), await make_photo(files, b"another")
    await files.delete(copy_key(photo.sha256, "small"))
    assert (await mend(files, NOON)).again == 1
    await photo.refresh_from_db()
    await whole.refresh_from_db()
    assert (photo.state, whole.state) == ("arrived", "ready")
    assert faults(await examine(files, NOON)) == []


async def test_an_expired_upload_takes_its_file_along(database: None, files: LocalFiles) -> None:
    photo = await make_photo(files)
    await files.put(ORPHAN, b"brought in, and then the process ended")
    await make_upload("abc")
    await make_upload(photo.sha256)
    receiving = Receiving(files.root / "uploads")
    await uploads.sweep(receiving, files, NOON + timedelta(hours=2))
    assert not await Upload.exists()
    assert not await files.exists(ORPHAN)
    assert await files.exists(original_key(photo.sha256))


async def test_a_half_sent_file_of_nobody_is_found_and_removed(
    database: None, data: Path, files: LocalFiles
) -> None:
    receiving = Receiving(data / "uploads")
    async with receiving.hold(uuid4(), create=True):
        pass
    late = system_clock() + timedelta(minutes=61)
    assert len(await receiving.stale(late - timedelta(hours=1))) == 1
    assert await uploads.sweep(receiving, files, late) == 1
    assert await receiving.stale(late) == []


async def test_states_that_contradict_each_other_are_named(
    database: None, files: LocalFiles
) -> None:
    sound = await make_sound(files)
    undated = await make_visit(state="released", released_at=None)
    unscored = await make_visit(state="approved")
    unsent = await make_visit(state="in_review", submission_number=2)
    (finding,) = [one for one in await examine(files, NOON) if one.level == "bad"]
    assert finding.params["n"] == 3
    for visit in (undated, unscored, unsent):
        assert str(visit.uuid) in str(finding.params["keys"])
    assert str(sound.uuid) not in str(finding.params["keys"])


async def test_a_changed_trail_is_found(database: None, files: LocalFiles) -> None:
    for number in range(3):
        await trail.record(None, "tested", f"visit:{number}", NOON)
    client = connection()
    if is_sqlite(client):
        await client.execute_query("DROP TRIGGER trail_entry_keep_UPDATE")
    else:
        await client.execute_query("ALTER TABLE trail_entry DISABLE TRIGGER trail_entry_keep")
    await client.execute_query("UPDATE trail_entry SET action = 'other' WHERE subject = 'visit:1'")
    assert "The trail does not hold" in faults(await examine(files, NOON))[0]


async def test_what_waits_too_long_warns(database: None, files: LocalFiles) -> None:
    snapshot = await Snapshot.create(
        kind="visit", subject="visit:x", edition=1, digest="d", content={}, made_at=NOON
    )
    for language, state in (("zh", "wanted"), ("en", "failed")):
        await Report.create(
            uuid=uuid4(), snapshot_id=snapshot.id, language=language, state=state, wanted_at=NOON
        )
    wave = await make_wave()
    await Closing.create(uuid=uuid4(), wave_id=wave.id, state="failed", total=1, wanted_at=NOON)
    warned = faults(await examine(files, NOON + timedelta(hours=1)), "warn")
    assert len(warned) == 3


async def test_without_a_database_the_next_step_is_named(tmp_path: Path) -> None:
    findings = await examine_all(Settings(data=tmp_path), NOON)
    mends = [finding.mend for finding in findings if finding.level == "bad"]
    assert "Run: mingcha migrate" in mends


async def test_plain_http_for_others_warns(data: Path) -> None:
    findings = await examine_all(Settings(data=data, host="0.0.0.0"), NOON)
    assert any("plain HTTP" in what for what in faults(findings, "warn"))
    safe = Settings(data=data, host="0.0.0.0", base_url="https://audit.example")
    assert not any("plain HTTP" in what for what in faults(await examine_all(safe, NOON), "warn"))


def make_certificate(folder: Path, days: int) -> tuple[Path, Path]:
    cert, key = folder / "cert.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=a"]
    command += ["-days", str(days), "-out", str(cert), "-keyout", str(key)]
    subprocess.run(command, check=True, capture_output=True)
    return cert, key


@pytest.mark.tools
async def test_a_certificate_s_end_is_foretold(tmp_path: Path) -> None:
    cert, key = make_certificate(tmp_path, days=10)
    end = not_after(ssl.PEM_cert_to_DER_cert(cert.read_text()))
    settings = Settings(data=tmp_path, tls_cert=cert, tls_key=key)
    for moment, level, words in (
        (end - timedelta(days=60), "ok", "is good until"),
        (end - timedelta(days=2), "warn", "ends on"),
        (end + timedelta(days=2), "bad", "ended on"),
    ):
        assert any(words in what for what in faults(await examine_all(settings, moment), level))


async def test_a_certificate_that_is_none_is_bad(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("none")
    settings = Settings(data=tmp_path, tls_cert=tmp_path / "cert.pem", tls_key=tmp_path / "x")
    assert any("can't be used" in what for what in faults(await examine_all(settings, NOON)))


@pytest.mark.parametrize("der", [b"", b"\x30", b"\x30\x82\xff\xff", b"\x30\x03\x30\x01\x00"])
async def test_anything_else_is_no_certificate(der: bytes) -> None:
    with pytest.raises(ValueError, match="not"):
        not_after(der)
