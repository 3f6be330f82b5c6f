"""Who made the visits of a wave, when, and what was sent for them: read once for each sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from audit.db import connection
from reports.rollup.adding import Rows, places_of
from reports.rollup.sheets import Ints, Sheet

NOBODY = -1
_KNOWN: WeakKeyDictionary[Sheet, "Made"] = WeakKeyDictionary()
"""Who made a released visit and what counts of what was sent never changes."""


@dataclass(frozen=True)
class Made:
    """One entry for each visit: auditor (NOBODY where it is not known), day (an ordinal) and the
    number of the submission."""

    auditor: Ints
    day: Ints
    submission: Ints


async def made_by(rows: Rows) -> Made:
    """Return who made these visits, in their order."""
    parts = [(await _of_sheet(sheet), places) for sheet, places in rows.parts]
    empty = np.zeros(0, np.int64)
    return Made(
        auditor=np.concatenate([empty, *(one.auditor[places] for one, places in parts)]),
        day=np.concatenate([empty, *(one.day[places] for one, places in parts)]),
        submission=np.concatenate([empty, *(one.submission[places] for one, places in parts)]),
    )


async def _of_sheet(sheet: Sheet) -> Made:
    known = _KNOWN.get(sheet)
    if known is None:
        _, rows = await connection().execute_query(
            "SELECT id, auditor_id, local_day, submission_number FROM visit"  # noqa: S608
            f" WHERE wave_id = {int(sheet.wave_id)} AND state = 'released' ORDER BY id"
        )
        known = _KNOWN[sheet] = _in_order(sheet, [tuple(row) for row in rows])
    return known


def _in_order(sheet: Sheet, rows: Sequence[tuple[Any, ...]]) -> Made:
    days = {day: date.fromisoformat(str(day)).toordinal() for _, _, day, _ in rows}
    table = np.array(
        [(visit, auditor, days[day], sent) for visit, auditor, day, sent in rows], np.int64
    ).reshape(-1, 4)
    places = places_of(sheet.columns["visit_id"].astype(np.int64), table[:, 0])
    auditor, day, submission = (np.append(column, NOBODY)[places] for column in table.T[1:])
    return Made(auditor, day, submission)
