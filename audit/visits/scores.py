"""Scoring a visit's answers and storing what came out: one wide row, and one row per item."""

from datetime import datetime
from typing import Any

from audit.db import connection, is_sqlite
from audit.documents import digest
from audit.models import BranchFacts, ChecklistVersion, ItemResult, Score, Visit
from audit.programme.checklists import parsed, section_columns
from forms.answers import Answers, parse_answers
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


async def store_score(
    visit: Visit,
    version: ChecklistVersion,
    facts: BranchFacts,
    answers: Any,
    now: datetime,
    reason: str = "",
) -> Score:
    """Score `answers` as a new revision that counts from now on. Inside a transaction."""
    await facts.fetch_related("region", "brand")
    card, read = scorecard_of(version, facts, answers)
    columns = await section_columns(version.checklist_id)
    revision = await Score.filter(visit_id=visit.id).count() + 1
    await Score.filter(visit_id=visit.id, current=True).update(current=False)
    row = Score(
        visit_id=visit.id,
        version_id=version.id,
        revision=revision,
        reason=reason,
        submission_number=visit.submission_number,
        digest=digest([answers, version.digest, VERSION]),
        scored_at=now,
        **_totals(card),
        **views_of(card),
        **{f"s{columns[key]:02}": section.final for key, section in card.sections.items()},
    )
    await row.save()
    await _store_items(visit.id, card, read)
    return row


def _totals(card: Scorecard) -> dict[str, Any]:
    counts = card.counts
    return {
        "raw_score": card.raw,
        "final_score": card.final,
        "outcome": card.outcome,
        "band": card.band,
        "triggers": [
            {"item": t.item, "effect": t.effect, "cap": t.cap, "urgent": t.urgent}
            for t in card.triggers
        ]
        + [
            {"rule": r.key, "effect": r.effect, "cap": r.cap, "urgent": r.urgent}
            for r in card.rules
        ],
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


async def _store_items(visit_id: int, card: Scorecard, answers: Answers) -> None:
    """Replace the item rows by one multi-row statement; an ORM row each would cost ten times it."""
    await ItemResult.filter(visit_id=visit_id).delete()
    values: list[Any] = []
    for item in card.items.values():
        scored = item.status == "scored"
        values += [
            visit_id,
            item.key,
            item.earned if scored else None,
            item.possible if scored else None,
            item.met,
            reason_of(item),
            waited(item, answers),
        ]
    client = connection()
    rows = ", ".join(_placeholders(n, is_sqlite(client)) for n in range(len(card.items)))
    columns = ", ".join(_COLUMNS)
    await client.execute_query(f"INSERT INTO item_result ({columns}) VALUES {rows}", values)  # noqa: S608


def reason_of(item: ItemScore) -> str | None:
    """Return which of the four kinds of no answer an item has, None for an answer."""
    return item.status if item.status in _NO_ANSWER else None


def waited(item: ItemScore, answers: Answers) -> int | None:
    """Return the seconds that were measured."""
    value = answers.get(item.key).value
    return value.seconds if isinstance(value, Waited) else None


def _placeholders(row: int, question_marks: bool) -> str:
    width = len(_COLUMNS)
    if question_marks:
        return "(" + ", ".join("?" * width) + ")"
    return "(" + ", ".join(f"${row * width + n + 1}" for n in range(width)) + ")"
