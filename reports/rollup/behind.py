"""The way down: the visits that stand behind any number."""

from dataclasses import dataclass

import numpy as np

from audit.models import Visit
from reports.rollup.items import missing
from reports.rollup.lens import Lens
from reports.rollup.sheets import NONE

_SCRAMBLE, _SCRAMBLED = 2_654_435_761, 2**32


@dataclass(frozen=True)
class Behind:
    """A page of visits with their branches and waves loaded, their scores, and how many there are.

    `final` is in hundredths, None for a visit without a score.
    """

    visits: tuple[Visit, ...]
    finals: tuple[int | None, ...]
    count: int


async def visits_behind(
    lens: Lens,
    *,
    branch: int | None = None,
    between: tuple[int, int] | None = None,
    missed: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Behind:
    """Return the visits looked at, of one branch, with a score in [low, high), or in which the
    item `missed` was missed, where asked.

    In an order that tells nothing of when they were made: by branch, then by scrambled key.
    """
    only = None if branch is None else np.array([branch], np.int64)
    rows = await lens.rows(branches=only)
    visits, finals = rows.column("visit_id"), rows.column("final")
    order = np.lexsort((visits * _SCRAMBLE % _SCRAMBLED, rows.column("branch_id")))
    if between is not None:
        low, high = between
        order = order[(finals[order] >= low) & (finals[order] < high)]
    if missed is not None:
        order = order[(await missing(missed, rows))[order]]
    page = order[offset : offset + limit]
    keys = visits[page].tolist()
    found = await Visit.filter(id__in=keys).select_related("branch", "wave")
    loaded = {visit.id: visit for visit in found}
    return Behind(
        visits=tuple(loaded[key] for key in keys),
        finals=tuple(None if final == NONE else final for final in finals[page].tolist()),
        count=len(order),
    )
