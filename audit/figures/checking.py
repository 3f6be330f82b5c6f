"""Whether figures are equal to what they were made from, down to the answers as they were sent."""

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from audit.db import connection
from audit.figures.keeping import CHUNK, COLUMNS, figures, layout_of
from audit.figures.measures import SCORES
from audit.figures.signs import ABSENT, sign
from audit.models import ChecklistSection, Submission, Visit
from audit.visits.scores import reason_of, scorecard_of, views_of, waited

_FROM_ANSWERS = ("final", "critical", "bases", "service_type", *SCORES, "items", "waits")
_RELEASED = """
SELECT id FROM visit WHERE state = 'released'
AND EXISTS (SELECT 1 FROM score s WHERE s.visit_id = visit.id AND s.current)
"""
_KEPT = "SELECT visit_id FROM visit_figures"


@dataclass(frozen=True)
class Checked:
    """How many released visits there are, how many were scored again from their answers, and
    which visits (by id) have wrong, missing or superfluous figures."""

    visits: int
    rescored: int
    wrong: frozenset[int]

    @property
    def sound(self) -> bool:
        return not self.wrong


async def check(sample: int | None) -> Checked:
    """Compare the figures with the scores and answers of `sample` visits (None: of every one).

    That every released visit with a score has figures, and no other, is always checked. What is
    odd is looked at twice, so that a visit released meanwhile is not taken for a fault.
    """
    ids = await _ids(_RELEASED)
    odd = ids ^ await _ids(_KEPT)
    chosen = sorted(ids if sample is None else random.sample(sorted(ids), min(sample, len(ids))))
    rescored = 0
    for start in range(0, len(chosen), CHUNK):
        part = chosen[start : start + CHUNK]
        odd |= await _unlike_scores(part)
        again = await from_answers(part)
        odd |= await _unlike(_FROM_ANSWERS, again)
        rescored += len(again)
    wrong = frozenset(odd & await _still(odd))
    return Checked(len(ids), rescored, wrong)


async def _still(odd: set[int]) -> set[int]:
    """Return those that are still odd at a second look."""
    found: set[int] = set()
    for start in range(0, len(odd), CHUNK):
        part = sorted(odd)[start : start + CHUNK]
        released = await _ids(f"{_RELEASED} AND id IN ({_listed(part)})")
        found |= released ^ await _ids(f"{_KEPT} WHERE visit_id IN ({_listed(part)})")
        found |= await _unlike_scores(part) | await _unlike(_FROM_ANSWERS, await from_answers(part))
    return found


async def _unlike_scores(visits: Sequence[int]) -> set[int]:
    wanted = {row[0]: row for row in await figures(visits)}
    return await _unlike(COLUMNS, wanted)


async def _unlike(columns: Sequence[str], wanted: dict[int, tuple[Any, ...]]) -> set[int]:
    """Return the visits whose columns are not as wanted, given by visit id."""
    statement = f"SELECT visit_id, {', '.join(columns)} FROM visit_figures"  # noqa: S608
    kept = {
        row[0]: tuple(row)[1:]
        for row in await _ask(f"{statement} WHERE visit_id IN ({_listed(wanted)})")
    }
    return {visit for visit, figures in wanted.items() if kept.get(visit) != figures}


async def from_answers(visits: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """Score the newest submissions of these visits again; return _FROM_ANSWERS by visit id."""
    rows = await Visit.filter(id__in=list(visits), state="released").select_related(
        "version", "facts__region", "facts__brand"
    )
    sent = await Submission.filter(visit_id__in=list(visits))
    newest = {(row.visit_id, row.number): row for row in sent}
    columns: dict[int, dict[str, int]] = {}
    for row in await ChecklistSection.all():
        columns.setdefault(row.checklist_id, {})[row.key] = row.column
    return {
        row.id: _scored_again(row, newest[row.id, row.submission_number], columns)
        for row in rows
        if (row.id, row.submission_number) in newest
    }


def _scored_again(
    visit: Visit, sent: Submission, columns: dict[int, dict[str, int]]
) -> tuple[Any, ...]:
    version = visit.version
    card, answers = scorecard_of(version, visit.facts, sent.content["answers"])
    places = columns[version.checklist_id]
    layout = layout_of(version)
    found: dict[str, Any] = dict.fromkeys(SCORES) | views_of(card)
    found |= {f"s{places[key]:02}": one.final for key, one in card.sections.items()}
    signs = (card.items.get(key) for key in layout.items)
    seconds = (card.items.get(key) for key in layout.waits)
    found |= {
        "final": card.final,
        "critical": int(bool(card.triggers or card.rules)),
        "items": "".join(sign(one.met, reason_of(one)) if one else ABSENT for one in signs),
        "waits": json.dumps(
            [waited(one, answers) if one else None for one in seconds], separators=(",", ":")
        ),
    }
    return tuple(found[name] for name in _FROM_ANSWERS)


async def _ids(statement: str) -> set[int]:
    return {int(row[0]) for row in await _ask(statement)}


def _listed(ids: Iterable[int]) -> str:
    return ", ".join(str(int(one)) for one in ids) or "NULL"


async def _ask(statement: str) -> Sequence[Any]:
    _, rows = await connection().execute_query(statement)
    return rows
