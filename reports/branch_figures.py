"""Several visits of one branch in one wave, brought together for its report. Pure.

The unit is the visit: a branch's score is the mean of its visits' final scores, a section's the
mean of its visits' section scores. Visits that are not evaluable have none and stay out.
"""

from collections.abc import Mapping, Sequence

from reports import assemble
from reports.compare import mean
from reports.findings import FAILED
from reports.queries import LoadedVisit
from reports.snapshot import (
    BranchItem,
    Counts,
    Measure,
    Score,
    Section,
    Views,
    VisitAnswer,
    VisitLine,
)
from reports.yardstick import yardstick_of_score

THIN = 3
"""Scored items a visit needs on an axis before anything may be read into it."""


def branch_score(visits: Sequence[LoadedVisit], newest: LoadedVisit, beside: Score) -> Score:
    """Return the mean of the visits, with the band of that mean; `beside` is the newest's."""
    raw = mean(v.card.raw for v in visits)
    final = mean(v.card.final for v in visits)
    outcomes = {v.card.outcome for v in visits}
    return beside.model_copy(
        update={
            "raw": raw,
            "final": final,
            "outcome": "critical" if "critical" in outcomes else newest.card.outcome,
            "band": yardstick_of_score(beside).band(final),
            "triggers": tuple(t for visit in visits for t in assemble.triggers(visit)),
        }
    )


def branch_sections(visits: Sequence[LoadedVisit], newest: LoadedVisit) -> tuple[Section, ...]:
    """Return each section of the newest version with the mean over the visits that have it."""
    return tuple(_section(section, visits) for section in assemble.sections(newest))


def _section(section: Section, visits: Sequence[LoadedVisit]) -> Section:
    found = [v.card.sections[section.key] for v in visits if section.key in v.card.sections]
    items = [i for v in visits for i in v.card.items.values() if i.section == section.key]
    lost = [sum(i.lost for i in v.card.items.values() if i.section == section.key) for v in visits]
    return section.model_copy(
        update={
            "score": mean(one.final for one in found),
            "earned": sum(one.earned for one in found),
            "possible": sum(one.possible for one in found),
            "lost": mean(lost) or 0,
            "counts": assemble.counts(items),
        }
    )


def branch_views(visits: Sequence[LoadedVisit]) -> Views:
    """Return the other cuts: each measure's mean over the visits, its items added up."""
    each = [assemble.views(visit.card, visit) for visit in visits]
    found: dict[str, object] = {
        name: tuple(
            _measure([getattr(views, name)[place] for views in each])
            for place in range(len(getattr(each[0], name)))
        )
        for name in ("dimensions", "axes", "quality", "ware", "stages", "bases")
    }
    types = {views.service_type for views in each}
    found["service_type"] = types.pop() if len(types) == 1 else "undecided"
    return each[0].model_copy(update=found)


def _measure(found: Sequence[Measure]) -> Measure:
    scored = sum(one.n for one in found)
    return found[0].model_copy(
        update={
            "score": mean(one.score for one in found),
            "n": scored,
            "thin": scored < THIN * len(found),
        }
    )


def branch_counts(visits: Sequence[LoadedVisit]) -> Counts:
    """Return how many items came out how, over all visits."""
    return assemble.counts([item for visit in visits for item in visit.card.items.values()])


def visit_lines(visits: Sequence[LoadedVisit]) -> tuple[VisitLine, ...]:
    """Return one line per visit; the numbers are labels and tell nothing of their order."""
    return tuple(
        VisitLine.model_validate(
            {
                "ordinal": ordinal,
                "kind": v.visit.kind,
                "channel": v.visit.channel,
                "daypart": v.visit.daypart,
                "raw": v.card.raw,
                "final": v.card.final,
                "outcome": v.card.outcome,
                "band": v.card.band,
            }
        )
        for ordinal, v in enumerate(visits, start=1)
    )


def branch_items(
    visits: Sequence[LoadedVisit], newest: LoadedVisit, repeats: Mapping[str, int]
) -> tuple[BranchItem, ...]:
    """Return every item of the newest version with the answers of all visits that asked it."""
    numbers: list[dict[int, int]] = []
    start = 1
    for visit in visits:
        numbers.append(assemble.photo_numbers(visit, start))
        start += len(numbers[-1])
    found = []
    for item in assemble.visit_items(newest, {}):
        answers = tuple(
            VisitAnswer(
                visit=ordinal,
                **dict(assemble.answer(v, v.checklist.by_key[item.key], numbers[ordinal - 1])),
            )
            for ordinal, v in enumerate(visits, start=1)
            if item.key in v.checklist.by_key
        )
        failed = any(answer.result in FAILED for answer in answers)
        found.append(
            BranchItem(
                key=item.key,
                section=item.section,
                wording=item.wording,
                standard=item.standard,
                coaching=item.coaching,
                critical=item.critical,
                worth=item.worth,
                repeat=repeats.get(item.key, 1) if failed else 1,
                recovered=item.key in repeats and not failed,
                answers=answers,
                lost=mean(answer.lost for answer in answers) or 0,
            )
        )
    return tuple(found)
