"""Which copy of each photo a report shows: as sharp as its size on paper needs, not more.

A photo beside a failed item is evidence and may be enlarged on a screen; the others are a few
centimetres wide, for which the small copy has more than 130 dots per inch.
"""

from typing import TypeVar

from reports.evidence import Photo
from reports.findings import all_findings, failed
from reports.snapshot import Answer, BranchSnapshot, VisitSnapshot

S = TypeVar("S", bound=VisitSnapshot | BranchSnapshot)

MOST_SHARP = 24
"""Large copies in one report: about 3.5 MB of an agreed 5."""


def evidence(snapshot: VisitSnapshot | BranchSnapshot) -> frozenset[str]:
    """Return the keys of the photos that are shown large, the most urgent items' first."""
    keys = (
        photo.key
        for finding in failed(all_findings(snapshot))
        for one in finding.seen
        for photo in one.answer.photos
    )
    return frozenset(list(dict.fromkeys(keys))[:MOST_SHARP])


def with_copies(snapshot: S, sharp: frozenset[str]) -> S:
    """Return the snapshot with the small copy of every photo that isn't `sharp`."""

    def lighter(answer: Answer) -> dict[str, tuple[Photo, ...]]:
        return {
            "photos": tuple(
                photo
                if photo.key in sharp or not photo.small
                else photo.model_copy(update={"key": photo.small})
                for photo in answer.photos
            )
        }

    if isinstance(snapshot, VisitSnapshot):
        items = tuple(item.model_copy(update=lighter(item)) for item in snapshot.items)
        return snapshot.model_copy(update={"items": items})
    each = tuple(
        item.model_copy(
            update={"answers": tuple(one.model_copy(update=lighter(one)) for one in item.answers)}
        )
        for item in snapshot.items
    )
    return snapshot.model_copy(update={"items": each})
