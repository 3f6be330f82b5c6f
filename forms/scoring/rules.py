"""Rules over several items: what was found too much or too little, and what follows."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from forms.policy import Rule
from forms.scoring.plan import Plan, RulePlan
from forms.scoring.rollup import Judged, Scales, SectionSum
from forms.scoring.rounding import hundredths, shown_points, shown_share
from forms.scoring.scorecard import RuleTrigger
from forms.scoring.verdicts import Verdict


def fired_rules(
    plan: Plan,
    judged: Sequence[Judged],
    sums: Sequence[SectionSum],
    weighed: Scales,
    raw: Fraction | None,
) -> tuple[RuleTrigger, ...]:
    """The rules that fired, in the order of the policy; each looks at the raw results."""
    found: dict[str, RuleTrigger] = {}
    for rule in plan.rules:
        fired = _fired(plan, rule, judged, sums, weighed, raw)
        if fired is not None and found.keys() >= set(rule.rule.needs):
            found[fired.key] = fired
    return tuple(found.values())


def _fired(
    plan: Plan,
    rule: RulePlan,
    judged: Sequence[Judged],
    sums: Sequence[SectionSum],
    weighed: Scales,
    raw: Fraction | None,
) -> RuleTrigger | None:
    found = [judged[place] for place in rule.items]
    if rule.rule.below is not None:
        return _fired_below(plan, rule, found, sums, weighed, raw)
    counted, fires = _counted(plan, rule.rule, found)
    return _trigger(plan, rule, told(counted)) if fires else None


def _counted(plan: Plan, rule: Rule, found: Sequence[Judged]) -> tuple[Fraction, bool]:
    """What was counted, and whether it is too much or too little."""
    seen = [one.verdict for one in found if one.status == "scored" and one.verdict is not None]
    if rule.judged_below is not None:
        return Fraction(len(seen)), len(seen) < rule.judged_below
    limit: Decimal | int
    if rule.unmet_at_least is not None:
        limit, counted = rule.unmet_at_least, Fraction(sum(_unmet(v, rule) for v in seen))
    elif rule.picked_at_least is not None:
        wanted = frozenset(rule.picked)
        picked = [key for one in found for key in one.answer.picks if key in wanted]
        limit, counted = rule.picked_at_least, Fraction(len(picked))
    elif rule.lost_at_least is None:
        return Fraction(0), True
    else:
        lost = (Fraction(max(v.possible - v.earned, 0)) for v in seen)
        limit, counted = rule.lost_at_least, sum(lost, Fraction(0)) / plan.unit
    return counted, counted >= limit


def _fired_below(
    plan: Plan,
    rule: RulePlan,
    found: Sequence[Judged],
    sums: Sequence[SectionSum],
    weighed: Scales,
    raw: Fraction | None,
) -> RuleTrigger | None:
    under = int((rule.rule.below or 0) * 100)
    if rule.rule.tags:
        score = _share_of(plan, found, weighed)
    elif rule.sections:
        return _sections_below(plan, rule, sums, under)
    else:
        score = None if raw is None else plan.policy.percent_of(shown_points(raw, plan.policy))
    below = score is not None and score < under
    return _trigger(plan, rule, _number(score or 0)) if below else None


def _unmet(verdict: Verdict, rule: Rule) -> bool:
    if rule.unmet_below is None:
        return verdict.met is False
    return verdict.share * 100 < rule.unmet_below


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


def told(value: Fraction) -> str:
    """A number as people write it: decimals where they end, else a fraction."""
    found = Fraction(round(value * 10**6), 10**6)
    return f"{float(value):.12g}" if found == value else str(value)


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
        cap_section=hundredths(found.cap_section),
        keep=hundredths(found.keep),
        lower=found.lower,
    )
