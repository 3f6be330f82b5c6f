"""Exact work → the scorecard's whole numbers."""

from collections.abc import Mapping
from fractions import Fraction

from forms.scoring.bands import band_of, outcome_of
from forms.scoring.rollup import Judged, SectionSum, limited
from forms.scoring.rounding import Exact, round_quotient, shown, shown_points
from forms.scoring.scorecard import (
    Counts,
    ItemScore,
    Scorecard,
    SectionScore,
    Shortfall,
    Status,
)
from forms.scoring.views import counts_of, views
from forms.scoring.work import Work


def scorecard(work: Work) -> Scorecard:
    policy = work.plan.policy
    raw, final = (
        None if exact is None else shown_points(exact, policy)
        for exact in (work.raw, work.final.total)
    )
    band = band_of(policy, final, work.final.bands, work.final.lower)
    items = {one.plan.key: _item_score(work, one) for one in work.judged}
    sections = _section_scores(work)
    return Scorecard(
        raw=None if raw is None else policy.percent_of(raw),
        final=None if final is None else policy.percent_of(final),
        outcome=outcome_of(policy, final, work.final.effects),
        band=band.key if band else None,
        target=int(policy.target * 100),
        raw_points=raw,
        final_points=final,
        full_marks=int(policy.full_marks * 100),
        triggers=work.fired,
        rules=work.rules,
        counts=counts_of([one.status for one in work.judged]),
        sections=sections,
        items=items,
        views=views(work.plan, work.judged, work.counted, work.scales),
        shortfalls=_shortfalls(work, items, sections),
    )


def _of_total(work: Work, units: Exact, factor: Exact) -> int:
    """Units of a part as points of 100 of the total, in 1/100."""
    if not work.scales.whole:
        return 0
    return round_quotient(units * factor * 10_000, work.scales.whole)


def _item_score(work: Work, judged: Judged) -> ItemScore:
    plan, verdict = judged.plan, judged.verdict
    if verdict is None:
        return _unjudged(judged)
    seen = judged.status == "scored"
    lost, factor = max(verdict.possible - verdict.earned, 0), work.scales.factors[plan.part]
    rule = plan.item.critical
    return ItemScore(
        key=plan.key,
        section=work.plan.sections[plan.section].key,
        status=judged.status,
        share=verdict.share_shown if seen else None,
        earned=verdict.earned_shown,
        possible=verdict.possible_shown,
        weight=_of_total(work, plan.worth, factor),
        lost=_of_total(work, lost, factor) if lost else 0,
        target=plan.target,
        met=verdict.met,
        trigger=rule.effect if rule and verdict.fires else None,
    )


def _unjudged(judged: Judged) -> ItemScore:
    return ItemScore(
        key=judged.plan.key,
        section=judged.plan.key.partition(".")[0],
        status=judged.status,
        share=None,
        earned=0,
        possible=0,
        weight=0,
        lost=0,
        target=judged.plan.target,
        met=None,
        trigger=None,
    )


def _section_scores(work: Work) -> Mapping[str, SectionScore]:
    statuses: list[list[Status]] = [[] for _ in work.sums]
    for one in work.judged:
        statuses[one.plan.section].append(one.status)
    return {
        part.plan.key: _section_score(work, place, part, counts_of(statuses[place]))
        for place, part in enumerate(work.sums)
    }


def _section_score(work: Work, place: int, part: SectionSum, counts: Counts) -> SectionScore:
    key, share = part.plan.key, part.share
    score = None if share is None else shown(share, work.plan.policy)
    limit = work.final.limits.get(key)
    final = score
    if limit is not None and score is not None:
        final = shown(Fraction(limited(part, limit)) / part.full, work.plan.policy)
    return SectionScore(
        key=key,
        score=score,
        final=final,
        target=part.plan.target,
        weight=_of_total(work, part.full, work.scales.sections[place]),
        earned=round_quotient(part.kept * 100, work.plan.unit),
        possible=round_quotient(part.full * 100, work.plan.unit),
        counts=counts,
    )


def _shortfalls(
    work: Work, items: Mapping[str, ItemScore], sections: Mapping[str, SectionScore]
) -> tuple[Shortfall, ...]:
    found = [
        _shortfall("section", part.key, part.score, part.target, part.weight)
        for part in sections.values()
        if part.score is not None and part.score < part.target
    ]
    found += [
        _shortfall("item", item.key, item.share, item.target, item.weight)
        for item, one in zip(items.values(), work.judged, strict=True)
        if item.share is not None and item.met is False and one.plan.item.role != "bonus"
    ]
    return tuple(sorted(found, key=lambda shortfall: -shortfall.weighted))


def _shortfall(kind: str, key: str, score: int, target: int, weight: int) -> Shortfall:
    gap = target - score
    return Shortfall(
        kind="section" if kind == "section" else "item",
        key=key,
        score=score,
        target=target,
        gap=gap,
        weighted=round_quotient(gap * weight, 10_000),
    )
