"""The rows of one made-up wave, as the tables take them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from audit.documents import digest
from audit.models import ChecklistVersion
from benchmarks.bulk import as_json
from benchmarks.made_answers import (
    ANSWERED,
    CAP,
    CRITICAL,
    ITEMS,
    NA,
    POINTS,
    UNITS,
    WAITS,
    Scored,
)

DAYPARTS = np.array(["morning", "midday", "afternoon", "evening"])
HOURS = np.array([1, 4, 7, 11])  # UTC of those dayparts in Shanghai


@dataclass(frozen=True)
class Wave:
    """The visits of one wave, in the order of branches."""

    number: int
    version: ChecklistVersion
    keys: list[str]
    ids: NDArray[np.int64]
    branch: NDArray[np.int64]
    facts: NDArray[np.int64]
    auditor: NDArray[np.int64]
    daypart: NDArray[np.int64]
    channel: NDArray[np.str_]
    kind: NDArray[np.str_]
    day: NDArray[np.int64]
    first: date
    scored: Scored

    def started(self, place: int) -> datetime:
        """Return when a visit began."""
        midnight = datetime(self.first.year, self.first.month, 1, tzinfo=UTC)
        hours = int(HOURS[self.daypart[place]])
        return midnight + timedelta(days=int(self.day[place]), hours=hours, minutes=place % 60)


ASSIGNMENT = ("id", "uuid", "wave_id", "branch_id", "auditor_id", "version_id", "kind", "channel",
               "due_from", "due_to")  # fmt: skip
VISIT = ("id", "uuid", "assignment_id", "wave_id", "branch_id", "facts_id", "version_id",
          "auditor_id", "kind", "channel", "state", "local_day", "daypart", "started_at",
          "submission_number", "complete", "submitted_at", "approved_at",
          "released_at")  # fmt: skip
_VIEWS = ("reliability", "assurance", "tangibles", "empathy", "responsiveness", "process",
          "personal", "outcome_quality", "process_quality", "hardware", "software")  # fmt: skip
SCORE = ("id", "visit_id", "revision", "current", "reason", "submission_number", "digest",
          "scored_at", "raw_score", "final_score", "outcome", "band", "triggers", "scored_items",
          "count_na", "count_unseen", "service_type", "bases", *_VIEWS,
          *(f"s{n:02}" for n in range(1, 9)))  # fmt: skip
ITEM = ("id", "visit_id", "item_key", "earned", "possible", "met", "no_answer", "seconds")
SUBMISSION = ("id", "visit_id", "number", "digest", "content", "received_at", "complete_at")


def _uuid(number: int, kind: int) -> UUID:
    mixed = (number * 0x9E3779B97F4A7C15) % (1 << 64)  # no order can be read from it
    return UUID(int=(mixed << 64) | (8 << 60) | (kind << 56) | number, version=4)


def assignments(wave: Wave, first: date, last: date) -> Iterator[tuple[Any, ...]]:
    version = wave.version.id
    for place, visit in enumerate(wave.ids.tolist()):
        yield (
            visit, _uuid(visit, 1), wave.number + 1, int(wave.branch[place]) + 1,
            int(wave.auditor[place]) + 1, version, str(wave.kind[place]), str(wave.channel[place]),
            first, last,
        )  # fmt: skip


def visits(wave: Wave, closed: datetime) -> Iterator[tuple[Any, ...]]:
    version = wave.version.id
    for place, visit in enumerate(wave.ids.tolist()):
        began = wave.started(place)
        yield (
            visit, _uuid(visit, 2), visit, wave.number + 1, int(wave.branch[place]) + 1,
            int(wave.facts[place]), version, int(wave.auditor[place]) + 1, str(wave.kind[place]),
            str(wave.channel[place]), "released", began.date(), str(DAYPARTS[wave.daypart[place]]),
            began, 1, True, began, closed, closed,
        )  # fmt: skip


def scores(wave: Wave, closed: datetime) -> Iterator[tuple[Any, ...]]:
    scored = wave.scored
    trigger = as_json([{
        "item": wave.keys[CRITICAL], "effect": "cap", "cap": CAP, "urgent": False,
    }])  # fmt: skip
    answered = (scored.status == ANSWERED).sum(1)
    na = (scored.status == NA).sum(1)
    unseen = ITEMS - answered - na
    views = np.stack([scored.views[name] for name in _VIEWS], axis=1).tolist()
    sections = scored.sections.tolist()
    for place, visit in enumerate(wave.ids.tolist()):
        final = int(scored.final[place])
        band = next(key for key, limit in (("A", 9000), ("B", 8000), ("C", 6000), ("D", 0))
                    if final >= limit)  # fmt: skip
        yield (
            visit, visit, 1, True, "", 1, f"{visit:064x}", closed, int(scored.raw[place]), final,
            "pass" if final >= 6000 else "fail", band,
            trigger if scored.capped[place] else "[]", int(answered[place]), int(na[place]),
            int(unseen[place]), str(scored.service_type[place]), int(scored.bases[place]),
            *(value if value >= 0 else None for value in views[place]),
            *(value if value >= 0 else None for value in sections[place]),
        )  # fmt: skip


def items(wave: Wave) -> Iterator[tuple[Any, ...]]:
    possible = (UNITS * POINTS * 100).tolist()
    waits = frozenset(WAITS)
    number = (int(wave.ids[0]) - 1) * ITEMS
    scored = wave.scored
    for place, visit in enumerate(wave.ids.tolist()):
        status, earned = scored.status[place].tolist(), scored.earned[place].tolist()
        met, seconds = scored.met[place].tolist(), scored.seconds[place].tolist()
        for i, key in enumerate(wave.keys):
            number += 1
            if status[i] == ANSWERED:
                waited = seconds[i] if i in waits else None
                yield (number, visit, key, earned[i] * 200, possible[i], met[i], None, waited)
            else:
                reason = "na" if status[i] == NA else "unseen"
                yield (number, visit, key, None, None, None, reason, None)


def submissions(wave: Wave) -> Iterator[tuple[Any, ...]]:
    scored = wave.scored
    for place, visit in enumerate(wave.ids.tolist()):
        began = wave.started(place)
        answers = {key: _answer(scored, place, i) for i, key in enumerate(wave.keys)}
        content = {
            "version": str(wave.version.uuid), "started_at": began.isoformat(),
            "finished_at": began.isoformat(), "answers": answers, "photos": [],
        }  # fmt: skip
        yield (visit, visit, 1, digest(content), as_json(content), began, began)


def _answer(scored: Scored, place: int, i: int) -> dict[str, Any]:
    status = scored.status[place, i]
    if status != ANSWERED:
        return {"skip": "na" if status == NA else "unseen"}
    if i in WAITS:
        return {"value": {"seconds": int(scored.seconds[place, i])}}
    return {"value": bool(scored.met[place, i])}
