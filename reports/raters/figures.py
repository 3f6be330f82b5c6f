"""Figures of auditors, worked out from the visits a lens shows; scores in 1/100."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from audit.figures.signs import COUNTED_MET, COUNTED_MISSED, UNSEEN
from audit.models import Person, Submission
from audit.visits.flags import flags_of
from reports.figures.order import worked_out
from reports.figures.units import whole
from reports.raters.doubles import Agreement, Seen, agreement, pairs
from reports.raters.made import NOBODY, Made, made_by
from reports.rollup.adding import Rows
from reports.rollup.items import answers
from reports.rollup.lens import Lens
from reports.rollup.sheets import NONE, Ints, Signs
from reports.rollup.tallies import table
from reports.statistics.raters import Rated, Severities, severities
from reports.statistics.shares import Share, share

WAVES = 12
"""Waves looked at, at most: who is strict changes over the years."""
READ = 2000
"""Visits whose answers are read for their tempo, at most: the newest ones."""
_CHUNK = 200
_HASTY: dict[tuple[int, int], bool] = {}
_MOST_KEPT = 100_000
_MET, _MISSED, _UNSEEN = table(COUNTED_MET), table(COUNTED_MISSED), table(UNSEEN)
_ASKED = _MET | _MISSED | _UNSEEN
JUDGED: tuple[bool | None, ...] = (None, False, True)
"""What may become of an item; None: neither met nor missed."""
_VERDICT = np.zeros(256, np.int64)
"""By the sign of an item its place in JUDGED."""
_VERDICT[_MISSED], _VERDICT[_MET] = 1, 2
_SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")
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


async def raters(lens: Lens, but: int) -> Raters:
    """Return the figures of auditors, without the visits of the person `but`: one's own scores
    stay unseen."""
    waves = lens.waves[:WAVES]
    rows = await lens.rows(waves)
    made = await made_by(rows)
    kept = (made.auditor != NOBODY) & (made.auditor != but)
    found = await _severities(rows, made, kept)
    marks = (await answers(lens, waves)).signs
    names = dict(await Person.filter(id__in=list(found.auditors)).values_list("id", "pseudonym"))
    newest = _newest(rows, kept)
    sent = made.submission[newest].tolist()
    hasty = await _hasty(dict(zip(rows.column("visit_id")[newest].tolist(), sent, strict=True)))
    return Raters(
        raters=_raters(rows, marks, np.where(kept, made.auditor, NOBODY), found, names, hasty),
        branches=_corrected(rows, kept, found),
        components=found.components,
        visits=int(kept.sum()),
        between=None if found.between is None else whole(found.between**0.5),
        doubles=await _doubles(rows, marks, made, kept),
    )


async def _severities(rows: Rows, made: Made, kept: Mask) -> Severities[int, int]:
    scored = kept & (rows.score("final") != NONE)
    given = (
        rows.column("branch_id")[scored],
        made.auditor[scored],
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


def _newest(rows: Rows, kept: Mask) -> Ints:
    """Return the places of the newest visits."""
    there = np.flatnonzero(kept)
    return there[np.argsort(-rows.column("visit_id")[there])][:READ]


async def _hasty(sent: dict[int, int]) -> dict[int, bool]:
    """Tell of each visit, by the number of its submission, whether it was answered too fast; what
    was sent never changes."""
    missing = [visit for visit, number in sent.items() if (visit, number) not in _HASTY]
    if len(_HASTY) + len(missing) > _MOST_KEPT:
        _HASTY.clear()
        missing = list(sent)
    for start in range(0, len(missing), _CHUNK):
        chunk = missing[start : start + _CHUNK]
        async for one in Submission.filter(visit_id__in=chunk).only(
            "visit_id", "number", "content"
        ):
            names = {flag.name for flag in flags_of(one.content, None, frozenset())}
            _HASTY[one.visit_id, one.number] = "too_fast" in names
    return {pair[0]: _HASTY[pair] for pair in sent.items() if pair in _HASTY}


def _raters(
    rows: Rows,
    marks: Signs,
    auditors: Ints,
    found: Severities[int, int],
    names: dict[int, str],
    hasty: dict[int, bool],
) -> tuple[Rater, ...]:
    order = np.argsort(auditors, kind="stable")
    starts, ends = (np.searchsorted(auditors[order], list(found.auditors), side) for side in _SIDES)
    spans = zip(found.auditors.items(), starts.tolist(), ends.tolist(), strict=True)
    visits, final = rows.column("visit_id").tolist(), rows.score("final")
    asked, unseen = (np.count_nonzero(one[marks], axis=1) for one in (_ASKED, _UNSEEN))
    lines = []
    for (auditor, one), start, end in spans:
        own = order[start:end]
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
                unseen=int(unseen[own].sum()) / int(asked[own].sum()) if asked[own].any() else None,
                hasty=share(sum(read), len(read)),
            )
        )
    return tuple(
        sorted(lines, key=lambda one: (one.severity is None, -(one.severity or 0), one.pseudonym))
    )


def _mean(finals: Ints) -> int | None:
    known = finals[finals != NONE]
    return whole(float(known.mean())) if len(known) else None


def _corrected(rows: Rows, kept: Mask, found: Severities[int, int]) -> tuple[Corrected, ...]:
    columns = (rows.column("branch_id")[kept], rows.column("facts_id")[kept])
    facts = dict(zip(*(column.tolist() for column in columns), strict=True))
    lines = [
        Corrected(facts[branch], one.visits, whole(one.raw), whole(one.adjusted))
        for branch, one in found.branches.items()
        if one.adjusted is not None
    ]
    return tuple(sorted(lines, key=lambda one: (-abs(one.adjusted - one.raw), one.facts)))


async def _doubles(rows: Rows, marks: Signs, made: Made, kept: Mask) -> Agreement:
    found = await _pairs(rows, made, kept)
    one, other = (np.concatenate(side) for side in zip(*found, strict=True))
    codes = _VERDICT[marks[one]] * len(JUDGED) + _VERDICT[marks[other]]
    counts = np.bincount(codes.ravel(), minlength=len(JUDGED) ** 2).tolist()
    verdicts = zip(product(JUDGED, JUDGED), counts, strict=True)
    final = rows.score("final")
    scored = (final[one] != NONE) & (final[other] != NONE)
    totals = np.stack([final[one], final[other]], axis=1)[scored]
    said = Counter({pair: n for pair, n in verdicts if n})
    return await worked_out(
        "agreement",
        (np.array([len(one), *counts], np.int64), totals),
        lambda: agreement(len(one), said, totals.astype(float).tolist()),
    )


async def _pairs(rows: Rows, made: Made, kept: Mask) -> list[tuple[Ints, Ints]]:
    """Return where the visits of each pair stand; a pair is of one wave, so each wave is paired by
    itself and not again while nothing comes to it."""
    names = ("visit_id", "branch_id", "version_id", "channel")
    columns = (*(rows.column(name) for name in names), made.auditor, made.day)
    found, first = [(np.zeros(0, np.int64), np.zeros(0, np.int64))], 0
    for _, places in rows.parts:
        own = np.flatnonzero(kept[first : first + len(places)]) + first
        given = tuple(column[own] for column in columns)
        one, other = await worked_out("pairs", given, partial(_paired, *given))
        found.append((own[one], own[other]))
        first += len(places)
    return found


def _paired(*columns: Ints) -> tuple[Ints, Ints]:
    each = list(zip(*(column.tolist() for column in columns), strict=True))
    place = {visit: number for number, (visit, *_) in enumerate(each)}
    seen = [
        Seen(visit, tuple(alike), auditor, date.fromordinal(day))
        for visit, *alike, auditor, day in each
    ]
    both = [(place[one.visit], place[other.visit]) for one, other in pairs(seen)]
    found = np.array(both, np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]
