"""All exact figures of one visit: the scorecard rounds them, the trace tells them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from forms.answers import Answers
from forms.branch import BranchFacts
from forms.checklist import Checklist
from forms.scoring.critical import Final, apply_rules, triggers
from forms.scoring.plan import Plan, plan_for
from forms.scoring.rollup import Judged, Scales, SectionSum, judge_all, scales, sum_sections, total
from forms.scoring.rules import fired_rules
from forms.scoring.scorecard import RuleTrigger, Trigger


@dataclass(frozen=True, slots=True)
class Work:
    """`judged` is what became of each item, `counted` the same without what no longer counts."""

    plan: Plan
    judged: Sequence[Judged]
    counted: Sequence[Judged]
    sums: Sequence[SectionSum]
    scales: Scales
    fired: tuple[Trigger, ...]
    rules: tuple[RuleTrigger, ...]
    raw: Fraction | None
    final: Final


def work_out(checklist: Checklist, answers: Answers, branch: BranchFacts) -> Work:
    plan = plan_for(checklist)
    judged = judge_all(plan, answers, branch)
    fired = triggers(plan, judged)
    knocked_out = any(trigger.effect == "not_evaluable" for trigger in fired)
    work = _summed(plan, judged, _without(judged) if knocked_out else judged, fired)
    if not knocked_out and "not_evaluable" in work.final.effects:
        return _summed(plan, judged, _without(judged), fired, work.rules)
    return work


def _without(judged: Sequence[Judged]) -> list[Judged]:
    """Not even the knock-out itself counts: a visit that can't be evaluated has no score."""
    return [Judged(one.plan, one.status, None) for one in judged]


def _summed(
    plan: Plan,
    judged: Sequence[Judged],
    counted: Sequence[Judged],
    fired: tuple[Trigger, ...],
    rules: tuple[RuleTrigger, ...] | None = None,
) -> Work:
    """`rules` that fired before are kept; where something counts they are found here."""
    sums = sum_sections(plan, counted)
    weighed = scales(plan, sums)
    raw = total(plan, sums, weighed)
    if rules is None:
        rules = fired_rules(plan, counted, sums, weighed, raw) if counted is judged else ()
    return Work(
        plan=plan,
        judged=judged,
        counted=counted,
        sums=sums,
        scales=weighed,
        fired=fired,
        rules=rules,
        raw=raw,
        final=apply_rules(plan, sums, weighed, raw, fired, rules),
    )
