"""What one bad moment does to the visit (100 − 1 = 0).

Order, so that two rules never argue: entry knock-out; then zeroed sections, from which the total
is made anew; then the lowest cap; then zero for the visit. "fail" and "flag" leave the number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from forms.scoring.plan import Plan
from forms.scoring.rollup import Judged, Sum, total
from forms.scoring.scorecard import Trigger


@dataclass(frozen=True, slots=True)
class Final:
    """The exact total after the rules (0–1), and the sections that were zeroed."""

    total: Fraction | None
    zeroed: frozenset[str]
    cap: Fraction | None


def triggers(judged: Sequence[Judged]) -> tuple[Trigger, ...]:
    """The rules that fired, in the order of the checklist."""
    fired = [j for j in judged if j.verdict is not None and j.verdict.fires]
    return tuple(_trigger(one) for one in fired)


def _trigger(judged: Judged) -> Trigger:
    item = judged.plan.item
    rule = item.critical
    assert rule is not None, "only an item with a rule can fire"
    cap = None if rule.cap is None else int(rule.cap * 100)
    return Trigger(item.key, item.key.partition(".")[0], rule.effect, cap, rule.urgent)


def apply_rules(plan: Plan, sums: Sequence[Sum], fired: Sequence[Trigger]) -> Final:
    effects = {trigger.effect for trigger in fired}
    zeroed = frozenset(t.section for t in fired if t.effect == "zero_section")
    caps = [Fraction(t.cap, 10_000) for t in fired if t.cap is not None]
    cap = min(caps, default=None)
    if "not_evaluable" in effects:
        return Final(None, frozenset(), None)
    result = total(plan, sums, zeroed)
    if result is None:
        return Final(None, zeroed, cap)
    if cap is not None:
        result = min(result, cap)
    if "zero_visit" in effects:
        result = Fraction(0)
    return Final(result, zeroed, cap)
