"""The only reader of audit's tables here: what a snapshot needs, loaded in few queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from audit.checklists import parsed
from audit.models import (
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
from audit.scores import scorecard_of
from forms.answers import Answers
from forms.checklist import Checklist
from forms.scoring import Scorecard
from forms.texts import Text
from reports.compare import mean

COUNTED = ("released",)
"""States of visits that count in official figures."""


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
    """Return the photos with copies, by item, in the order in which the phone listed them."""
    rows = {row.uuid: row for row in await Photo.filter(visit_uuid=visit, state="ready")}
    found: dict[str, list[Photo]] = {}
    for claim in claims:
        row = rows.get(UUID(claim["id"]))
        if row is not None and row.sha256 == claim["sha256"]:
            found.setdefault(claim["item"], []).append(row)
    return found


async def counted_visits(wave_id: int, branch_id: int) -> list[int]:
    """Return the ids of a branch's visits that count in a wave, in an order that tells nothing."""
    rows = Visit.filter(wave_id=wave_id, branch_id=branch_id, state__in=COUNTED)
    return [int(row.id) for row in await rows.order_by("uuid").only("id")]


@dataclass(frozen=True)
class WaveScore:
    """A branch's figures in a wave: mean of its visits that have a score (1/100)."""

    branch_id: int
    format: str
    visits: int
    final: int | None


async def wave_scores(wave_id: int) -> list[WaveScore]:
    """Return each branch's mean final score of a wave, mystery and open visits of its own brand."""
    rows = (
        await Score.filter(
            current=True,
            visit__wave_id=wave_id,
            visit__state__in=COUNTED,
        )
        .exclude(visit__channel="competitor")
        .values_list("visit__branch_id", "visit__facts__format", "final_score")
    )
    found: dict[int, list[tuple[str, int | None]]] = {}
    for branch_id, shop_format, final in rows:
        found.setdefault(branch_id, []).append((shop_format, final))
    return [_wave_score(branch_id, entries) for branch_id, entries in sorted(found.items())]


def _wave_score(branch_id: int, entries: list[tuple[str, int | None]]) -> WaveScore:
    scored = [final for _, final in entries if final is not None]
    return WaveScore(
        branch_id=branch_id,
        format=entries[0][0],
        visits=len(scored),
        final=mean(scored),
    )


async def earlier_waves(wave: Wave, most: int = 8) -> list[Wave]:
    """Return the waves before this one, newest first."""
    return await Wave.filter(starts_on__lt=wave.starts_on).order_by("-starts_on").limit(most)


async def failed_before(branch_id: int, waves: Sequence[Wave]) -> list[set[str]]:
    """Return, for each wave given, the items that a visit of the branch there did not meet."""
    found: dict[int, set[str]] = {wave.id: set() for wave in waves}
    rows = ItemResult.filter(
        met=False,
        visit__branch_id=branch_id,
        visit__wave_id__in=list(found),
        visit__state__in=COUNTED,
    )
    for wave_id, item_key in await rows.values_list("visit__wave_id", "item_key"):
        found[wave_id].add(item_key)
    return [found[wave.id] for wave in waves]


@dataclass(frozen=True)
class History:
    """A branch in an earlier wave: mean score, visits, and what made scores comparable."""

    wave: Wave
    final: int | None
    visits: int
    scored_digests: frozenset[str]


async def branch_history(branch_id: int, waves: Sequence[Wave]) -> list[History]:
    """Return the branch's figures in those of the waves in which it was visited, in their order."""
    rows = (
        await Score.filter(
            current=True,
            visit__branch_id=branch_id,
            visit__wave_id__in=[wave.id for wave in waves],
            visit__state__in=COUNTED,
        )
        .exclude(visit__channel="competitor")
        .values_list("visit__wave_id", "final_score", "visit__version__scored_digest")
    )
    found: dict[int, list[tuple[int | None, str]]] = {}
    for wave_id, final, digest in rows:
        found.setdefault(wave_id, []).append((final, digest))
    return [_history(wave, found[wave.id]) for wave in waves if wave.id in found]


def _history(wave: Wave, entries: list[tuple[int | None, str]]) -> History:
    finals = [final for final, _ in entries if final is not None]
    return History(wave, mean(finals), len(entries), frozenset(digest for _, digest in entries))
