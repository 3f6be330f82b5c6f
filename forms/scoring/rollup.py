"""Items → groups → sections → total. One shape for all policies.

Each part (a group, a section) hands up `kept` out of `full`:

    points      kept = Σ kept of what is in it,    full = Σ full
    weights     kept = Σ weight × kept ÷ full,     full = Σ weight of its groups that have a score
    deduction   kept = full − Σ lost,              full = its weight

The total is Σ kept ÷ Σ full, or for "sections" Σ weight × (kept ÷ full) ÷ Σ weight, over the
sections that have something judged; the others leave the sum, unless the policy says otherwise.
A section of bonus and penalty alone adds what it earned to the total as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from forms.answers import EMPTY, Answer, Answers
from forms.base_item import NOTHING
from forms.branch import BranchFacts
from forms.checklist import Part
from forms.scoring.plan import ItemPlan, PartPlan, Plan, SectionPlan
from forms.scoring.rounding import Exact, rounded, shown_share
from forms.scoring.scorecard import Status
from forms.scoring.verdicts import Verdict
from forms.showing import known_of

NO_LIMITS: Mapping[str, Fraction] = {}


@dataclass(frozen=True, slots=True)
class Judged:
    """An item with what became of it; no verdict means it is out of the sum."""

    plan: ItemPlan
    status: Status
    verdict: Verdict | None
    answer: Answer = EMPTY


@dataclass(frozen=True, slots=True)
class Sum:
    """One group, in units. `full` is 0 when nothing in it was judged: it has no score."""

    plan: PartPlan
    kept: Exact
    full: Exact

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.kept) / self.full if self.full else None


@dataclass(frozen=True, slots=True)
class SectionSum(Sum):
    """One section; `parts` are the sums of its groups."""

    plan: SectionPlan
    parts: tuple[Sum, ...]


def judge_all(plan: Plan, answers: Answers, branch: BranchFacts) -> list[Judged]:
    """Every item, in order. An entry knock-out takes all other items out."""
    hidden = known_of(plan.checklist, answers, branch).hidden
    judged = [
        _judge(item, answers, branch)
        if item.key not in hidden
        else Judged(item, "hidden", item.missing.get("hidden"))
        for item in plan.items
    ]
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
    return Judged(item, "scored", verdict, answer)


def sum_sections(plan: Plan, judged: Sequence[Judged]) -> list[SectionSum]:
    earned: list[Exact] = [0] * len(plan.parts)
    possible: list[Exact] = [0] * len(plan.parts)
    for one in judged:
        if one.verdict is not None:
            earned[one.plan.part] += one.verdict.earned
            possible[one.plan.part] += one.verdict.possible
    leaves = [
        _leaf(plan, leaf, earned[place], possible[place]) for place, leaf in enumerate(plan.parts)
    ]
    anything = any(leaf.full for leaf in leaves)
    return [
        _section(plan, section, tuple(leaves[place] for place in section.leaves), anything)
        for section in plan.sections
    ]


def _leaf(plan: Plan, leaf: PartPlan, earned: Exact, possible: Exact) -> Sum:
    kept, full = earned, possible
    if possible and leaf.rollup == "deduction":
        kept, full = leaf.weight - (possible - earned), leaf.weight
    return Sum(leaf, _bounded(plan, leaf.part, _stepped(plan, leaf.part, kept, full), full), full)


def _section(
    plan: Plan, section: SectionPlan, parts: tuple[Sum, ...], anything: bool
) -> SectionSum:
    kept, full = sum((part.kept for part in parts), 0), sum((part.full for part in parts), 0)
    if not full and anything and not section.extra and section.whole:
        # Nothing in it was judged: its weight may stay.
        treatment = plan.policy.no_answer.section
        full = 0 if treatment == "leave_out" else section.whole
        kept += full if treatment == "full" else 0
    elif full and section.rollup == "weights":
        kept, full = _weighed(parts)
    elif full and section.rollup == "deduction":
        kept, full = section.weight - (full - kept), section.weight
    kept = _bounded(plan, section.part, _stepped(plan, section.part, kept, full), full)
    if full:
        kept = _rounded(plan, kept, full)
    return SectionSum(section, kept, full, parts)


def _weighed(parts: Sequence[Sum]) -> tuple[Exact, Exact]:
    """Groups by their weights; one of bonus and penalty alone adds its points as they are."""
    scored = [part for part in parts if part.full]
    kept = sum((part.plan.weight * Fraction(part.kept) / part.full for part in scored), Fraction(0))
    extra = sum((part.kept for part in parts if part.plan.extra), 0)
    return kept + extra, sum((part.plan.weight for part in scored), 0)


def _stepped(plan: Plan, part: Part | None, kept: Exact, full: Exact) -> Exact:
    """What the part's score, as shown, comes to where only steps count."""
    if part is None or not part.steps or not full:
        return kept
    score = shown_share(kept, full, plan.policy)
    reached = (step.score for step in part.steps if step.at_least * 100 <= score)
    return full * Fraction(max(reached, default=NOTHING)) / 100


def _bounded(plan: Plan, part: Part | None, kept: Exact, full: Exact) -> Exact:
    """Floor and most lost, then cap and most. Without a score of its own only the points bound."""
    if part is None:
        return kept
    if full and kept * 100 < full * Fraction(part.floor):
        kept = full * Fraction(part.floor) / 100
    if part.most_lost is not None:
        kept = max(kept, full - Fraction(part.most_lost) * plan.unit)
    if full and part.cap is not None and kept * 100 > full * Fraction(part.cap):
        kept = full * Fraction(part.cap) / 100
    if part.most is not None:
        kept = min(kept, Fraction(part.most) * plan.unit)
    return kept


def _rounded(plan: Plan, kept: Exact, full: Exact) -> Exact:
    """What the section hands up is rounded: its score, or its points where points are pooled."""
    places, mode = plan.policy.places_of("section"), plan.policy.rounding
    if places is None:
        return kept
    if plan.policy.rollup == "sections":
        return rounded(Fraction(kept) * 100 / full, places, mode) * full / 100
    return rounded(Fraction(kept) / plan.unit, places, mode) * plan.unit


def total(
    plan: Plan,
    sums: Sequence[SectionSum],
    weighed: "Scales",
    limits: Mapping[str, Fraction] = NO_LIMITS,
) -> Fraction | None:
    """The total on 0–1, no section over its limit (0–1); None when nothing was judged."""
    if not weighed.whole:
        return None
    kept = [limited(s, limits.get(s.plan.key)) for s in sums]
    brought = [part * factor for part, factor in zip(kept, weighed.sections, strict=True)]
    policy = plan.policy
    if policy.weighted_places is None:
        share = Fraction(sum(brought)) / weighed.whole
    else:
        marks = Fraction(policy.full_marks)
        points = (Fraction(part) / weighed.whole * marks for part in brought)
        each = (rounded(part, policy.weighted_places, policy.rounding) for part in points)
        share = sum(each, Fraction(0)) / marks
    share = max(share, Fraction(policy.floor) / 100)
    return min(share, Fraction(1)) if policy.cap_at_100 else share


def limited(part: SectionSum, limit: Fraction | None) -> Exact:
    """What a section hands up under a limit, which is no gift to one that is under 0."""
    return part.kept if limit is None else min(part.kept, part.full * limit)


@dataclass(frozen=True, slots=True)
class Scales:
    """What one unit weighs in the total: factor ÷ whole. `sections` for what a section hands up,
    `factors` for the items of each part."""

    sections: tuple[Exact, ...]
    factors: tuple[Exact, ...]
    whole: Exact


def scales(plan: Plan, sums: Sequence[SectionSum]) -> Scales:
    """Factors as whole numbers over one denominator, so that views can be summed fast."""
    if plan.policy.rollup != "sections":
        whole: Exact = sum((s.full for s in sums), 0)
        exact: list[Exact] = [1] * len(sums)
    else:
        whole = sum((s.plan.weight for s in sums if s.full), 0)
        on_top = Fraction(whole) / plan.marks
        exact = [
            Fraction(s.plan.weight) / s.full if s.full else (on_top if s.plan.extra else 0)
            for s in sums
        ]
    inner = [
        factor * (Fraction(part.plan.weight) / part.full if part.full else int(part.plan.extra))
        if s.plan.rollup == "weights"
        else factor
        for s, factor in zip(sums, exact, strict=True)
        for part in s.parts
    ]
    common = lcm(*{f.denominator for f in exact}, *{f.denominator for f in inner})
    return Scales(
        tuple(_times(f, common) for f in exact),
        tuple(_times(f, common) for f in inner),
        whole * common,
    )


def _times(factor: Exact, common: int) -> int:
    return factor.numerator * (common // factor.denominator)


def all_judged(plan: Plan) -> list[SectionSum]:
    """The sections as they are when every item earns everything, without limits and rounding."""
    leaves = [Sum(leaf, leaf.whole, leaf.whole) for leaf in plan.parts]
    return [
        SectionSum(s, s.whole, s.whole, tuple(leaves[place] for place in s.leaves))
        for s in plan.sections
    ]
