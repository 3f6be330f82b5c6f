"""Whether a report on paper or on a disk is genuine, and still the current one.

Answered to anyone, so it tells nothing that isn't on the page in the asker's hand: no score, no
branch's name, no list of reports. A number alone is no question; it takes the fingerprint too.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from audit.models import LoginAttempt, Report, Snapshot
from audit.people import attempts
from forms.texts import Text
from reports.keep import issued

SHORTEST = 16
"""Hexadecimal digits of the fingerprint that a QR code carries: 64 bits."""
_HEX = re.compile(r"[0-9a-f]+")


@dataclass(frozen=True)
class Genuine:
    """A report that was issued as it is. `newest`: the edition that replaced it, None: current."""

    number: str
    edition: int
    issued_on: date
    wave: Text
    kind: str
    newest: int | None


async def by_fingerprint(number: str, digest: str) -> Genuine | None:
    """Look up a report by its number and the beginning of its fingerprint."""
    start = normal(digest)
    if len(start) < SHORTEST or len(start) > 64 or not _HEX.fullmatch(start):
        return None
    rows = await Snapshot.filter(issued(), digest__gte=start, digest__lte=start.ljust(64, "f"))
    row = next((one for one in rows if one.content.get("number") == number), None)
    return await _found(row) if row is not None else None


async def by_file(sha256: str) -> Genuine | None:
    """Look up a report by the SHA-256 of its file, all of it."""
    digest = normal(sha256)
    if len(digest) != 64 or not _HEX.fullmatch(digest):
        return None
    known = Report.filter(issued("snapshot__"), sha256=digest, state="ready")
    row = await known.select_related("snapshot").first()
    return await _found(row.snapshot) if row is not None else None


def normal(digest: str) -> str:
    """Return a fingerprint as it is kept, however it was typed."""
    return re.sub(r"[\s:-]+", "", digest).lower()


async def _found(row: Snapshot) -> Genuine:
    newest = await Snapshot.filter(issued(), subject=row.subject).order_by("-edition").first()
    assert newest is not None
    return Genuine(
        number=row.content["number"],
        edition=row.edition,
        issued_on=date.fromisoformat(row.content["issued_on"]),
        wave=Text(**row.content["wave"]["name"]),
        kind=row.kind,
        newest=newest.edition if newest.edition > row.edition else None,
    )


async def limited(network: str, now: datetime) -> LoginAttempt:
    """Note a question from a network; raises too_many where there were too many wrong ones.

    Take it back with `attempts.passed` when the answer is genuine.
    """
    asked = f"verify {network}"
    return await attempts.begin(asked, asked, now)
