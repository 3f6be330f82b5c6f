"""All exact figures of one visit: the scorecard rounds them, the trace tells them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from forms.answers import Answers
from forms.branch import BranchFacts
from forms.checklist import Checklist
from forms.scoring.critical import Final, apply_rules, triggers
from forms.scoring.plan import Plan, plan_for
from forms.scoring.rollup import Judged, Scales, Sum, judge_all, scales, sum_sections, total
from forms.scoring.scorecard import Trigger


@dataclass(frozen=True, slots=True)
class Work:
    """`judged` is what became of each item, `counted` the same without what no longer counts."""

    plan: Plan
    judged: Sequence[Judged]
    counted: Sequence[Judged]
    sums: Sequence[Sum]
    scales: Scales
    fired: tuple[Trigger, ...]
    raw: Fraction | None
    final: Final


def work_out(checklist: Checklist, answers: Answers, branch: BranchFacts) -> Work:
    plan = plan_for(checklist)
    judged = judge_all(plan, answers, branch)
    fired = triggers(judged)
    counted = judged
    if any(trigger.effect == "not_evaluable" for trigger in fired):
        # Not even the knock-out itself counts: a closed branch has no score at all.
        counted = [Judged(one.plan, one.status, None) for one in judged]
    sums = sum_sections(plan, counted)
    return Work(
        plan=plan,
        judged=judged,
        counted=counted,
        sums=sums,
        scales=scales(plan, sums),
        fired=fired,
        raw=total(plan, sums),
        final=apply_rules(plan, sums, fired),
    )
