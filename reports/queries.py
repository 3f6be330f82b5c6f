"""The only reader of audit's tables here: what a snapshot needs, loaded in few queries."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from audit.models import (
    Assignment,
    BranchFacts,
    ChecklistVersion,
    ItemResult,
    Photo,
    Region,
    Score,
    Submission,
    Visit,
    Wave,
)
from audit.models.programme import SECTION_COLUMNS
from audit.photos.marks import marks_digest, marks_of
from audit.programme.checklists import parsed
from audit.visits.scores import scorecard_of
from forms.answers import Answers
from forms.checklist import Checklist
from forms.scoring import Scorecard
from forms.texts import Text
from reports.compare import mean

COUNTED = ("released",)
"""States of visits that count in official figures."""

TO_COUNT = ("released", "approved")
"""States of visits that count once the wave that is being closed is."""

SECTION_FIELDS = tuple(f"s{number:02}" for number in range(1, SECTION_COLUMNS + 1))
"""The columns of Score that hold the sections."""

Sections = tuple[int | None, ...]
"""A value (1/100) for each of SECTION_FIELDS."""


@dataclass(frozen=True)
class LoadedVisit:
    """A visit with all that its report is made from."""

    visit: Visit
    wave: Wave
    facts: BranchFacts
    region: tuple[Text, ...]
    version: ChecklistVersion
    checklist: Checklist
    card: Scorecard
    answers: Answers
    photos: dict[str, list[Photo]]
    inspector: str


async def load_visit(visit_id: int) -> LoadedVisit:
    """Return a submitted visit as its newest submission has it."""
    visit = await Visit.get(id=visit_id).select_related(
        "wave", "branch", "version__checklist", "facts__brand", "facts__region", "auditor"
    )
    sent = await Submission.get(visit_id=visit.id, number=visit.submission_number)
    card, answers = scorecard_of(visit.version, visit.facts, sent.content["answers"])
    return LoadedVisit(
        visit=visit,
        wave=visit.wave,
        facts=visit.facts,
        region=await region_names(visit.facts.region),
        version=visit.version,
        checklist=parsed(visit.version),
        card=card,
        answers=answers,
        photos=await _photos(visit.uuid, sent.content["photos"]),
        inspector=visit.auditor.name if visit.kind == "open" else "",
    )


async def region_names(region: Region) -> tuple[Text, ...]:
    """Return the names of a region and all above it, from the top down."""
    codes = [code for code in region.path.split("/") if code]
    rows = {row.code: row for row in await Region.filter(code__in=codes)}
    return tuple(Text(zh=rows[c].name_zh, en=rows[c].name_en) for c in codes if c in rows)


async def _photos(visit: UUID, claims: Sequence[dict[str, Any]]) -> dict[str, list[Photo]]:
    """Return the photos with copies, by item, in the order in which the phone listed them.

    None whose copies lack a mark: what was blurred must not be frozen.
    """
    wanted = {uuid: marks_digest(marks) for uuid, marks in marks_of(claims).items()}
    ready = await Photo.filter(visit_uuid=visit, state="ready")
    rows = {row.uuid: row for row in ready if row.marks == wanted.get(row.uuid)}
    found: dict[str, list[Photo]] = {}
    for claim in claims:
        row = rows.get(UUID(claim["id"]))
        if row is not None and row.sha256 == claim["sha256"]:
            found.setdefault(claim["item"], []).append(row)
    return found


async def counted_visits(
    wave_id: int, branch_id: int, states: Sequence[str] = COUNTED
) -> list[int]:
    """Return the ids of a branch's visits that count in a wave, in an order that tells nothing."""
    rows = Visit.filter(wave_id=wave_id, branch_id=branch_id, state__in=states)
    return [int(row.id) for row in await rows.order_by("uuid").only("id")]


async def checklists_planned(wave_id: int, branch_id: int) -> list[int]:
    """Return the ids of the checklists planned for a branch in a wave, the commonest first."""
    planned = Assignment.filter(wave_id=wave_id, branch_id=branch_id)
    rows = await planned.values_list("version__checklist_id", flat=True)
    counts = Counter(int(str(key)) for key in rows)
    return sorted(counts, key=lambda key: (-counts[key], key))


@dataclass(frozen=True)
class WaveScore:
    """A branch's figures by one checklist in a wave: means over its visits with a score (1/100).

    `scale`: what their versions score by; others are figures of their own. `finals`: the scores
    of those visits one by one; `visits`: how many there are, also without a score.
    """

    branch_id: int
    checklist_id: int
    scale: str
    visits: int
    format: str
    region_id: int
    finals: tuple[int, ...]
    sections: Sections

    @cached_property
    def final(self) -> int | None:
        """The mean."""
        return mean(self.finals)


async def wave_scores(wave_id: int, states: Sequence[str] = COUNTED) -> list[WaveScore]:
    """Return each branch's figures of a wave, mystery and open visits of its own brand."""
    rows = (
        await Score.filter(
            current=True,
            visit__wave_id=wave_id,
            visit__state__in=states,
        )
        .exclude(visit__channel="competitor")
        .order_by("visit_id")
        .values_list(
            "visit__branch_id",
            "visit__version__checklist_id",
            "visit__version__scored_digest",
            "visit__facts__format",
            "visit__facts__region_id",
            "final_score",
            *SECTION_FIELDS,
        )
    )
    found: dict[tuple[int, int, str], list[tuple[Any, ...]]] = {}
    for branch_id, checklist_id, scale, *figures in rows:
        found.setdefault((branch_id, checklist_id, scale), []).append(tuple(figures))
    return [_wave_score(*key, entries) for key, entries in sorted(found.items())]


def _wave_score(
    branch_id: int, checklist_id: int, scale: str, entries: Sequence[tuple[Any, ...]]
) -> WaveScore:
    return WaveScore(
        branch_id=branch_id,
        checklist_id=checklist_id,
        scale=scale,
        visits=len(entries),
        format=entries[-1][0],
        region_id=entries[-1][1],
        finals=tuple(final for _, _, final, *_ in entries if final is not None),
        sections=column_means([sections for _, _, _, *sections in entries]),
    )


def column_means(rows: Sequence[Sequence[int | None]]) -> Sections:
    """Return the mean of each column over the rows that have a value there."""
    return tuple(mean(column) for column in zip(*rows, strict=True))


async def earlier_waves(wave: Wave, most: int = 8) -> list[Wave]:
    """Return the waves before this one, newest first."""
    return await Wave.filter(starts_on__lt=wave.starts_on).order_by("-starts_on").limit(most)


async def failed_before(branch_id: int, checklist_id: int, waves: Sequence[Wave]) -> list[set[str]]:
    """Return, for each wave given, the items that a visit of the branch there did not meet."""
    found: dict[int, set[str]] = {wave.id: set() for wave in waves}
    rows = ItemResult.filter(
        met=False,
        visit__branch_id=branch_id,
        visit__version__checklist_id=checklist_id,
        visit__wave_id__in=list(found),
        visit__state__in=COUNTED,
    )
    for wave_id, item_key in await rows.values_list("visit__wave_id", "item_key"):
        found[wave_id].add(item_key)
    return [found[wave.id] for wave in waves]


@dataclass(frozen=True)
class History:
    """A branch in an earlier wave: its visits' scores, visits, and what made scores comparable."""

    wave: Wave
    finals: tuple[int, ...]
    visits: int
    scored_digests: frozenset[str]
    sections: Sections

    @cached_property
    def final(self) -> int | None:
        """The mean score."""
        return mean(self.finals)


async def branch_history(branch_id: int, checklist_id: int, waves: Sequence[Wave]) -> list[History]:
    """Return the branch's figures in those of the waves that visited it by a checklist."""
    rows = (
        await Score.filter(
            current=True,
            visit__branch_id=branch_id,
            visit__version__checklist_id=checklist_id,
            visit__wave_id__in=[wave.id for wave in waves],
            visit__state__in=COUNTED,
        )
        .exclude(visit__channel="competitor")
        .values_list(
            "visit__wave_id", "final_score", "visit__version__scored_digest", *SECTION_FIELDS
        )
    )
    found: dict[int, list[tuple[Any, ...]]] = {}
    for wave_id, *figures in rows:
        found.setdefault(wave_id, []).append(tuple(figures))
    return [_history(wave, found[wave.id]) for wave in waves if wave.id in found]


def _history(wave: Wave, entries: Sequence[tuple[Any, ...]]) -> History:
    return History(
        wave=wave,
        finals=tuple(final for final, *_ in entries if final is not None),
        visits=len(entries),
        scored_digests=frozenset(digest for _, digest, *_ in entries),
        sections=column_means([sections for _, _, *sections in entries]),
    )
