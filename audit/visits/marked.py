"""Which marks the copies of a visit's photos must bear: those of its newest submission.

A photo whose copies bear others goes back to `arrived`, from where the job makes them again; only
`ready` ones are served. Photos and submissions come in any order and at the same time: the job
reads the newest submission once the photo is there, and a submission that has not seen all its
photos compares again after its commit.
"""

from typing import Any
from uuid import UUID

from audit.db import lock_rows, transaction
from audit.models import Submission, Visit
from audit.photos.marks import Marks, marks_digest, marks_of
from audit.statements import Say, Script, play

_PLAIN = (
    "UPDATE photo SET marks = NULL, state = 'arrived', attempts = 0, retry_at = NULL"
    " WHERE visit_uuid = $1 AND state <> 'refused' AND marks IS NOT NULL AND uuid IN ({places})"
)
_MARKED = (
    "UPDATE photo SET marks = $3, state = 'arrived', attempts = 0, retry_at = NULL"
    " WHERE visit_uuid = $1 AND state <> 'refused' AND (marks IS NULL OR marks <> $3)"
    " AND uuid = $2"
)


async def newest_marks(visit_uuid: UUID) -> dict[UUID, Marks]:
    """Return the marks of each photo of the newest submission; of none before there is one."""
    visit = await Visit.get_or_none(uuid=visit_uuid)
    if visit is None or not visit.submission_number:
        return {}
    sent = await Submission.get(visit_id=visit.id, number=visit.submission_number)
    return marks_of(sent.content["photos"])


def want_marks(visit: UUID, claims: list[dict[str, Any]]) -> Script[None]:
    """Have the copies made that these claims ask for, inside the caller's transaction."""
    listed = {uuid: marks_digest(marks) for uuid, marks in marks_of(claims).items()}
    plain = [uuid for uuid, wanted in listed.items() if wanted is None]
    if plain:
        places = ", ".join(f"${n}" for n in range(2, len(plain) + 2))
        yield Say(_PLAIN.format(places=places), [visit, *plain])
    for uuid, wanted in listed.items():
        if wanted is not None:
            yield Say(_MARKED, [visit, uuid, wanted])


async def compare_marks(visit_uuid: UUID) -> None:
    """Have the copies made that the newest submission asks for. Safe to repeat."""
    async with transaction():
        visit = await Visit.get_or_none(uuid=visit_uuid)
        if visit is None or not visit.submission_number:
            return
        await lock_rows("visit", visit.id)
        await visit.refresh_from_db(fields=["submission_number"])
        sent = await Submission.get(visit_id=visit.id, number=visit.submission_number)
        await play(want_marks(visit_uuid, sent.content["photos"]))
