"""Items → sections → total. One shape for the three policies.

Each section hands up `kept` out of `full`:

    points, sections   kept = earned,              full = possible
    deduction          kept = full − (not earned), full = the section's weight

The total is Σ kept ÷ Σ full, or for "sections" Σ weight × (kept ÷ full) ÷ Σ weight, over the
sections that have something judged; the others leave the sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from forms.answers import Answers
from forms.branch import BranchFacts
from forms.scoring.plan import ItemPlan, Plan, SectionPlan
from forms.scoring.rounding import Exact, rounded
from forms.scoring.scorecard import Status
from forms.scoring.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Judged:
    """An item with what became of it; no verdict means it is out of the sum."""

    plan: ItemPlan
    status: Status
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Sum:
    """One section, in units. `full` is 0 when nothing in it was judged: it has no score."""

    plan: SectionPlan
    earned: Exact
    possible: Exact
    kept: Exact
    full: Exact

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.kept) / self.full if self.full else None


def judge_all(plan: Plan, answers: Answers, branch: BranchFacts) -> list[Judged]:
    """Every item, in order. An entry knock-out takes all other items out."""
    judged = [_judge(item, answers, branch) for item in plan.items]
    if any(map(knocks_out, judged)):
        return [j if knocks_out(j) else Judged(j.plan, "hidden", None) for j in judged]
    return judged


def knocks_out(judged: Judged) -> bool:
    rule = judged.plan.item.critical
    return (
        rule is not None
        and rule.effect == "not_evaluable"
        and judged.verdict is not None
        and judged.verdict.fires
    )


def _judge(item: ItemPlan, answers: Answers, branch: BranchFacts) -> Judged:
    answer = answers.get(item.key)
    if answer.skip is not None:
        return Judged(item, answer.skip, item.missing.get(answer.skip))
    if answer.value is None:
        given = item.judge is None and bool(answer.photos)
        return Judged(item, "info" if given else "empty", item.missing.get("empty"))
    if item.judge is None:
        return Judged(item, "info", None)
    verdict = item.judge(answer, branch.format)
    if verdict is None:
        # An option without points says that there was nothing to judge.
        return Judged(item, "na", item.missing["na"])
    return Judged(item, "scored", verdict)


def sum_sections(plan: Plan, judged: Sequence[Judged]) -> list[Sum]:
    earned: list[Exact] = [0] * len(plan.sections)
    possible: list[Exact] = [0] * len(plan.sections)
    for one in judged:
        if one.verdict is not None:
            earned[one.plan.section] += one.verdict.earned
            possible[one.plan.section] += one.verdict.possible
    return [
        _sum(plan, section, earned[place], possible[place])
        for place, section in enumerate(plan.sections)
    ]


def _sum(plan: Plan, section: SectionPlan, earned: Exact, possible: Exact) -> Sum:
    if not possible:
        # Bonus and penalty alone make no section score, but still move a pool of points.
        return Sum(section, earned, possible, earned, 0)
    kept, full = earned, possible
    if plan.policy.rollup == "deduction":
        kept, full = section.weight - (possible - earned), section.weight
    return Sum(section, earned, possible, _bounded(plan, section, kept, full), full)


def _bounded(plan: Plan, section: SectionPlan, kept: Exact, full: Exact) -> Exact:
    """Section floor and cap, then rounding where the policy rounds sections."""
    low, high = section.section.floor, section.section.cap
    if kept * 100 < full * Fraction(low):
        kept = full * Fraction(low) / 100
    if high is not None and kept * 100 > full * Fraction(high):
        kept = full * Fraction(high) / 100
    if plan.policy.places_of("section") is not None:
        return _rounded(plan, kept, full)
    return kept


def _rounded(plan: Plan, kept: Exact, full: Exact) -> Exact:
    """What the section hands up is rounded: its score, or its points where points are pooled."""
    places, mode = plan.policy.places_of("section"), plan.policy.rounding
    if plan.policy.rollup == "sections":
        return rounded(Fraction(kept) * 100 / full, places, mode) * full / 100
    return rounded(Fraction(kept) / plan.unit, places, mode) * plan.unit


def total(plan: Plan, sums: Sequence[Sum], zeroed: frozenset[str] = frozenset()) -> Fraction | None:
    """The total on 0–1, with the sections in `zeroed` at 0; None when nothing was judged."""
    # min: a section of penalties alone is under 0, and zeroing must not be a gift.
    parts = [(min(s.kept, 0) if s.plan.key in zeroed else s.kept, s) for s in sums]
    if plan.policy.rollup == "sections":
        weight = Fraction(sum(s.plan.weight for s in sums if s.full))
        kept = Fraction(sum(s.plan.weight * Fraction(k) / s.full for k, s in parts if s.full))
    else:
        weight = Fraction(sum(s.full for s in sums))
        kept = Fraction(sum(k for k, _ in parts))
    if not weight:
        return None
    share = max(kept / weight, Fraction(0))
    return min(share, Fraction(1)) if plan.policy.cap_at_100 else share


@dataclass(frozen=True, slots=True)
class Scales:
    """What one unit of an item of each section weighs in the total: factor ÷ whole."""

    factors: tuple[Exact, ...]
    whole: Exact


def scales(plan: Plan, sums: Sequence[Sum]) -> Scales:
    """Factors as whole numbers over one denominator, so that views can be summed fast."""
    if plan.policy.rollup != "sections":
        return Scales((1,) * len(sums), sum(s.full for s in sums))
    exact = [Fraction(s.plan.weight) / s.full if s.full else Fraction(0) for s in sums]
    common = lcm(*(f.denominator for f in exact))
    factors = tuple(f.numerator * (common // f.denominator) for f in exact)
    return Scales(factors, sum(s.plan.weight for s in sums if s.full) * common)
