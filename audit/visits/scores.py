"""Scoring a visit's answers and storing what came out: one wide row, and one row per item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from audit.documents import digest
from audit.models import BranchFacts, ChecklistVersion, Score, Visit
from audit.programme.checklists import parsed, section_columns
from audit.statements import Say, Script, inserted, json_text, play
from forms.answers import Answers, parse_answers
from forms.checklist import Checklist
from forms.scoring import VERSION, ItemScore, Scorecard, score
from forms.scoring import BranchFacts as ScoringFacts
from forms.values import Waited

_COLUMNS = ("visit_id", "item_key", "earned", "possible", "met", "no_answer", "seconds")
_NO_ANSWER = frozenset({"na", "unseen", "hidden", "empty"})


def scorecard_of(
    version: ChecklistVersion, facts: BranchFacts, raw_answers: Any
) -> tuple[Scorecard, Answers]:
    """Return the scorecard of answers as sent, for a branch as it was on that day."""
    checklist = parsed(version)
    answers, _ = parse_answers(checklist, raw_answers)
    return score(checklist, answers, scoring_facts(facts)), answers


def scoring_facts(facts: BranchFacts) -> ScoringFacts:
    """Return what scoring needs to know of a branch; its region and brand are loaded."""
    return ScoringFacts(
        format=facts.format,
        tags=frozenset(facts.tags),
        region=region_codes(facts),
        brand=facts.brand.code,
    )


def region_codes(facts: BranchFacts) -> tuple[str, ...]:
    """Return the codes of the branch's region and of all above it, from the top down."""
    return tuple(facts.region.path.strip("/").split("/"))


@dataclass(frozen=True)
class Yardstick:
    """A checklist version as scoring needs it; `columns` is the score column of each section."""

    version_id: int
    digest: str
    checklist: Checklist
    columns: Mapping[str, int]


@dataclass(frozen=True)
class Kept:
    """A scoring as it was stored."""

    revision: int
    final_score: int | None


async def store_score(
    visit: Visit,
    version: ChecklistVersion,
    facts: BranchFacts,
    answers: Any,
    now: datetime,
    reason: str = "",
) -> Kept:
    """Score `answers` as a new revision that counts from now on. Inside a transaction."""
    await facts.fetch_related("region", "brand")
    columns = await section_columns(version.checklist_id)
    stick = Yardstick(version.id, version.digest, parsed(version), columns)
    revision = await Score.filter(visit_id=visit.id).count() + 1
    sent = ToScore(visit.id, visit.submission_number, answers, revision, reason)
    return await play(keep_score(sent, stick, scoring_facts(facts), now))


@dataclass(frozen=True)
class ToScore:
    """Answers of a visit, and which scoring of it this is."""

    visit_id: int
    submission_number: int
    answers: Any
    revision: int = 1
    reason: str = ""


def keep_score(
    sent: ToScore, stick: Yardstick, facts: ScoringFacts, now: datetime, beside: Sequence[Say] = ()
) -> Script[Kept]:
    """Score and store: one wide row, and the rows of all items in one statement.

    `beside` is what else is written in the same trip.
    """
    read, _ = parse_answers(stick.checklist, sent.answers)
    card = score(stick.checklist, read, facts)
    if sent.revision > 1:
        yield (
            Say("UPDATE score SET current = false WHERE visit_id = $1", [sent.visit_id]),
            Say("DELETE FROM item_result WHERE visit_id = $1", [sent.visit_id]),
        )
    row = {
        "visit_id": sent.visit_id,
        "version_id": stick.version_id,
        "revision": sent.revision,
        "current": True,
        "reason": sent.reason,
        "submission_number": sent.submission_number,
        "digest": digest([sent.answers, stick.digest, VERSION]),
        "scored_at": now,
        **_totals(card),
        **views_of(card),
        **{f"s{stick.columns[key]:02}": one.final for key, one in card.sections.items()},
    }
    values = [value for item in card.items.values() for value in _item(sent.visit_id, item, read)]
    yield (
        *beside,
        Say(inserted("score", list(row)), list(row.values())),
        Say(inserted("item_result", _COLUMNS, len(card.items)), values),
    )
    return Kept(sent.revision, card.final)


def _totals(card: Scorecard) -> dict[str, Any]:
    counts = card.counts
    return {
        "raw_score": card.raw,
        "final_score": card.final,
        "outcome": card.outcome,
        "band": card.band,
        "triggers": json_text(
            [
                {"item": t.item, "effect": t.effect, "cap": t.cap, "urgent": t.urgent}
                for t in card.triggers
            ]
            + [
                {"rule": r.key, "effect": r.effect, "cap": r.cap, "urgent": r.urgent}
                for r in card.rules
            ]
        ),
        "scored_items": counts.scored,
        "count_na": counts.na,
        "count_unseen": counts.unseen,
        "count_hidden": counts.hidden,
        "count_empty": counts.empty,
    }


def views_of(card: Scorecard) -> dict[str, Any]:
    """Return the columns of a score that hold the other cuts of the same answers."""
    views = card.views
    found = {key: view.score for key, view in views.dimensions.items()}
    found |= {key: views.axes[key].score for key in ("process", "personal")}
    found |= {f"{key}_quality": view.score for key, view in views.quality.items()}
    found |= {key: view.score for key, view in views.ware.items()}
    return found | {"service_type": views.service_type, "bases": views.run.reached}


def _item(visit_id: int, item: ItemScore, answers: Answers) -> tuple[Any, ...]:
    scored = item.status == "scored"
    return (
        visit_id,
        item.key,
        item.earned if scored else None,
        item.possible if scored else None,
        item.met,
        reason_of(item),
        waited(item, answers),
    )


def reason_of(item: ItemScore) -> str | None:
    """Return which of the four kinds of no answer an item has, None for an answer."""
    return item.status if item.status in _NO_ANSWER else None


def waited(item: ItemScore, answers: Answers) -> int | None:
    """Return the seconds that were measured."""
    value = answers.get(item.key).value
    return value.seconds if isinstance(value, Waited) else None
