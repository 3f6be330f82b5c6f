"""`mingcha doctor`: what is wrong with this installation, and how to mend it."""

import shutil
import sqlite3
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from anyio import to_thread

from audit import db
from audit.db import connection
from audit.files.files import FilesError, FileStore, open_files
from audit.jobs import workers
from audit.models import Upload
from audit.operation.findings import Finding, bad, ok, warn
from audit.operation.orphans import AGE
from audit.operation.soundness import SAMPLE, examine, mend
from audit.operation.stores import UNREACHABLE, database_path
from audit.photos import uploads
from audit.photos.receiving import Receiving
from audit.settings import Settings

SAFE_SQLITE = (3, 51, 3)  # earlier ones: sqlite.org/wal.html#walresetbug
OLDER = "The database is older than this program: it lacks {names}"
_GIGABYTE = 1_000_000_000
_ROOT = Path(__file__).resolve().parents[2]
_PARTS = (
    "reports/fonts/NotoSansSC*Regular.ttf",
    "reports/fonts/NotoSansSC*Bold.ttf",
    "forms/mobile/dist/index.html",
)
_SOON = timedelta(days=21)


async def examine_all(
    settings: Settings, now: datetime, sample: int | None = SAMPLE
) -> list[Finding]:
    """Return every finding, from the machine up to the rows. Safe while the server runs."""
    around = [
        *_folder(settings.data),
        *_parts(),
        *_address(settings),
        *_certificate(settings, now),
        *_sqlite(settings),
    ]
    return [*around, *await _kept(settings, now, sample)]


@dataclass(frozen=True)
class Swept:
    """What was mended: partial files and files without a row removed, copies wanted again."""

    partial: int
    orphans: int
    copies: int


async def mend_all(settings: Settings, now: datetime) -> Swept:
    """Do at once what the server does by and by, and what only a look at every file finds."""
    files = await to_thread.run_sync(open_files, settings.files, settings.data)
    async with db.open_db(settings.database):
        await files.sweep(now - uploads.ABANDONED)
        partial = await uploads.sweep(Receiving(settings.data / "uploads"), files, now)
        mended = await mend(files, now)
    return Swept(partial, mended.removed, mended.again)


async def _kept(settings: Settings, now: datetime, sample: int | None) -> list[Finding]:
    path = database_path(settings)
    if path and not path.exists():
        return [bad("There is no database at {path}.", "Run: mingcha migrate", path=path)]
    try:
        files = await to_thread.run_sync(open_files, settings.files, settings.data)
        store = await _files(files)
        async with db.open_db(settings.database):
            version = await _version()
            if any(finding.level == "bad" for finding in version):
                return [*store, *version]
            found = [*store, *version, *await _pages(), *await _workers(settings)]
            return [*found, *await _partials(settings, now), *await examine(files, now, sample)]
    except (*UNREACHABLE, FilesError) as problem:
        mend = "Is the server up, and are MINGCHA_DATABASE_URL and MINGCHA_FILES_URL right?"
        return [bad("The database or the files can't be reached: {why}", mend, why=problem)]


def _folder(folder: Path) -> Iterator[Finding]:
    if not folder.is_dir():
        yield bad("There is no data folder {folder}.", "Set MINGCHA_DATA.", folder=folder)
        return
    if folder.stat().st_mode & 0o007:
        mend = "Run: chmod o-rwx {folder}"
        yield warn("Anyone on this machine may read the data in {folder}.", mend, folder=folder)
    free = shutil.disk_usage(folder).free / _GIGABYTE
    told = {"folder": folder.resolve(), "free": f"{free:.1f}"}
    if free < 1:
        yield bad("The disk of {folder} is full ({free} GB left).", "Make room.", **told)
    elif free < 5:
        yield warn("The disk of {folder} is nearly full ({free} GB left).", "Make room.", **told)
    else:
        yield ok("The data is in {folder}, with {free} GB left.", **told)


def _parts() -> Iterator[Finding]:
    missing = [part for part in _PARTS if not any(_ROOT.glob(part))]
    for part in missing:
        yield bad("A part of the program is missing: {path}", "Run: scripts/setup", path=part)
    if not missing:
        yield ok("The fonts of the reports and the phone form are here.")


def _address(settings: Settings) -> Iterator[Finding]:
    local = settings.host in {"127.0.0.1", "localhost", "::1"} and not settings.base_url
    if local or settings.tls_cert or settings.base_url.startswith("https://"):
        return
    yield warn(
        "Phones reach this server over plain HTTP, where a browser keeps nothing offline.",
        "Give --tls-cert and --tls-key, or put a proxy with HTTPS in front and set"
        " MINGCHA_BASE_URL and MINGCHA_TRUSTED_PROXIES.",
    )


def _certificate(settings: Settings, now: datetime) -> Iterator[Finding]:
    if settings.tls_cert is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(settings.tls_cert, settings.tls_key)
        end = not_after(ssl.PEM_cert_to_DER_cert(_first(settings.tls_cert.read_text())))
    except (OSError, ValueError) as problem:
        mend = "MINGCHA_TLS_CERT must be a PEM chain, MINGCHA_TLS_KEY its key."
        yield bad("The certificate can't be used: {why}", mend, why=problem)
        return
    told = {"day": end.date().isoformat()}
    if end <= now:
        yield bad("The certificate ended on {day}.", "Get a new one.", **told)
    elif end <= now + _SOON:
        yield warn("The certificate ends on {day}.", "Get a new one in time.", **told)
    else:
        yield ok("The certificate is good until {day}.", **told)


def _first(chain: str) -> str:
    start, end = chain.index("-----BEGIN CERT"), chain.index("-----END CERTIFICATE-----")
    return chain[start : end + len("-----END CERTIFICATE-----")]


def not_after(der: bytes) -> datetime:
    """Return when an X.509 certificate ends (RFC 5280 §4.1: the second time of its validity).

    Raises ValueError for anything else.
    """
    try:
        return _not_after(der)
    except IndexError:
        raise ValueError("not a certificate") from None


def _not_after(der: bytes) -> datetime:
    fields = _values(_values(_values(der)[0][1])[0][1])
    validity = fields[4 if fields[0][0] == 0xA0 else 3][1]  # 0xA0: the optional version
    tag, text = _values(validity)[1]
    digits = text.decode("ascii").rstrip("Z")
    if tag == 0x17:  # UTCTime has two digits of year, 1950…2049
        digits = ("20" if int(digits[:2]) < 50 else "19") + digits
    return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _values(der: bytes) -> list[tuple[int, bytes]]:
    """Return tag and content of each DER value in a row, in order."""
    found = []
    while der:
        if len(der) < 2:
            raise ValueError("not DER")
        tag, length, start = der[0], der[1], 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(der[2:start], "big")
        found.append((tag, der[start : start + length]))
        der = der[start + length :]
    return found


def _sqlite(settings: Settings) -> Iterator[Finding]:
    if not settings.embedded:
        return
    if sqlite3.sqlite_version_info < SAFE_SQLITE:
        yield warn(
            "SQLite {version} has a bug that two processes writing at once can meet.",
            "Mingcha lets only one process write. Let no other program open the database file;"
            " a Python with SQLite 3.51.3 or newer removes the cause.",
            version=sqlite3.sqlite_version,
        )
    else:
        yield ok("SQLite {version} is new enough.", version=sqlite3.sqlite_version)


async def _files(files: FileStore) -> list[Finding]:
    await files.check()
    return [ok("Files can be written.")]


async def _partials(settings: Settings, now: datetime) -> list[Finding]:
    """Look for files half sent that nobody can go on with. A row without one just begins anew."""
    folder = settings.data / "uploads"
    stale = await Receiving(folder).stale(now - AGE) if folder.is_dir() else []
    lost = [key for key in stale if not await Upload.exists(photo_uuid=key)]
    if not lost:
        return []
    what = "{n} files half sent belong to nobody: the server has not swept for an hour."
    return [bad(what, "Run: mingcha doctor --mend", n=len(lost))]


async def _version() -> list[Finding]:
    try:
        await db.check_version()
    except db.NewerDatabase as newer:
        mend = "Install the newer program, or restore the backup made before the upgrade."
        return [bad("The database is newer than this program: {names}", mend, names=newer)]
    except db.OlderDatabase as older:
        mend = "Run: mingcha upgrade"
        return [bad(OLDER, mend, names=older)]
    return [ok("The database is this program's version.")]


async def _pages() -> list[Finding]:
    """Let SQLite check its own pages; PostgreSQL has no such question."""
    if not db.is_sqlite(connection()):
        return []
    rows = await connection().execute_query_dict("PRAGMA quick_check(3)")
    faults = [str(next(iter(row.values()))) for row in rows]
    if faults == ["ok"]:
        return [ok("The database file is whole.")]
    mend = "Stop the server and restore the newest backup."
    return [bad("The database file is damaged: {why}", mend, why="; ".join(faults))]


async def _workers(settings: Settings) -> list[Finding]:
    if settings.embedded or settings.runs_jobs or await workers.count():
        return []
    mend = "Start one: mingcha worker. Reports are drawn as soon as it runs."
    return [warn("No worker is running.", mend)]
