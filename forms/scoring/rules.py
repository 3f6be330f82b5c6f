"""Rules over several items: what was found too much or too little, and what follows."""

from collections.abc import Sequence
from fractions import Fraction

from forms.scoring.plan import Plan, RulePlan
from forms.scoring.rollup import Judged, Scales, SectionSum
from forms.scoring.rounding import shown_points, shown_share
from forms.scoring.scorecard import RuleTrigger


def fired_rules(
    plan: Plan,
    judged: Sequence[Judged],
    sums: Sequence[SectionSum],
    weighed: Scales,
    raw: Fraction | None,
) -> tuple[RuleTrigger, ...]:
    """The rules that fired, in the order of the policy; each looks at the raw results."""
    return tuple(
        fired
        for rule in plan.rules
        if (fired := _fired(plan, rule, judged, sums, weighed, raw)) is not None
    )


def _fired(
    plan: Plan,
    rule: RulePlan,
    judged: Sequence[Judged],
    sums: Sequence[SectionSum],
    weighed: Scales,
    raw: Fraction | None,
) -> RuleTrigger | None:
    policy, limit = plan.policy, rule.rule
    found = [judged[place] for place in rule.items]
    seen = [one.verdict for one in found if one.status == "scored" and one.verdict is not None]
    if limit.unmet_at_least is not None:
        unmet = sum(verdict.met is False for verdict in seen)
        return _trigger(plan, rule, str(unmet)) if unmet >= limit.unmet_at_least else None
    if limit.lost_at_least is not None:
        lost = sum((max(v.possible - v.earned, 0) for v in seen), Fraction(0)) / plan.unit
        return _trigger(plan, rule, str(lost)) if lost >= limit.lost_at_least else None
    if limit.judged_below is not None:
        few = len(seen) < limit.judged_below
        return _trigger(plan, rule, str(len(seen))) if few else None
    if limit.below is None:
        return None
    under = int(limit.below * 100)
    if limit.tags:
        score = _share_of(plan, found, weighed)
    elif limit.sections:
        return _sections_below(plan, rule, sums, under)
    else:
        score = None if raw is None else policy.percent_of(shown_points(raw, policy))
    below = score is not None and score < under
    return _trigger(plan, rule, _number(score or 0)) if below else None


def _sections_below(
    plan: Plan, rule: RulePlan, sums: Sequence[SectionSum], under: int
) -> RuleTrigger | None:
    low: dict[str, int] = {}
    for place in rule.sections:
        part = sums[place]
        score = shown_share(part.kept, part.full, plan.policy) if part.full else under
        if score < under:
            low[part.plan.key] = score
    if not low:
        return None
    return _trigger(plan, rule, ", ".join(_number(score) for score in low.values()), tuple(low))


def _share_of(plan: Plan, found: Sequence[Judged], weighed: Scales) -> int | None:
    counted = [one for one in found if one.verdict is not None]
    factors = [weighed.factors[one.plan.part] for one in counted]
    pairs = [(one.verdict, f) for one, f in zip(counted, factors, strict=True) if one.verdict]
    possible = sum(verdict.possible * factor for verdict, factor in pairs)
    earned = sum(verdict.earned * factor for verdict, factor in pairs)
    return shown_share(max(earned, 0), possible, plan.policy) if possible else None


def _number(score: int) -> str:
    return f"{score / 100:g}"


def _trigger(
    plan: Plan, rule: RulePlan, measured: str, sections: tuple[str, ...] | None = None
) -> RuleTrigger:
    found, policy = rule.rule, plan.policy
    return RuleTrigger(
        key=found.key,
        sections=found.sections if sections is None else sections,
        effect=found.effect,
        cap=None if found.cap is None else policy.percent(found.cap),
        deduct=None if found.deduct is None else policy.percent(found.deduct),
        band=found.band,
        urgent=found.urgent,
        measured=measured,
    )
