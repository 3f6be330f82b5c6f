"""Which target holds for a branch. Pure.

The one that names the section, of these the one of the deepest region, of these the one for the
format; where head office set none, the checklist's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """A target in 1/100; `section`, `format`, `region` (a path) empty: all of them."""

    section: str
    format: str
    region: str
    value: int


def target_of(
    targets: Sequence[Target], section: str, form: str, path: str, usual: int | None
) -> int | None:
    """Return the target of a section ("": the total) for a branch of a format in a region.

    A target without a section is one for the total and does not hold for sections. `path` is that
    of the branch's region, `usual` the checklist's own target.
    """
    fitting = [
        one
        for one in targets
        if one.section == section
        and one.format in ("", form)
        and (not one.region or path.startswith(one.region))
    ]
    if not fitting:
        return usual
    return max(fitting, key=lambda one: (len(one.region), one.format != "")).value
