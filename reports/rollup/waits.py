"""Measured waits: every single one, since a median is none of sums."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.figures import signs
from audit.figures.keeping import Layout, layouts_of
from reports.rollup.adding import Rows
from reports.rollup.lens import Lens
from reports.rollup.sheets import Ints


@dataclass(frozen=True)
class Waits:
    """The waits measured for one item, one entry per visit that measured it.

    seconds, within (the item's target was reached), branch_id, wave_id and daypart (a place in
    sheets.DAYPARTS) have the same length.
    """

    key: str
    seconds: Ints
    within: NDArray[np.bool_]
    branch_id: Ints
    wave_id: Ints
    daypart: Ints

    @property
    def median(self) -> float | None:
        """The median in seconds."""
        return float(np.median(self.seconds)) if len(self.seconds) else None

    def only(self, chosen: NDArray[np.bool_]) -> "Waits":
        """Return some of the waits."""
        return Waits(
            self.key,
            self.seconds[chosen],
            self.within[chosen],
            self.branch_id[chosen],
            self.wave_id[chosen],
            self.daypart[chosen],
        )


async def waits(lens: Lens) -> list[Waits]:
    """Return the waits of the visits looked at, one entry for each item that measures one."""
    rows = await lens.rows()
    versions = rows.column("version_id")
    parts: dict[str, list[Waits]] = {}
    for version, layout in (await layouts_of(np.unique(versions).tolist())).items():
        own = np.flatnonzero(versions == version)
        for one in _of_version(layout, rows, own):
            parts.setdefault(one.key, []).append(one)
    return [_joined(one) for one in parts.values()]


async def waited(key: str, rows: Rows) -> Ints:
    """Return the seconds that each of these visits waited at an item, -1 where none were timed."""
    versions = rows.column("version_id")
    found = np.full(rows.visits, -1, np.int64)
    for version, layout in (await layouts_of(np.unique(versions).tolist())).items():
        if key in layout.waits:
            own = versions == version
            found[own] = rows.waits[own, layout.waits[key]]
    return found


def _of_version(layout: Layout, rows: Rows, own: Ints) -> list[Waits]:
    met = np.zeros(256, np.bool_)
    met[np.frombuffer(signs.COUNTED_MET.encode("ascii"), np.uint8)] = True
    branch, wave, daypart = (rows.column(name) for name in ("branch_id", "wave_id", "daypart"))
    found = []
    for key, column in layout.waits.items():
        measured = own[rows.waits[own, column] >= 0]
        found.append(
            Waits(
                key,
                rows.waits[measured, column].astype(np.int64),
                met[rows.items[measured, layout.items[key]]],
                branch[measured],
                wave[measured],
                daypart[measured],
            )
        )
    return found


def _joined(parts: list[Waits]) -> Waits:
    first = parts[0]
    return Waits(
        first.key,
        np.concatenate([one.seconds for one in parts]),
        np.concatenate([one.within for one in parts]),
        np.concatenate([one.branch_id for one in parts]),
        np.concatenate([one.wave_id for one in parts]),
        np.concatenate([one.daypart for one in parts]),
    )
