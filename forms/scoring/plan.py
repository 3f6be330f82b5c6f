"""A checklist, worked out once: units, judges, view slots. Kept for the checklists in use."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import cast, get_args

from forms.base_item import Axis, Base, Dimension, Quality, Reasoned, Side, Stage, Ware
from forms.checklist import Checklist, Part, Section
from forms.items import Item
from forms.policy import PartRollup, Policy, Rule, ViewKey
from forms.scoring.rounding import Exact, lean
from forms.scoring.scorecard import Status
from forms.scoring.verdicts import Bench, Judge, Verdict, judge_for

LARGEST_UNIT = 10**60
"""A bound for hostile weights; beyond it some amounts stay Fractions, exact but slower."""

VIEWS: Mapping[str, tuple[str, ...]] = {
    "dimensions": get_args(Dimension),
    "axes": get_args(Axis),
    "quality": get_args(Quality),
    "ware": get_args(Ware),
    "stages": get_args(Stage),
    "sides": get_args(Side),
    "bases": get_args(Base),
}


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """`section`, `part` are the places of what it stands in; `missing` what no answer brings."""

    item: Item
    key: str
    section: int
    part: int
    worth: Exact
    target: int
    judge: Judge | None
    missing: Mapping[Status, Verdict | None]
    slots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PartPlan:
    """A section, a group of one, or what stands outside the groups of one (`part` is None).

    `whole` is what it hands up at best, `extra` that nothing but bonus and penalty is in it.
    """

    key: str
    part: Part | None
    weight: Exact
    rollup: PartRollup
    extra: bool
    whole: Exact


@dataclass(frozen=True, slots=True)
class SectionPlan(PartPlan):
    """`leaves` are the places of its groups among all parts."""

    section: Section
    target: int
    leaves: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """`unit`: units per point. Weights are in units, too; `marks` are the full marks in units."""

    checklist: Checklist
    policy: Policy
    unit: int
    marks: Exact
    sections: tuple[SectionPlan, ...]
    parts: tuple[PartPlan, ...]
    items: tuple[ItemPlan, ...]
    rules: tuple["RulePlan", ...]
    slots: Mapping[tuple[str, str], int]
    view_targets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RulePlan:
    """`items` and `sections` are the places of what it looks at."""

    rule: Rule
    items: tuple[int, ...]
    sections: tuple[int, ...]


@lru_cache(maxsize=64)
def plan_for(checklist: Checklist) -> Plan:
    policy, unit = checklist.policy, _unit(checklist)
    parts: list[PartPlan] = []
    sections: list[SectionPlan] = []
    homes: dict[str, int] = {}
    for section in checklist.sections:
        first = len(parts)
        for part, inside in _leaves(section):
            homes |= {item.key: len(parts) for item in inside}
            parts.append(_leaf(part, inside, unit))
        sections.append(_plan_section(checklist, section, parts, first, unit))
    slots = _slots(checklist)
    items = tuple(
        _plan_item(item, place, homes[item.key], policy, unit, slots)
        for place, section in enumerate(checklist.sections)
        for item in section.items
    )
    return Plan(
        checklist=checklist,
        policy=policy,
        unit=unit,
        marks=lean(Fraction(policy.full_marks) * unit),
        sections=tuple(sections),
        parts=tuple(parts),
        items=items,
        rules=tuple(_plan_rule(rule, sections, items) for rule in policy.rules),
        slots=slots,
        view_targets=tuple(_view_target(policy, view, key) for view, key in slots),
    )


def _slots(checklist: Checklist) -> dict[tuple[str, str], int]:
    """The values of all views, the customer's own tags last."""
    tags = dict.fromkeys(tag for item in checklist.every_item() for tag in item.tags)
    found = [(view, key) for view, keys in VIEWS.items() for key in keys]
    found += [("tags", tag) for tag in sorted(tags)]
    return {slot: place for place, slot in enumerate(found)}


def _view_target(policy: Policy, view: str, key: str) -> int:
    if view == "tags":
        return int(policy.target * 100)
    name = cast(ViewKey, f"{key}_quality" if view == "quality" else key)
    return int(policy.targets.get(name, policy.target) * 100)


def _leaves(section: Section) -> Iterator[tuple[Part | None, list[Item]]]:
    """The groups of a section with their items, before them what stands outside."""
    groups = {group.key: group for group in section.groups}
    outside = [item for item in section.items if item.group not in groups]
    if outside or not groups:
        yield None, outside
    for key, group in groups.items():
        yield group, [item for item in section.items if item.group == key]


def _leaf(part: Part | None, items: list[Item], unit: int) -> PartPlan:
    normal = sum((Fraction(i.worth) for i in items if i.role == "normal"), Fraction(0))
    weight = lean(Fraction(1 if part is None else part.weight) * unit)
    deducts = part is not None and part.rollup == "deduction"
    return PartPlan(
        key="" if part is None else part.key,
        part=part,
        weight=weight,
        rollup="deduction" if deducts else "points",
        extra=not any(item.scored and item.role == "normal" for item in items),
        whole=weight if deducts and normal else lean(normal * unit),
    )


def _plan_section(
    checklist: Checklist, section: Section, parts: list[PartPlan], first: int, unit: int
) -> SectionPlan:
    leaves = parts[first:]
    weight = lean(Fraction(section.weight) * unit)
    usual: PartRollup = "deduction" if checklist.policy.rollup == "deduction" else "points"
    rollup = section.rollup or usual
    whole = sum((leaf.whole for leaf in leaves), 0)
    if rollup == "weights":
        whole = sum((leaf.weight for leaf in leaves if leaf.whole), 0)
    elif rollup == "deduction":
        whole = weight if whole else 0
    return SectionPlan(
        key=section.key,
        part=section,
        weight=weight,
        rollup=rollup,
        extra=all(leaf.extra for leaf in leaves),
        whole=whole,
        section=section,
        target=int(checklist.target_of(section) * 100),
        leaves=tuple(range(first, len(parts))),
    )


def _plan_rule(rule: Rule, sections: Sequence[SectionPlan], items: Sequence[ItemPlan]) -> RulePlan:
    found = tuple(n for n, section in enumerate(sections) if section.key in rule.sections)
    within = frozenset(found) if rule.sections else frozenset(range(len(sections)))
    tags = frozenset(rule.tags)
    return RulePlan(
        rule=rule,
        items=tuple(
            place
            for place, one in enumerate(items)
            if one.judge is not None and one.item.role != "bonus" and one.section in within
            if not tags or tags.intersection(one.item.tags)
        ),
        sections=found,
    )


def _unit(checklist: Checklist) -> int:
    """The smallest unit in which every amount of the checklist is a whole number."""
    unit = 100
    for amount in _amounts(checklist):
        larger = lcm(unit, amount.denominator)
        unit = larger if larger <= LARGEST_UNIT else unit
    return unit


def _amounts(checklist: Checklist) -> Iterator[Fraction]:
    yield Fraction(checklist.policy.full_marks)
    for section in checklist.sections:
        yield Fraction(section.weight)
        yield from (Fraction(group.weight) for group in section.groups)
        for item in section.items:
            yield Fraction(item.worth)
            if item.scored:
                each = Fraction(item.worth) / Fraction(item.best)
                yield from (each * Fraction(points) for points in item.all_points())
                yield each * Fraction(item.zero_points)
                if isinstance(item, Reasoned):
                    credits = (r.credit for r in item.reasons if r.credit is not None)
                    yield from (Fraction(item.worth * credit) / 100 for credit in credits)


def _plan_item(
    item: Item,
    place: int,
    part: int,
    policy: Policy,
    unit: int,
    slots: Mapping[tuple[str, str], int],
) -> ItemPlan:
    bench = Bench(item, policy, unit)
    judge = judge_for(bench)
    rules = policy.no_answer
    missing: dict[Status, Verdict | None] = {}
    if judge is not None:
        missing["na"] = bench.missing(item.na or rules.na)
        missing["unseen"] = bench.missing(item.unseen or rules.unseen)
        missing["hidden"] = bench.missing(item.hidden or rules.hidden)
        missing["empty"] = bench.missing(item.empty or rules.empty)
    return ItemPlan(
        item=item,
        key=item.key,
        section=place,
        part=part,
        worth=lean(Fraction(item.worth) * unit),
        target=int(item.target * 100),
        judge=judge,
        missing=missing,
        slots=tuple(slots[tag] for tag in _tags(item)) if judge else (),
    )


def _tags(item: Item) -> Iterator[tuple[str, str]]:
    for dimension in dict.fromkeys(item.dimensions):
        yield "dimensions", dimension
    single = {
        "axes": item.axis,
        "quality": item.quality,
        "ware": item.ware,
        "stages": item.stage,
        "sides": item.side,
        "bases": item.base,
    }
    yield from (("tags", tag) for tag in dict.fromkeys(item.tags))
    yield from ((view, key) for view, key in single.items() if key is not None)
