"""Answers → scorecard."""

from collections.abc import Mapping
from fractions import Fraction

from forms.answers import Answers
from forms.branch import NOWHERE, BranchFacts
from forms.checklist import Checklist
from forms.scoring.plan import plan_for
from forms.scoring.rollup import all_judged, scales
from forms.scoring.scorecard import Scorecard
from forms.scoring.tally import scorecard
from forms.scoring.work import work_out

VERSION = "1"
"""Changes when the same answers under the same checklist would score differently."""


def score(checklist: Checklist, answers: Answers, branch: BranchFacts = NOWHERE) -> Scorecard:
    """Score one visit. Never raises for answers made by `parse_answers` with this checklist."""
    return scorecard(work_out(checklist, answers, branch))


def effective_weights(checklist: Checklist) -> Mapping[str, Fraction]:
    """Points of 100 that each item moves when every item is judged, before any limit."""
    plan = plan_for(checklist)
    weighed = scales(plan, all_judged(plan))
    if not weighed.whole:
        return {item.key: Fraction(0) for item in plan.items}
    return {
        item.key: Fraction(item.worth * weighed.factors[item.part] * 100) / weighed.whole
        for item in plan.items
    }
