"""Whether what is kept fits together: rows and files, states and dates, the trail's chain.

Used by `mingcha doctor`, before an upgrade, after a restore, and by the tests that kill, cut and
fill things. With the database open; `mend` alone changes something.
"""

import hashlib
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.expressions import Q

from audit import trail
from audit.figures.checking import Checked, check
from audit.files.file_port import FileMissing
from audit.files.files import FileStore
from audit.jobs.jobs import MAX_ATTEMPTS
from audit.models import Batch, Closing, Photo, Report, Score, Submission, Upload, Visit
from audit.operation import orphans
from audit.operation.findings import Finding, bad, ok, warn
from audit.photos.photos import SIZES, copy_key, original_key
from audit.programme import references

SAMPLE = 200
STUCK = timedelta(minutes=15)
_NAMED = 3
_RESTORE = "Restore the newest backup beside it and copy these files over."
_MEND = "Run: mingcha doctor --mend"


@dataclass(frozen=True)
class Kept:
    """A file that a row promises; hash and size are None when the row has none."""

    key: str
    sha256: str | None = None
    size: int | None = None


async def examine(files: FileStore, now: datetime, sample: int | None = SAMPLE) -> list[Finding]:
    """Return what does not fit together, or one finding that all does.

    `sample` is how many files are read and hashed, None for every one.
    """
    promised, present, orphaned = await _compared(files, now)
    findings = [
        *_missing(promised, present),
        *_orphans(orphaned),
        *await _damaged(files, [kept for kept in promised if kept.key in present], sample),
        *await _trail(),
        *await _states(),
        *_unsound(await check(sample)),
        *await _stuck(now),
    ]
    sound = ok("{n} files and all rows fit together.", n=len(promised))
    return findings if any(finding.level == "bad" for finding in findings) else [sound, *findings]


async def mend(files: FileStore, now: datetime) -> orphans.Mended:
    """Remove the files that no row knows, and have missing copies made again.

    Safe while the server runs, except that SQLite wants to be written by one process alone.
    """
    promised, present, orphaned = await _compared(files, now)
    missing = {kept.key for kept in promised} - present
    return orphans.Mended(
        removed=await orphans.remove(files, orphaned, now - orphans.AGE),
        again=await orphans.make_again(files, missing),
    )


async def _compared(files: FileStore, now: datetime) -> tuple[list[Kept], set[str], list[str]]:
    """Return what rows name, the files there are, and those that have waited too long for a row."""
    promised = await _promised()
    present = {key async for key in files.keys("")} - await references.every_key()
    later = {kept.key for kept in await _promised()}  # what came meanwhile is no orphan
    later |= {original_key(sha256) for (sha256,) in await Upload.all().values_list("sha256")}
    return promised, present, await orphans.older(files, present - later, now - orphans.AGE)


async def _promised() -> list[Kept]:
    return [*await _photo_files(), *await _files_of(Report), *await _files_of(Batch)]


async def _photo_files() -> list[Kept]:
    rows = await Photo.all().values_list("sha256", "size", "state", "copies", "marked")
    kept = {sha256: Kept(original_key(sha256), sha256, size) for sha256, size, *_ in rows}
    ready = {name or sha256 for sha256, _, state, name, _ in rows if state == "ready"}
    ready |= {marked for *_, state, _, marked in rows if state == "ready" and marked}
    copies = [Kept(copy_key(name, size)) for name in ready for size in SIZES]
    return [*kept.values(), *copies]


async def _files_of(made: type[Report] | type[Batch]) -> list[Kept]:
    rows = await made.filter(state="ready").values_list("file_key", "sha256", "size")
    return [Kept(*row) for row in {row[0]: row for row in rows}.values()]


def _missing(promised: Iterable[Kept], present: set[str]) -> list[Finding]:
    """Copies can be made again, nothing else can."""
    missing = sorted({kept.key for kept in promised} - present)
    copies = [key for key in missing if key.startswith("copies/")]
    others = [key for key in missing if not key.startswith("copies/")]
    what = "{n} files that rows name are missing: {keys}"
    told = [(_RESTORE, others), (_MEND, copies)]
    return [bad(what, how, **_some(keys)) for how, keys in told if keys]


def _orphans(keys: list[str]) -> list[Finding]:
    """Photos are swept by the server; copies are left behind when an auditor draws anew."""
    originals = [key for key in keys if key.startswith("originals/")]
    others = [key for key in keys if not key.startswith("originals/")]
    what = "{n} files have had no row for an hour (of writes that were broken off): {keys}"
    told = [(bad, originals), (warn, others)]
    return [say(what, _MEND, **_some(some)) for say, some in told if some]


async def _damaged(files: FileStore, kept: list[Kept], sample: int | None) -> list[Finding]:
    known = [one for one in kept if one.sha256]
    chosen = known if sample is None else random.sample(known, min(sample, len(known)))
    damaged = [one.key for one in chosen if not await _is_whole(files, one)]
    if not damaged:
        return []
    return [bad("{n} files differ from what was received: {keys}", _RESTORE, **_some(damaged))]


async def _is_whole(files: FileStore, kept: Kept) -> bool:
    digest, size = hashlib.sha256(), 0
    try:
        async for chunk in files.open(kept.key):
            digest.update(chunk)
            size += len(chunk)
    except FileMissing:
        return False
    return digest.hexdigest() == kept.sha256 and kept.size in {None, size}


def _some(keys: list[str]) -> dict[str, object]:
    shown = ", ".join(keys[:_NAMED])
    return {"n": len(keys), "keys": shown + (" …" if len(keys) > _NAMED else "")}


async def _trail() -> list[Finding]:
    broken = await trail.verify()
    if broken is None:
        return []
    what = "The trail does not hold at entry {number}: {why}."
    mend = "Someone changed it outside Mingcha. Compare it with a backup."
    return [bad(what, mend, number=broken.number, why=broken.why)]


async def _states() -> list[Finding]:
    """Return the visits whose state, dates, submissions and score contradict each other."""
    scored = Q(state__in=["approved", "released"])
    wrong = {
        *await _visits(Q(state="released", released_at__isnull=True)),
        *await _visits(~Q(state="draft") & Q(submission_number=0)),
        *await _visits(scored & Q(approved_at__isnull=True)),
        *await _unscored(scored),
        *await _without_submission(),
    }
    if not wrong:
        return []
    what = "{n} visits are in a state that can't be: {keys}"
    return [bad(what, "Please report this with the log of that day.", **_some(sorted(wrong)))]


async def _visits(condition: Q) -> list[str]:
    return [str(uuid) for uuid in await Visit.filter(condition).values_list("uuid", flat=True)]


async def _unscored(condition: Q) -> list[str]:
    scored = set(await Score.filter(current=True).values_list("visit_id", flat=True))
    rows = await Visit.filter(condition).values_list("id", "uuid")
    return [str(uuid) for id_, uuid in rows if id_ not in scored]


async def _without_submission() -> list[str]:
    """A visit at number n has exactly the submissions 1…n."""
    numbers: dict[int, set[int]] = {}
    for visit, number in await Submission.all().values_list("visit_id", "number"):
        numbers.setdefault(visit, set()).add(number)
    rows = await Visit.all().values_list("id", "uuid", "submission_number")
    return [
        str(uuid) for id_, uuid, last in rows if numbers.get(id_, set()) != set(range(1, last + 1))
    ]


def figures_finding(checked: Checked) -> Finding:
    """Return what a comparison of the figures with the answers found."""
    if checked.sound:
        counts = {"n": checked.visits, "again": checked.rescored}
        return ok("The figures of {n} visits hold; {again} were scored again.", **counts)
    what = "The figures of {n} visits are not what their answers come to (keys: {keys})."
    told = _some(sorted(map(str, checked.wrong)))
    return bad(what, "Run: mingcha figures rebuild", **told)


def _unsound(checked: Checked) -> list[Finding]:
    return [] if checked.sound else [figures_finding(checked)]


async def _stuck(now: datetime) -> list[Finding]:
    failed = await Report.filter(state="failed").count()
    late = await Report.filter(state="wanted", wanted_at__lt=now - STUCK).count()
    photos = await Photo.filter(state="arrived", attempts__gte=MAX_ATTEMPTS).count()
    old = await Photo.filter(
        state="arrived", attempts__lt=MAX_ATTEMPTS, received_at__lt=now - STUCK
    ).count()
    unclosed = await Closing.filter(state="failed").count()
    told = [
        (unclosed, "{n} waves could not be closed.", "Open the wave and close it again."),
        (failed, "{n} reports could not be drawn.", "Open one and choose “try again”."),
        (photos, "{n} photos could not be copied for viewing.", "The log says why."),
        (late, "{n} reports have waited for 15 minutes.", "Is a worker running?"),
        (old, "{n} photos have waited for 15 minutes.", "Is a worker running?"),
    ]
    return [warn(what, mend, n=n) for n, what, mend in told if n]
