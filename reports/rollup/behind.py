"""The way down: the visits that stand behind any number."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.models import Visit
from reports.rollup.adding import Rows, places_of
from reports.rollup.items import became
from reports.rollup.lens import Lens
from reports.rollup.sheets import NONE, WORDS, Ints
from reports.rollup.waits import waited


@dataclass(frozen=True)
class Behind:
    """A page of visits with their branches and waves loaded, their scores, and how many there are.

    `final` is in hundredths, None for a visit without a score.
    """

    visits: tuple[Visit, ...]
    finals: tuple[int | None, ...]
    count: int


@dataclass(frozen=True, eq=False)
class Chosen:
    """Which of the visits looked at stand behind a number; None: all of them.

    branch     made there
    between    with a score in [low, high); together with `wait` with seconds in [low, high)
    item       in which this item came to `outcome` (one of items.OUTCOMES)
    wait       in which the wait at this item was timed
    critical   in which a critical rule acted
    bases      that touched this many of the four bases or more
    service    of this type of service
    below      with a score under the one that their branch needs: branches, ascending, and these
    """

    branch: int | None = None
    between: tuple[int, int] | None = None
    item: str | None = None
    outcome: str = "missed"
    wait: str | None = None
    critical: bool = False
    bases: int | None = None
    service: str | None = None
    below: tuple[Ints, Ints] | None = None

    async def among(self, rows: Rows) -> NDArray[np.bool_]:
        """Tell for each row whether it is one of them."""
        found = np.ones(rows.visits, np.bool_)
        measured = rows.score("final")
        if self.wait is not None:
            measured = await waited(self.wait, rows)
            found &= measured >= 0
        if self.between is not None:
            found &= (measured >= self.between[0]) & (measured < self.between[1])
        if self.item is not None:
            found &= await became(self.item, self.outcome, rows)
        if self.critical:
            found &= rows.column("critical") > 0
        if self.bases is not None:
            found &= rows.column("bases") >= self.bases
        if self.service is not None:
            found &= rows.column("service_type") == WORDS["service_type"].index(self.service)
        if self.below is not None:
            branches, least = self.below
            place = places_of(rows.column("branch_id"), branches)
            found &= (rows.score("final") != NONE) & (rows.score("final") < least[place])
        return found


EVERYTHING = Chosen()


async def visits_behind(
    lens: Lens, chosen: Chosen = EVERYTHING, limit: int = 50, offset: int = 0
) -> Behind:
    """Return a page of the visits looked at that are chosen.

    In an order that tells nothing of when they were made: by branch, then by the visit's random id.
    """
    only = None if chosen.branch is None else np.array([chosen.branch], np.int64)
    rows = await lens.rows(branches=only)
    visits, finals = rows.column("visit_id"), rows.column(rows.final)
    order = np.argsort(rows.column("branch_id"), kind="stable")
    order = order[(await chosen.among(rows))[order]]
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
