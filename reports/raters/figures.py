"""Figures of auditors, worked out from the visits a lens shows; scores in 1/100."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from audit.figures.signs import COUNTED_MET, COUNTED_MISSED, UNSEEN
from audit.models import Person, Submission, Visit
from audit.visits.flags import flags_of
from reports.figures.order import worked_out
from reports.figures.units import whole
from reports.raters.doubles import Agreement, Judged, Seen, Sheet, agreement, pairs
from reports.rollup.adding import Rows
from reports.rollup.items import answers
from reports.rollup.lens import Lens
from reports.rollup.sheets import NONE, Ints, Signs
from reports.statistics.raters import Rated, Severities, severities
from reports.statistics.shares import Share, share

WAVES = 12
"""Waves looked at, at most: who is strict changes over the years."""
READ = 2000
"""Visits whose answers are read for their tempo, at most: the newest ones."""
_CHUNK = 200
_HASTY: dict[tuple[int, int], bool] = {}
_MOST_KEPT = 100_000
_MET = np.frombuffer(COUNTED_MET.encode(), np.uint8)
_MISSED = np.frombuffer(COUNTED_MISSED.encode(), np.uint8)
_UNSEEN = np.frombuffer(UNSEEN.encode(), np.uint8)
_JUDGED: dict[int, bool | None] = (
    dict.fromkeys(range(256)) | dict.fromkeys(_MET.tolist(), True)
) | dict.fromkeys(_MISSED.tolist(), False)
"""What became of an item, by its sign; None: neither met nor missed."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Rater:
    """One auditor, by pseudonym.

    severity   points given less than the average auditor of the same `component`; above 0 is
               strict; None: no chain of shared branches tells, or too few visits
    unseen     of the answers asked for, the share that could not be observed (0–1)
    hasty      visits answered too fast, of those that were read
    """

    pseudonym: str
    component: int
    visits: int
    branches: int
    mean: int | None
    severity: int | None
    low: int | None
    high: int | None
    unseen: float | None
    hasty: Share


@dataclass(frozen=True)
class Corrected:
    """A branch as the average auditor of its component would have scored it, beside what was."""

    facts: int
    visits: int
    raw: int
    adjusted: int


@dataclass(frozen=True)
class Raters:
    """All auditors, the strictest first; branches, the most corrected first.

    `components`: parts of the network between which no auditor can be compared; `between`: spread
    (standard deviation) of true severities, None where it can't be told.
    """

    raters: tuple[Rater, ...]
    branches: tuple[Corrected, ...]
    components: int
    visits: int
    between: int | None
    doubles: Agreement


@dataclass(frozen=True)
class _Made:
    """Who made a visit, and when."""

    auditor: int
    day: date
    submission: int


async def raters(lens: Lens, but: int) -> Raters:
    """Return the figures of auditors, without the visits of the person `but`: one's own scores
    stay unseen."""
    waves = lens.waves[:WAVES]
    rows = await lens.rows(waves)
    made = await _made(rows.column("visit_id").tolist(), but)
    kept = np.array([visit in made for visit in rows.column("visit_id").tolist()], np.bool_)
    found = await _severities(rows, made, kept)
    marks = (await answers(lens, waves)).signs
    names = dict(await Person.filter(id__in=list(found.auditors)).values_list("id", "pseudonym"))
    hasty = await _hasty({visit: made[visit] for visit in _newest(rows, kept)})
    return Raters(
        raters=_raters(rows, marks, made, found, names, hasty),
        branches=_corrected(rows, kept, found),
        components=found.components,
        visits=int(kept.sum()),
        between=None if found.between is None else whole(found.between**0.5),
        doubles=agreement(_pairs(rows, marks, made)),
    )


async def _made(visits: Sequence[int], but: int) -> dict[int, _Made]:
    columns = ("id", "auditor_id", "local_day", "submission_number")
    found: dict[int, _Made] = {}
    for start in range(0, len(visits), 10_000):
        chunk = list(visits[start : start + 10_000])
        rows = await Visit.filter(id__in=chunk).exclude(auditor_id=but).values_list(*columns)
        found |= {int(str(row[0])): _Made(row[1], row[2], row[3]) for row in rows}
    return found


async def _severities(rows: Rows, made: dict[int, _Made], kept: Mask) -> Severities[int, int]:
    scored = kept & (rows.score("final") != NONE)
    visits = rows.column("visit_id")[scored].tolist()
    auditors = np.array([made[visit].auditor for visit in visits], np.int64)
    given = (
        rows.column("branch_id")[scored],
        auditors,
        rows.column("wave_id")[scored],
        rows.score("final")[scored],
    )

    def work() -> Severities[int, int]:
        each = zip(*(column.tolist() for column in given), strict=True)
        return severities(
            [Rated(branch, auditor, float(final), wave) for branch, auditor, wave, final in each],
            random=True,
        )

    return await worked_out("severities", given, work)


def _newest(rows: Rows, kept: Mask) -> list[int]:
    newest = np.sort(rows.column("visit_id")[kept])[::-1]
    return [int(visit) for visit in newest[:READ]]


async def _hasty(made: dict[int, _Made]) -> dict[int, bool]:
    """Tell of each visit whether it was answered too fast; what was sent never changes."""
    missing = [v for v, one in made.items() if (v, one.submission) not in _HASTY]
    if len(_HASTY) + len(missing) > _MOST_KEPT:
        _HASTY.clear()
        missing = list(made)
    for start in range(0, len(missing), _CHUNK):
        chunk = missing[start : start + _CHUNK]
        async for sent in Submission.filter(visit_id__in=chunk).only(
            "visit_id", "number", "content"
        ):
            names = {flag.name for flag in flags_of(sent.content, None, frozenset())}
            _HASTY[sent.visit_id, sent.number] = "too_fast" in names
    return {
        visit: _HASTY[visit, one.submission]
        for visit, one in made.items()
        if (visit, one.submission) in _HASTY
    }


def _raters(
    rows: Rows,
    marks: Signs,
    made: dict[int, _Made],
    found: Severities[int, int],
    names: dict[int, str],
    hasty: dict[int, bool],
) -> tuple[Rater, ...]:
    places: dict[int, list[int]] = {}
    visits = rows.column("visit_id").tolist()
    for place, visit in enumerate(visits):
        if visit in made:
            places.setdefault(made[visit].auditor, []).append(place)
    final = rows.score("final")
    lines = []
    for auditor, one in found.auditors.items():
        own = np.array(places[auditor], np.int64)
        read = [hasty[visits[place]] for place in own.tolist() if visits[place] in hasty]
        interval = one.interval
        lines.append(
            Rater(
                pseudonym=names[auditor],
                component=one.component,
                visits=one.visits,
                branches=one.branches,
                mean=_mean(final[own]),
                severity=None if one.severity is None else whole(one.severity),
                low=whole(interval.low) if interval else None,
                high=whole(interval.high) if interval else None,
                unseen=_unseen(marks[own]),
                hasty=share(sum(read), len(read)),
            )
        )
    return tuple(
        sorted(lines, key=lambda one: (one.severity is None, -(one.severity or 0), one.pseudonym))
    )


def _mean(finals: Ints) -> int | None:
    known = finals[finals != NONE]
    return whole(float(known.mean())) if len(known) else None


def _unseen(marks: Signs) -> float | None:
    asked = int(np.isin(marks, np.concatenate([_MET, _MISSED, _UNSEEN])).sum())
    return int(np.isin(marks, _UNSEEN).sum()) / asked if asked else None


def _corrected(rows: Rows, kept: Mask, found: Severities[int, int]) -> tuple[Corrected, ...]:
    columns = (rows.column("branch_id")[kept], rows.column("facts_id")[kept])
    facts = dict(zip(*(column.tolist() for column in columns), strict=True))
    lines = [
        Corrected(facts[branch], one.visits, whole(one.raw), whole(one.adjusted))
        for branch, one in found.branches.items()
        if one.adjusted is not None
    ]
    return tuple(sorted(lines, key=lambda one: (-abs(one.adjusted - one.raw), one.facts)))


def _pairs(rows: Rows, marks: Signs, made: dict[int, _Made]) -> list[tuple[Sheet, Sheet]]:
    names = ("visit_id", "branch_id", "wave_id", "version_id", "channel")
    each = zip(*(rows.column(name).tolist() for name in names), strict=True)
    seen = [
        Seen(visit, tuple(alike), made[visit].auditor, made[visit].day)
        for visit, *alike in each
        if visit in made
    ]
    place = {visit: number for number, visit in enumerate(rows.column("visit_id").tolist())}
    final = rows.score("final")

    def sheet(one: Seen) -> Sheet:
        value = int(final[place[one.visit]])
        return Sheet(None if value == NONE else value, _judged(marks[place[one.visit]]))

    return [(sheet(one), sheet(other)) for one, other in pairs(seen)]


def _judged(marks: Signs) -> Judged:
    return tuple(map(_JUDGED.__getitem__, marks.tolist()))
