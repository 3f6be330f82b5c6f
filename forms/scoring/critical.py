"""What one bad moment, or several together, do to the visit (100 − 1 = 0).

Order, so that two rules never argue: entry knock-out; then limited and zeroed sections, from which
the total is made anew; then what is deducted; then the share that is kept; then the lowest cap;
then zero for the visit. "fail", "no_pass", "band", "lower" and "flag" leave the number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from forms.base_item import Critical
from forms.policy import Effect, Rule
from forms.scoring.plan import Plan
from forms.scoring.rollup import NO_LIMITS, Judged, Scales, SectionSum, total
from forms.scoring.rounding import hundredths
from forms.scoring.scorecard import RuleTrigger, Trigger


@dataclass(frozen=True, slots=True)
class Final:
    """The exact total after the rules (0–1), and what they did.

    `limits` (0–1) are those of sections, `bands` the best that are left, `lower` the bands lost.
    """

    total: Fraction | None
    limits: Mapping[str, Fraction]
    effects: frozenset[Effect]
    bands: frozenset[str]
    lower: int


def triggers(plan: Plan, judged: Sequence[Judged]) -> tuple[Trigger, ...]:
    """The critical items that fired, in the order of the checklist."""
    fired = [j for j in judged if j.verdict is not None and j.verdict.fires]
    return tuple(_trigger(plan, one) for one in fired)


def _trigger(plan: Plan, judged: Judged) -> Trigger:
    item, policy = judged.plan.item, plan.policy
    rule = item.critical
    assert rule is not None, "only an item with a rule can fire"
    return Trigger(
        item=item.key,
        section=item.key.partition(".")[0],
        effect=rule.effect,
        cap=None if rule.cap is None else policy.percent(rule.cap),
        urgent=rule.urgent,
        deduct=None if rule.deduct is None else policy.percent(rule.deduct),
        band=rule.band,
        cap_section=hundredths(rule.cap_section),
        keep=hundredths(rule.keep),
        lower=rule.lower,
    )


def apply_rules(
    plan: Plan,
    sums: Sequence[SectionSum],
    weighed: Scales,
    raw: Fraction | None,
    items: Sequence[Trigger],
    rules: Sequence[RuleTrigger],
) -> Final:
    if not items and not rules:
        return Final(raw, NO_LIMITS, frozenset(), frozenset(), 0)
    written = _written(plan, items, rules)
    effects = frozenset(rule.effect for rule in written)
    bands = frozenset(rule.band for rule in written if rule.band is not None)
    lower = sum(rule.lower or 0 for rule in written)
    if "not_evaluable" in effects:
        return Final(None, NO_LIMITS, effects, bands, lower)
    limits = _limits(items, rules)
    result = total(plan, sums, weighed, limits)
    if result is None:
        return Final(None, limits, effects, bands, lower)
    marks = Fraction(plan.policy.full_marks)
    result -= sum(_amounts(rule.deduct for rule in written), Fraction(0)) / marks
    result = max(result, Fraction(0))
    for share in _amounts(rule.keep for rule in written):
        result = result * share / 100
    result = min([result, *(cap / marks for cap in _amounts(rule.cap for rule in written))])
    if "zero_visit" in effects:
        result = Fraction(0)
    return Final(result, limits, effects, bands, lower)


def _limits(items: Sequence[Trigger], rules: Sequence[RuleTrigger]) -> Mapping[str, Fraction]:
    """The lowest limit of each section that has one."""
    found: dict[str, Fraction] = {}
    each = [((fired.section,), fired) for fired in items] + [(r.sections, r) for r in rules]
    for sections, fired in each:
        cap = 0 if fired.effect == "zero_section" else fired.cap_section
        for key in sections if cap is not None else ():
            found[key] = min(found.get(key, Fraction(1)), Fraction(cap or 0, 10_000))
    return found


def _amounts(found: Iterable[Decimal | None]) -> list[Fraction]:
    return [Fraction(amount) for amount in found if amount is not None]


def _written(
    plan: Plan, items: Sequence[Trigger], rules: Sequence[RuleTrigger]
) -> list[Critical | Rule]:
    """What fired, as it stands in the checklist: with amounts that are not rounded."""
    by_key = plan.checklist.by_key
    criticals = (by_key[trigger.item].critical for trigger in items)
    fired = {trigger.key for trigger in rules}
    return [
        *(rule for rule in criticals if rule is not None),
        *(one.rule for one in plan.rules if one.rule.key in fired),
    ]
