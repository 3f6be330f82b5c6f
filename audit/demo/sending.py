"""A planned visit as the phone sends it."""

from collections.abc import Mapping
from uuid import UUID

from audit.demo.noticed import entered, observed
from audit.demo.photos import Kept
from audit.demo.plan import Planned
from audit.visits.visits import Sent

NOWHERE = UUID(int=0)


def with_photos(
    planned: Planned,
    version: UUID,
    kept: Mapping[UUID, Kept],
    assignment: UUID = NOWHERE,
) -> Sent:
    """Return answers and photo list; each answer names its photos.

    What phones note by themselves is only there for the waves that have photos.
    """
    answers = {key: dict(entry) for key, entry in planned.answers.items()}
    for shot in planned.shots:
        entry = answers.setdefault(shot.item, {})
        entry["photos"] = [*entry.get("photos", []), str(shot.uuid)]
    return Sent(
        assignment=assignment,
        version=version,
        started_at=planned.started_at,
        finished_at=planned.finished_at,
        device_time=planned.finished_at,
        answers=entered(planned, answers) if planned.shots else answers,
        observed=observed(planned) if planned.shots else {},
        photos=[kept[shot.uuid].claim() for shot in planned.shots],
    )
