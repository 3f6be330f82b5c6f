"""What checklists and scores may know of a branch."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BranchFacts:
    """The branch as it was on the day of the visit; region and brand by their codes."""

    format: str = ""
    tags: frozenset[str] = frozenset()
    region: str = ""
    brand: str = ""


NOWHERE = BranchFacts()
