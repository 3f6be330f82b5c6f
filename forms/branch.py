"""What checklists and scores may know of a branch."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BranchFacts:
    """The branch as it was on the day of the visit.

    `region` holds the codes of its region and of all above it, from the top of the tree down;
    `brand` is a code.
    """

    format: str = ""
    tags: frozenset[str] = frozenset()
    region: tuple[str, ...] = ()
    brand: str = ""


NOWHERE = BranchFacts()
