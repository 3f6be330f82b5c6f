"""The way down: the visits that stand behind any number."""

from dataclasses import dataclass

import numpy as np

from audit.models import Visit
from reports.rollup.adding import Rows
from reports.rollup.items import missing
from reports.rollup.lens import Lens
from reports.rollup.sheets import NONE, Ints


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

    In an order that tells nothing of when they were made: by branch, then by the visit's random id.
    """
    only = None if branch is None else np.array([branch], np.int64)
    rows = await lens.rows(branches=only)
    visits, finals = rows.column("visit_id"), rows.column("final")
    order = np.argsort(rows.column("branch_id"), kind="stable")
    if between is not None:
        low, high = between
        order = order[(finals[order] >= low) & (finals[order] < high)]
    if missed is not None:
        order = order[(await missing(missed, rows))[order]]
    page = await _page(order, rows, limit, offset)
    keys = visits[page].tolist()
    found = await Visit.filter(id__in=keys).select_related("branch", "wave")
    loaded = {visit.id: visit for visit in found}
    return Behind(
        visits=tuple(loaded[key] for key in keys),
        finals=tuple(None if final == NONE else final for final in finals[page].tolist()),
        count=len(order),
    )


async def _page(order: Ints, rows: Rows, limit: int, offset: int) -> Ints:
    """Return one page of `order`, each branch's visits by their random ids.

    Those are asked for only where a branch has visits on this page.
    """
    branches, visits = rows.column("branch_id")[order], rows.column("visit_id")[order]
    page = branches[offset : offset + limit]
    if not len(page):
        return order[:0]
    low, high = np.searchsorted(branches, page[0]), np.searchsorted(branches, page[-1], "right")
    ids = Visit.filter(id__in=visits[low:high].tolist()).values_list("id", "uuid")
    random = {int(str(key)): str(uuid) for key, uuid in await ids}
    places = sorted(range(low, high), key=lambda n: (branches[n], random[int(visits[n])]))
    return order[places][offset - low : offset - low + limit]
