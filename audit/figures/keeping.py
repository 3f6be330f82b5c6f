"""Keeping figures: the rows of released visits, written in the transaction that releases them.

Writing the same visits again gives the same figures. Nothing here decides what a score is: it is
copied from the score that counts now.
"""

import json
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

from audit.db import connection, is_sqlite, lock_rows, transaction
from audit.figures.measures import SCORES
from audit.figures.signs import ABSENT, sign
from audit.models import ChecklistVersion, WaveFigures
from audit.programme.checklists import parsed
from forms.items import Wait

CHUNK = 500
COPIED = (
    "visit_id", "wave_id", "branch_id", "facts_id", "checklist_id", "version_id", "scale_id",
    "kind", "channel", "daypart", "final", "critical", "bases", "service_type", *SCORES,
)  # fmt: skip
COLUMNS = (*COPIED, "items", "waits")
Row = tuple[Any, ...]

_SCORED = f"""
SELECT ver.uuid AS version_uuid, v.id AS visit_id, v.wave_id, v.branch_id, v.facts_id,
  ver.checklist_id, v.version_id,
  (SELECT min(o.id) FROM checklist_version o
   WHERE o.checklist_id = ver.checklist_id AND o.scored_digest = ver.scored_digest) AS scale_id,
  v.kind, v.channel, v.daypart, s.final_score,
  CASE WHEN CAST(s.triggers AS TEXT) = '[]' THEN 0 ELSE 1 END AS critical,
  s.bases, s.service_type, {", ".join(f"s.{name}" for name in SCORES)}
FROM visit v JOIN score s ON s.visit_id = v.id AND s.current
JOIN checklist_version ver ON ver.id = v.version_id
WHERE v.state = 'released' AND v.id IN (%s) ORDER BY v.id
"""  # noqa: S608
_ANSWERED = (
    "SELECT visit_id, item_key, met, no_answer, seconds FROM item_result WHERE visit_id IN (%s)"
)
_MISSING = """
SELECT v.wave_id, v.id FROM visit v WHERE v.state = 'released' AND NOT EXISTS
  (SELECT 1 FROM visit_figures f WHERE f.visit_id = v.id) ORDER BY v.wave_id, v.id
"""


@dataclass(frozen=True)
class Layout:
    """Where a version's items and waits stand in `items` and `waits`."""

    items: dict[str, int]
    waits: dict[str, int]


_LAYOUTS: dict[UUID, Layout] = {}


async def keep(visits: Iterable[int]) -> None:
    """Write the figures of these released visits anew.

    Inside the transaction that changes the visits or their scores and holds their wave.
    """
    ids, stamp = sorted(visits), uuid4().hex
    waves: set[int] = set()
    for start in range(0, len(ids), CHUNK):
        rows = await figures(ids[start : start + CHUNK])
        await _drop("visit_figures", f"visit_id IN ({_listed(row[0] for row in rows)})")
        await _insert(rows, stamp)
        waves |= {row[1] for row in rows}
    for wave in sorted(waves):
        await _stamp(wave, stamp)


async def keep_missing() -> int:
    """Write the figures of released visits that have none; return how many there were."""
    found = [(int(row[0]), int(row[1])) for row in await _ask(_MISSING)]
    for wave, rows in groupby(found, key=lambda row: row[0]):
        async with transaction():
            await lock_rows("wave", wave)
            await keep(visit for _, visit in rows)
    return len(found)


async def rebuild() -> AsyncIterator[int]:
    """Make the figures of every wave again; yield the number of visits of each as it is done.

    Releases wait while their own wave is made again; a wave is made whole or stays as it was.
    """
    for wave in [int(row[0]) for row in await _ask("SELECT id FROM wave ORDER BY id")]:
        async with transaction():
            await lock_rows("wave", wave)
            await _drop("visit_figures", f"wave_id = {wave}")
            ids = await released(wave)
            await keep(ids)
            if not ids:
                await _drop("wave_figures", f"wave_id = {wave}")
        yield len(ids)


async def released(wave: int) -> list[int]:
    """Return the ids of a wave's released visits, those of a branch side by side."""
    rows = await _ask(
        f"SELECT id FROM visit WHERE wave_id = {wave} AND state = 'released'"  # noqa: S608
        " ORDER BY branch_id, id"
    )
    return [int(row[0]) for row in rows]


async def figures(visits: Sequence[int]) -> list[Row]:
    """Return what the figures of those of the visits that are released must be, as COLUMNS."""
    if not visits:
        return []
    listed = _listed(visits)
    scored = [tuple(row) for row in await _ask(_SCORED % listed)]
    answered: dict[int, list[Row]] = {}
    for row in await _ask(_ANSWERED % listed):
        answered.setdefault(row[0], []).append(tuple(row))
    layouts = await _layouts({_uuid(row[0]) for row in scored})
    return [
        (*copied, *_texts(layouts[_uuid(version)], answered.get(copied[0], ())))
        for version, *copied in scored
    ]


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))


def _texts(layout: Layout, results: Iterable[Row]) -> tuple[str, str]:
    signs = [ABSENT] * len(layout.items)
    seconds: list[int | None] = [None] * len(layout.waits)
    for _, key, met, no_answer, waited in results:
        signs[layout.items[key]] = sign(met, no_answer)
        if key in layout.waits:
            seconds[layout.waits[key]] = waited
    return "".join(signs), json.dumps(seconds, separators=(",", ":"))


async def _layouts(versions: set[UUID]) -> dict[UUID, Layout]:
    unknown = versions - _LAYOUTS.keys()
    if unknown:
        for version in await ChecklistVersion.filter(uuid__in=list(unknown)):
            _LAYOUTS[version.uuid] = layout_of(version)
    return _LAYOUTS


async def layouts_of(versions: Iterable[int]) -> dict[int, Layout]:
    """Return the layouts of versions, given by their ids."""
    rows = await ChecklistVersion.filter(id__in=list(versions)).values_list("id", "uuid")
    known = await _layouts({_uuid(uuid) for _, uuid in rows})
    return {int(str(key)): known[_uuid(uuid)] for key, uuid in rows}


def layout_of(version: ChecklistVersion) -> Layout:
    """Return the order of a version's items, and of those among them that measure a wait."""
    items = parsed(version).by_key
    waits = [key for key, item in items.items() if isinstance(item, Wait)]
    return Layout(
        items={key: place for place, key in enumerate(items)},
        waits={key: place for place, key in enumerate(waits)},
    )


async def _insert(rows: Sequence[Row], stamp: str) -> None:
    """Insert in few statements; SQLite takes 32,766 values in one, PostgreSQL 32,767."""
    names = (*COLUMNS, "stamp")
    width, most = len(names), 32_000 // len(names)
    marks = is_sqlite(connection())
    for start in range(0, len(rows), most):
        part = rows[start : start + most]
        values = [value for row in part for value in (*row, stamp)]
        shown = ", ".join(_marks(number * width, width, marks) for number in range(len(part)))
        statement = f"INSERT INTO visit_figures ({', '.join(names)}) VALUES {shown}"  # noqa: S608
        await connection().execute_query(statement, values)


def _marks(start: int, width: int, question_marks: bool) -> str:
    if question_marks:
        return "(" + ", ".join("?" * width) + ")"
    return "(" + ", ".join(f"${start + n + 1}" for n in range(width)) + ")"


async def _stamp(wave: int, stamp: str) -> None:
    """Say that the figures of a wave are others now; readers keep what they read by its stamp."""
    if not await WaveFigures.filter(wave_id=wave).update(stamp=stamp):
        await WaveFigures.create(wave_id=wave, stamp=stamp)


async def _drop(table: str, chosen: str) -> None:
    await _ask(f"DELETE FROM {table} WHERE {chosen}")  # noqa: S608


def _listed(ids: Iterable[int]) -> str:
    return ", ".join(str(int(one)) for one in ids) or "NULL"


async def _ask(statement: str) -> Sequence[Any]:
    """Run a statement made of our own words and of numbers; return its rows."""
    _, rows = await connection().execute_query(statement)
    return rows
