"""A visit as its reviewer reads it: each answer beside its evidence, what changed, what is odd.

Reviewers see the auditor's pseudonym. None of this may reach the branch side, which reads frozen
snapshots only.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from audit.access import Actor, review_or_404, sees_below_marks
from audit.models import (
    BranchFacts,
    Person,
    Photo,
    RefusedSubmission,
    Remark,
    Score,
    Submission,
    TrailEntry,
    Visit,
)
from audit.network.geo import Point, to_wgs84
from audit.problems import Problem
from audit.programme.checklists import parsed
from audit.trail import SYSTEM
from audit.visits.arrivals import Arrivals, arrivals_of
from audit.visits.flags import (
    Flag,
    Stamp,
    Whereabouts,
    flags_of,
    stamps_of,
    whereabouts,
)
from audit.visits.scores import scorecard_of, scoring_facts
from forms.answers import Answers, parse_answers
from forms.checklist import Checklist
from forms.issues import Issue
from forms.scoring import ItemScore, Scorecard
from forms.texts import Text
from forms.trace import trace
from forms.validate import missing
from forms.values import Signed, Value
from forms.wording import answer_text, language_of, reasons_text

_LATE_CLOCK = 300  # seconds a phone's clock may differ before it is pointed out


@dataclass(frozen=True)
class PhotoRead:
    """A photo beside its answer; `twin` when the same picture was sent before.

    `marks` are what the auditor drew over it, in 1/10,000 of width and height (pixels, upright);
    none for readers whose copies bear them already.
    """

    uuid: UUID
    state: str
    refusal: str | None
    taken_at: datetime | None
    received_at: datetime
    has_place: bool
    twin: bool
    marks: list[dict[str, Any]]
    width: int
    height: int


@dataclass(frozen=True)
class ItemRead:
    """One item: what was asked, answered, changed since the last submission, and shown.

    `reason`: why there is no answer; `reasons`: why the standard was not met. `strokes` are those
    of a signature: x, y, x, y … in 0–1000 of the pad.
    """

    key: str
    wording: Text
    standard: Text | None
    answer: Text
    changed_from: Text | None
    note: str
    note_language: str
    reason: str
    reasons: Text | None
    delay_s: int | None
    strokes: tuple[tuple[int, ...], ...]
    critical: bool
    score: ItemScore
    photos: list[PhotoRead]
    remarks: list[str]


@dataclass(frozen=True)
class SectionRead:
    """A section with its score (1/100)."""

    key: str
    title: Text
    score: int | None
    target: int | None
    items: list[ItemRead]


@dataclass(frozen=True)
class StepRead:
    """One step of the visit's trail; `who` None is the system."""

    at: datetime
    who: str | None
    action: str


@dataclass(frozen=True)
class VisitRead:
    """Everything a reviewer needs of a visit."""

    visit: Visit
    branch_code: str
    branch_name: Text
    wave_code: str
    wave_name: Text
    checklist: Text
    definition: Checklist
    auditor: str
    card: Scorecard
    current: Score | None
    sections: list[SectionRead]
    unfinished: list[Issue]
    other_version: bool
    arrivals: Arrivals
    submissions: list[tuple[int, datetime]]
    refused: int
    clock_off_seconds: int | None
    flags: list[Flag]
    stamps: list[Stamp]
    whereabouts: list[Whereabouts]
    region: Text
    trail: list[StepRead]


async def read_visit(actor: Actor, uuid: UUID) -> VisitRead:
    """Return a submitted visit as a reviewer reads it; raises not_found."""
    visible = await review_or_404(actor, uuid)
    visit = await Visit.get(id=visible.id).select_related(
        "branch",
        "wave",
        "version__checklist",
        "facts__region",
        "facts__brand",
        "auditor",
        "assignment__version",
    )
    sent = await Submission.filter(visit_id=visit.id).order_by("number")
    if not sent:
        raise Problem("not_found")
    newest = sent[-1]
    card, answers = scorecard_of(visit.version, visit.facts, newest.content["answers"])
    checklist = parsed(visit.version)
    misfits = parse_answers(checklist, newest.content["answers"])[1]
    earlier = _answers(checklist, sent[-2].content["answers"]) if len(sent) > 1 else None
    photos = await _photos(
        visit.uuid, newest.content["photos"], below=await sees_below_marks(actor, visit.uuid)
    )
    arrivals = await arrivals_of(visit.uuid, newest.content["photos"])
    counts = {key: len(found) for key, found in photos.items()}
    return VisitRead(
        visit=visit,
        branch_code=visit.branch.code,
        branch_name=Text(zh=visit.facts.name_zh, en=visit.facts.name_en),
        wave_code=visit.wave.code,
        wave_name=Text(zh=visit.wave.name_zh, en=visit.wave.name_en),
        checklist=checklist.title,
        definition=checklist,
        auditor=visit.auditor.name if visit.kind == "open" else visit.auditor.pseudonym,
        card=card,
        current=await Score.get_or_none(visit_id=visit.id, current=True),
        sections=_sections(checklist, card, answers, earlier, photos, await _remarks(visit)),
        unfinished=[*misfits, *missing(checklist, answers, counts, scoring_facts(visit.facts))],
        other_version=newest.content["version"] != str(visit.assignment.version.uuid),
        arrivals=arrivals,
        submissions=[(one.number, one.received_at) for one in sent],
        refused=await RefusedSubmission.filter(visit_id=visit.id).count(),
        clock_off_seconds=_clock_off(newest),
        flags=flags_of(newest.content, (place := branch_place(visit.facts)), scales_of(checklist)),
        stamps=stamps_of(newest.content),
        whereabouts=whereabouts(newest.content, place),
        region=Text(zh=visit.facts.region.name_zh, en=visit.facts.region.name_en),
        trail=await _trail(visit),
    )


def branch_place(facts: BranchFacts) -> Point | None:
    """Return where a branch is, in WGS-84 as phones tell it; None when nobody has said."""
    if facts.latitude is None or facts.longitude is None:
        return None
    return to_wgs84((facts.latitude, facts.longitude), facts.datum)


def scales_of(checklist: Checklist) -> frozenset[str]:
    """Return the keys of the items that are answered on a scale."""
    return frozenset(item.key for item in checklist.every_item() if item.kind == "scale")


def _answers(checklist: Checklist, raw: Any) -> Answers:
    return parse_answers(checklist, raw)[0]


def _clock_off(submission: Submission) -> int | None:
    if submission.device_time is None:
        return None
    off = round((submission.device_time - submission.received_at).total_seconds())
    return off if abs(off) > _LATE_CLOCK else None


def _sections(
    checklist: Checklist,
    card: Scorecard,
    answers: Answers,
    earlier: Answers | None,
    photos: Mapping[str, list[PhotoRead]],
    remarks: Mapping[str, list[str]],
) -> list[SectionRead]:
    return [
        SectionRead(
            key=section.key,
            title=section.title,
            score=card.sections[section.key].final,
            target=card.sections[section.key].target,
            items=[
                ItemRead(
                    key=item.key,
                    wording=item.wording,
                    standard=item.standard,
                    answer=(said := answer_text(item, answers.get(item.key))),
                    changed_from=_before(said, answer_text(item, earlier.get(item.key)))
                    if earlier
                    else None,
                    note=answers.get(item.key).note,
                    note_language=language_of(answers.get(item.key).note),
                    critical=item.critical is not None,
                    reason=answers.get(item.key).reason,
                    reasons=reasons_text(item, answers.get(item.key)),
                    delay_s=answers.get(item.key).delay_s,
                    strokes=_strokes(answers.get(item.key).value),
                    score=card.items[item.key],
                    photos=photos.get(item.key, []),
                    remarks=remarks.get(item.key, []),
                )
                for item in section.items
            ],
        )
        for section in checklist.sections
    ]


def _strokes(value: Value | None) -> tuple[tuple[int, ...], ...]:
    return value.strokes if isinstance(value, Signed) else ()


def _before(now: Text, before: Text) -> Text | None:
    return before if before != now else None


async def _photos(
    visit: UUID, claims: list[dict[str, Any]], *, below: bool
) -> dict[str, list[PhotoRead]]:
    told = {UUID(claim["id"]): claim for claim in claims}
    places = {uuid: place for place, uuid in enumerate(told)}
    rows = await Photo.filter(visit_uuid=visit, uuid__in=list(told))
    rows.sort(key=lambda row: places[row.uuid])
    same = await Photo.filter(sha256__in=[row.sha256 for row in rows]).values_list("sha256", "uuid")
    found: dict[str, list[PhotoRead]] = {}
    for row in rows:
        claim = told[row.uuid]
        found.setdefault(claim["item"], []).append(
            PhotoRead(
                uuid=row.uuid,
                state=row.state,
                refusal=row.refusal,
                # A photo made smaller on the phone has lost its EXIF; the phone read it before.
                taken_at=row.taken_at or _moment(claim.get("taken_at")),
                received_at=row.received_at,
                has_place=row.latitude is not None or claim.get("latitude") is not None,
                twin=any(sha == row.sha256 and uuid != row.uuid for sha, uuid in same),
                marks=(claim.get("marks") or []) if below else [],
                width=row.width or claim.get("width") or 4,
                height=row.height or claim.get("height") or 3,
            )
        )
    return found


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


async def _trail(visit: Visit) -> list[StepRead]:
    """Return the visit's steps; who is told by name only of those who review, never the auditor."""
    entries = await TrailEntry.filter(subject=f"visit:{visit.uuid}").order_by("number")
    known = [UUID(entry.actor) for entry in entries if entry.actor != SYSTEM]
    people = {str(p.uuid): p for p in await Person.filter(uuid__in=known)}
    return [
        StepRead(entry.at, _who(people.get(entry.actor), visit), entry.action) for entry in entries
    ]


def _who(person: Person | None, visit: Visit) -> str | None:
    if person is None:
        return None
    hidden = person.id == visit.auditor_id and visit.kind != "open"
    return person.pseudonym if hidden else person.name


async def _remarks(visit: Visit) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for remark in await Remark.filter(visit_id=visit.id).order_by("id"):
        found.setdefault(remark.item_key, []).append(remark.text)
    return found


async def trace_rows(actor: Actor, uuid: UUID) -> list[dict[str, Any]]:
    """Return the replay of a visit's score, each row with its words in both languages."""
    visible = await review_or_404(actor, uuid)
    visit = await Visit.get(id=visible.id).select_related(
        "version", "facts__region", "facts__brand"
    )
    newest = await Submission.filter(visit_id=visit.id).order_by("-number").first()
    if newest is None:
        raise Problem("not_found")
    checklist = parsed(visit.version)
    answers = _answers(checklist, newest.content["answers"])
    rows = trace(checklist, answers, scoring_facts(visit.facts))
    return [asdict(row) | {"zh": row.text("zh"), "en": row.text("en")} for row in rows]


async def refused_submissions(actor: Actor, uuid: UUID) -> list[tuple[int, datetime, Any]]:
    """Return what came under a number already taken: number, when, and the whole content."""
    visit = await review_or_404(actor, uuid)
    rows = await RefusedSubmission.filter(visit_id=visit.id).order_by("received_at")
    return [(row.number, row.received_at, row.content) for row in rows]
