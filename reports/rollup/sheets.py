"""The figures of a wave as columns in memory: read once, then only what was released since.

A sheet is right as long as its wave has the sheet's stamp: each change of figures gives the wave a
new one. Every process keeps sheets of its own; each question asks for the stamps first, so it sees
whatever was released before it. Measured on 360,000 visits, columns answer 10 to 100 times faster
than sums in tables do, and a sheet of 15,000 visits weighs 4 MB.
"""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, get_args

import numpy as np
from anyio import to_thread
from numpy.typing import NDArray

from audit.clock import DAYPARTS as DAY
from audit.db import connection
from audit.figures.measures import SCORES
from audit.figures.signs import ABSENT
from audit.models import Wave, WaveFigures
from audit.models.programme import CHANNELS, VISIT_KINDS
from forms.scoring.scorecard import ServiceType

Ints = NDArray[np.int64]
Signs = NDArray[np.uint8]

NONE = -(2**31)
"""Stands for null in a column."""

DAYPARTS = tuple(dict.fromkeys(name for name, _ in DAY))
WORDS: dict[str, tuple[str, ...]] = {
    "kind": VISIT_KINDS,
    "channel": CHANNELS,
    "daypart": DAYPARTS,
    "service_type": get_args(ServiceType),
}
"""Columns of words; in a sheet a word is its place here."""

_KEYS = ("visit_id", "branch_id", "facts_id", "checklist_id", "version_id", "scale_id", "critical")
_NULLABLE = ("final", "bases", *SCORES)
_MOST_VISITS = 1_500_000
_MOST_WAVES = 36
_BREATH = 0.02
"""Seconds between two waves read ahead, in which others have their turn."""
_SHEETS: OrderedDict[int, "Sheet"] = OrderedDict()
_READING: dict[int, asyncio.Lock] = {}


@dataclass(frozen=True, eq=False)
class Sheet:
    """The released visits of one wave, one row each.

    columns   by name, all of _KEYS, WORDS and _NULLABLE
    items     visits × items: signs, each row in the order of its version, filled up with “-”
    waits     visits × wait items: seconds, −1 where none was measured
    newest    key and stamp of the row written last
    """

    wave_id: int
    stamp: str
    newest: tuple[int, str]
    columns: dict[str, NDArray[np.int32]]
    items: Signs
    waits: NDArray[np.int32]

    @property
    def visits(self) -> int:
        return len(self.items)


async def sheets(waves: Sequence[int]) -> list[Sheet]:
    """Return the sheets of those of the waves that have figures, as they are now, in this order.

    One statement, and one more for each wave in which something was released since.
    """
    rows = await WaveFigures.filter(wave_id__in=list(waves)).values_list("wave_id", "stamp")
    stamps = {int(str(wave)): str(stamp) for wave, stamp in rows}
    return [await _sheet(wave, stamps[wave]) for wave in waves if wave in stamps]


async def warm() -> None:
    """Read the newest waves before anyone asks for them, as many as are shown at once and kept."""
    rows = await WaveFigures.all().values_list("wave_id", "stamp")
    stamps = {int(str(wave)): str(stamp) for wave, stamp in rows}
    newest = Wave.filter(id__in=list(stamps)).order_by("-starts_on", "-id").limit(_MOST_WAVES)
    visits = 0
    for wave in [int(str(key)) for key in await newest.values_list("id", flat=True)]:
        visits += (await _sheet(wave, stamps[wave])).visits
        if visits > _MOST_VISITS // 2:
            break
        await asyncio.sleep(_BREATH)


async def _sheet(wave: int, stamp: str) -> Sheet:
    """Return a sheet as it is now; of many that ask for it at once, one reads it."""
    async with _READING.setdefault(wave, asyncio.Lock()):
        kept = _SHEETS.get(wave)
        if kept is None or kept.stamp != stamp:
            kept = await _read(wave, stamp, kept)
            _SHEETS[wave] = kept
            _forget()
        _SHEETS.move_to_end(wave)
        return kept


def _forget() -> None:
    """Let go of the waves that were not asked for longest."""
    total = sum(sheet.visits for sheet in _SHEETS.values())
    while total > _MOST_VISITS and len(_SHEETS) > 1:
        total -= _SHEETS.popitem(last=False)[1].visits


async def _read(wave: int, stamp: str, kept: Sheet | None) -> Sheet:
    """Read what came since `kept`, which is known by its newest row; else all there is."""
    after = kept.newest[0] if kept else 0
    rows = await _rows(wave, after)
    if kept and not (rows and (rows[0][0], rows[0][1]) == kept.newest):
        kept, rows = None, await _rows(wave, 0)
    new = await to_thread.run_sync(_parsed, wave, stamp, rows)
    return _joined(kept, new) if kept else new


async def _rows(wave: int, after: int) -> Sequence[Any]:
    words = [
        f"CASE {name} {' '.join(f'''WHEN '{w}' THEN {n}''' for n, w in enumerate(known))}"
        f" ELSE {NONE} END"
        for name, known in WORDS.items()
    ]
    nullable = [f"coalesce({name}, {NONE})" for name in _NULLABLE]
    shown = ", ".join(["id", "stamp", "items", "waits", *_KEYS, *words, *nullable])
    _, rows = await connection().execute_query(
        f"SELECT {shown} FROM visit_figures"  # noqa: S608
        f" WHERE wave_id = {int(wave)} AND id >= {int(after)} ORDER BY id"
    )
    return rows


def _parsed(wave: int, stamp: str, rows: Sequence[Any]) -> Sheet:
    names = (*_KEYS, *WORDS, *_NULLABLE)
    flat = np.fromiter(
        chain.from_iterable(tuple(row)[4:] for row in rows), np.int32, len(rows) * len(names)
    )
    columns = flat.reshape(len(rows), len(names)).T.copy()
    width = max((len(row[2]) for row in rows), default=0)
    signs = "".join(row[2].ljust(width, ABSENT) for row in rows)
    return Sheet(
        wave_id=wave,
        stamp=stamp,
        newest=(int(rows[-1][0]), str(rows[-1][1])) if rows else (0, ""),
        columns=dict(zip(names, columns, strict=True)),
        items=np.frombuffer(signs.encode("ascii"), np.uint8).reshape(len(rows), width),
        waits=_waits([row[3] for row in rows]),
    )


def _waits(texts: Sequence[str]) -> NDArray[np.int32]:
    found = json.loads(f"[{','.join(texts)}]")
    width = max(map(len, found), default=0)
    seconds = [
        -1 if second is None else second
        for one in found
        for second in (*one, *[None] * (width - len(one)))
    ]
    return np.array(seconds, np.int32).reshape(len(found), width)


def _joined(kept: Sheet, new: Sheet) -> Sheet:
    """Return both, without the rows of `kept` that were written again."""
    stays = ~np.isin(kept.columns["visit_id"], new.columns["visit_id"])
    return Sheet(
        wave_id=new.wave_id,
        stamp=new.stamp,
        newest=new.newest,
        columns={
            name: np.concatenate([kept.columns[name][stays], column])
            for name, column in new.columns.items()
        },
        items=stacked([kept.items[stays], new.items], ord(ABSENT)),
        waits=stacked([kept.waits[stays], new.waits], -1),
    )


def stacked(parts: Sequence[NDArray[Any]], filling: int) -> NDArray[Any]:
    """Return tables one below the other, narrower ones filled up at the right."""
    width = max((part.shape[1] for part in parts), default=0)
    wide = [
        np.pad(part, ((0, 0), (0, width - part.shape[1])), constant_values=filling)
        if part.shape[1] < width
        else part
        for part in parts
    ]
    return np.concatenate(wide) if wide else np.zeros((0, 0), np.int32)
