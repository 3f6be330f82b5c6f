"""What became of each item in the visits of a branch: the answers behind a score."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forms.texts import Text
from reports.figures.views import items_of
from reports.rollup.items import OUTCOMES, outcomes
from reports.rollup.lens import Lens


@dataclass(frozen=True)
class AnswerLine:
    """One item; `outcomes`: one of OUTCOMES for each visit, None where it was not asked."""

    key: str
    wording: Text
    section: Text
    critical: bool
    outcomes: tuple[str | None, ...]


async def answered(lens: Lens, branch: int, visits: Sequence[int]) -> tuple[AnswerLine, ...]:
    """Return what became of the items looked at in some visits of a branch, in the visits' order.

    Items are those of the section or view by which scores are looked at, else all.
    """
    rows = await lens.rows(branches=np.array([branch], np.int64))
    items = items_of(lens)
    found = await outcomes([item.key for _, item in items], rows)
    place = {visit: row for row, visit in enumerate(rows.column("visit_id").tolist())}
    chosen = found[[place[visit] for visit in visits]]
    return tuple(
        AnswerLine(
            key=item.key,
            wording=item.wording,
            section=section.title,
            critical=item.critical is not None,
            outcomes=tuple(None if one < 0 else OUTCOMES[one] for one in chosen[:, n].tolist()),
        )
        for n, (section, item) in enumerate(items)
        if (chosen[:, n] >= 0).any()
    )
