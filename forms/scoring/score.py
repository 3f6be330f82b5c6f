"""Answers → scorecard."""

from collections.abc import Mapping
from fractions import Fraction

from forms.answers import Answers
from forms.branch import NOWHERE, BranchFacts
from forms.checklist import Checklist
from forms.scoring.plan import Plan, plan_for
from forms.scoring.rollup import Sum, scales
from forms.scoring.scorecard import Scorecard
from forms.scoring.tally import scorecard
from forms.scoring.work import work_out

VERSION = "1"
"""Changes when the same answers under the same checklist would score differently."""


def score(checklist: Checklist, answers: Answers, branch: BranchFacts = NOWHERE) -> Scorecard:
    """Score one visit. Never raises for answers made by `parse_answers` with this checklist."""
    return scorecard(work_out(checklist, answers, branch))


def effective_weights(checklist: Checklist) -> Mapping[str, Fraction]:
    """Points of the total (0–100) that each item moves when every item is judged."""
    plan = plan_for(checklist)
    sums = _all_judged(plan)
    weighed = scales(plan, sums)
    if not weighed.whole:
        return {item.key: Fraction(0) for item in plan.items}
    return {
        item.key: Fraction(item.worth * weighed.factors[item.section] * 100) / weighed.whole
        for item in plan.items
    }


def _all_judged(plan: Plan) -> list[Sum]:
    sums = []
    for place, section in enumerate(plan.sections):
        normal = (i for i in plan.items if i.section == place and i.item.role == "normal")
        possible = sum(item.worth for item in normal)
        full = section.weight if plan.policy.rollup == "deduction" else possible
        sums.append(Sum(section, possible, possible, full, full if possible else 0))
    return sums
