"""Who did what: an append-only chain in which each link holds the hash of the one before.

An entry is written in the transaction of the change it tells of, so neither can be without the
other. Details never hold secrets, and nothing here is served to the branch side.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from audit.access import Actor
from audit.models import TrailEntry, TrailHead
from audit.statements import Say, Script, inserted, json_text, play

SYSTEM = "system"
_PAGE = 1000
_COLUMNS = ("number", "at", "actor", "action", "subject", "details", "previous", "hash")


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold, and how."""

    number: int
    why: str


async def record(
    actor: Actor | None, action: str, subject: str, at: datetime, **details: Any
) -> None:
    """Add a link, inside the caller's transaction. `subject` is "kind:outward key"."""
    await play(link(actor, action, subject, at, details))


def link(
    actor: Actor | None, action: str, subject: str, at: datetime, details: dict[str, Any]
) -> Script[None]:
    """Add a link as `record` does, as part of a script."""
    [head] = yield Say("SELECT number, hash FROM trail_head WHERE id = 1 FOR UPDATE")
    entry = TrailEntry(
        number=head["number"] + 1,
        at=at,
        actor=str(actor.uuid) if actor else SYSTEM,
        action=action,
        subject=subject,
        details=details,
        previous=head["hash"],
    )
    entry.hash = link_hash(entry)
    row = {name: getattr(entry, name) for name in _COLUMNS} | {"details": json_text(details)}
    yield (
        Say(inserted("trail_entry", _COLUMNS), list(row.values())),
        Say(
            "UPDATE trail_head SET number = $1, hash = $2 WHERE id = 1", [entry.number, entry.hash]
        ),
    )


def link_hash(entry: TrailEntry) -> str:
    """Return the sha256 of a link over its canonical JSON, the previous link's hash included."""
    told = [
        entry.number,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor,
        entry.action,
        entry.subject,
        entry.details,
        entry.previous,
    ]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


async def verify() -> Break | None:
    """Walk the whole chain; return the first break, or None when it holds to its head."""
    head = await TrailHead.get(id=1)  # before the walk: links added meanwhile are left for later
    number, previous = 0, "0" * 64
    known = TrailEntry.filter(number__lte=head.number)
    while page := await known.filter(number__gt=number).order_by("number").limit(_PAGE):
        for entry in page:
            if entry.number != number + 1:
                return Break(number + 1, "missing")
            if entry.previous != previous or entry.hash != link_hash(entry):
                return Break(entry.number, "changed")
            number, previous = entry.number, entry.hash
    return None if (head.number, head.hash) == (number, previous) else Break(number, "cut off")
