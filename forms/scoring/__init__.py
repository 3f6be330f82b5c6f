"""From answers to a scorecard, exactly.

    plan.py       a checklist, worked out once: every possible answer of every item with its worth
    rollup.py     items → sections → total, by the policy
    rules.py      what several items together set off
    critical.py   what one bad moment does
    views.py      the same answers by dimension, axis, stage, base…
    score.py      puts them together

Everything is counted in whole units of a common denominator, so no digit is lost; rounding
happens once, at the place the policy names.
"""

from forms.branch import BranchFacts
from forms.scoring.score import VERSION, effective_weights, score
from forms.scoring.scorecard import (
    Counts,
    ItemScore,
    RuleTrigger,
    Run,
    Scorecard,
    SectionScore,
    Shortfall,
    Trigger,
    Views,
    ViewScore,
)

__all__ = [
    "VERSION",
    "BranchFacts",
    "Counts",
    "ItemScore",
    "RuleTrigger",
    "Run",
    "Scorecard",
    "SectionScore",
    "Shortfall",
    "Trigger",
    "ViewScore",
    "Views",
    "effective_weights",
    "score",
]
